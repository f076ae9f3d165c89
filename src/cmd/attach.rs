//! `attach`: files a document with its provenance, byte for byte. The original is never touched.

use std::path::{Path, PathBuf};

use crate::case::Case;
use crate::cmd::{App, Done, notes};
use crate::form::{self, Flags, Said};
use crate::office::materials::{category_of, filed_before, length};
use crate::office::pen::{Note, Pen};
use crate::record::material::Material;

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
    let pen = office.pen()?;
    let number = office.find(&args.case)?.number;
    for path in &args.files {
        file(app, &pen, &number, path, &args.said.said)?;
    }
    app.then(&office, &number);
    Ok(0)
}

fn file(app: &App, pen: &Pen<'_>, number: &str, path: &Path, said: &Said) -> Result<(), crate::cmd::Failure> {
    let case = pen.case(number);
    // The file is read twice: before anything is written it is known whether it is filed already.
    let progress = app.ui.progress("归档", length(path)?.saturating_mul(2));
    let filing = pen.office.measure(path, &|count| progress.add(count))?;
    if let Some(record) = filed_before(&case, &filing) {
        app.ui.hint(&notes::told(&Note::FiledBefore { file: filing.path, record }, number));
        return Ok(());
    }
    let guide = pen.office.guide_of_latest(&case)?;
    let (fields, body) = form::fill(&app.ui, guide, app.now, "material", &categorised(&case, said))?;
    let plan = pen.file(&case, &filing, fields, body)?;
    if !app.dry_run {
        pen.commit(&plan, &|count| progress.add(count))?;
    }
    drop(progress);
    app.told(pen.office, &plan)?;
    Ok(())
}

/// Who says of what it is a signed copy need not say what kind of material that is.
fn categorised(case: &Case, said: &Said) -> Said {
    let mut said = said.clone();
    let of = said.values.iter().find(|(field, _)| field == "of").and_then(|(_, values)| values.first());
    let category = of.filter(|_| !said.has("category")).and_then(|id| category_of(case, id));
    said.values.extend(category.map(|category| ("category".to_owned(), vec![category])));
    said
}
