//! `verify`: whether what lies on the disk is still what was written: every file readable, the chain whole, every
//! material byte for byte as it was filed. Reads every byte, as a stream; judges nothing else.

use std::path::PathBuf;

use serde_json::json;

use crate::case::Case;
use crate::check;
use crate::cmd::{App, Done, find_case};
use crate::error::Result;
use crate::finding::fault;
use crate::record::Fact;
use crate::store::Repo;
use crate::ui::Format;

/// 核对：文件读得出、记录没有被改动、材料逐字节与归档时一样
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名；不写就是全部
    case: Vec<String>,
}

/// Something that is not as it was written.
struct Damage {
    case: String,
    path: PathBuf,
    message: String,
    fix: String,
}

#[derive(Default)]
struct Tally {
    cases: usize,
    records: usize,
    materials: usize,
    bytes: u64,
    damage: Vec<Damage>,
}

pub fn run(app: &App, args: Args) -> Done {
    let repo = app.repo()?;
    let mut tally = Tally::default();
    if args.case.is_empty() {
        for number in repo.numbers()? {
            verify(&repo, &repo.case(&number), &mut tally);
        }
    }
    for wanted in &args.case {
        verify(&repo, &find_case(&repo, wanted)?, &mut tally);
    }
    tell(app, &tally)?;
    Ok(u8::from(!tally.damage.is_empty()))
}

fn verify(repo: &Repo, case: &Case, tally: &mut Tally) {
    tally.cases += 1;
    tally.records += case.written.len();
    let damage = |path: PathBuf, message: &str, fix: &str| Damage {
        case: case.number.clone(),
        path: PathBuf::from("cases").join(&case.number).join(path),
        message: message.to_owned(),
        fix: fix.replace("{case}", &case.number),
    };
    for finding in case.faults.iter().map(|error| fault(case, error)) {
        let path = finding.path.unwrap_or_default();
        tally.damage.push(Damage { case: case.number.clone(), path, message: finding.message, fix: finding.fix });
    }
    for found in check::broken_links(case) {
        tally.damage.push(damage(found.path.unwrap_or_default(), &found.message, &found.fix));
    }
    for record in &case.records {
        let Fact::Material(material) = &record.fact else { continue };
        tally.materials += 1;
        let (message, fix) = match repo.measure(&case.number, &material.file) {
            Ok((digest, size)) if digest == material.sha256 && size == material.size => {
                tally.bytes += size;
                continue;
            }
            Ok(_) => ("内容与归档时不同".to_owned(), "从备份找回原来的文件；SHA-256 写在材料记录里"),
            Err(error) => (error.what, "从备份找回，或重新取得后再归档一次：crisis attach {case} 文件"),
        };
        tally.damage.push(damage(PathBuf::from(&material.file), &message, fix));
    }
}

fn tell(app: &App, tally: &Tally) -> Result<()> {
    if app.ui.format == Format::Json {
        let damage = tally.damage.iter().map(
            |damage| json!({ "case": damage.case, "path": damage.path, "message": damage.message, "fix": damage.fix }),
        );
        return app.ui.json(&json!({
            "cases": tally.cases,
            "records": tally.records,
            "materials": tally.materials,
            "bytes": tally.bytes,
            "damage": damage.collect::<Vec<_>>(),
        }));
    }
    for damage in &tally.damage {
        app.ui.say(&format!("{}　{}\n    → {}", damage.path.display(), damage.message, damage.fix))?;
    }
    let counted = format!("核对了 {} 份档案、{} 条记录、{} 份材料", tally.cases, tally.records, tally.materials);
    match tally.damage.len() {
        0 => app.ui.say(&format!("{counted}：都与写下时一样")),
        count => app.ui.say(&format!("{counted}：{count} 处不对")),
    }
}
