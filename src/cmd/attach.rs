//! `attach`: files a document with its provenance, byte for byte. The original is never touched.

use std::path::{Path, PathBuf};

use glob::{MatchOptions, glob_with};
use serde_json::{Map, Value};

use crate::case::Case;
use crate::cmd::talks::Which;
use crate::cmd::{App, Done, Failure};
use crate::disk;
use crate::error::{Error, Result};
use crate::form::{self, Flags, Said, ask, foreign};
use crate::guide::Guide;
use crate::office::Office;
use crate::office::excerpt::Lines;
use crate::office::materials::{Filing, category_of, filed_before, length};
use crate::office::pen::Note;
use crate::record::material::{Material, is_system};
use crate::store::{self, content};
use crate::text::encoding::{self, PLAIN, Reading};
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
        for path in &files(app, args.files)? {
            case = whole(app, &office, case, path, &args.said.said)?;
        }
    }
    if !app.dry_run {
        app.ui.hint(&steps::after(&office, &before, &case));
    }
    Ok(0)
}

/// The files that are named; none named, the one that the person at the terminal names.
fn files(app: &App, named: Vec<PathBuf>) -> Result<Vec<PathBuf>> {
    if !named.is_empty() {
        let found = named.into_iter().map(matching).collect::<Result<Vec<_>>>()?;
        return found.concat().into_iter().map(within).collect::<Result<Vec<_>>>().map(|found| found.concat());
    }
    if !app.ui.can_ask() {
        return Err(Error::new("没有写是哪些文件").field("FILE").fix("写出要归档的文件"));
    }
    let said = ask::line("要归档的文件", true, "写路径，或把文件拖进这个窗口")?;
    Ok(vec![PathBuf::from(said.trim_matches(['"', '\'', '“', '”']))])
}

/// `*.JPG` means every file that fits: other shells say which those are, that of Windows leaves it to the program. No file
/// there has such a letter in its name.
fn matching(named: PathBuf) -> Result<Vec<PathBuf>> {
    const ALIKE: MatchOptions =
        MatchOptions { case_sensitive: false, require_literal_separator: true, require_literal_leading_dot: true };
    let text = named.to_string_lossy();
    if !cfg!(windows) || !text.contains(['*', '?']) {
        return Ok(vec![named]);
    }
    // Brackets are letters there.
    let pattern = text.replace('[', "[[]");
    let found = glob_with(&pattern, ALIKE).map_err(|_| Error::new("看不懂这个通配符").path(&named));
    let mut found: Vec<PathBuf> = found?.flatten().filter(|path| path.is_file()).collect();
    found.sort();
    if found.is_empty() {
        return Err(Error::new("没有一个文件符合").path(named).fix("核对文件夹和后缀"));
    }
    Ok(found)
}

/// A folder of screenshots is all the files below it, in the order of their names.
fn within(named: PathBuf) -> Result<Vec<PathBuf>> {
    if !named.is_dir() {
        return Ok(vec![named]);
    }
    let name = |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut found: Vec<PathBuf> = disk::files(&named)?.iter().map(|path| named.join(path)).collect();
    found.retain(|path| !is_system(&name(path)));
    if found.is_empty() {
        return Err(Error::new("这个文件夹里没有可以归档的文件").path(named).fix("核对文件夹的名字"));
    }
    Ok(found)
}

/// A text is filed byte for byte; in which encoding it is, is said, and also that this is uncertain.
fn tell_encoding(app: &App, path: &Path, size: u64) -> Result<()> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    if !matches!(ending.as_str(), "txt" | "md" | "csv" | "log") || size > content::LARGEST {
        return Ok(());
    }
    match encoding::read(&store::read(path)?, app.encoding.as_deref()).and_then(Reading::sure) {
        Ok(way) if way.encoding == PLAIN => {}
        Ok(way) => app.ui.hint(&format!("{}：文字的编码是 {}，原样存入", path.display(), way.encoding)),
        Err(error) => {
            app.ui.warning(&error.path(path));
            app.ui.hint("归档的是原来的字节，没有改动");
        }
    }
    Ok(())
}

fn whole(app: &App, office: &Office, case: Case, path: &Path, said: &Said) -> Result<Case, Failure> {
    // The file is read twice: before anything is written it is known whether it is filed already.
    let progress = app.ui.progress("归档", length(path)?.saturating_mul(2));
    let filing = office.measure(path, &|count| progress.add(count))?;
    tell_encoding(app, path, filing.size)?;
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
    let (mut fields, body) = form::fill(&talk, "material", &categorised(guide, &case, said, &known))?;
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

/// Who says of what it is a signed copy, or a piece, need not say what kind of material that is.
fn categorised(guide: &Guide, case: &Case, said: &Said, known: &Map<String, Value>) -> Said {
    let mut said = said.clone();
    if said.has("category") {
        return said;
    }
    let of = said.values.iter().find(|(field, _)| field == "of").and_then(|(_, values)| values.first());
    let as_the_whole = || known.get("category").and_then(Value::as_str).map(str::to_owned);
    let category = of.and_then(|id| category_of(guide, case, id)).or_else(as_the_whole);
    said.values.extend(category.map(|category| ("category".to_owned(), vec![category])));
    said
}
