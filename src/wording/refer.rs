//! A referral that was written, and its letter.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::office::Office;
use crate::office::pen::Plan;
use crate::wording::answer::{Line, beside};

pub fn value(office: &Office, plan: &Plan, letters: &[PathBuf]) -> Option<Value> {
    let page = plan.pages().next()?;
    let letters: Vec<String> = letters.iter().map(|path| path.display().to_string()).collect();
    let path = office.path_of(&plan.case, page);
    Some(json!({ "case": plan.case, "record": page.record.head.id, "path": path, "letters": letters }))
}

/// Why there is no letter.
pub fn sealed(case: &str) -> Line {
    beside(format!(
        "档案库是封存的，库里不留明文，所以没有生成建议书；要打印：crisis print {case} referral --out 文件夹"
    ))
}

/// What to do where the record is written and its letter is not.
pub fn stands(case: &str, record: &str) -> String {
    format!("记录 {record} 已写好，不必重写；解决之后运行 crisis print {case} referral --record {record}")
}
