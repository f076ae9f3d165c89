//! What came of going through all cases, to seal them, to open them, to hand out their keys.

use std::path::PathBuf;

use crate::office::custody::Gone;
use crate::wording::answer::{Line, beside, said};
use crate::wording::notes;

/// How many were gone through, and how many are for others.
pub fn gone(what: &str, gone: &Gone) -> Vec<Line> {
    let (done, left) = notes::gone(what, gone);
    [said(done)].into_iter().chain(left.map(beside)).collect()
}

/// What lies in a case and is no file of it stayed in clear.
pub fn unsealed(gone: &Gone) -> impl Iterator<Item = Line> {
    strangers(gone, "仍是明文；请移走或删除")
}

/// The same where all became clear.
pub fn untouched(gone: &Gone) -> impl Iterator<Item = Line> {
    strangers(gone, "没有动")
}

fn strangers(gone: &Gone, fate: &str) -> impl Iterator<Item = Line> {
    let line = move |(number, path): &(String, PathBuf)| {
        beside(format!("注意：案卷 {number} 里的 {} 不是案卷的文件，{fate}", path.display()))
    };
    gone.left.iter().map(line)
}

/// What nobody but a person can look after once a plain repository is sealed.
pub fn sealed() -> Line {
    beside("删除的明文在硬盘、备份和 git 历史里可能还能找回：旧的备份请另行处理；用过 git 的，历史里仍有明文。")
}

/// What lay in the repository in clear and went.
pub fn cleared(names: &[String]) -> Option<Line> {
    let names = Some(names.join("、")).filter(|names| !names.is_empty())?;
    Some(beside(format!("删去了库里的明文：{names}。建议书可以随时再打印：crisis print 案号 referral --out 文件夹")))
}

/// What it means that all is plain.
pub fn opened() -> Line {
    beside("档案不再加密：能打开这个文件夹的人都能读到内容。请放在加密的磁盘上，并限制谁能打开。")
}
