//! `print --for`: a copy of a paper for one role, and in the same act the record of who was told what, what not, and
//! by what right (guide 五(四)2–3). First the whole copy in memory, then the record, then the file: nothing leaves
//! without a record.

use std::path::PathBuf;

use serde_json::json;

use crate::case::Case;
use crate::cmd::print::recipient::{recipient, role};
use crate::cmd::print::{To, bytes, file_name, folder, which};
use crate::cmd::{App, Done};
use crate::documents::{self, Audience, Choice, Paper, Scope, Sheet, Source};
use crate::draft::Page;
use crate::error::{Error, Result};
use crate::form::{self, Said};
use crate::guide::{Guide, Role, Standing};
use crate::record::{Fact, Named, disclosure::Disclosure};
use crate::store::{Repo, write};
use crate::ui::Format;

#[derive(clap::Args)]
pub struct Flags {
    /// 给哪个角色看：只留指南（角色的 sees）让他看的，在文书里写明没有给什么，并登记告知
    #[arg(long = "for", id = "for", value_name = "ROLE", conflicts_with = "blank")]
    pub role: Option<String>,
    /// 交给谁（姓名；校内只有一位的可以不写）
    #[arg(long, value_name = "NAME", requires = "for")]
    recipient: Option<String>,
    /// 依据（给校外的人必填）
    #[arg(long, value_name = "TEXT", requires = "for")]
    basis: Option<String>,
    /// 属于哪种保密例外
    #[arg(long, value_name = "TEXT", requires = "for")]
    exception: Option<String>,
    /// 谁批准的
    #[arg(long, value_name = "NAME", requires = "for")]
    approved_by: Option<String>,
    /// 是否告诉了学生本人
    #[arg(long, value_name = "yes|no", requires = "for")]
    student_told: Option<String>,
}

/// What is asked for.
pub struct Copy<'a> {
    pub flags: &'a Flags,
    pub role: &'a str,
    pub paper: &'static Paper,
    pub choice: Choice<'a>,
    pub to: To,
    pub out: Option<PathBuf>,
}

/// The record of the handing over: on file already, or as it was written now.
enum Record {
    Known(String),
    Written(Box<Page>),
}

impl Record {
    fn id(&self) -> &str {
        match self {
            Self::Known(id) => id,
            Self::Written(page) => &page.record.head.id,
        }
    }
}

pub fn not_of_a_case() -> Error {
    Error::new("这是全校的文书，不属于哪一位学生")
        .field("--for")
        .fix("去掉 --for；要给一份档案里的内容，写明案号和文书")
}

pub fn run(app: &App, repo: &Repo, case: &Case, episode: Option<u32>, copy: Copy<'_>) -> Done {
    let folder = copy.out.is_none().then(|| folder(repo, None)).transpose()?;
    let episode = which(case, episode)?;
    let guide = app.guide_of(repo, case, episode)?;
    let role = role(guide, copy.role)?;
    Scope::allows(guide, role, copy.paper)?;
    let recipient = recipient(app, repo, guide, case, role, copy.flags.recipient.as_deref())?;
    if role.standing == Standing::Outside && copy.flags.basis.is_none() {
        let missing = Error::new(format!("“{}”不是负责处理的人员，给他要写明依据", role.name)).field("--basis");
        return Err(missing.fix("加上 --basis 依据；属于哪种例外写 --exception，谁批准写 --approved-by").into());
    }
    let audience = Audience { role, recipient: &recipient };
    let scope = Scope::new(audience, copy.paper, case, episode, repo.config.calendar.zone);
    let source = Source { case: Some(case), episode, scope: Some(&scope), ..Source::new(repo, guide, app.now) };
    let sheet = documents::sheet(&source, copy.paper, copy.choice)?;
    let bytes = if app.dry_run { Vec::new() } else { bytes(&sheet, copy.to).map_err(nothing_left)? };
    let path = match (copy.out, folder) {
        (Some(path), _) => path,
        (None, folder) => folder.unwrap_or_default().join(file_name(Some(case), Some(episode), &sheet, copy.to)),
    };
    let _lock = write::lock(&repo.root)?;
    // Read again: somebody may have written while the printer was at work.
    let case = &repo.case(&case.number);
    let record = on_record(app, repo, guide, case, episode, audience, &sheet, copy.flags)?;
    if !app.dry_run {
        write::replace(&path, &bytes).map_err(|error| stands(record.id(), error))?;
    }
    told(app, case, role, &sheet, &path.display().to_string(), &record)?;
    app.ui.hint("注意：程序只按种类和字段取舍；留下的文字里也许写到了不该给的事，交出之前请通读一遍");
    if case.closure(episode).is_some() {
        app.ui.hint(&format!("注意：第 {episode} 次危机已经结束，这次告知仍登记在其中"));
    }
    app.ui.hint(&format!("全部登记：crisis print {} disclosure-ledger", case.number));
    Ok(0)
}

