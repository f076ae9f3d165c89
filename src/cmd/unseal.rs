//! `unseal`: every case becomes plain text again, for leaving the program or for an encrypted disk.

use crate::app::{App, Done};
use crate::cmd::seal;
use crate::config::Privacy;
use crate::store;
use crate::wording::seal as words;

/// 解封：把封存的档案库就地变回明文
#[derive(clap::Args)]
pub struct Args {}

pub fn run(app: &App, _args: Args) -> Done {
    let mut office = app.keyed_office()?;
    let numbers = office.repo.numbers()?;
    if let Some(number) = numbers.iter().find(|number| office.is_shut(number)) {
        return Err(store::put::locked(number).into());
    }
    if app.only_would(format_args!("解封 {} 份案卷", numbers.len()))? {
        return Ok(0);
    }
    let pen = office.pen()?;
    let gone = pen.unseal_all()?;
    app.say(words::untouched(&gone))?;
    let _lock = pen.put_down();
    // Last: until everything is plain, the repository still asks for a key.
    if gone.faults.is_empty() {
        office.set_privacy(Privacy::Plain)?;
    }
    seal::told(app, "解封", gone)?;
    app.say([words::opened()])?;
    Ok(0)
}
