//! `verify`: whether what lies on the disk is still what was written.

use std::collections::BTreeMap;
use std::path::Path;

use crate::app::{App, Done, bags};
use crate::bag::{self, Checked};
use crate::error::{Error, Result};
use crate::naming::in_chinese;
use crate::office::verification::Tally;
use crate::ui::Format;

/// 核对：文件读得出、记录没有被改动、材料逐字节与归档时一样；或核对一个 BagIt 包，谁做的都行
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名，或包的文件夹、封存成一个文件的包（可写几个）；不写就是全部档案
    case: Vec<String>,
    /// 抄下来或打印过的链头：它那时的记录是不是都还在（只写一份档案）
    #[arg(long, value_name = "HEAD")]
    against: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let (bags, cases): (Vec<&String>, Vec<&String>) = args.case.iter().partition(|wanted| is_bag(Path::new(wanted)));
    if !bags.is_empty() {
        let Some(case) = cases.first() else { return verify_bags(app, &bags) };
        return Err(Error::new("包和档案分开核对").field(case.as_str()).fix("先核对包，再核对档案").into());
    }
    let office = app.office()?;
    let progress = app.ui.counting("核对");
    let mut tally = office.verify(&args.case, &|count, of| progress.done(count, of))?;
    drop(progress);
    match (&args.against, args.case.as_slice()) {
        (None, _) => {}
        (Some(kept), [wanted]) => office.compare(&mut tally, wanted, kept)?,
        (Some(_), _) => return Err(Error::new("链头是一份档案的").field("--against").fix("只写一份档案").into()),
    }
    tell(app, &tally)?;
    Ok(u8::from(!(tally.damage.is_empty() && tally.unopened.is_empty())))
}

/// A folder that says so itself, or whatever is named as a path.
fn is_bag(path: &Path) -> bool {
    path.exists() && (path.is_file() || path.join("bagit.txt").exists() || path.components().count() > 1)
}

/// One after another; each is read by several readers.
fn verify_bags(app: &App, bags: &[&String]) -> Done {
    let mut all = Vec::with_capacity(bags.len());
    for bag in bags {
        let opened = bags::open(app, Path::new(bag))?;
        let progress = app.ui.counting("核对");
        let checked = bag::check(&opened.folder, &|count, of| progress.done(count, of))?;
        drop(progress);
        if app.ui.format == Format::Human {
            tell_bag(app, bags.len() > 1, bag, &checked)?;
        }
        all.push(checked);
    }
    match all.as_slice() {
        _ if app.ui.format == Format::Human => {}
        [one] => app.ui.json(one)?,
        all => app.ui.json(&bags.iter().zip(all).collect::<BTreeMap<_, _>>())?,
    }
    Ok(u8::from(all.iter().any(|checked| !checked.faults.is_empty())))
}

fn tell_bag(app: &App, is_one_of_many: bool, bag: &str, checked: &Checked) -> Result<()> {
    let of = if is_one_of_many { format!("{bag}　") } else { String::new() };
    for fault in &checked.faults {
        app.ui.say(&format!("{of}{}　{}", fault.path, fault.message))?;
    }
    for warning in &checked.warnings {
        app.ui.hint(&format!("{of}{}　{}", warning.path, warning.message));
    }
    let counted = format!("{of}核对了包里的 {} 个文件、{} 字节", checked.files, checked.bytes);
    match checked.faults.len() {
        0 => app.ui.say(&format!("{counted}：完整，都与清单一样")),
        count => app.ui.say(&format!("{counted}：{count} 处不对")),
    }
}

fn tell(app: &App, tally: &Tally) -> Result<()> {
    if app.ui.format == Format::Json {
        return app.ui.json(tally);
    }
    for damage in &tally.damage {
        app.ui.say(&format!("{}　{}\n    → {}", damage.path.display(), damage.message, in_chinese(&damage.fix)))?;
    }
    let counted = format!("核对了 {} 份档案、{} 条记录、{} 份材料", tally.cases, tally.records, tally.materials);
    if !tally.unopened.is_empty() {
        app.ui.say(&format!("没有核对（无权打开）：{}", tally.unopened.join("、")))?;
    }
    for edited in &tally.edited {
        let path = &edited.path;
        app.ui
            .hint(&format!("{path} 手工改动过，还没有记进历史；改得对的，在档案库里运行 git add {path} 和 git commit"));
    }
    if let Some(head) = &tally.head {
        app.ui.say(&format!("链头 {head}"))?;
        for other in &tally.loose_ends {
            app.ui.say(&format!("另一台电脑写的一头 {other}（下一条记录会把两头接上）"))?;
        }
    }
    if let Some(since) = tally.since {
        app.ui.say(&format!("与抄下的链头对得上；那之后又写了 {since} 条"))?;
    }
    match tally.damage.len() {
        0 if tally.cases == 0 => app.ui.say(&counted),
        0 => app.ui.say(&format!("{counted}：都与写下时一样")),
        count => app.ui.say(&format!("{counted}：{count} 处不对")),
    }
}
