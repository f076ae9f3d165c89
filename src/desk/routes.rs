//! Every address of the desk and the page behind it; what every request passes first.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, Form, Path, Query, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};
use serde_json::json;

use crate::desk::room::{Desk, Room};
use crate::desk::view::{self, Answer, Done, sealed};
use crate::desk::{
    access, amend, attach, audit, blank, case, drafts, figures, form, guide, home, intake, leave, material, member,
    open, paper, person, reading, search, submit, team, training, trial, unlock,
};
use crate::error::Error;

/// What somebody asks for: the changing parts of the address, what follows `?`, what a form says.
pub struct Asked {
    parts: HashMap<String, String>,
    pub query: Vec<(String, String)>,
    pub form: Vec<(String, String)>,
}

/// Of a form without files: more than anybody types in a day.
const LARGEST_FORM: usize = 2 << 20;

impl Asked {
    pub fn new(parts: HashMap<String, String>, query: Vec<(String, String)>, form: Vec<(String, String)>) -> Self {
        Self { parts, query, form }
    }

    pub fn part(&self, name: &str) -> &str {
        self.parts.get(name).map_or("", String::as_str)
    }

    pub fn said(&self, name: &str) -> &str {
        first(&self.form, name)
    }

    pub fn asked(&self, name: &str) -> &str {
        first(&self.query, name)
    }
}

fn first<'p>(pairs: &'p [(String, String)], name: &str) -> &'p str {
    pairs.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
}

pub type Page = fn(&Room, &Asked) -> Done;
type Parts = Path<HashMap<String, String>>;
type Pairs = Vec<(String, String)>;

/// A page that only looks.
fn look(page: Page) -> MethodRouter<Arc<Desk>> {
    get(async move |State(desk): State<Arc<Desk>>, Path(parts): Parts, Query(query): Query<Pairs>| {
        desk.work("look", move |room| page(room, &Asked::new(parts, query, Vec::new()))).await
    })
}

/// A page that does something, and what the history calls that.
fn act(name: &'static str, page: Page) -> MethodRouter<Arc<Desk>> {
    post(async move |State(desk): State<Arc<Desk>>, Path(parts): Parts, form: Result<Form<Pairs>, FormRejection>| {
        match form {
            Ok(Form(form)) => desk.work(name, move |room| page(room, &Asked::new(parts, Vec::new(), form))).await,
            Err(_) => {
                desk.failed(&Error::new("送来的内容太大，或不是表单").fix("大的文字存成文件，用归档材料存入").into())
            }
        }
    })
}

