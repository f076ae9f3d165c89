//! The work that goes from one colleague to another: what went, and what no file knows.

use std::path::Path;

use serde_json::{Value, json};

use crate::documents::handing::Handing;
use crate::wording::answer::{Line, beside, made, said};

/// What would be handed over.
pub fn planned(handing: &Handing) -> Value {
    json!({ "dry_run": true, "handover": handing })
}

/// What was, and the file that both sign.
pub fn value(handing: &Handing, file: Option<&Path>) -> Value {
    json!({ "handover": handing, "file": file })
}

pub fn lines(handing: &Handing, file: Option<&Path>) -> Vec<Line> {
    let mut lines = Vec::new();
    for case in &handing.cases {
        let granted = if case.granted { "，授权打开" } else { "" };
        let (number, open) = (&case.number, case.open.len());
        lines.push(said(format!("{number} 交给 {}{granted}；未办 {open} 件", handing.receiver.name)));
    }
    lines.extend(file.map(|file| made(false, format_args!("{}（交接单，两人签字后各留一份）", file.display()))));
    lines.extend(reminders(handing).into_iter().map(beside));
    lines
}

/// What no file knows, and what comes after the last day.
fn reminders(handing: &Handing) -> Vec<String> {
    let (giver, receiver) = (&handing.giver.id, &handing.receiver.id);
    let mut all = Vec::new();
    if !handing.shut.is_empty() {
        all.push(format!("你打不开、没有交接的：{}。请打得开的人再运行一次", handing.shut.join("、")));
    }
    for case in handing.cases.iter().filter(|case| case.class_teacher) {
        all.push(format!("{} 负责该班的仍是 {giver}：crisis teacher {} 新的老师", case.number, case.number));
    }
    for draft in &handing.drafts {
        all.push(format!("还有没写完的草稿 drafts/{draft}：写完它，或放弃；别人打不开"));
    }
    for role in &handing.vacated {
        all.push(format!("只有 {giver} 担任“{role}”：crisis member edit {receiver} --role …（写全其角色）"));
    }
    all.push(format!("离开的：crisis member leave {giver} --on 最后一天"));
    if handing.sealed {
        all.push("最后一天之后：crisis seal，全部案卷换钥匙；只收回某一份用 crisis revoke".to_owned());
    }
    if handing.recovery {
        all.push(format!("当面交：恢复密钥纸的信封、备份盘。{giver} 拆看过信封的，crisis key recovery 换一把"));
    }
    all
}
