//! What the scenarios beside a guide decided: what stands otherwise than they say, and what none of them decides.

use std::path::Path;

use crate::app::{App, Done};
use crate::office::trial;
use crate::wording::guide::test as words;

pub fn run(app: &App, file: Option<&Path>) -> Done {
    let trial = match file {
        Some(path) => trial::of_file(path)?,
        None if !app.is_home() => {
            app.ui.hint("这里没有档案库，以下按程序自带的指南");
            trial::of_own()?
        }
        None => app.keyless_office()?.trial()?,
    };
    app.answer(|| words::value(&trial), || words::lines(&trial))?;
    Ok(u8::from(trial.answers.iter().any(|answer| !answer.passed)))
}
