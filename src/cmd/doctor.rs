//! `doctor`: what is here, what is missing, how to mend it.

use std::path::Path;

use crate::app::{App, Done, keys};
use crate::config::Privacy;
use crate::error::{Error, Result};
use crate::office::Office;
use crate::office::health::Sign;
use crate::office::health::machine::{self, Surroundings};
use crate::store;
use crate::wording::doctor as words;

/// 体检：打印、字体、钥匙、备份、时钟、编码、磁盘、档案读不读得出；缺什么、怎么补；有要补的，退出码是 1
#[derive(clap::Args)]
pub struct Args {}

pub fn run(app: &App, _: Args) -> Done {
    let identity = keys::path(app).ok().map(Path::to_path_buf);
    let mut signs = machine::look(&Surroundings { identity, locale: app.locale.clone() });
    match office(app) {
        None => signs.push(words::no_repository()),
        Some(Err(errors)) => signs.extend(errors.iter().map(|error| Sign::failed("readable", "档案", error))),
        Some(Ok(office)) => signs.extend(office.health(&app.memory())),
    }
    app.answer(|| words::value(&signs), || words::lines(&signs))?;
    Ok(u8::from(words::to_mend(&signs) > 0))
}

/// None where there is no repository and none was named. A key that can't be used is told of its own; everything else
/// is looked at without it.
fn office(app: &App) -> Option<Result<Office, Vec<Error>>> {
    if !app.is_home() {
        return None;
    }
    let mut office = match app.keyless_office() {
        Ok(office) => office,
        Err(failure) => return Some(Err(failure.0)),
    };
    let has_key = keys::path(app).is_ok_and(Path::exists);
    if (has_key || office.repo.config.privacy == Privacy::Sealed)
        && let Ok(keyring) = keys::keyring(app)
    {
        office.repo.locker = store::locker::Locker::new(Some(keyring));
    }
    Some(Ok(office))
}
