//! What is here, what is missing and how to mend it.

use serde_json::{Value, json};

use crate::naming::in_chinese;
use crate::office::health::{Sign, State};
use crate::wording::answer::{Line, said};

/// How many things somebody has to do something about.
pub fn to_mend(signs: &[Sign]) -> usize {
    signs.iter().filter(|sign| sign.state == State::Mend).count()
}

pub fn value(signs: &[Sign]) -> Value {
    json!({ "signs": signs, "to_mend": to_mend(signs) })
}

pub fn lines(signs: &[Sign]) -> Vec<Line> {
    let mut lines = Vec::new();
    for sign in signs {
        let mark = match sign.state {
            State::Well => "好",
            State::Note => "注",
            State::Mend => "补",
        };
        lines.push(said(format!("{mark}　{}　{}", sign.name, sign.told)));
        lines.extend(sign.fix.iter().map(|fix| said(format!("    → {}", in_chinese(fix)))));
    }
    lines.push(match to_mend(signs) {
        0 => said("没有要补的"),
        count => said(format!("要补的 {count} 项")),
    });
    lines
}

/// Only the computer was looked at.
pub fn no_repository() -> Sign {
    Sign::note(
        "readable",
        "档案",
        "这里没有档案库，只看了这台电脑",
        "到档案库的文件夹里运行，或用 -C 指定；还没有的，crisis init 建一个",
    )
}
