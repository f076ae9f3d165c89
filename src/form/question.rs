//! A field as questions. An answer that can't be read is asked for again, with what is wrong and what to do.

use serde_json::{Map, Value};

use super::ask::{Stopped, UNSAID, picked, several, typed};
use crate::error::{Error, Result};
use crate::reader::Reader;
use crate::record::shape::{self, Field, Form};
use crate::ui::Ui;

/// Ends a list; first, so that whoever only presses Enter says nothing.
const NO_MORE: &str = "（没有了）";
/// Somebody whom the list does not have.
const OTHERS: &str = "（都不是，另写）";
const NOW: &str = "现在";

/// Somebody at a terminal who is asked about the fields of a kind.
pub struct Asked<'a> {
    pub ui: &'a Ui,
    pub reader: &'a Reader<'a>,
    pub kind: &'a str,
    /// A list is asked for once, its items with 、 between them.
    pub hurried: bool,
}

impl Asked<'_> {
    /// Asks until the answer can be read. `said` holds what was answered before and what is answered now, also where the
    /// person stops in the middle of a list; nothing where the field is left open.
    pub fn value(&self, field: &Field, said: &mut Option<Value>) -> Result<(), Stopped> {
        let about = question(field);
        match &field.form {
            Form::Choice(options) => {
                let codes = options.iter().map(|(code, label)| (code.as_str(), label.as_str()));
                *said = self.choice(&about, codes.collect(), field.required, said.as_ref())?.map(Value::from);
            }
            Form::Bool => {
                let before =
                    said.as_ref().and_then(Value::as_bool).map(|yes| Value::from(if yes { "yes" } else { "no" }));
                let words = vec![("yes", "是"), ("no", "否")];
                *said = self.choice(&about, words, field.required, before.as_ref())?.map(|word| (word == "yes").into());
            }
            Form::Word(words) if self.has_words(words) => {
                *said = self.word(&about, words, field.required, said.as_ref())?.map(Value::from);
            }
            Form::List(inner) => match inner.as_ref() {
                Form::Word(words) if !self.reader.guide.is_open(words) => {
                    *said = self.several(&about, words, said.as_ref())?;
                }
                Form::Table(columns) => self.entries(field, columns, said)?,
                _ => self.lines(field, said)?,
            },
            Form::Pairs(Some(names), inner) => self.each_word(field, names, inner, said)?,
            _ => *said = self.line(field, &about, said.as_ref(), field.required)?,
        }
        Ok(())
    }

    fn has_words(&self, vocabulary: &str) -> bool {
        self.reader.guide.words(vocabulary).next().is_some() && vocabulary != "rule"
    }

    /// The value of the whole field, or nothing where nothing was said.
    fn read(&self, field: &Field, said: &[String]) -> Result<Option<Value>> {
        if said.is_empty() && !field.required {
            return Ok(None);
        }
        let mut given = Map::from_iter([(field.name.clone(), self.reader.value(field, said)?)]);
        self.reader.check(self.kind, &mut given)?;
        Ok(given.remove(&field.name))
    }

    /// Asked again, with what is wrong and what to do, until it can be read.
    fn line(
        &self,
        field: &Field,
        about: &str,
        before: Option<&Value>,
        required: bool,
    ) -> Result<Option<Value>, Stopped> {
        let mut before = before.and_then(Value::as_str).unwrap_or_default().to_owned();
        let is_now = matches!(field.form, Form::Moment) && required;
        let about = if is_now { format!("{about}（回车＝现在）") } else { about.to_owned() };
        loop {
            let mut said = typed(&about, &before, required && !is_now, help(&field.form))?;
            if said.is_empty() && is_now {
                NOW.clone_into(&mut said);
            }
            if said.is_empty() {
                return Ok(None);
            }
            match self.read(field, std::slice::from_ref(&said)) {
                Ok(value) => return Ok(value),
                Err(error) => self.ui.error(&Error { field: None, ..error }),
            }
            before = said;
        }
    }

    /// The code of what was chosen.
    fn choice(
        &self,
        about: &str,
        codes: Vec<(&str, &str)>,
        required: bool,
        before: Option<&Value>,
    ) -> Result<Option<String>, Stopped> {
        let open = usize::from(!required);
        let labels = (!required).then_some(UNSAID).into_iter().chain(codes.iter().map(|(_, label)| *label));
        let at = codes.iter().position(|(code, _)| before.and_then(Value::as_str) == Some(code));
        let chosen = picked(about, labels.map(str::to_owned).collect(), at.map_or(0, |at| at + open))?;
        Ok(chosen.checked_sub(open).map(|at| codes[at].0.to_owned()))
    }

    /// A word of the guide; where others may stand too, one that is typed.
    fn word(
        &self,
        about: &str,
        words: &str,
        required: bool,
        before: Option<&Value>,
    ) -> Result<Option<String>, Stopped> {
        let mut codes: Vec<(&str, &str)> = self.reader.guide.words(words).collect();
        if self.reader.guide.is_open(words) {
            codes.push((OTHERS, OTHERS));
        }
        match self.choice(about, codes, required, before)? {
            Some(chosen) if chosen == OTHERS => {
                let said = typed(about, "", required, "照实写")?;
                Ok(Some(said).filter(|said| !said.is_empty()))
            }
            chosen => Ok(chosen),
        }
    }

    /// One question for every word of the vocabulary: nothing that the guide asks for is forgotten.
    fn each_word(&self, field: &Field, names: &str, inner: &Form, said: &mut Option<Value>) -> Result<(), Stopped> {
        let guide = self.reader.guide;
        for (code, name) in guide.words(names) {
            let about = format!("{}：{name}", field.label());
            let before = said.as_ref().and_then(|said| said.get(code)).cloned();
            if let Some(own) = guide.own_field(Some(names), code) {
                let mut part = before;
                let mut field = Field::plain(code, &about, own.form().clone());
                field.required = own.required;
                self.value(&field, &mut part)?;
                put(said, code, part);
                continue;
            }
            let levels = guide.levels.iter().filter(|level| level.axis == code);
            let answer = match inner {
                Form::Word(words) if words == "level" => {
                    let levels = levels.map(|level| (level.id.as_str(), level.name.as_str())).collect();
                    self.choice(&about, levels, field.required, before.as_ref())?
                }
                _ => {
                    let before = before.as_ref().and_then(Value::as_str).unwrap_or_default();
                    Some(typed(&about, before, false, "直接回车跳过；Esc 离开或回到上一项")?)
                        .filter(|said| !said.is_empty())
                }
            };
            put(said, code, answer.map(Value::from));
        }
        Ok(())
    }

    fn several(&self, about: &str, words: &str, before: Option<&Value>) -> Result<Option<Value>, Stopped> {
        let codes: Vec<(&str, &str)> = self.reader.guide.words(words).collect();
        let was = |code: &str| before.and_then(Value::as_array).is_some_and(|all| all.iter().any(|one| one == code));
        let before: Vec<usize> = (0..codes.len()).filter(|at| was(codes[*at].0)).collect();
        let chosen = several(about, codes.iter().map(|(_, label)| (*label).to_owned()).collect(), &before)?;
        Ok((!chosen.is_empty()).then(|| chosen.into_iter().map(|at| codes[at].0).collect()))
    }

    /// One line an item, until an empty one.
    fn lines(&self, field: &Field, said: &mut Option<Value>) -> Result<(), Stopped> {
        if self.hurried {
            let line = typed(&format!("{}（几位的用、隔开）", field.about), "", field.required, help(&field.form))?;
            let items: Vec<String> =
                line.split('、').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect();
            *said = self.read(field, &items)?;
            return Ok(());
        }
        self.show(field, said.as_ref());
        let about = format!("{}（直接回车结束）", field.about);
        loop {
            let required = field.required && said.is_none();
            match self.line(field, if required { &field.about } else { &about }, None, required)? {
                Some(items) => append(said, items),
                None => return Ok(()),
            }
        }
    }

    /// One entry after the other, each column by itself; an entry that is typed whole is read whole.
    fn entries(&self, field: &Field, columns: &[Field], said: &mut Option<Value>) -> Result<(), Stopped> {
        self.show(field, said.as_ref());
        let columns: Vec<&Field> = shape::columns(columns).collect();
        let Some((first, others)) = columns.split_first() else { return Ok(()) };
        while let Some(whole_or_first) = self.first_column(field, first, said.is_none() && field.required)? {
            let entry = match whole_or_first {
                Value::Object(whole) => whole,
                first_said => {
                    let mut entry = Map::from_iter([(first.name.clone(), first_said)]);
                    for column in others {
                        let mut part = None;
                        let mut column = (*column).clone();
                        column.about = format!("{}　{}", field.label(), column.about);
                        self.value(&column, &mut part)?;
                        entry.extend(part.map(|part| (column.name.clone(), part)));
                    }
                    entry
                }
            };
            let mut given = Map::from_iter([(field.name.clone(), Value::Array(vec![Value::Object(entry)]))]);
            match self.reader.check(self.kind, &mut given) {
                Ok(()) => append(said, given.remove(&field.name).unwrap_or_default()),
                Err(error) => self.ui.error(&Error { field: None, ..error }),
            }
        }
        Ok(())
    }

    /// What an entry begins with, or a whole entry; nothing where there are no more.
    fn first_column(&self, field: &Field, first: &Field, required: bool) -> Result<Option<Value>, Stopped> {
        let about = question(field);
        match &first.form {
            Form::Word(words) if self.has_words(words) => {
                let mut codes: Vec<(&str, &str)> = self.reader.guide.words(words).collect();
                if self.reader.guide.is_open(words) {
                    codes.push((OTHERS, OTHERS));
                }
                if !required {
                    codes.insert(0, (NO_MORE, NO_MORE));
                }
                let asked = format!("{about}　{}", first.label());
                match self.choice(&asked, codes, true, None)? {
                    Some(chosen) if chosen == NO_MORE => Ok(None),
                    Some(chosen) if chosen == OTHERS => Ok(Some(typed(&asked, "", true, "照实写")?.into())),
                    chosen => Ok(chosen.map(Value::from)),
                }
            }
            _ => {
                let asked = format!("{about}　{}（直接回车结束）", first.label());
                loop {
                    let said = typed(&asked, "", required, "例如直接写一项；也可以把各栏一次写完")?;
                    if said.is_empty() {
                        return Ok(None);
                    }
                    let dividers = if first.divider == '|' { ['|', '｜'] } else { [',', '，'] };
                    if said.contains(dividers) {
                        match self.reader.value(field, std::slice::from_ref(&said)) {
                            Ok(Value::Array(mut items)) => return Ok(items.pop()),
                            Ok(other) => return Ok(Some(other)),
                            Err(error) => self.ui.error(&Error { field: None, ..error }),
                        }
                        continue;
                    }
                    return Ok(Some(said.into()));
                }
            }
        }
    }

    /// What a list holds already, before more is asked for.
    fn show(&self, field: &Field, said: Option<&Value>) {
        if let Some(items) = said.and_then(Value::as_array).filter(|items| !items.is_empty()) {
            self.ui.hint(&format!(
                "{}：已有 {} 项，接着添；要重写，在最后的核对里写它的号码",
                field.label(),
                items.len()
            ));
        }
    }
}

