//! A person's own key: its public half, and what is to be done with both.

use std::fmt::Display;

use serde_json::{Value, json};

use crate::vault::recipient::Recipient;
use crate::wording::answer::{Line, beside, said};

pub fn value(publics: &[Recipient]) -> Value {
    json!({ "public": publics.iter().map(Recipient::as_str).collect::<Vec<_>>() })
}

pub fn lines(publics: &[Recipient]) -> Vec<Line> {
    publics.iter().map(|public| said(public.as_str())).collect()
}

/// Of a key that lies there now.
pub fn advice(path: impl Display) -> [Line; 2] {
    [
        beside(format!("私钥在 {path}，不要发给任何人；请另存一份备份在安全的地方。")),
        beside("接着：请管理员运行 crisis member key 你的成员编号 公钥"),
    ]
}

/// What became of the passphrase.
pub fn passphrase(is_removed: bool) -> Line {
    said(if is_removed { "身份文件不再有口令" } else { "身份文件的口令已换" })
}

/// That somebody used the recovery key.
pub fn on_file(path: impl Display) -> Line {
    said(format!("已记下恢复密钥的启用：{path}"))
}

/// How the recovery key is used, and that it must go afterwards.
pub fn joined() -> Line {
    beside("打开档案时加 -i 和这个文件；用完立即删除它，再运行 crisis key recovery --split 换一套。")
}
