//! Templates filled in, and every kind of answer, with the headers that all of them have.

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};
use tera::{Context, Tera};

use crate::desk::room::{Desk, Room};
use crate::error::{Error, Result};

pub type Answer = Response<Body>;
pub type Done = Result<Answer, Failure>;

/// What is said instead of a page.
pub struct Failure {
    pub status: StatusCode,
    pub errors: Vec<Error>,
}

impl Failure {
    pub fn missing(what: &str) -> Self {
        Self { status: StatusCode::NOT_FOUND, errors: vec![Error::new(what).fix("回到首页，从名单里打开")] }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::from(vec![error])
    }
}

impl From<Vec<Error>> for Failure {
    fn from(errors: Vec<Error>) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, errors }
    }
}

/// Nothing from elsewhere, nothing inline, in no frame, sent to no other place.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

macro_rules! embedded {
    ($($name:literal,)*) => {
        &[$(($name, include_str!(concat!("../../templates/desk/", $name))),)*]
    };
}

const TEMPLATES: &[(&str, &str)] = embedded! {
    "layout.html", "parts.html", "home.html", "case.html", "record.html", "form.html", "input.html", "preview.html",
    "attach.html", "papers.html", "audit.html", "guide.html", "team.html", "figures.html", "search.html", "kinds.html",
    "errors.html", "unlock.html", "blank.html", "left.html", "access.html", "program.html", "intake.html", "report.html",
    "trial.html",
};

pub const STYLE: &str = include_str!("../../templates/desk/desk.css");
pub const SCRIPT: &str = include_str!("../../templates/desk/desk.js");

pub fn views() -> Result<Tera> {
    let mut tera = Tera::default();
    tera.autoescape_on([".html"]);
    let unusable = |error: tera::Error| Error::new(format!("页面模板不能用：{error}")).fix("请报告此问题");
    tera.add_raw_templates(TEMPLATES.iter().copied()).map_err(unusable)?;
    Ok(tera)
}

impl Desk {
    /// A page without an office: before anybody may see anything.
    pub fn bare(&self, status: StatusCode, name: &str, data: &Value) -> Answer {
        let page = Context::from_serialize(data).and_then(|context| self.views.render(name, &context));
        match page {
            Ok(page) => html(status, page),
            // Its own words might quote a record.
            Err(_) => html(
                StatusCode::INTERNAL_SERVER_ERROR,
                "<!DOCTYPE html><title>错误</title><p>页面写不出来，请报告此问题".to_owned(),
            ),
        }
    }

    pub fn failed(&self, failure: &Failure) -> Answer {
        let data = json!({ "title": "做不到", "errors": failure.errors.iter().map(told).collect::<Vec<_>>() });
        self.bare(failure.status, "errors.html", &data)
    }
}

impl Room {
    /// A page with what the head of every page shows.
    pub fn page(&self, name: &str, title: &str, data: &impl Serialize) -> Done {
        self.page_with(StatusCode::OK, name, title, data)
    }

    pub fn page_with(&self, status: StatusCode, name: &str, title: &str, data: &impl Serialize) -> Done {
        let office = &self.office;
        let mut data = serde_json::to_value(data).map_err(|error| Error::new(format!("页面写不出来：{error}")))?;
        let by = office.by().map(|id| office.repo.team.name(&id).to_owned()).unwrap_or_default();
        data["title"] = title.into();
        data["school"] = office.repo.config.school.as_str().into();
        data["by"] = by.into();
        data["clock"] = office.now.format("%Y-%m-%d %H:%M").to_string().into();
        Ok(self.desk.bare(status, name, &data))
    }
}

/// An error for a page: what is wrong, what to do.
pub fn told(error: &Error) -> Value {
    json!({ "what": error.to_string(), "fix": error.fix })
}

pub fn html(status: StatusCode, page: String) -> Answer {
    answer(status, "text/html; charset=utf-8", page.into())
}

pub fn answer(status: StatusCode, kind: &'static str, body: Body) -> Answer {
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    set(&mut answer, CONTENT_TYPE, kind);
    answer
}

/// Elsewhere, by a new request that may be repeated: reloading what it shows writes nothing.
pub fn to(place: &str) -> Answer {
    let mut answer = answer(StatusCode::SEE_OTHER, "text/plain", Body::empty());
    set(&mut answer, LOCATION, place);
    answer
}

/// A file to be kept.
pub fn file(kind: &'static str, name: &str, body: Body) -> Answer {
    let mut answer = answer(StatusCode::OK, kind, body);
    set(&mut answer, CONTENT_DISPOSITION, &format!("attachment; filename=\"{name}\""));
    answer
}

/// Not a page of the desk: looks as it looks and can do nothing, wherever it came from.
pub fn alone(mut answer: Answer, style: &str) -> Answer {
    set(&mut answer, CONTENT_SECURITY_POLICY, &format!("default-src 'none'; {style}; frame-ancestors 'none'; sandbox"));
    answer
}

fn set(answer: &mut Answer, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}

/// What every answer has, unless it says otherwise itself. The referrer is left out by `same-origin` and not by
/// `no-referrer`: with that browsers hide the origin of our own forms as well, which the door asks for.
pub fn sealed(mut answer: Answer) -> Answer {
    let headers = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in headers {
        if !answer.headers().contains_key(&name) {
            set(&mut answer, name, value);
        }
    }
    answer
}