/// One entry of a map, or none of that name.
fn put(said: &mut Option<Value>, code: &str, answer: Option<Value>) {
    let mut pairs = said.take().and_then(|said| said.as_object().cloned()).unwrap_or_default();
    match answer {
        Some(answer) => pairs.insert(code.to_owned(), answer),
        None => pairs.shift_remove(code),
    };
    *said = (!pairs.is_empty()).then_some(Value::Object(pairs));
}

fn append(said: &mut Option<Value>, items: Value) {
    let mut all = said.take().and_then(|said| said.as_array().cloned()).unwrap_or_default();
    match items {
        Value::Array(items) => all.extend(items),
        single => all.push(single),
    }
    *said = Some(Value::Array(all));
}

/// What is asked: a list's example of how to type all columns at once is not part of it.
fn question(field: &Field) -> String {
    match &field.form {
        Form::List(inner) if matches!(**inner, Form::Table(_)) => field.label().to_owned(),
        _ => field.about.clone(),
    }
}

fn help(form: &Form) -> &'static str {
    match form {
        Form::Moment => "例如 2026-03-05 21:40、3月5日 21:40、昨天 21:40、10分钟前",
        Form::Dated => "例如 2026-03-05；只知道月份时写 2026-03",
        Form::Day => "例如 2026-03-05、3月5日",
        Form::List(inner) => help(inner),
        _ => "Esc 离开或回到上一项",
    }
}