pub fn router(desk: Arc<Desk>) -> Router {
    let case = "/case/{number}";
    let of = |rest: &str| format!("{case}{rest}");
    // A recording may be larger than the memory; what is no file in it is counted where it is read.
    let uploads = post(attach::send).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/", look(home::page))
        .route("/blank", look(blank::page))
        .route("/search", look(search::page))
        .route("/audit", look(audit::page))
        .route("/guide", look(guide::page))
        .route("/team", look(team::page))
        .route("/team/new", look(member::page).merge(act("member", member::send)))
        .route("/team/member/{id}", look(member::edit).merge(act("member", member::send_edit)))
        .route("/team/member/{id}/leave", look(member::leave).merge(act("member", member::send_leave)))
        .route("/program", look(training::page))
        .route("/program/amend/{record}", look(amend::page).merge(act("amend", amend::send)))
        .route("/training", look(training::form).merge(act("training", training::send)))
        .route("/intake", look(intake::page))
        .route("/intake/{id}", look(intake::one).merge(act("intake", intake::send)))
        .route("/guide/test", look(trial::page))
        .route("/audit.xlsx", look(audit::workbook))
        .route("/figures", look(figures::page))
        .route("/papers", look(paper::of_school))
        .route("/paper/{paper}", act("print", paper::print_of_school))
        .route("/open", look(open::page).merge(act("open", open::send)))
        .route(case, look(case::page))
        .route(&of("/kinds"), look(form::kinds))
        .route(&of("/record/{kind}"), look(form::page).merge(act("record", submit::send)))
        .route(&of("/amend/{record}"), look(amend::page).merge(act("amend", amend::send)))
        .route(&of("/person"), look(person::page).merge(act("edit", person::send)))
        .route(&of("/access"), look(access::page))
        .route(&of("/grant"), look(access::grant).merge(act("grant", access::send_grant)))
        .route(&of("/revoke"), look(access::revoke).merge(act("revoke", access::send_revoke)))
        .route(&of("/attach"), look(attach::page).merge(uploads))
        .route(&of("/papers"), look(paper::of_case))
        .route(&of("/paper/{paper}"), look(paper::preview).merge(act("print", paper::print)))
        .route(&of("/material/{record}"), get(material::stream))
        .route("/draft", act("draft", drafts::keep))
        .route("/draft/{name}", act("draft", drafts::drop))
        .route("/reading", act("reading", reading::read))
        .route("/quit", act("quit", leave::quit))
        .route("/unlock", post(unlock::send))
        .route("/desk.css", get(async || view::answer(StatusCode::OK, "text/css; charset=utf-8", view::STYLE.into())))
        .route(
            "/desk.js",
            get(async || view::answer(StatusCode::OK, "text/javascript; charset=utf-8", view::SCRIPT.into())),
        )
        .fallback(async |State(desk): State<Arc<Desk>>| desk.failed(&view::Failure::missing("没有这一页")))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(from_fn_with_state(Arc::clone(&desk), pass))
        .with_state(desk)
}

/// What every request passes, and what every answer gets.
async fn pass(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Answer {
    let (method, headers) = (request.method().clone(), request.headers());
    if desk.door.is_meant(&method, headers).is_err() {
        return sealed(refused(&desk, "这个请求不是从工作台自己的页面来的"));
    }
    let path = request.uri().path();
    let is_bare = matches!(path, "/desk.css" | "/desk.js");
    let token = request.uri().query().and_then(|query| query.strip_prefix("token="));
    if let (&Method::GET, "/", Some(token)) = (&method, path, token)
        && let Some(cookie) = desk.door.admit(token)
    {
        desk.touch();
        let mut answer = view::to("/");
        if let Ok(cookie) = cookie.parse() {
            answer.headers_mut().insert(axum::http::header::SET_COOKIE, cookie);
        }
        return sealed(answer);
    }
    if !is_bare && desk.door.knows(headers).is_err() {
        return sealed(refused(&desk, "这个地址已经用过，或工作台重新开过"));
    }
    desk.touch();
    sealed(next.run(request).await)
}

fn refused(desk: &Desk, what: &str) -> Answer {
    let error = Error::new(what).fix("从“工作台”重新打开：再运行一次 crisis desk，用它给的地址。写了一半的在草稿里");
    desk.bare(StatusCode::FORBIDDEN, "errors.html", &json!({ "title": "进不去", "errors": [view::told(&error)] }))
}

impl Desk {
    /// Does the work of a page beside the thread that listens.
    pub async fn work(self: Arc<Self>, act: &'static str, page: impl FnOnce(&Room) -> Done + Send + 'static) -> Answer {
        let desk = Arc::clone(&self);
        let done = tokio::task::spawn_blocking(move || match desk.room(act) {
            Ok(Some(room)) => page(&room).unwrap_or_else(|failure| room.desk.failed(&failure)),
            Ok(None) => unlock::page(&desk, ""),
            Err(failure) => desk.failed(&failure),
        });
        // A page that fell over is that page's trouble: nothing half-done stays, because a file appears whole or not.
        done.await.unwrap_or_else(|_| {
            let error = Error::new("这一页出错了").fix("退回去看看写进去没有；还是这样的，请报告此问题");
            self.failed(&view::Failure { status: StatusCode::INTERNAL_SERVER_ERROR, errors: vec![error] })
        })
    }
}
