//! Which kind of record is meant.

use crate::app::App;
use crate::error::{Error, Result};
use crate::form::ask;
use crate::guide::Guide;
use crate::record::{KINDS, Kind};
use crate::tell;

/// Kinds that are written by a command of their own alone.
const OWN_COMMAND: [&str; 3] = ["material", "print", "withdrawal"];

/// Whether a person writes such records with this command.
pub fn is_written_by_hand(kind: &Kind) -> bool {
    !OWN_COMMAND.contains(&kind.name) && kind.is_of_case()
}

/// The kind that the guide, or the program, calls so, or the only one whose name begins so.
pub fn meant(app: &App, word: &str) -> Result<&'static str> {
    let office = app.keyless_office().ok();
    let guide = office.as_ref().and_then(|office| office.guide().ok());
    let names = |kind: &Kind| [guide.map(|guide| tell::kind(guide, kind.name)), Some(kind.title().to_owned())];
    let fits = |fits: &dyn Fn(&str) -> bool| {
        let by_hand = KINDS.iter().filter(|kind| is_written_by_hand(kind));
        by_hand.filter(|kind| names(kind).iter().flatten().any(|name| fits(name))).collect::<Vec<_>>()
    };
    let exact = fits(&|name| name == word);
    let near = if exact.is_empty() { fits(&|name| name.starts_with(word)) } else { exact };
    match near.as_slice() {
        [only] => Ok(only.name),
        _ => Err(Error::new(format!("没有“{word}”这种记录")).field("KIND").fix(all(guide))),
    }
}

/// The names of all of them.
pub fn all(guide: Option<&Guide>) -> String {
    let title = |kind: &Kind| guide.map_or_else(|| kind.title().to_owned(), |guide| tell::kind(guide, kind.name));
    let names: Vec<String> = KINDS.iter().filter(|kind| is_written_by_hand(kind)).map(title).collect();
    format!("可用：{}（crisis record --help）", names.join("、"))
}

/// The kind that somebody at the terminal chooses, by its name and what it is for.
pub fn pick(guide: &Guide) -> Result<&'static str> {
    let kinds: Vec<&Kind> = KINDS.iter().filter(|kind| is_written_by_hand(kind)).collect();
    let labels = kinds.iter().map(|kind| {
        let about = kind.about();
        let what = about.split_once('：').map_or("", |(_, what)| what);
        format!("{}：{what}", tell::kind(guide, kind.name))
    });
    Ok(kinds[ask::pick("记录什么", labels.collect())?].name)
}
