//! A command that mends something, as a button: it opens the right form, filled in as far as the command says more than
//! an example.

use axum::http::uri::PathAndQuery;
use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use crate::guide::Guide;
use crate::reader::{Reader, fields};
use crate::record::material::Material;
use crate::record::shape::{Field, Form};
use crate::record::training::Training;
use crate::record::{Kind, Named};
use crate::tell;
use crate::text;
use crate::wording::commands::shortest;

/// Where a button leads, and what stands on it.
#[derive(Serialize)]
pub struct Cure {
    pub place: String,
    pub label: String,
}

/// What is said beside the button: nothing where the button says it all, else the sentence as people read it.
pub fn beside(guide: &Guide, cure: Option<&Cure>, fix: &str) -> String {
    if cure.is_some() && fix.starts_with("crisis ") { String::new() } else { shortest(guide, fix) }
}

/// The first command in a text that has a page here.
pub fn cure(guide: &Guide, now: DateTime<FixedOffset>, fix: &str) -> Option<Cure> {
    let command = fix.split("crisis ").nth(1)?;
    let command = command.split(['；', '，', '。', '）', '`', '\n']).next()?;
    let words = text::words(command)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (kind, case, rest) = match words.as_slice() {
        ["record", kind, case, rest @ ..] => (Kind::named(kind).ok()?, *case, rest),
        ["amend", case, record, rest @ ..] => return amend(case, record, rest),
        ["training", "add", rest @ ..] => {
            let said = filled(&Reader { guide, now }, Training::NAME, rest);
            return checked(format!("/training{said}"), tell::kind(guide, Training::NAME));
        }
        ["intake", ..] => return checked("/intake".to_owned(), "受理".to_owned()),
        ["grant" | "revoke", case, ..] if is_number(case) => {
            return checked(format!("/case/{case}/access"), "权限".to_owned());
        }
        ["edit" | "teacher", case, ..] if is_number(case) => {
            return checked(format!("/case/{case}/person"), "改学生信息".to_owned());
        }
        ["member", ..] => return checked("/team".to_owned(), "小组".to_owned()),
        ["print", case, paper, ..] if is_number(case) => {
            return Some(Cure { place: format!("/case/{case}/papers#{paper}"), label: "打印".to_owned() });
        }
        ["show" | "next", case, ..] if is_number(case) => {
            return Some(Cure { place: format!("/case/{case}"), label: "查看".to_owned() });
        }
        [command, case, rest @ ..] => (Kind::written_by(command, None)?, *case, rest),
        _ => return None,
    };
    if !is_number(case) {
        return None;
    }
    let kind = kind.name;
    let query = filled(&Reader { guide, now }, kind, rest);
    let page = if kind == Material::NAME { "attach".to_owned() } else { format!("record/{kind}") };
    let label = if kind == Material::NAME { "归档材料".to_owned() } else { tell::kind(guide, kind) };
    checked(format!("/case/{case}/{page}{query}"), label)
}

/// The query of a form's address that says what a command says.
fn filled(reader: &Reader<'_>, kind: &str, rest: &[&str]) -> String {
    let said = flags(rest).filter_map(|(flag, value)| {
        let field = fields(kind).find(|field| field.flag == flag)?;
        is_meant(reader, field, value).then(|| format!("f.{}={}", field.name, escaped(value)))
    });
    let query: Vec<String> = said.collect();
    if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) }
}

fn amend(case: &str, record: &str, rest: &[&str]) -> Option<Cure> {
    let field = flags(rest).find(|(flag, _)| matches!(*flag, "set" | "add")).and_then(|(_, said)| said.split_once('='));
    let place = field.map_or(String::new(), |(name, _)| format!("#f.{name}"));
    let is_id = record.chars().all(|letter| letter.is_ascii_alphanumeric());
    let cure = || Cure { place: format!("/case/{case}/amend/{record}{place}"), label: "更正、补写".to_owned() };
    (is_number(case) && is_id).then(cure)
}

/// Whether a value says something of its own: a choice, a word of the guide, a record; anything else is an example.
fn is_meant(reader: &Reader<'_>, field: &Field, value: &str) -> bool {
    let is_word = |form: &Form| match form {
        Form::Bool | Form::Choice(_) => reader.single(form, value).is_ok(),
        Form::Word(words) => reader.guide.code(words, value).is_some(),
        _ => false,
    };
    let is_id = field.names.is_some() && value.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '/');
    match &field.form {
        Form::List(inner) => is_id || is_word(inner),
        form => is_id || is_word(form),
    }
}

fn is_number(case: &str) -> bool {
    !case.is_empty() && case.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
}

fn checked(place: String, label: String) -> Option<Cure> {
    place.parse::<PathAndQuery>().ok().map(|_| Cure { place, label })
}

/// `--flag value` pairs.
fn flags<'w>(words: &'w [&'w str]) -> impl Iterator<Item = (&'w str, &'w str)> {
    words.windows(2).filter_map(|pair| Some((pair[0].strip_prefix("--")?, pair[1])))
}

/// As the query of an address holds it.
pub fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::{cure, escaped};
    use crate::guide;
    use chrono::DateTime;

    #[test]
    fn a_command_becomes_a_form_without_its_examples() {
        let text = include_str!("../../templates/guides/shiyan.toml");
        let guide = guide::parse(("g", text), None).ok().unwrap();
        let now = DateTime::parse_from_rfc3339("2026-03-06T08:00:00+08:00").unwrap();
        let place = |fix: &str| cure(&guide, now, fix).map(|cure| cure.place);
        let signed = "crisis record agreement 2026-AAAA --party student --signer 姓名 --outcome signed";
        assert_eq!(place(signed).unwrap(), "/case/2026-AAAA/record/agreement?f.party=student&f.outcome=signed");
        assert_eq!(place("先 crisis assess 2026-AAAA，再结束").unwrap(), "/case/2026-AAAA/record/assessment");
        let of = "crisis attach 2026-AAAA 扫描件 --signed yes --of m4t9";
        assert_eq!(place(of).unwrap(), "/case/2026-AAAA/attach?f.signed=yes&f.of=m4t9");
        let added = "crisis amend 2026-AAAA k2m4 --right 补写 --add type=类型";
        assert_eq!(place(added).unwrap(), "/case/2026-AAAA/amend/k2m4#f.type");
        assert_eq!(place("crisis training add --type drill --topic 主题").unwrap(), "/training?f.type=drill");
        assert_eq!(place("crisis grant 2026-AAAA 成员").unwrap(), "/case/2026-AAAA/access");
        for none in ["打开这个文件，按提示改正", "crisis record report //evil --known 时间"] {
            assert_eq!(place(none), None, "{none}");
        }
        assert_eq!(escaped("面谈&x"), "%E9%9D%A2%E8%B0%88%26x");
    }
}
