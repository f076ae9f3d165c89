//! `refer`: a referral and its letter; later, what the guardian answered to it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::case::Case;
use crate::cmd::print::{self, To};
use crate::cmd::{App, Done, find_case, next};
use crate::documents::{self, Choice, Paper, Sheet, Source};
use crate::draft::Page;
use crate::error::{Error, Result};
use crate::form::{self, Flags, Said};
use crate::guide::Guide;
use crate::record::referral::Referral;
use crate::record::{Fact, Record};
use crate::store::{Repo, write};
use crate::ui::Format;

/// 转介：写下建议去哪里、为什么，并生成建议书（Markdown 与 HTML）；之后记监护人的答复
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: String,
    #[command(flatten)]
    said: Flags<Referral>,
    /// 建议书放到哪个文件夹（默认：明文档案库的 letters 文件夹）
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// 建议书写成哪一种文件（默认：Markdown 与 HTML）
    #[arg(long = "as", value_enum, value_name = "pdf|docx|html|md", hide_possible_values = true)]
    kind: Option<To>,
}

pub fn run(app: &App, args: Args) -> Done {
    let repo = app.repo()?;
    let case = find_case(&repo, &args.case)?;
    let episode = app.draft(&repo, "referral", Some(&case))?.episode;
    let guide = app.guide_of(&repo, &case, episode)?;
    let said = answer(&args.said.said, latest(&case, episode));
    let is_letter = !said.has("letter");
    let filled = form::fill(&app.ui, guide, app.now, "referral", &said)?;
    let _lock = write::lock(&repo.root)?;
    let case = repo.case(&case.number);
    let mut draft = app.draft(&repo, "referral", Some(&case))?;
    (draft.fields, draft.body) = filled;
    let page = draft.page(Some(&case), repo.config.calendar.zone)?;
    let sheet = if is_letter { Some(letter_of(app, &repo, &case, guide, &page)?) } else { None };
    if !app.dry_run {
        repo.put_record(&case.number, &page.path, page.text.as_bytes())?;
    }
    let written = match (&sheet, print::folder(&repo, args.out)) {
        (Some(sheet), Ok(folder)) => export(app, &folder, &case.number, args.kind, sheet)?,
        (Some(_), Err(_)) => {
            app.ui.hint("档案库是封存的，库里不留明文，所以没有生成建议书；要打印时加 --out 文件夹");
            Vec::new()
        }
        (None, _) => Vec::new(),
    };
    wrote(app, &repo, &case, &page, &written)?;
    Ok(0)
}

/// The letter of a record that is about to be written.
fn letter_of(app: &App, repo: &Repo, case: &Case, guide: &Guide, page: &Page) -> Result<Sheet> {
    let episode = page.record.head.episode;
    let source = Source { case: Some(case), episode, ..Source::new(repo, guide, app.now) };
    documents::sheet(&source, Paper::named("referral")?, Choice::Given(&page.record))
}

/// Only an answer was given: it belongs to the latest letter, whose institution and reason it repeats.
fn answer(said: &Said, letter: Option<&Record>) -> Said {
    let mut said = said.clone();
    let Some(letter) = letter else { return said };
    if said.file.is_some() || said.has("to") || said.has("reason") || !said.has("receipt") {
        return said;
    }
    for field in ["to", "department", "reason"] {
        if let (Some(text), false) = (letter.text(field), said.has(field)) {
            said.values.push((field.to_owned(), vec![text.to_owned()]));
        }
    }
    said.values.push(("letter".to_owned(), vec![letter.head.id.clone()]));
    said
}

fn latest(case: &Case, episode: u32) -> Option<&Record> {
    let is_letter = |record: &&Record| matches!(&record.fact, Fact::Referral(referral) if referral.letter.is_none());
    case.of_episode(episode).filter(is_letter).last()
}

/// The letter's file names hold the case number and the record's id, never a name.
fn export(app: &App, folder: &Path, number: &str, kind: Option<To>, sheet: &Sheet) -> Result<Vec<PathBuf>> {
    let id = sheet.record.as_deref().unwrap_or_default();
    let kinds = kind.map_or_else(|| vec![To::Md, To::Html], |kind| vec![kind]);
    let mut written = Vec::new();
    for kind in kinds {
        let path = folder.join(format!("{number}-referral-{id}.{}", kind.ending()));
        if !app.dry_run {
            print::export(sheet, kind, &path).map_err(|error| {
                let again =
                    format!("记录 {id} 已写好，不必重写；解决之后运行 crisis print {number} referral --record {id}");
                let fix = error.fix.as_ref().map_or(again.clone(), |fix| format!("{fix}。{again}"));
                Error { fix: Some(fix), ..error }
            })?;
        }
        written.push(path);
    }
    Ok(written)
}

fn wrote(app: &App, repo: &Repo, case: &Case, page: &Page, letters: &[PathBuf]) -> Result<()> {
    if app.ui.format == Format::Json && !app.dry_run {
        let path = format!("cases/{}/{}", case.number, repo.real_name(&case.number, &page.path));
        let letters: Vec<Value> = letters.iter().map(|path| path.display().to_string().into()).collect();
        app.ui
            .json(&json!({ "case": case.number, "record": page.record.head.id, "path": path, "letters": letters }))?;
    } else {
        app.wrote(repo, &case.number, page)?;
        for path in letters {
            let verb = if app.dry_run { "（没有写）将生成" } else { "已生成" };
            app.ui.say(&format!("{verb} {}", path.display()))?;
        }
    }
    if !app.dry_run {
        app.ui.hint(&next::steps_for(app, repo, &repo.case(&case.number)));
    }
    Ok(())
}
