//! What happened in a scenario, as a record: `2026-03-05 21:00 首见报告`, with what is said otherwise than in the fact of
//! that name. What every record holds and no scenario is about is filled in.

use chrono::NaiveDateTime;
use serde_json::{Map, Value, json};

use crate::draft::{Draft, Page};
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::record::Kind;
use crate::time::{Moment, Zone};
use crate::yaml::Found;

/// How many facts may rest upon each other.
const DEPTH: usize = 8;

/// The facts to which scenarios give a name, and what else they are read with.
pub struct Book<'a> {
    pub facts: &'a Map<String, Value>,
    pub guide: &'a Guide,
    pub zone: Zone,
    /// Who writes where a fact does not say it.
    pub by: String,
}

/// A record of a scenario, or of the folder of another student whom the same event concerns.
pub struct Told {
    pub page: Page,
    pub of_fellow: bool,
    /// Of the file, counted from 1.
    pub line: usize,
}

impl Book<'_> {
    /// `number` is the place of the record in its scenario, from 1: `r1`, `r2` …
    pub fn told(&self, event: &Found<Value>, number: usize) -> Result<Told> {
        self.record(&event.value, number)
            .map(|(page, of_fellow)| Told { page, of_fellow, line: event.line })
            .map_err(|error| Error { line: Some(event.line), ..error })
    }

    fn record(&self, event: &Value, number: usize) -> Result<(Page, bool)> {
        let (heading, said) = heading(event)?;
        let (at, name) = self.when(heading)?;
        let mut fields = self.fact(name, DEPTH)?;
        say(&mut fields, said);
        let kind = take(&mut fields, "kind").unwrap_or_default();
        let of_fellow = fields.remove("fellow").is_some_and(|fellow| fellow == true);
        if fields.contains_key("at") {
            let twice = Error::new("时间写在前面，不再写 at").field("at");
            return Err(twice.fix("写成“2026-03-05 21:00 名称”，或者删去 at"));
        }
        let at_value = serde_json::to_value(at).unwrap_or_default();
        let id = take(&mut fields, "id").unwrap_or_else(|| format!("r{number}"));
        complete(&kind, &id, &mut fields, &at_value);
        self.spell_times(&mut fields);
        let written = match fields.remove("written") {
            Some(written) => moment(&written)?,
            None => Moment::Exact(at.latest(self.zone)),
        };
        let draft = Draft {
            kind: &kind,
            id,
            episode: fields
                .remove("episode")
                .and_then(|number| number.as_u64())
                .map_or(Ok(1), u32::try_from)
                .map_err(|_| Error::new("第几次危机应当是数字").field("episode").fix("写成 episode: 2"))?,
            by: take(&mut fields, "by").unwrap_or_else(|| self.by.clone()),
            written,
            at,
            fields,
            body: String::new(),
        };
        draft.page(None, self.zone).map(|page| (page, of_fellow))
    }

    /// What a fact of that name says, or nothing but its kind.
    fn fact(&self, name: &str, depth: usize) -> Result<Map<String, Value>> {
        if let Some(Value::Object(said)) = self.facts.get(name) {
            if depth == 0 {
                let fix = "让其中一个直接写 kind";
                return Err(Error::new(format!("“{name}”的 like 绕了一圈")).field("like").fix(fix));
            }
            let mut said = said.clone();
            let Some(like) = take(&mut said, "like") else { return self.with_kind(name, said) };
            let mut fields = self.fact(&like, depth - 1)?;
            say(&mut fields, &said);
            return Ok(fields);
        }
        let word = self.guide.kinds.iter().find(|(_, word)| *word == name).map_or(name, |(kind, _)| kind);
        let kind = Kind::named(word).map_err(|error| {
            let known: Vec<&str> = self.facts.keys().map(String::as_str).collect();
            let what = format!("没有叫“{name}”的事，也没有这种记录");
            Error::new(what).fix(format!("facts 里写过的：{}；{}", known.join("、"), error.fix.unwrap_or_default()))
        })?;
        Ok(Map::from_iter([("kind".to_owned(), Value::from(kind.name))]))
    }

    fn with_kind(&self, name: &str, mut said: Map<String, Value>) -> Result<Map<String, Value>> {
        let Some(kind) = take(&mut said, "kind") else {
            let fix = "写上 kind: 及记录种类，或 like: 及另一件事的名称";
            return Err(Error::new(format!("“{name}”没有写明是哪种记录")).field("kind").fix(fix));
        };
        let mut fields = self.fact_of_kind(&kind)?;
        say(&mut fields, &said);
        Ok(fields)
    }

    fn fact_of_kind(&self, word: &str) -> Result<Map<String, Value>> {
        let code = self.guide.kinds.iter().find(|(_, name)| *name == word).map_or(word, |(kind, _)| kind);
        Kind::named(code).map(|kind| Map::from_iter([("kind".to_owned(), Value::from(kind.name))]))
    }

    fn when<'h>(&self, heading: &'h str) -> Result<(Moment, &'h str)> {
        let unclear = || {
            let fix = "写成“2026-03-05 21:00 首见报告”，只知道哪天的写“2026-03-05 首见报告”";
            Error::new("看不出是何时的什么事").fix(fix)
        };
        let heading = heading.trim();
        let (day, rest) = heading.split_once(' ').ok_or_else(unclear)?;
        let rest = rest.trim_start();
        if let Some((clock, name)) = rest.split_once(' ')
            && let Some(at) = exact(&format!("{day} {clock}"), self.zone)
        {
            return Ok((at, name.trim()));
        }
        let day = day.parse().map_err(|_| unclear())?;
        Ok((Moment::Day(day), rest))
    }

    /// `2026-03-05 21:40` anywhere in a record, as records spell it.
    fn spell_times(&self, fields: &mut Map<String, Value>) {
        for (_, value) in fields.iter_mut() {
            self.spell(value);
        }
    }

    fn spell(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(at) = exact(text, self.zone).and_then(|at| serde_json::to_value(at).ok()) {
                    *value = at;
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.spell(item)),
            Value::Object(entries) => self.spell_times(entries),
            _ => {}
        }
    }
}

