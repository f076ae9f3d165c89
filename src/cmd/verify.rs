//! `verify`: whether what lies on the disk is still what was written.

use std::path::Path;

use crate::app::{App, Done, bags};
use crate::bag;
use crate::error::Error;
use crate::ui::Format;
use crate::wording::verify as words;

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
    let (bags, cases): (Vec<&String>, Vec<&String>) =
        args.case.iter().partition(|wanted| bags::is_bag(Path::new(wanted)));
    if !bags.is_empty() {
        let Some(case) = cases.first() else { return verify_bags(app, &bags) };
        return Err(Error::new("包和档案分开核对").field(case.as_str()).fix("先核对包，再核对档案").into());
    }
    let office = app.office()?;
    let mut tally = app.ui.watched("核对", |told| office.verify(&args.case, told))?;
    match (&args.against, args.case.as_slice()) {
        (None, _) => {}
        (Some(kept), [wanted]) => office.compare(&mut tally, wanted, kept)?,
        (Some(_), _) => return Err(Error::new("链头是一份档案的").field("--against").fix("只写一份档案").into()),
    }
    app.answer(|| &tally, || words::lines(&tally))?;
    Ok(u8::from(!(tally.damage.is_empty() && tally.unopened.is_empty())))
}

/// One after another; each is read by several readers.
fn verify_bags(app: &App, bags: &[&String]) -> Done {
    let mut all = Vec::with_capacity(bags.len());
    for bag in bags {
        let opened = bags::open(app, Path::new(bag))?;
        let checked = app.ui.watched("核对", |told| bag::check(&opened.folder, told))?;
        if app.ui.format != Format::Json {
            app.say(words::bag(Some(bag.as_str()).filter(|_| bags.len() > 1), &checked))?;
        }
        all.push(checked);
    }
    if app.ui.format == Format::Json {
        app.ui.json(&words::bags_value(bags, &all))?;
    }
    Ok(u8::from(all.iter().any(|checked| !checked.faults.is_empty())))
}
