//! The one file that knows the YAML crate: strict reading with errors in Chinese that never quote the text,
//! and writing that what reads it back can trust.

use std::fmt;

use chrono::NaiveDate;
use serde::de::{DeserializeOwned, Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_yaml::{DuplicateKeyPolicy, Error as Yaml, MergeKeyPolicy, Options, Spanned};

use crate::error::{Error, Result};

mod canonical;

/// No person writes more than this above the body of a record; a parser need not find out.
const LARGEST: usize = 256 * 1024;

/// A text and the line on which it stands, counted from 1, for what is known to be wrong only later.
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub struct Placed {
    pub text: String,
    #[serde(skip)]
    pub line: usize,
}

impl Placed {
    /// What it is called before the short reader, which answers with a text and its line as the only entry of a map.
    const NAME: &'static str = "crisis::Placed";
}

impl<'de> Deserialize<'de> for Placed {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> std::result::Result<Self, D::Error> {
        struct Reading;

        impl<'de> Visitor<'de> for Reading {
            type Value = Placed;

            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("a text")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Placed, A::Error> {
                let (text, line) = map.next_entry()?.ok_or_else(|| A::Error::custom("a text"))?;
                Ok(Placed { text, line })
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(self, reader: D) -> std::result::Result<Placed, D::Error> {
                Found::deserialize(reader).map(|found| Placed { text: found.value, line: found.line })
            }
        }

        reader.deserialize_newtype_struct(Self::NAME, Reading)
    }
}

/// Any value and the line on which it begins, counted from 1.
pub struct Found<T> {
    pub value: T,
    pub line: usize,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Found<T> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> std::result::Result<Self, D::Error> {
        let found = Spanned::<T>::deserialize(reader)?;
        let line = usize::try_from(found.referenced.line()).unwrap_or_default();
        Ok(Self { value: found.value, line })
    }
}

/// Reads one document. Lines in errors count from `first_line`, the line of the file on which `text` begins.
pub fn read<T: DeserializeOwned>(text: &str, first_line: usize) -> Result<T> {
    if text.len() > LARGEST {
        return Err(Error::new("YAML 部分超过 256 KiB").line(first_line).fix("把长文字移到正文（第二个 --- 之后）"));
    }
    serde_yaml::from_str_with_options(text, options()).map_err(|error| explain(text, first_line, &error))
}

/// The same where nothing of it is a [`Found`]: what the program itself wrote is read the short way. Whatever does not fit
/// is read by the full parser, which says what is wrong and where.
pub fn read_short<T: DeserializeOwned>(text: &str, first_line: usize) -> Result<T> {
    let short = Some(text).filter(|text| text.len() <= LARGEST).and_then(canonical::read);
    short.map_or_else(|| read(text, first_line), Ok)
}

/// Plain block YAML, long text unfolded, strings quoted wherever a reader might take them for something else.
pub fn write(value: &impl Serialize) -> Result<String> {
    let options = serde_yaml::ser_options! { compact_list_indent: false };
    serde_yaml::to_string_with_options(value, options)
        .map_err(|error| Error::new(format!("无法写成 YAML：{error}")).fix("请检查内容中是否有控制字符"))
}

fn options() -> Options {
    serde_yaml::options! {
        budget: serde_yaml::budget! { max_aliases: 0, max_anchors: 0, max_documents: 1, max_depth: 32 },
        duplicate_keys: DuplicateKeyPolicy::Error,
        merge_keys: MergeKeyPolicy::Error,
        strict_booleans: true,
        with_snippet: false,
    }
}

fn explain(text: &str, first_line: usize, error: &Yaml) -> Error {
    if let Some((line, key)) = wide_colon(text) {
        let wide = Error::new("冒号是全角的“：”，读不出这是哪个字段").line(first_line + line).field(key);
        return wide.fix(format!("改成半角冒号，后面空一格，例如 {key}: 内容"));
    }
    if text.lines().map(str::trim).all(|line| line.is_empty() || line.starts_with('#')) {
        return Error::new("里面什么也没有").line(first_line).fix("从备份或历史里找回原来的内容");
    }
    let at = error.location().and_then(|place| usize::try_from(place.line()).ok()).filter(|line| *line > 0);
    let (what, fix) = sentence(error);
    let mut told = Error::new(what).fix(fix);
    if let Some(line) = at {
        told = told.line(first_line + line - 1);
    }
    let named = match error {
        Yaml::SerdeMissingField { field, .. } => Some((*field).to_owned()),
        Yaml::SerdeUnknownField { field, .. } => Some(field.clone()),
        _ => at.and_then(|line| key_at(text, line)),
    };
    match named {
        Some(field) => told.field(field),
        None => told,
    }
}

/// The first line, counted from 0, that begins with a key and the colon of a Chinese keyboard. Lines further in may be
/// what somebody said.
fn wide_colon(text: &str) -> Option<(usize, &str)> {
    text.lines().enumerate().find_map(|(at, line)| {
        let (key, _) = line.split_once('：')?;
        let is_key = !key.is_empty() && key.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
        is_key.then_some((at, key))
    })
}

/// The key that the line belongs to: on it, or the nearest above.
fn key_at(text: &str, line: usize) -> Option<String> {
    let lines: Vec<&str> = text.lines().take(line).collect();
    lines.iter().rev().find_map(|line| {
        let (key, _) = line.trim_start_matches(['-', ' ']).split_once(':')?;
        let plain = !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
        plain.then(|| key.to_owned())
    })
}

fn sentence(error: &Yaml) -> (String, String) {
    match error {
        Yaml::SerdeMissingField { .. } => ("缺少必填的一项".into(), "补上这一项；`crisis schema` 列出全部字段".into()),
        Yaml::SerdeUnknownField { expected, .. } => {
            ("没有这个字段".into(), format!("检查拼写；可用的字段：{}", expected.join("、")))
        }
        Yaml::SerdeUnknownVariant { expected, .. } => {
            ("不是可选的值".into(), format!("请从这些值中选一个：{}", expected.join("、")))
        }
        Yaml::SerdeInvalidType { expected, .. } => {
            ("值的类型不对".into(), format!("这里应当是{}；文字请用引号括起来", plain_type(expected)))
        }
        Yaml::InvalidBooleanStrict { .. } => ("这里只能写 true 或 false".into(), "true 表示是，false 表示否".into()),
        Yaml::InvalidScalar { ty, .. } => {
            ("值的类型不对".into(), format!("这里应当是{}；文字请用引号括起来", plain_type(ty)))
        }
        Yaml::NullIntoString { .. } => ("这一项是空的".into(), "填上内容，或删去这一行".into()),
        Yaml::DuplicateMappingKey { .. } => ("同一个字段写了两次".into(), "删去其中一个".into()),
        Yaml::MultipleDocuments { .. } => ("一个文件里有两份 YAML".into(), "只留一份".into()),
        Yaml::Budget { .. } => ("YAML 过大、过深，或使用了锚点（& *）".into(), "改成普通的写法".into()),
        Yaml::Unexpected { expected: "sequence start", .. } => {
            ("这里应当是一组".into(), "写在方括号里，例如 [甲, 乙]，只有一个的写成 [甲]；或者每行以 - 开头".into())
        }
        Yaml::Unexpected { expected: "mapping start", .. } => {
            ("这里应当是“名称: 内容”".into(), "写在花括号里，例如 { 名称: 内容 }，冒号后面空一格".into())
        }
        Yaml::Unexpected { expected: "string scalar" | "scalar", .. } => (
            "这里应当是一个值，不是一组".into(),
            "只写一个，不用方括号和花括号；文字里有括号、冒号的，用引号括起来".into(),
        ),
        Yaml::Message { msg, .. } if msg.chars().any(is_han) => (msg.clone(), "改正后重试".into()),
        Yaml::Message { msg, .. } if is_of_day(msg) => {
            ("日期看不懂，或没有这一天".into(), "核对年、月、日，写成 2026-05-16".into())
        }
        _ => (
            "不是合格的 YAML".into(),
            "检查这一行的缩进、引号和冒号后的空格；文字里有冒号或井号时请用引号括起来".into(),
        ),
    }
}

/// Whether it is what somebody who reads a day says of one that is too short, no date at all, none there is, or too long.
fn is_of_day(said: &str) -> bool {
    let wrong = ["", "日", "2026-13-01", "2026-05-16T"];
    wrong.iter().filter_map(|day| day.parse::<NaiveDate>().err()).any(|error| error.to_string() == said)
}

fn is_han(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

fn plain_type(name: &str) -> &str {
    match name {
        "a string" | "string" => "文字",
        "a boolean" | "bool" => "true 或 false",
        "a sequence" => "列表（每行以 - 开头）",
        "a map" => "“字段: 值”的对照",
        name if name.starts_with('u') || name.starts_with('i') => "整数",
        name if name.starts_with("struct") => "“字段: 值”的对照",
        _ => "另一种写法（见 `crisis schema`）",
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::read_short;

    #[derive(Debug, serde::Deserialize)]
    struct Paper {
        #[serde(rename = "day")]
        _day: NaiveDate,
    }

    #[test]
    fn a_wrong_day_and_an_empty_file_are_called_so() {
        let wrong = |text: &str| read_short::<Paper>(text, 2).unwrap_err();
        for day in ["2026-02-30", "2026-13-01", "昨天", "2026", "2026-05-16T10:00"] {
            let error = wrong(&format!("# 备注\nday: \"{day}\"\n"));
            assert_eq!((error.what.as_str(), error.line), ("日期看不懂，或没有这一天", Some(3)), "{day}");
        }
        for text in ["", "\n", "# 备注\n\n  # 备注\n"] {
            let error = wrong(text);
            assert_eq!((error.what.as_str(), error.line), ("里面什么也没有", Some(2)), "{text:?}");
        }
        assert_ne!(wrong("day: [\n").what, "里面什么也没有");
    }
}
