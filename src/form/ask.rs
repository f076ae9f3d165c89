//! Asking for what is missing, on a terminal, one field at a time. An answer that can't be read is asked for again,
//! and nothing that was answered before is lost.

use inquire::validator::Validation;
use inquire::{InquireError, MultiSelect, Select, Text};
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::form::Reader;
use crate::guide::Guide;
use crate::record::shape::{Field, Form};
use crate::ui::Ui;

/// Chosen where a question is left open.
const UNSAID: &str = "（不填）";

/// Somebody at a terminal who is asked about the fields of a kind.
pub struct Asked<'a> {
    pub ui: &'a Ui,
    pub reader: &'a Reader<'a>,
    pub kind: &'a str,
}

impl Asked<'_> {
    /// Asks until the answer can be read, or the person gives up. `None`: left open, where that may be.
    pub fn value(&self, field: &Field) -> Result<Option<Value>> {
        match &field.form {
            Form::Choice(options) => {
                let labels = options.iter().map(|(_, label)| label.as_str()).collect();
                self.read(field, &chosen(field, &field.about, labels)?)
            }
            Form::Bool => self.read(field, &chosen(field, &field.about, vec!["是", "否"])?),
            Form::List(inner) => match inner.as_ref() {
                Form::Word(words) if !Guide::is_open(words) => self.read(field, &self.several(field, words)?),
                _ => self.lines(field),
            },
            Form::Pairs(Some(names), inner) => self.each_word(field, names, inner),
            _ => self.line(field, &field.about, field.required),
        }
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
    fn line(&self, field: &Field, question: &str, required: bool) -> Result<Option<Value>> {
        loop {
            let said = line(question, required, help(&field.form))?;
            if said.is_empty() {
                return Ok(None);
            }
            match self.read(field, &[said]) {
                Ok(value) => return Ok(value),
                Err(error) => self.ui.error(&Error { field: None, ..error }),
            }
        }
    }

    /// One question for every word of the vocabulary: nothing that the guide asks for is forgotten.
    fn each_word(&self, field: &Field, names: &str, inner: &Form) -> Result<Option<Value>> {
        let guide = self.reader.guide;
        let mut answers = Vec::new();
        for (code, name) in guide.words(names) {
            let question = format!("{}：{name}", field.label());
            let levels = guide.levels.iter().filter(|level| level.axis == code).map(|level| level.name.as_str());
            let said = match inner {
                Form::Word(words) if words == "level" => chosen(field, &question, levels.collect())?.pop(),
                _ => Some(line(&question, false, "直接回车跳过")?).filter(|said| !said.is_empty()),
            };
            answers.extend(said.map(|said| format!("{code}={said}")));
        }
        self.read(field, &answers)
    }

    fn several(&self, field: &Field, vocabulary: &str) -> Result<Vec<String>> {
        let words: Vec<&str> = self.reader.guide.words(vocabulary).map(|(_, name)| name).collect();
        let asked = MultiSelect::new(&field.about, words).with_help_message("↑↓ 移动，空格选中，回车确定").prompt();
        Ok(asked.map_err(given_up)?.into_iter().map(str::to_owned).collect())
    }

    fn lines(&self, field: &Field) -> Result<Option<Value>> {
        let mut values = Vec::new();
        while let Some(Value::Array(items)) = self.line(field, &format!("{}（直接回车结束）", field.about), false)?
        {
            values.extend(items);
        }
        Ok((field.required || !values.is_empty()).then_some(Value::Array(values)))
    }
}

/// One of the labels; none where the field may stay open.
fn chosen(field: &Field, question: &str, mut labels: Vec<&str>) -> Result<Vec<String>> {
    if !field.required {
        // First, so that whoever only presses Enter says nothing.
        labels.insert(0, UNSAID);
    }
    let chosen = Select::new(question, labels).with_help_message("↑↓ 选择，回车确定").prompt().map_err(given_up)?;
    Ok(if chosen == UNSAID { Vec::new() } else { vec![chosen.to_owned()] })
}

fn help(form: &Form) -> &'static str {
    match form {
        Form::Moment => "例如 2026-03-05 21:40、3月5日 21:40、昨天 21:40、10分钟前",
        Form::Dated => "例如 2026-03-05；只知道月份时写 2026-03",
        Form::Day => "例如 2026-03-05、3月5日",
        Form::List(inner) => help(inner),
        _ => "Esc 取消",
    }
}

/// One line; `required` until there is something.
pub fn line(question: &str, required: bool, help: &str) -> Result<String> {
    let must = move |text: &str| {
        let empty = required && text.trim().is_empty();
        Ok(if empty { Validation::Invalid("请填写".into()) } else { Validation::Valid })
    };
    let asked = Text::new(question).with_validator(must).with_help_message(help).prompt();
    asked.map(|text| text.trim().to_owned()).map_err(given_up)
}

pub fn given_up(error: InquireError) -> Error {
    match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => {
            Error::new("已取消，什么也没有写").fix("想好后重新运行这条命令")
        }
        _ => Error::new("无法在这里提问").fix("用选项写全内容，并加上 --no-input"),
    }
}
