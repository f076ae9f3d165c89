//! What is to be known of a repository that was just made.

use std::path::Path;

use crate::error::Result;
use crate::wording::answer::{Line, beside};

/// Without a history the repository is one all the same.
pub fn history(begun: Result<bool>) -> Line {
    match begun {
        Ok(true) => beside("每一次写入都会记进这个文件夹的 git 历史；几台电脑之间用 crisis sync 同步"),
        Ok(false) => beside(
            "这台电脑上没有 git，没有历史，也不能用 crisis sync；别的一切照常。以后装了 git，在这里运行 git init，下一次写入就开始记",
        ),
        Err(error) => Line::Warning(error),
    }
}

/// What to look after, and what to do next.
pub fn advice(is_plain: bool) -> Vec<Line> {
    let open = "档案没有加密：能打开这个文件夹的人都能读到内容。请放在加密的磁盘上，并限制谁能打开。";
    let next = "接着：用 crisis member add 登记工作小组成员；有情况时运行 crisis open --help";
    is_plain.then_some(open).into_iter().chain([next]).map(beside).collect()
}

pub fn first_key(path: &Path) -> Line {
    beside(format!("你的私钥在 {}：不要发给任何人，请另存一份备份在安全的地方。", path.display()))
}
