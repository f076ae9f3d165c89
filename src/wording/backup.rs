//! The backup on a stick: what was put there, what lies there, what was taken back, and how long ago it was.

use std::path::Path;

use crate::error::Error;
use crate::office::backup::Run;
use crate::office::backup::checking::{Checked, Restored};
use crate::office::backup::memory::Age;
use crate::wording::answer::{Line, beside, said};

/// What was copied, or would be.
pub fn lines(dry_run: bool, run: &Run) -> Vec<Line> {
    let mut lines: Vec<Line> =
        run.left.iter().map(|(path, why)| said(format!("没有备份：{}　{why}", path.display()))).collect();
    let Run { files, new, bytes, pruned, .. } = run;
    let counted = format!("{files} 个文件，其中新的或变了的 {new} 个、{bytes} 字节");
    lines.push(said(if dry_run {
        format!("（没有写）将备份 {counted}")
    } else {
        format!("已备份 {counted}，写完已读回核对　{}", run.run)
    }));
    if !pruned.is_empty() {
        let verb = if dry_run { "将删去" } else { "已删去" };
        lines.push(said(format!("{verb}较早的 {} 次：{}", pruned.len(), pruned.join("、"))));
    }
    lines
}

/// Who could not open it, and how it is looked at once more.
pub fn advice(run: &Run, place: &Path) -> Vec<Line> {
    let alone = Error::new("只有你的私钥能打开这份备份：电脑坏了，就再也打不开")
        .fix("运行 crisis key recovery，把恢复密钥打印在纸上，再备份一次");
    let again = format!("拔下再插上之后，可用 crisis backup --check {} 再核对一遍", place.display());
    run.alone.then_some(Line::Warning(alone)).into_iter().chain([beside(again)]).collect()
}

pub fn checked(checked: &Checked) -> Vec<Line> {
    let Checked { runs, at, school, files, objects, bytes, damage } = checked;
    let mut lines = Vec::new();
    for one in damage {
        let (path, runs) = (one.path.display(), one.runs.join("、"));
        lines.push(said(format!("{path}　{}\n    → 取不全的：{runs}", one.message)));
    }
    lines.push(said(format!("{school}　共 {} 次：{}", runs.len(), runs.join("、"))));
    lines.push(said(format!("最近一次 {at}，{files} 个文件")));
    let read = format!("读了 {objects} 个文件、{bytes} 字节");
    if damage.is_empty() {
        lines.push(said(format!("{read}：都打得开，与备份时一样")));
        return lines;
    }
    lines.push(said(format!("{read}：{} 处不对", damage.len())));
    lines.push(beside("坏了的文件删去之后再运行一次 crisis backup，就会补上；盘不可靠的，换一个盘从头备份"));
    lines
}

pub fn restored(restored: &Restored) -> Vec<Line> {
    let Restored { school, run, files, path, .. } = restored;
    let path = path.display();
    vec![
        said(format!("已取回 {school}　{run}：{files} 个文件，在 {path}")),
        beside(format!("接着：crisis -C {path} verify；确认无误后再用它代替原来的")),
    ]
}

/// When the last backup was made; nothing where there is nothing to say.
pub fn reminder(age: &Age, wanted: bool) -> Option<String> {
    match age {
        Age::Never if wanted => Some("这台电脑上还没有备份过：crisis backup 备份盘上的文件夹".to_owned()),
        Age::Days(days, true) => Some(format!("上次备份是 {days} 天前：crisis backup 备份盘上的文件夹")),
        Age::Never | Age::Days(_, false) => None,
    }
}
