//! `refer`: a referral and its letter; later, what the guardian answered to it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::case::Case;
use crate::cmd::{App, Done, find_case, next};
use crate::config::Privacy;
use crate::documents::{self, Sheet, Source};
use crate::draft::Page;
use crate::error::{Error, Result};
use crate::form::{self, Flags, Said};
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
}

pub fn run(app: &App, args: Args) -> Done {
    let repo = app.repo()?;
    let _lock = write::lock(&repo.root)?;
    let case = find_case(&repo, &args.case)?;
    let mut draft = app.draft(&repo, "referral", Some(&case))?;
    let guide = app.guide_of(&repo, &case, draft.episode)?;
    let letter = latest(&case, draft.episode);
    let said = answer(&args.said.said, letter);
    let is_letter = !said.has("letter");
    (draft.fields, draft.body) = form::fill(&app.ui, guide, app.now, "referral", &said)?;
    let page = draft.page(Some(&case), repo.config.calendar.zone)?;
    let source = Source { root: &repo.root, config: &repo.config, guide, case: &case };
    let sheet = if is_letter { Some(documents::referral(&source, &page.record)?) } else { None };
    if !app.dry_run {
        repo.put_record(&case.number, &page.path, page.text.as_bytes())?;
    }
    let written = match (&sheet, letters(&repo, args.out)) {
        (Some(sheet), Some(folder)) => export(app, &folder, &case.number, &page, sheet)?,
        (Some(_), None) => {
            app.ui.hint("档案库是封存的，库里不留明文，所以没有生成建议书；要打印时加 --out 文件夹");
            Vec::new()
        }
        (None, _) => Vec::new(),
    };
    wrote(app, &repo, &case, &page, &written)?;
    Ok(0)
}

/// In a repository that seals, nothing readable is left unless somebody says where.
fn letters(repo: &Repo, out: Option<PathBuf>) -> Option<PathBuf> {
    out.or_else(|| (repo.config.privacy == Privacy::Plain).then(|| repo.root.join("letters")))
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
fn export(app: &App, folder: &Path, number: &str, page: &Page, sheet: &Sheet) -> Result<Vec<PathBuf>> {
    let stem = format!("{number}-referral-{}", page.record.head.id);
    let files = [("md", sheet.markdown.clone()), ("html", sheet.html())];
    let mut written = Vec::new();
    for (ending, text) in files {
        let path = folder.join(format!("{stem}.{ending}"));
        if !app.dry_run {
            write::replace(&path, text.as_bytes()).map_err(|error| {
                let fix = format!("记录 {} 已写好；解决之后用 `crisis refer` 重新生成建议书", page.record.head.id);
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
        app.ui.json(&json!({ "case": case.number, "record": page.record.head.id, "path": path, "letters": letters }))?;
    } else {
        app.wrote(repo, &case.number, page)?;
        for path in letters {
            let verb = if app.dry_run { "（没有写）将生成" } else { "已生成" };
            app.ui.say(&format!("{verb} {}", path.display()))?;
        }
    }
    if !app.dry_run {
        app.ui.hint(&next::steps(app, repo, &repo.case(&case.number)));
    }
    Ok(())
}
