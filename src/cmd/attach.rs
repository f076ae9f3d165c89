//! `attach`: files a document with its provenance, byte for byte. The original is never touched.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::case::Case;
use crate::cmd::{App, Done, find_case, next};
use crate::documents::Paper;
use crate::error::{Error, Result};
use crate::form::{self, Flags, Said};
use crate::guide::Guide;
use crate::record::Fact;
use crate::record::material::Material;
use crate::store::{Repo, write};

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
    let repo = app.repo()?;
    let _lock = write::lock(&repo.root)?;
    let case = find_case(&repo, &args.case)?;
    for path in &args.files {
        file(app, &repo, &case.number, path, &args.said.said)?;
    }
    if !app.dry_run {
        app.ui.hint(&next::steps_for(app, &repo, &repo.case(&case.number)));
    }
    Ok(0)
}

fn file(app: &App, repo: &Repo, number: &str, path: &Path, said: &Said) -> Result<()> {
    let case = repo.case(number);
    // The file is read twice: before anything is written it is known whether it is filed already.
    let length = fs::metadata(path).map_err(|error| Error::io("读取", path, &error))?.len();
    let progress = app.ui.progress("归档", length.saturating_mul(2));
    let (digest, size) = write::fingerprint(path, &|count| progress.add(count))?;
    if let Some(known) = filed(&case, &digest) {
        app.ui.hint(&format!("{} 已经归档过（记录 {known}），没有再存一份", path.display()));
        return Ok(());
    }
    let mut draft = app.draft(repo, "material", Some(&case))?;
    let guide = app.guide_of(repo, &case, draft.episode)?;
    let stored = format!("materials/{}-{}", draft.id, stored_name(path));
    let said = &categorised(&case, said);
    (draft.fields, draft.body) = form::fill(&app.ui, guide, app.now, "material", said)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let facts = [
        ("file", stored.as_str().into()),
        ("sha256", digest.as_str().into()),
        ("size", size.into()),
        ("name", name.into()),
    ];
    draft.fields.extend(facts.map(|(field, value): (&str, Value)| (field.to_owned(), value)));
    demanded(guide, &draft.fields)?;
    let page = draft.page(Some(&case), repo.config.calendar.zone)?;
    if !app.dry_run {
        let copied = repo.put_material(number, &stored, path, &|count| progress.add(count))?;
        if copied != digest {
            let changed = Error::new("复制时文件变了，没有登记").path(path);
            return Err(changed.fix("等别的程序写完这个文件，再归档一次"));
        }
        repo.put_record(number, &page.path, page.text.as_bytes())?;
    }
    drop(progress);
    app.wrote(repo, number, &page)
}

/// What a signed copy is a copy of says what kind of material it is.
fn categorised(case: &Case, said: &Said) -> Said {
    let mut said = said.clone();
    let of = said.values.iter().find(|(field, _)| field == "of").and_then(|(_, values)| values.first());
    let Some(record) = of.and_then(|id| case.record(id)).filter(|_| !said.has("category")) else { return said };
    let category = match &record.fact {
        Fact::Print(print) => print.category.as_ref().map(|category| category.0.clone()),
        _ => Paper::of(record).and_then(Paper::material).map(str::to_owned),
    };
    said.values.extend(category.map(|category| ("category".to_owned(), vec![category])));
    said
}

/// The record that filed the same bytes before.
fn filed(case: &Case, digest: &str) -> Option<String> {
    let same = |fact: &Fact| matches!(fact, Fact::Material(material) if material.sha256 == digest);
    case.records.iter().find(|record| same(&record.fact)).map(|record| record.head.id.clone())
}

/// What the guide demands of this category must be said.
fn demanded(guide: &Guide, fields: &Map<String, Value>) -> Result<()> {
    let category = fields.get("category").and_then(Value::as_str).unwrap_or_default();
    let Some(material) = guide.material(category) else { return Ok(()) };
    let missing = material.demands.iter().find(|field| !fields.contains_key(*field));
    missing.map_or(Ok(()), |field| {
        let flag = format!("--{}", field.replace('_', "-"));
        Err(Error::new(format!("归档“{}”要写明来历", material.name)).field(flag.clone()).fix(format!("加上 {flag} ……")))
    })
}

/// A name that every system can hold and that says nothing about a person: only the kind of file stays. The ending
/// of sealed files is theirs alone.
fn stored_name(path: &Path) -> String {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let plain = !ending.is_empty()
        && ending != "age"
        && ending.len() <= 8
        && ending.chars().all(|letter| letter.is_ascii_alphanumeric());
    if plain { format!("file.{ending}") } else { "file".to_owned() }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::stored_name;

    #[test]
    fn stored_names_say_nothing() {
        assert_eq!(stored_name(Path::new("微信图片_张三 😀.JPG")), "file.jpg");
        assert_eq!(stored_name(Path::new("张三.张三")), "file");
        assert_eq!(stored_name(Path::new("无后缀")), "file");
    }
}
