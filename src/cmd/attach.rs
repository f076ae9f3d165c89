//! `attach`: files a document with its provenance, byte for byte. The original is never touched.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::app::{App, Done, Failure, files};
use crate::asking::implied;
use crate::asking::talks::Which;
use crate::case::Case;
use crate::error::{Error, Result};
use crate::form::{self, Flags, Said, foreign};
use crate::office::Office;
use crate::office::excerpt::Lines;
use crate::office::materials::{Filing, filed_before, length};
use crate::office::pen::Note;
use crate::record::material::Material;
use crate::ui::Progress;
use crate::wording::{notes, steps};

/// 归档材料：登记一份文件的来历，原样存入档案；原件不动
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名
    case: Option<String>,
    /// 要归档的文件
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// 只摘录文字里的这几行，另成一份材料，记下原文的校验值和行号；FILE 也可以是已归档的那条材料的编号
    #[arg(long, value_name = "N-M", allow_hyphen_values = true)]
    lines: Option<String>,
    #[command(flatten)]
    said: Flags<Material>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let mut case = app.which(&office, args.case.as_deref())?;
    office.writer(&case)?;
    let before = office.judge(&case);
    if let Some(lines) = args.lines {
        case = excerpt(app, &office, case, &args.files, lines.parse()?, &args.said.said)?;
    } else {
        for path in &files::named(app, args.files)? {
            case = whole(app, &office, case, path, &args.said.said)?;
        }
    }
    if !app.dry_run {
        app.ui.hint(&steps::after(&office, &before, &case));
    }
    Ok(0)
}

fn whole(app: &App, office: &Office, case: Case, path: &Path, said: &Said) -> Result<Case, Failure> {
    // The file is read twice: before anything is written it is known whether it is filed already.
    let progress = app.ui.progress("归档", length(path)?.saturating_mul(2));
    let filing = office.measure(path, &|count| progress.add(count))?;
    files::tell_encoding(app, path, filing.size)?;
    file(app, office, case, &filing, said, Map::new(), progress)
}

/// A piece of a text. Where the whole is filed, what is known of it holds for the piece, unless somebody says otherwise.
fn excerpt(
    app: &App,
    office: &Office,
    case: Case,
    named: &[PathBuf],
    lines: Lines,
    said: &Said,
) -> Result<Case, Failure> {
    let [named] = named else {
        let one = Error::new("摘录一次只从一份文字里摘").field("--lines").fix("写一个文件，或一条材料的编号");
        return Err(one.into());
    };
    let original = office.original(&case, named)?;
    let way = foreign::as_it_is(&app.ui, &original.bytes, app.encoding.as_deref(), app.ui.can_ask())
        .map_err(|error| error.path(named))?;
    let filing = original.excerpt(&way.text, lines)?;
    if original.filed.is_none() {
        app.ui.hint("原文还没有归档：摘录要与原文对得上，把原文也归档（同一命令不写 --lines）");
    }
    let progress = app.ui.progress("归档", filing.size);
    file(app, office, case, &filing, said, original.filed.unwrap_or_default(), progress)
}

/// Files one document and gives the case as it is then. What is `known` of it need not be said.
fn file(
    app: &App,
    office: &Office,
    case: Case,
    filing: &Filing,
    said: &Said,
    known: Map<String, Value>,
    progress: Progress,
) -> Result<Case, Failure> {
    let says_as_what = said.has("category") || said.has("of");
    let before = filed_before(&case, filing).next().map(|(record, _)| record.head.id.clone());
    if let Some(record) = before.filter(|_| !says_as_what) {
        let file = filing.from.path().to_path_buf();
        app.ui.hint(&notes::told(&Note::FiledBefore { file, record }, &case.number));
        return Ok(case);
    }
    // Nobody else has to wait while somebody thinks about an answer.
    let guide = office.guide_of_latest(&case)?;
    let talk = app.talk(office, guide, Which::Of(&case, "material"));
    let (mut fields, body) = form::fill(&talk, "material", &implied::category(guide, &case, said, &known))?;
    for (field, value) in known {
        fields.entry(field).or_insert(value);
    }
    // Nor while a large file is copied.
    let filing = if app.dry_run { filing } else { &office.stage(&case, filing, &|count| progress.add(count))? };
    let pen = office.pen()?;
    let now = pen.case(&case.number);
    let plan = pen.file(&now, filing, fields, body)?;
    if !app.dry_run {
        pen.commit(&plan, &|count| progress.add(count))?;
    }
    drop(progress);
    app.told(office, &plan)?;
    talk.shelf.clear()?;
    Ok(if app.dry_run { now } else { plan.onto(now, office.zone()) })
}
