//! What a correction sets, adds and clears: fields by name, in the guide's codes.

use chrono::{DateTime, FixedOffset};
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::form::{Said, encode};
use crate::guide::Guide;
use crate::record::Kind;
use crate::record::shape::{self, Field, Form};

/// `FIELD=VALUE` as fields of a kind; `flag` is where it was said.
pub fn set(
    guide: &Guide,
    now: DateTime<FixedOffset>,
    kind: &str,
    flag: &str,
    texts: &[String],
) -> Result<Map<String, Value>> {
    let values = fields(kind, flag, texts)?;
    encode(guide, now, kind, &Said { values, ..Said::default() })
}

/// A field that was named without a value: it is to be asked for.
pub struct Naming {
    pub flag: &'static str,
    pub field: String,
}

/// The fields that were only named, and the texts that say a value.
pub fn named_alone(kind: &str, flag: &'static str, texts: &[String]) -> Result<(Vec<Naming>, Vec<String>)> {
    let (said, alone): (Vec<&String>, Vec<&String>) = texts.iter().partition(|text| text.contains(['=', '＝']));
    let alone = alone.into_iter().map(|name| Ok(Naming { flag, field: named(kind, flag, name)? }));
    Ok((alone.collect::<Result<_>>()?, said.into_iter().cloned().collect()))
}

/// Several values of one field belong together, in the order in which they were given.
fn fields(kind: &str, flag: &str, set: &[String]) -> Result<Vec<(String, Vec<String>)>> {
    let mut values: Vec<(String, Vec<String>)> = Vec::new();
    for text in set {
        let text = text.replacen('＝', "=", 1);
        let (name, value) =
            text.split_once('=').ok_or_else(|| Error::new("缺少等号").field(flag).fix("写成 字段=值"))?;
        let name = named(kind, flag, name)?;
        match values.iter_mut().find(|(known, _)| *known == name) {
            Some((_, all)) => all.push(value.to_owned()),
            None => values.push((name, vec![value.to_owned()])),
        }
    }
    Ok(values)
}

/// A field that a person may correct, by its name or the name of its flag.
pub fn named(kind: &str, flag: &str, name: &str) -> Result<String> {
    let known: Vec<&Field> = shape::own(Kind::named(kind)?).collect();
    let name = name.trim();
    let found = known.iter().find(|field| field.name == name.replace('-', "_") || field.flag == name);
    found.map(|field| field.name.clone()).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|field| field.name.as_str()).collect();
        let fix = format!("可以更正的字段：{}", names.join("、"));
        Error::new(format!("不能更正“{name}”")).field(flag).fix(fix)
    })
}

/// Only a list can have one more; what holds a single value is set.
pub fn only_lists(kind: &str, add: &Map<String, Value>) -> Result<()> {
    let is_single = |field: &&Field| !matches!(field.form, Form::List(_) | Form::Pairs(..));
    let single = shape::own(Kind::named(kind)?).filter(is_single).find(|field| add.contains_key(&field.name));
    single.map_or(Ok(()), |field| {
        let wrong = Error::new(format!("“{}”只有一个值，不能再添一项", field.label())).field("--add");
        Err(wrong.fix(format!("改用 --set {}=值", field.name)))
    })
}

#[cfg(test)]
mod tests {
    use super::fields;

    #[test]
    fn values_of_one_field_belong_together() {
        let set = ["notified=甲".to_owned(), "saw=原话＝一".to_owned(), "notified=乙".to_owned()];
        let values = fields("report", "--set", &set).unwrap();
        assert_eq!(values[0], ("notified".to_owned(), vec!["甲".to_owned(), "乙".to_owned()]));
        assert!(fields("report", "--set", &["prev=1".to_owned()]).is_err());
    }
}
