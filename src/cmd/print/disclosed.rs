//! `print --for`: a copy of a paper for one role, and in the same act the record of who was told what, what not, and by
//! what right (guide 五(四)2–3).

use serde_json::{Map, Value};

use crate::app::{App, Done};
use crate::asking::talks::Which;
use crate::case::Case;
use crate::documents::Choice;
use crate::error::{Error, Result};
use crate::form::{self, Said};
use crate::guide::paper::Paper;
use crate::office::Office;
use crate::office::disclosure::{Copy, Request, Told};
use crate::office::papers::{bytes, file_name, with_way_out};
use crate::record::{Named, disclosure::Disclosure};
use crate::store::write;
use crate::wording::print::disclosed as words;

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

pub fn not_of_a_case() -> Error {
    Error::new("这是全校的文书，不属于哪一位学生")
        .field("--for")
        .fix("去掉 --for；要给一份档案里的内容，写明案号和文书")
}

pub fn run(
    app: &App,
    office: &Office,
    case: &Case,
    args: &super::Args,
    role: &str,
    (paper, choice): (&Paper, Choice<'_>),
) -> Done {
    let (flags, to) = (&args.copy, args.to);
    let folder = args.out.is_none().then(|| app.folder_for_papers(office, None)).transpose()?;
    let (recipient, basis) = (flags.recipient.as_deref(), flags.basis.as_deref());
    let copy = office.copy(Request { case, episode: args.episode, role, recipient, basis, paper, choice })?;
    let bytes = if app.dry_run { Ok(Vec::new()) } else { bytes(&copy.sheet, to) };
    let bytes = bytes.map_err(|error| with_way_out(error, words::NOTHING_LEFT))?;
    let in_folder = || folder.unwrap_or_default().join(file_name(Some(case), Some(copy.episode), &copy.sheet, to));
    let path = args.out.clone().unwrap_or_else(in_folder);
    let record = match copy.told_before(case) {
        Some(known) => Told::Before(known),
        None => on_record(app, office, case, &copy, flags)?,
    };
    if !app.dry_run {
        write::replace(&path, &bytes).map_err(|error| with_way_out(error, &words::stands(record.id())))?;
    }
    app.answer(
        || words::value(case, &copy, &path, &record, app.dry_run),
        || words::lines(&copy, &path, &record, app.dry_run),
    )?;
    app.say(words::advice(case, &copy))?;
    Ok(0)
}

fn on_record(app: &App, office: &Office, case: &Case, copy: &Copy<'_>, flags: &Flags) -> Result<Told> {
    let (fields, body) = said(app, office, case, copy, flags)?;
    let pen = office.pen()?;
    // Read again: somebody may have written while the printer was at work.
    let record = pen.disclose(&pen.case(&case.number), copy, fields, body)?;
    if let (Told::Now(plan), false) = (&record, app.dry_run) {
        pen.commit(plan, &|_| {})?;
    }
    Ok(record)
}

/// What the copy says of itself and what the flags say of the telling.
fn said(
    app: &App,
    office: &Office,
    case: &Case,
    copy: &Copy<'_>,
    flags: &Flags,
) -> Result<(Map<String, Value>, String)> {
    let given = [
        ("exception", &flags.exception),
        ("basis", &flags.basis),
        ("approved_by", &flags.approved_by),
        ("student_told", &flags.student_told),
    ];
    let given = given.into_iter().filter_map(|(field, value)| Some((field, value.clone()?)));
    let values = copy.said().into_iter().chain(given).map(|(field, value)| (field.to_owned(), vec![value]));
    let said = Said { values: values.collect(), ..Said::default() };
    let talk = app.talk(office, office.guide_of(case, copy.episode)?, Which::Of(case, Disclosure::NAME));
    let filled = form::fill(&talk, Disclosure::NAME, &said)?;
    talk.shelf.clear()?;
    Ok(filled)
}
