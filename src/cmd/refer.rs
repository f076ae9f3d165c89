//! `refer`: a referral and its letter; later, what the guardian answered to it.

use std::path::{Path, PathBuf};

use crate::app::{App, Done};
use crate::asking::implied;
use crate::asking::talks::Which;
use crate::documents::Sheet;
use crate::error::Result;
use crate::form::{self, Flags, person};
use crate::office::papers::{self, To};
use crate::office::referring::{Referred, latest_letter};
use crate::record::referral::Referral;
use crate::ui::Format;
use crate::wording::refer as words;

/// 转介：写下建议去哪里、为什么，并生成建议书（Markdown 与 HTML）；之后记监护人的答复
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: Option<String>,
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
    let office = app.office()?;
    let case = app.which(&office, args.case.as_deref())?;
    office.may_write(&case, None, "referral")?;
    let said = implied::letter(&args.said.said, latest_letter(&case));
    let guide = office.guide_of_latest(&case)?;
    let talk = app.talk(&office, guide, Which::Of(&case, "referral"));
    let (mut fields, body) = form::fill(&talk, "referral", &said)?;
    person::ask(&app.ui, guide, &office.people(guide, &case.about), &case.about, "referral", &mut fields)?;
    let pen = office.pen()?;
    let now = pen.case(&case.number);
    let make = |fields| pen.refer(&now, fields, body.clone());
    let fields = app.confirmed(&office, Some(&now), fields, |fields| Ok(make(fields)?.plan))?;
    let Referred { plan, letter } = make(fields)?;
    if !app.dry_run {
        pen.commit(&plan, &|_| {})?;
    }
    let written = match (&letter, app.folder_for_papers(&office, args.out)) {
        (Some(sheet), Ok(folder)) => export(app, &folder, &case.number, args.kind, sheet)?,
        (Some(_), Err(_)) => {
            app.say([words::sealed(&case.number)])?;
            Vec::new()
        }
        (None, _) => Vec::new(),
    };
    if app.ui.format == Format::Json && !app.dry_run {
        words::value(&office, &plan, &written).iter().try_for_each(|value| app.ui.json(value))?;
    } else {
        app.told(&office, &plan)?;
        written.iter().try_for_each(|path| app.has_made(path.display()))?;
    }
    talk.shelf.clear()?;
    app.then(&office, &plan, now);
    Ok(0)
}

/// The letter's file names hold the case number and the record's id, never a name.
fn export(app: &App, folder: &Path, number: &str, kind: Option<To>, sheet: &Sheet) -> Result<Vec<PathBuf>> {
    let id = sheet.record.as_deref().unwrap_or_default();
    let kinds = kind.map_or_else(|| vec![To::Md, To::Html], |kind| vec![kind]);
    let mut written = Vec::new();
    for kind in kinds {
        let path = folder.join(format!("{number}-referral-{id}.{}", kind.ending()));
        if !app.dry_run {
            let again = words::stands(number, id);
            papers::export(sheet, kind, &path).map_err(|error| papers::with_way_out(error, &again))?;
        }
        written.push(path);
    }
    Ok(written)
}
