//! Commands as people read and type them: by their Chinese names, with what they can't ask for and nothing else.

use crate::guide::Guide;
use crate::naming;
use crate::record::Kind;
use crate::record::shape::{self, Form};
use crate::tell;
use crate::text;

/// A cure as somebody at a terminal runs it. What only stands for an answer (`--reason 理由`) is left away, because the
/// command asks for it; what names something (`--of m4t9`) stays. Sentences keep their words, and the names of the
/// commands in them become Chinese.
pub fn shortest(guide: &Guide, fix: &str) -> String {
    let is_command = fix.starts_with("crisis ") && !fix.contains(['，', '。', '；']);
    if !is_command {
        return named(guide, fix);
    }
    let Some(words) = text::words(fix) else { return named(guide, fix) };
    let kind = written(&words);
    let mut words = words.into_iter().peekable();
    let mut kept: Vec<String> = Vec::new();
    while let Some(word) = words.next() {
        if !word.starts_with("--") {
            kept.push(word);
            continue;
        }
        let value = words.next_if(|next| !next.starts_with("--"));
        match value {
            // Which field it is about is no answer.
            Some(value) if matches!(word.as_str(), "--set" | "--add") => {
                kept.extend([word, value.split('=').next().unwrap_or_default().to_owned()]);
            }
            Some(value) if !value.is_ascii() => {}
            value => {
                let value = value.map(|value| spoken(guide, kind, &word, &value).unwrap_or(value));
                kept.extend([word].into_iter().chain(value));
            }
        }
    }
    named(guide, &kept.join(" "))
}

/// A command of a guide with the roles by their names: guides write them by their codes, which no new name changes.
pub fn with_roles(guide: &Guide, fix: &str) -> String {
    let Some(words) = text::words(fix) else { return fix.to_owned() };
    let kind = written(&words);
    let mut told = fix.to_owned();
    for pair in words.windows(2) {
        if let [flag, value] = pair
            && let Some(name) = spoken(guide, kind, flag, value)
        {
            told = told.replacen(&format!("{flag} {value}"), &format!("{flag} {name}"), 1);
            told = told.replacen(&format!("{flag} \"{value}\""), &format!("{flag} \"{name}\""), 1);
        }
    }
    told
}

/// The kind of record that a command writes.
fn written(words: &[String]) -> Option<&'static Kind> {
    let command = words.get(1)?;
    Kind::written_by(command, words.get(2).map(String::as_str))
}

/// What is typed for a flag, its roles by name; nothing where it says none, or a name that a shell would take apart.
fn spoken(guide: &Guide, kind: Option<&Kind>, flag: &str, value: &str) -> Option<String> {
    let name = flag.strip_prefix("--")?;
    let field = shape::of(kind?).iter().find(|field| field.flag == name)?;
    let (mut told, mut rest) = (String::new(), value);
    for (part, cell) in shape::cells(field, value) {
        let is_role = matches!(shape::inner(&part.form), Form::Word(list) if list == ROLE);
        let known = guide.roles.iter().find(|role| is_role && role.id == cell);
        told.push_str(known.map_or(cell, |role| &role.name));
        rest = rest.get(cell.len()..).unwrap_or_default();
        if let Some(after) = rest.strip_prefix(part.divider) {
            told.push(part.divider);
            rest = after;
        }
    }
    told.push_str(rest);
    (told != value && !told.contains([' ', '(', ')', '|'])).then_some(told)
}

const ROLE: &str = "role";

fn named(guide: &Guide, text: &str) -> String {
    naming::named(text, |kind| Some(kind_of(guide, kind)))
}

/// The guide's name, where it is one word and what stands there is a kind at all.
fn kind_of(guide: &Guide, code: &str) -> String {
    let known = Kind::named(code).ok().map(|kind| tell::kind(guide, kind.name));
    known.filter(|name| !name.contains(' ')).unwrap_or_else(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::shortest;

    #[test]
    fn cures_are_the_shortest_command_that_asks() {
        let guide = crate::office::founding::own_guide().ok().unwrap();
        for (fix, short) in [
            ("crisis record meeting 2026-7K3Q --purpose 目的 --decisions 决定", "crisis 记录 团队商议 2026-7K3Q"),
            (
                "crisis record agreement 2026-7K3Q --party student --signer 姓名 --outcome signed",
                "crisis 记录 安全协议 2026-7K3Q --party student --outcome signed",
            ),
            ("crisis assess 2026-7K3Q", "crisis 评估 2026-7K3Q"),
            ("crisis amend 2026-7K3Q m4t9 --right 补记 --set basis=内容", "crisis 更正 2026-7K3Q m4t9 --set basis"),
            (
                "crisis amend 2026-7K3Q m4t9 --add \"protect=做了 什么|到何时\"",
                "crisis 更正 2026-7K3Q m4t9 --add protect",
            ),
            ("crisis attach 2026-7K3Q 文件 --of m4t9/2", "crisis 归档材料 2026-7K3Q 文件 --of m4t9/2"),
            (
                "补记下来。当面交给了谁，记一条 crisis record handover 2026-7K3Q",
                "补记下来。当面交给了谁，记一条 crisis 记录 当面交接 2026-7K3Q",
            ),
            ("检查拼写", "检查拼写"),
        ] {
            assert_eq!(shortest(&guide, fix), short);
        }
    }
}
