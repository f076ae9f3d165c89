//! Two guides side by side: what changed from one to the other, and what that does to the files that exist.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use crate::case::Case;
use crate::duty::{self, Facts, State};
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::guide::compare::{self, Change};
use crate::office::Office;
use crate::store;

/// Two guides that were both found sound.
pub struct Pair {
    pub old: Guide,
    pub new: Guide,
    pub changes: Vec<Change>,
}

/// A duty that stands otherwise in some files, and in which.
#[derive(Serialize)]
pub struct Effect {
    pub code: String,
    pub title: String,
    /// None: the guide does not have the duty.
    pub old: Option<State>,
    pub new: Option<State>,
    /// Case numbers.
    pub cases: Vec<String>,
}

/// What the files would say; how many could not be looked at.
pub struct Effects {
    pub cases: usize,
    pub locked: usize,
    pub effects: Vec<Effect>,
}

pub fn pair(old: &Path, new: &Path) -> Result<Pair, Vec<Error>> {
    let (before, after) = (store::read_guide(old)?, store::read_guide(new)?);
    let table = |path: &Path| -> Result<toml::Table, Vec<Error>> {
        let text = store::read_text(path).map_err(|error| vec![error])?;
        text.parse()
            .map_err(|_| vec![Error::new("不是合格的 TOML").path(path).fix("运行 crisis guide check 看是哪一行")])
    };
    let changes = compare::compare(&table(old)?, &table(new)?);
    Ok(Pair { old: before, new: after, changes })
}

/// The latest episode of every case, judged once by either guide as of now.
pub fn effects(office: &Office, pair: &Pair) -> Result<Effects> {
    let rounds = office.rounds()?;
    let each =
        rounds.collect(
            |case, _| if case.is_locked() { None } else { Some((case.number.clone(), moved(office, pair, case))) },
        )?;
    let mut found: BTreeMap<(String, Option<State>, Option<State>), Vec<String>> = BTreeMap::new();
    let (mut cases, mut locked) = (0, 0);
    for case in each {
        let Some((number, moved)) = case else {
            locked += 1;
            continue;
        };
        cases += 1;
        for (code, old, new) in moved {
            found.entry((code, old, new)).or_default().push(number.clone());
        }
    }
    let title = |code: &str| {
        let duty = pair.new.duty(code).or_else(|| pair.old.duty(code));
        duty.map(|duty| duty.title.clone()).unwrap_or_default()
    };
    let effects =
        found.into_iter().map(|((code, old, new), cases)| Effect { title: title(&code), code, old, new, cases });
    Ok(Effects { cases, locked, effects: effects.collect() })
}

fn moved(office: &Office, pair: &Pair, case: &Case) -> Vec<(String, Option<State>, Option<State>)> {
    let episode = case.latest_episode();
    let states = |guide: &Guide| -> BTreeMap<String, State> {
        let facts = Facts::of(office.setting(guide), case, episode);
        duty::outcomes(&facts).into_iter().map(|outcome| (outcome.duty.code.clone(), outcome.state)).collect()
    };
    let (old, new) = (states(&pair.old), states(&pair.new));
    let codes: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    // A duty that only one of them has and that does not apply changes nothing.
    let quiet = |state: Option<&State>| state.copied().filter(|state| *state != State::NotApplicable);
    let moved = codes.into_iter().filter(|code| quiet(old.get(*code)) != quiet(new.get(*code)));
    moved.map(|code| (code.clone(), old.get(code).copied(), new.get(code).copied())).collect()
}
