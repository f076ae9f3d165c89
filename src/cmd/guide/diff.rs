//! What a newer guide changes, and what that does to the files of this repository.

use std::path::PathBuf;

use crate::app::{App, Done};
use crate::office::comparing;
use crate::wording::guide::diff as words;

#[derive(clap::Args)]
pub struct Args {
    /// 旧的指南文件
    old: PathBuf,
    /// 新的指南文件
    new: PathBuf,
}

pub fn run(app: &App, args: &Args) -> Done {
    let pair = comparing::pair(&args.old, &args.new)?;
    let effects = if app.is_home() { Some(comparing::effects(&app.office()?, &pair)?) } else { None };
    app.answer(|| words::value(&pair, effects.as_ref()), || words::lines(&pair, effects.as_ref()))?;
    Ok(0)
}