/// Once for the same words to the same person.
#[expect(clippy::too_many_arguments, reason = "everything that a disclosure says")]
fn on_record(
    app: &App,
    repo: &Repo,
    guide: &Guide,
    case: &Case,
    episode: u32,
    Audience { role, recipient }: Audience<'_>,
    sheet: &Sheet,
    flags: &Flags,
) -> Result<Record> {
    let same = |told: &Disclosure| {
        told.document.as_deref() == Some(sheet.paper.name)
            && told.hash.as_deref() == Some(&sheet.hash)
            && told.to == recipient
            && told.to_role.as_ref().is_some_and(|of| of.0 == role.id)
    };
    let known = case.of_episode(episode).find(|one| matches!(&one.fact, Fact::Disclosure(told) if same(told)));
    if let Some(known) = known {
        return Ok(Record::Known(known.head.id.clone()));
    }
    let mut draft = app.draft(repo, Disclosure::NAME, Some(case))?;
    draft.episode = episode;
    let (told, withheld) = in_words(sheet);
    let values = [
        ("to", Some(recipient)),
        ("to_role", Some(&role.id)),
        ("told", Some(&told)),
        ("withheld", Some(&withheld)),
        ("exception", flags.exception.as_deref()),
        ("basis", flags.basis.as_deref()),
        ("approved_by", flags.approved_by.as_deref()),
        ("student_told", flags.student_told.as_deref()),
    ];
    let values = values.into_iter().filter_map(|(field, value)| Some((field.to_owned(), vec![value?.to_owned()])));
    let said = Said { values: values.collect(), ..Said::default() };
    (draft.fields, draft.body) = form::fill(&app.ui, guide, app.now, Disclosure::NAME, &said)?;
    draft.fields.insert("document".to_owned(), sheet.paper.name.into());
    draft.fields.insert("hash".to_owned(), sheet.hash.clone().into());
    app.record(repo, case, draft).map(|page| Record::Written(Box::new(page)))
}

/// What was told and what was not, without a word of either.
fn in_words(sheet: &Sheet) -> (String, String) {
    let (told, withheld) =
        sheet.account.as_ref().map_or((&[][..], &[][..]), |account| (&account.told, &account.withheld));
    let from = if told.is_empty() { "没有记录".to_owned() } else { told.join("、") };
    let none = || "没有保留：指南让这一角色看到本文书的全部".to_owned();
    let kept = if withheld.is_empty() { none() } else { withheld.join("；") };
    (
        format!(
            "一份《{}》（{}，内容 SHA-256 开头 {}），由这些记录做成：{from}",
            sheet.title, sheet.paper.name, sheet.hash
        ),
        kept,
    )
}

/// Unlike a paper for the file itself, nothing takes its place: what lies there has left.
fn nothing_left(error: Error) -> Error {
    let way = "没有登记，也没有写出文件；或加 --to docx 得到 Word 文件，加 --to html 用浏览器打印";
    let fix = error.fix.as_ref().map_or(way.to_owned(), |fix| format!("{fix}。{way}"));
    Error { fix: Some(fix), ..error }
}

fn stands(id: &str, error: Error) -> Error {
    let again = format!(
        "告知已登记为记录 {id}；解决之后用同样的命令再打一次，不会另记一条。不再给了，用 crisis amend 作废这条记录"
    );
    let fix = error.fix.as_ref().map_or(again.clone(), |fix| format!("{fix}。{again}"));
    Error { fix: Some(fix), ..error }
}

fn told(app: &App, case: &Case, role: &Role, sheet: &Sheet, path: &str, record: &Record) -> Result<()> {
    let withheld = sheet.account.as_ref().map(|account| &account.withheld);
    if app.ui.format == Format::Json {
        let on_file = Some(record.id()).filter(|_| !app.dry_run || matches!(record, Record::Known(_)));
        let mut answer = json!({
            "case": case.number, "document": sheet.paper.name, "record": sheet.record, "hash": sheet.hash, "file": path,
            "for": role.id, "disclosure": on_file, "withheld": withheld, "dry_run": app.dry_run,
        });
        if let (Record::Written(page), true) = (record, app.dry_run) {
            answer["text"] = page.text.clone().into();
        }
        return app.ui.json(&answer);
    }
    let verb = if app.dry_run { "（没有写）将生成" } else { "已生成" };
    app.ui.say(&format!("{verb} {path}（{}，给{}）", sheet.title, role.name))?;
    match record {
        Record::Known(id) => app.ui.say(&format!("同样的内容给同一个人，已经登记过（记录 {id}），没有再记")),
        Record::Written(page) if app.dry_run => app.ui.say(&format!("（没有写）将登记告知：\n\n{}", page.text)),
        Record::Written(page) => {
            let (_, withheld) = in_words(sheet);
            app.ui.say(&format!("已登记告知（记录 {}）。没有提供：{withheld}", page.record.head.id))
        }
    }
}
