//! `attach`: files a document with its provenance, byte for byte. The original is never touched.

use std::path::{Path, PathBuf};

use crate::case::Case;
use crate::cmd::{App, Done, Failure};
use crate::form::{self, Flags, Said};
use crate::guide::Guide;
use crate::office::Office;
use crate::office::materials::{category_of, filed_before, length};
use crate::office::pen::Note;
use crate::record::material::Material;
use crate::wording::{notes, steps};

/// 归档材料：登记一份文件的来历，原样存入档案；原件不动
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: String,
    /// 要归档的文件
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    said: Flags<Material>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let mut case = office.find(&args.case)?;
    office.writer(&case)?;
    let before = office.judge(&case);
    for path in &args.files {
        case = file(app, &office, case, path, &args.said.said)?;
    }
    if !app.dry_run {
        app.ui.hint(&steps::after(&office, &before, &case));
    }
    Ok(0)
}

/// Files one document and gives the case as it is then.
fn file(app: &App, office: &Office, case: Case, path: &Path, said: &Said) -> Result<Case, Failure> {
    // The file is read twice: before anything is written it is known whether it is filed already.
    let progress = app.ui.progress("归档", length(path)?.saturating_mul(2));
    let filing = office.measure(path, &|count| progress.add(count))?;
    let says_as_what = said.has("category") || said.has("of");
    let before = filed_before(&case, &filing).next().map(|(record, _)| record.head.id.clone());
    if let Some(record) = before.filter(|_| !says_as_what) {
        app.ui.hint(&notes::told(&Note::FiledBefore { file: filing.path, record }, &case.number));
        return Ok(case);
    }
    // Nobody else has to wait while somebody thinks about an answer.
    let guide = office.guide_of_latest(&case)?;
    let (fields, body) = form::fill(&app.ui, guide, app.now, "material", &categorised(guide, &case, said))?;
    let pen = office.pen()?;
    let case = pen.case(&case.number);
    let plan = pen.file(&case, &filing, fields, body)?;
    if !app.dry_run {
        pen.commit(&plan, &|count| progress.add(count))?;
    }
    drop(progress);
    app.told(office, &plan)?;
    Ok(if app.dry_run { case } else { plan.onto(case, office.zone()) })
}

/// Who says of what it is a signed copy need not say what kind of material that is.
fn categorised(guide: &Guide, case: &Case, said: &Said) -> Said {
    let mut said = said.clone();
    let of = said.values.iter().find(|(field, _)| field == "of").and_then(|(_, values)| values.first());
    let category = of.filter(|_| !said.has("category")).and_then(|id| category_of(guide, case, id));
    said.values.extend(category.map(|category| ("category".to_owned(), vec![category])));
    said
}
