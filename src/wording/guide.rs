//! What there is to say of a guide: that it is sound, what it holds, what serves it, how one is written.

use std::path::Path;

use crate::check::list_notes;
use crate::guide::Guide;
use crate::office::coverage::Served;
use crate::wording::answer::{Line, beside, said};

pub mod coverage;
pub mod diff;
pub mod language;
pub mod show;
pub mod test;

/// That it is sound, after what is noteworthy all the same; of the numbers in `unchecked` nobody knows today that they
/// are right.
pub fn sound(guide: &Guide, unchecked: &[String], served: &[Served]) -> Vec<Line> {
    let lists = list_notes(guide);
    let notes = guide.notes.iter().chain(&lists).chain(unchecked);
    let mut lines: Vec<Line> = notes.map(|note| beside(format!("提示：{note}"))).collect();
    lines.extend(coverage::gaps(served));
    let school = match guide.school_duties.len() {
        0 => String::new(),
        count => format!("，{count} 项全校的职责"),
    };
    let (duties, materials) = (guide.duties.len(), guide.materials.len());
    let name = format!("{}（{}）", guide.title, guide.edition);
    lines.push(said(format!("{name}合格：{duties} 项职责{school}，{materials} 种材料")));
    lines
}

/// That one was begun, and how to go on.
pub fn begun(path: &Path) -> Vec<Line> {
    let path = path.display();
    vec![
        said(path.to_string()),
        beside(format!(
            "接着：打开它，把条款原文抄进去，改一处查一处：crisis guide check {path}；crisis guide test {path}"
        )),
        beside(
            "每个键怎样写：crisis guide language；现成的样子：crisis init 写下的 guides/shiyan.toml，或 crisis guide show",
        ),
    ]
}
