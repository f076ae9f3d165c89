//! What a table of students holds that has no usual heads, and whether its lines are taken.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::form::ask;

/// What the columns of a table hold that has no usual heads.
pub fn columns(heads: Vec<String>) -> Result<BTreeMap<String, String>> {
    let mut columns = BTreeMap::new();
    for what in HOLD {
        let labels = std::iter::once("（没有这一列）".to_owned()).chain(heads.iter().cloned()).collect();
        let chosen = ask::pick(&format!("哪一列是{what}"), labels)?;
        if let Some(head) = chosen.checked_sub(1).and_then(|at| heads.get(at)) {
            columns.insert(head.clone(), what.to_owned());
        }
    }
    Ok(columns)
}

pub fn agreed() -> Result<bool> {
    let labels = ["先不收", "收下新增的和有变化的各行"].map(str::to_owned).to_vec();
    Ok(ask::pick("收下吗", labels)? == 1)
}

const HOLD: [&str; 6] = ["姓名", "其他名字", "学号", "年级", "班级", "出生日期"];

/// A column that somebody named: what it holds, by its head.
pub fn column(said: &str) -> Result<(String, String)> {
    let parts = said.replace('＝', "=");
    let parts = parts.split_once('=').map(|(what, head)| (what.trim().to_owned(), crate::roster::key(head)));
    match parts {
        Some((what, head)) if HOLD.contains(&what.as_str()) && !head.is_empty() => Ok((head, what)),
        _ => {
            let wrong = Error::new(format!("“{said}”看不懂")).field("--column");
            Err(wrong.fix(format!("写成 学号=表里的列名；等号前可用：{}", HOLD.join("、"))))
        }
    }
}