/// A time of the form `2026-03-05 21:40`.
pub fn exact(text: &str, zone: Zone) -> Option<Moment> {
    let at = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").ok()?;
    at.and_local_timezone(zone).single().map(Moment::Exact)
}

fn heading(event: &Value) -> Result<(&str, &Map<String, Value>)> {
    static NOTHING: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    let unclear = || {
        let fix = "写成“- 2026-03-05 21:00 首见报告”，有不同之处的写成“- 2026-03-05 21:00 首见报告: { injury: minor }”";
        Error::new("发生的事写法不对").fix(fix)
    };
    match event {
        Value::String(heading) => Ok((heading, &NOTHING)),
        Value::Object(entries) if entries.len() == 1 => match entries.iter().next() {
            Some((heading, Value::Object(said))) => Ok((heading, said)),
            Some((heading, Value::Null)) => Ok((heading, &NOTHING)),
            _ => Err(unclear()),
        },
        _ => Err(unclear()),
    }
}

/// Says some fields otherwise; what is said to be nothing (`~`) is left out.
pub fn say(fields: &mut Map<String, Value>, said: &Map<String, Value>) {
    for (name, value) in said {
        if value.is_null() {
            fields.remove(name);
        } else {
            fields.insert(name.clone(), value.clone());
        }
    }
}

fn take(fields: &mut Map<String, Value>, name: &str) -> Option<String> {
    match fields.remove(name) {
        Some(Value::String(text)) => Some(text),
        Some(other) => Some(other.to_string()),
        None => None,
    }
}

fn moment(value: &Value) -> Result<Moment> {
    serde_json::from_value(value.clone())
        .map_err(|_| Error::new("时间看不懂").field("written").fix("写成 2026-03-05 21:40"))
}

/// What the program itself would have written.
fn complete(kind: &str, id: &str, fields: &mut Map<String, Value>, at: &Value) {
    let own = match kind {
        "report" => json!({ "known": at }),
        "material" => {
            json!({ "file": format!("materials/{id}.pdf"), "sha256": "0", "size": SIZE, "name": "扫描件.pdf" })
        }
        _ => return,
    };
    for (name, value) in own.as_object().into_iter().flatten() {
        fields.entry(name.clone()).or_insert_with(|| value.clone());
    }
}

/// How long the file of a material is in a scenario.
pub const SIZE: u64 = 10;
