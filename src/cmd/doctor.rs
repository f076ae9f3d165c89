//! `doctor`: what is here, what is missing, how to mend it.

use std::path::Path;

use serde_json::json;

use crate::app::{App, Done, keys};
use crate::config::Privacy;
use crate::error::{Error, Result};
use crate::naming::in_chinese;
use crate::office::Office;
use crate::office::health::machine::{self, Surroundings};
use crate::office::health::{Sign, State};
use crate::store;
use crate::ui::Format;

/// 体检：打印、字体、钥匙、备份、时钟、编码、磁盘、档案读不读得出；缺什么、怎么补；有要补的，退出码是 1
#[derive(clap::Args)]
pub struct Args {}

pub fn run(app: &App, _: Args) -> Done {
    let path = app.identity.given.clone().or_else(|| app.identity.home.clone());
    let mut signs = machine::look(&Surroundings { identity: path, locale: app.locale.clone() });
    match office(app) {
        None => signs.push(Sign::note(
            "readable",
            "档案",
            "这里没有档案库，只看了这台电脑",
            "到档案库的文件夹里运行，或用 -C 指定；还没有的，crisis init 建一个",
        )),
        Some(Err(errors)) => signs.extend(errors.iter().map(|error| Sign::failed("readable", "档案", error))),
        Some(Ok(office)) => signs.extend(office.health(&app.memory())),
    }
    tell(app, &signs)?;
    Ok(u8::from(signs.iter().any(|sign| sign.state == State::Mend)))
}

/// None where there is no repository and none was named. A key that can't be used is told of its own; everything else
/// is looked at without it.
fn office(app: &App) -> Option<Result<Office, Vec<Error>>> {
    if app.repo.is_none() && store::find(Path::new(".")).is_err() {
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

fn tell(app: &App, signs: &[Sign]) -> Result<()> {
    let mend = signs.iter().filter(|sign| sign.state == State::Mend).count();
    if app.ui.format == Format::Json {
        return app.ui.json(&json!({ "signs": signs, "to_mend": mend }));
    }
    for sign in signs {
        let mark = match sign.state {
            State::Well => "好",
            State::Note => "注",
            State::Mend => "补",
        };
        app.ui.say(&format!("{mark}　{}　{}", sign.name, sign.told))?;
        if let Some(fix) = &sign.fix {
            app.ui.say(&format!("    → {}", in_chinese(fix)))?;
        }
    }
    match mend {
        0 => app.ui.say("没有要补的"),
        count => app.ui.say(&format!("要补的 {count} 项")),
    }
}
