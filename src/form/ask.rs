//! Asking for what is missing, on a terminal, one field at a time.

use inquire::validator::Validation;
use inquire::{InquireError, Select, Text};
use serde_json::Value;

use crate::error::{Error, Result};
use crate::form::Reader;
use crate::record::shape::{Field, Form};

/// Asks until the answer can be read, or the person gives up.
pub fn value(reader: &Reader<'_>, field: &Field) -> Result<Value> {
    match &field.form {
        Form::Choice(options) => {
            let labels: Vec<&str> = options.iter().map(|(_, label)| label.as_str()).collect();
            let chosen = Select::new(&field.about, labels).with_help_message("↑↓ 选择，回车确定").prompt();
            reader.value(field, &[chosen.map_err(given_up)?.to_owned()])
        }
        Form::Bool => {
            let chosen = Select::new(&field.about, vec!["是", "否"]).with_help_message("↑↓ 选择，回车确定").prompt();
            reader.value(field, &[chosen.map_err(given_up)?.to_owned()])
        }
        Form::Pairs(Some(names), _) => each_word(reader, field, names),
        Form::List(_) | Form::Pairs(None, _) => lines(reader, field),
        _ => reader.value(field, &[line(&field.about, true)?]),
    }
}

/// One question for every word of the vocabulary: nothing that the guide asks for is forgotten.
fn each_word(reader: &Reader<'_>, field: &Field, names: &str) -> Result<Value> {
    let mut answers = Vec::new();
    for (code, name) in reader.guide.words(names) {
        let said = line(&format!("{}：{name}", field.about), false)?;
        if !said.is_empty() {
            answers.push(format!("{code}={said}"));
        }
    }
    reader.value(field, &answers)
}

fn lines(reader: &Reader<'_>, field: &Field) -> Result<Value> {
    let mut answers = Vec::new();
    loop {
        let said = line(&format!("{}（直接回车结束）", field.about), false)?;
        if said.is_empty() {
            return reader.value(field, &answers);
        }
        answers.push(said);
    }
}

/// One line; `required` until there is something.
pub fn line(question: &str, required: bool) -> Result<String> {
    let must = move |text: &str| {
        let empty = required && text.trim().is_empty();
        Ok(if empty { Validation::Invalid("请填写".into()) } else { Validation::Valid })
    };
    Text::new(question).with_validator(must).prompt().map(|text| text.trim().to_owned()).map_err(given_up)
}

fn given_up(error: InquireError) -> Error {
    match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => {
            Error::new("已取消，什么也没有写").fix("想好后重新运行这条命令")
        }
        _ => Error::new("无法在这里提问").fix("用选项写全内容，并加上 --no-input"),
    }
}
