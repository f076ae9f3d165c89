//! What commands are called in Chinese, to be typed and to be read.

/// What each command is also called.
const CHINESE: &[(&str, &str)] = &[
    ("open", "开案"),
    ("assess", "评估"),
    ("refer", "转介"),
    ("record", "记录"),
    ("attach", "归档材料"),
    ("withdraw", "取出材料"),
    ("amend", "更正"),
    ("close", "结束"),
    ("reopen", "重新打开"),
    ("training", "预防"),
    ("desk", "工作台"),
    ("list", "名单"),
    ("show", "查看"),
    ("search", "搜索"),
    ("next", "下一步"),
    ("due", "待办"),
    ("remind", "提醒"),
    ("audit", "核查"),
    ("verify", "核对"),
    ("archive", "归档"),
    ("transfer", "移交"),
    ("restore", "放回"),
    ("sync", "同步"),
    ("backup", "备份"),
    ("stats", "统计"),
    ("print", "打印"),
    ("dashboard", "看板"),
    ("doctor", "体检"),
    ("explain", "说明"),
    ("handbook", "手册"),
    ("guide", "指南"),
    ("report", "上报"),
    ("intake", "受理"),
    ("import", "导入"),
    ("edit", "编辑"),
    ("teacher", "换教师"),
    ("handover", "工作交接"),
    ("destroy", "销毁"),
    ("member", "成员"),
    ("key", "钥匙"),
    ("seal", "封存"),
    ("unseal", "解封"),
    ("grant", "授权"),
    ("revoke", "收回"),
];

/// What the acts of some commands are also called.
const ACTS: &[(&str, &[(&str, &str)])] = &[
    ("training", &[("add", "登记"), ("list", "一览")]),
    (
        "guide",
        &[
            ("check", "检查"),
            ("show", "列出"),
            ("coverage", "落实"),
            ("test", "试"),
            ("new", "起稿"),
            ("diff", "比较"),
            ("language", "写法"),
        ],
    ),
    ("intake", &[("list", "一览"), ("accept", "收下")]),
    ("import", &[("roster", "名册")]),
    ("member", &[("add", "登记"), ("list", "一览"), ("edit", "修改"), ("leave", "离任"), ("key", "公钥")]),
    (
        "key",
        &[
            ("new", "新建"),
            ("show", "显示"),
            ("import", "放入"),
            ("passphrase", "口令"),
            ("recovery", "恢复"),
            ("join", "拼合"),
        ],
    ),
];

fn named_in(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    table.iter().find(|(english, _)| *english == name).map(|(_, chinese)| *chinese)
}

/// The Chinese name of a command, where it has one.
pub fn chinese(name: &str) -> Option<&'static str> {
    named_in(CHINESE, name)
}

/// The same of an act of a command: `member add`.
pub fn chinese_act(command: &str, act: &str) -> Option<&'static str> {
    ACTS.iter().find(|(name, _)| *name == command).and_then(|(_, acts)| named_in(acts, act))
}

/// Every command in a text by its Chinese name.
pub fn in_chinese(text: &str) -> String {
    named(text, |_| None)
}

/// Every command in a text by its Chinese name, its act too, and the kinds of records as `kind` calls them.
pub fn named(text: &str, kind: impl Fn(&str) -> Option<String>) -> String {
    let mut parts = text.split("crisis ");
    let mut told = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = |text: &str| text.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        let (command, rest) = part.split_at(end(part).unwrap_or(part.len()));
        told.push_str("crisis ");
        told.push_str(chinese(command).unwrap_or(command));
        let second = rest.strip_prefix(' ').map(|rest| rest.split_at(end(rest).unwrap_or(rest.len())));
        let also = second.and_then(|(word, _)| match command {
            "record" => kind(word),
            _ => chinese_act(command, word).map(str::to_owned),
        });
        match (second, also) {
            (Some((_, rest)), Some(also)) => told.extend([" ", also.as_str(), rest]),
            _ => told.push_str(rest),
        }
    }
    told
}

/// For paper, where nobody types: every command by what it does, in quotation marks, without what it is told. A cure
/// that is nothing but a command is something to make up for.
pub fn acts(text: &str, kind: impl Fn(&str) -> Option<String>) -> String {
    let is_command = text.starts_with("crisis ") && !text.contains(['，', '。', '；']);
    let mut parts = text.split("crisis ");
    let mut told = parts.next().unwrap_or_default().to_owned();
    if is_command {
        told.push_str("补上");
    }
    for part in parts {
        let is_told = |letter: char| !(letter.is_ascii_graphic() || letter == ' ') || letter == '`';
        let (line, rest) = part.split_at(part.find(is_told).unwrap_or(part.len()));
        let mut words = line.split(' ');
        let command = words.next().unwrap_or_default();
        let second = words.next().unwrap_or_default();
        let what = if command == "record" { kind(second) } else { None };
        let what = what.unwrap_or_else(|| match (chinese(command), chinese_act(command, second)) {
            (Some(command), Some(act)) => format!("{command} {act}"),
            (command, _) => command.unwrap_or_default().to_owned(),
        });
        told.truncate(told.trim_end_matches(['`', ' ']).len());
        told.push_str(&format!("“{what}”"));
        if !is_command {
            told.push_str(rest.trim_start_matches('`').trim_start());
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::{acts, named};

    #[test]
    fn paper_names_what_is_to_be_done_and_no_command() {
        let kind = |code: &str| (code == "handover").then(|| "当面交接".to_owned());
        let whole = [
            ("crisis record handover 2026-7K3Q --to 姓名", "当面交接"),
            ("crisis attach 2026-7K3Q 文件 --of m4t9/2", "归档材料"),
        ];
        for (text, what) in whole {
            assert_eq!(acts(text, kind), format!("补上“{what}”"));
        }
        for (text, told) in [
            ("先用 `crisis member add` 登记，再用 `crisis amend` 更正。", "先用“成员 登记”登记，再用“更正”更正。"),
            ("当面交给了谁，记一条 crisis record handover 2026-7K3Q。", "当面交给了谁，记一条“当面交接”。"),
            ("没有命令", "没有命令"),
        ] {
            assert_eq!(acts(text, kind), told);
        }
    }

    #[test]
    fn commands_acts_and_kinds_are_named_and_nothing_else() {
        let kind = |code: &str| (code == "meeting").then(|| "团队商议".to_owned());
        for (text, told) in [
            ("运行 crisis member key su，再运行 crisis seal", "运行 crisis 成员 公钥 su，再运行 crisis 封存"),
            ("crisis record meeting 2026-7K3Q", "crisis 记录 团队商议 2026-7K3Q"),
            ("crisis record other 2026-7K3Q", "crisis 记录 other 2026-7K3Q"),
            ("`crisis list` 列出全部", "`crisis 名单` 列出全部"),
            ("crisis init 建一个", "crisis init 建一个"),
            ("crisis guide", "crisis 指南"),
            ("没有命令", "没有命令"),
        ] {
            assert_eq!(named(text, kind), told);
        }
    }
}
