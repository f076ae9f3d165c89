//! `seal`: everything readable of every case becomes sealed, and every key is for whom it should be. Also the way to
//! make right what was cut off or has changed since.

use crate::app::recovery::{self, Paper};
use crate::app::{App, Done, Failure};
use crate::config::Privacy;
use crate::office::custody::Gone;
use crate::wording::seal as words;

/// 封存：把明文的档案库就地加密；已封存的，使每份案卷的钥匙与名单一致
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    paper: Paper,
}

pub fn run(app: &App, args: Args) -> Done {
    let mut office = app.keyed_office()?;
    office.must_hold_a_key()?;
    let lock = office.lock()?;
    if app.only_would(format_args!("封存 {} 份案卷", office.repo.numbers()?.len()))? {
        return Ok(0);
    }
    let was_plain = office.repo.config.privacy == Privacy::Plain;
    if office.repo.config.recovery.is_none() {
        let public = recovery::print(app, &args.paper, &office.repo.config.school, &office.repo.root)?;
        office.set_recovery(public.as_str())?;
    }
    if was_plain {
        office.set_privacy(Privacy::Sealed)?;
    }
    let gone = office.pen_with(lock).seal_all()?;
    app.say(words::unsealed(&gone))?;
    told(app, "封存", gone)?;
    if was_plain {
        app.say([words::sealed()])?;
    }
    app.say(words::cleared(&office.clear_plain()?))?;
    Ok(0)
}

/// How many cases were gone through, and with status 2 what failed.
pub fn told(app: &App, what: &str, gone: Gone) -> Done {
    app.say(words::gone(what, &gone))?;
    if gone.faults.is_empty() { Ok(0) } else { Err(Failure(gone.faults)) }
}
