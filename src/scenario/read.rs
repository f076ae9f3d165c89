//! Reading a file of scenarios: what is wrong in it is told all at once, each with its line and its cure.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::fact::{Book, SIZE, Told, exact, say};
use super::{AMISS, Expected, KEPT, OWED, Scenario, Stand, Suite, until};
use crate::case::{Case, Fellow, File};
use crate::duty::{Facts, Setting, State};
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::record::Kind;
use crate::team::Team;
use crate::time::{Calendar, Moment, Term, end_of};
use crate::yaml::{self, Found};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSuite {
    team: Found<Value>,
    case: Found<Map<String, Value>>,
    #[serde(default)]
    calendar: RawCalendar,
    #[serde(default)]
    facts: Map<String, Value>,
    scenarios: Vec<Found<RawScenario>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCalendar {
    #[serde(default)]
    holidays: BTreeSet<NaiveDate>,
    #[serde(default)]
    workdays: BTreeSet<NaiveDate>,
    #[serde(default)]
    terms: Vec<RawTerm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTerm {
    name: String,
    from: NaiveDate,
    to: NaiveDate,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScenario {
    scenario: String,
    /// Everything of that scenario happened before.
    #[serde(default)]
    after: Option<String>,
    /// What the student's data say otherwise.
    #[serde(default)]
    case: Map<String, Value>,
    #[serde(default)]
    happened: Vec<Found<Value>>,
    /// The time of what `stand` says of no other.
    #[serde(default)]
    now: Option<String>,
    #[serde(default)]
    stand: Option<Found<Map<String, Value>>>,
    /// The same with something more, or with something else instead of what this scenario itself adds.
    #[serde(default)]
    variants: Vec<Found<RawVariant>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawVariant {
    #[serde(default)]
    plus: Vec<Found<Value>>,
    #[serde(default)]
    instead: Option<Vec<Found<Value>>>,
    #[serde(default)]
    case: Map<String, Value>,
    #[serde(default)]
    now: Option<String>,
    stand: Found<Map<String, Value>>,
}

/// A scenario or one of its variants.
struct Story<'r> {
    name: String,
    line: usize,
    about: Map<String, Value>,
    events: Vec<&'r Found<Value>>,
    now: Option<&'r str>,
    stand: Option<&'r Found<Map<String, Value>>>,
}

/// How far below the beginning of `stand` a time of it is looked for.
const LOOK_AHEAD: usize = 40;

/// Reads the scenarios of a guide. Whatever the guide or a kind of record does not know is refused.
pub fn read(path: &str, text: &str, guide: &Guide) -> Result<Suite, Vec<Error>> {
    let raw: RawSuite = yaml::read(text, 1).map_err(|error| vec![error.path(path)])?;
    let team = team(&raw.team, guide).map_err(|error| vec![error.path(path)])?;
    let calendar = calendar(raw.calendar);
    let by = team.members.first().map(|member| member.id.clone()).unwrap_or_default();
    let book = Book { facts: &raw.facts, guide, zone: calendar.zone, by };
    let reader = Reader { text, guide, team: &team, calendar: &calendar, about: &raw.case, book };
    let mut faults = Vec::new();
    let mut known: BTreeMap<&str, &RawScenario> = BTreeMap::new();
    let mut scenarios = Vec::new();
    for found in &raw.scenarios {
        match reader.stories(found, &known) {
            Ok(stories) => {
                for story in &stories {
                    match reader.scenario(story) {
                        Ok(scenario) => scenarios.push(scenario),
                        Err(wrong) => {
                            faults
                                .extend(wrong.into_iter().filter(|fault| !faults.contains(fault)).collect::<Vec<_>>());
                        }
                    }
                }
            }
            Err(error) => faults.push(error),
        }
        if known.insert(&found.value.scenario, &found.value).is_some() {
            let twice = Error::new(format!("情景“{}”写了两次", found.value.scenario)).line(found.line);
            faults.push(twice.fix("给其中一个换个名称"));
        }
    }
    // What is off is off wherever it is named: once is enough.
    let mut told = BTreeSet::new();
    faults.retain(|fault| {
        let is_off = fault.field.as_ref().is_some_and(|code| guide.off.contains(code));
        !is_off || told.insert(fault.field.clone())
    });
    if faults.is_empty() {
        Ok(Suite { team, scenarios })
    } else {
        Err(faults.into_iter().map(|error| error.path(path)).collect())
    }
}

fn team(raw: &Found<Value>, guide: &Guide) -> Result<Team> {
    let lined = |error: Error| Error { line: Some(raw.line), ..error }.field("team");
    let members = Map::from_iter([("members".to_owned(), raw.value.clone())]);
    let team = yaml::write(&members).and_then(|text| Team::of(&text, std::iter::once(guide))).map_err(lined)?;
    match team.faults.first() {
        Some(fault) => Err(lined(fault.clone())),
        None if team.members.is_empty() => {
            Err(lined(Error::new("team 里没有人").fix("写上至少一位成员，例如 - { id: c, name: 某, roles: [角色] }")))
        }
        None => Ok(team),
    }
}

fn calendar(raw: RawCalendar) -> Calendar {
    let terms = raw.terms.into_iter().map(|term| Term { name: term.name, from: term.from, to: term.to }).collect();
    Calendar { holidays: raw.holidays, workdays: raw.workdays, terms, ..Calendar::default() }
}

struct Reader<'a> {
    text: &'a str,
    guide: &'a Guide,
    team: &'a Team,
    calendar: &'a Calendar,
    about: &'a Found<Map<String, Value>>,
    book: Book<'a>,
}

impl Reader<'_> {
    /// What a scenario tells, and what each of its variants tells instead.
    fn stories<'r>(
        &self,
        found: &'r Found<RawScenario>,
        known: &BTreeMap<&str, &'r RawScenario>,
    ) -> Result<Vec<Story<'r>>> {
        let raw = &found.value;
        let mut before = Vec::new();
        let mut named = raw.after.as_deref();
        while let Some(name) = named {
            let Some(earlier) = known.get(name) else {
                let what = format!("前面没有叫“{name}”的情景");
                let fix = "after 只能写在它前面的情景的名称";
                return Err(Error::new(what).line(found.line).field("after").fix(fix));
            };
            before.push(*earlier);
            named = earlier.after.as_deref();
        }
        before.reverse();
        let mut about = self.about.value.clone();
        for scenario in before.iter().chain([&raw]) {
            say(&mut about, &scenario.case);
        }
        let earlier: Vec<&Found<Value>> = before.iter().flat_map(|scenario| &scenario.happened).collect();
        let now = raw.now.as_deref();
        let mut stories = Vec::new();
        let with = |own: &'r [Found<Value>], more: &'r [Found<Value>]| {
            earlier.iter().copied().chain(own).chain(more).collect::<Vec<_>>()
        };
        let (name, line) = (raw.scenario.clone(), found.line);
        let (events, stand) = (with(&raw.happened, &[]), raw.stand.as_ref());
        stories.push(Story { name, line, about: about.clone(), events, now, stand });
        for (at, variant) in raw.variants.iter().enumerate() {
            let (line, variant) = (variant.line, &variant.value);
            let mut about = about.clone();
            say(&mut about, &variant.case);
            let own = variant.instead.as_deref().unwrap_or(&raw.happened);
            stories.push(Story {
                name: format!("{}·{}", raw.scenario, at + 1),
                line,
                about,
                events: with(own, &variant.plus),
                now: variant.now.as_deref().or(now),
                stand: Some(&variant.stand),
            });
        }
        Ok(stories)
    }

    fn scenario(&self, story: &Story<'_>) -> Result<Scenario, Vec<Error>> {
        let (mut told, mut faults) = (Vec::new(), Vec::new());
        for (at, event) in story.events.iter().enumerate() {
            match self.book.told(event, at + 1) {
                Ok(record) => {
                    faults.extend(self.unknown_writer(&record));
                    told.push(record);
                }
                Err(error) => faults.push(error),
            }
        }
        let stands = match story.stand {
            Some(stand) => self.stands(stand, story.now, &mut faults),
            None => Vec::new(),
        };
        let (case, program) = self.cases(&story.about, &told, story.line, &mut faults);
        if faults.is_empty() {
            self.known_words(&case, &told, &mut faults);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Scenario { name: story.name.clone(), calendar: self.calendar.clone(), case, program, stands })
    }

    /// Whoever is in no team holds no role: what asks for one would never hold, and nobody would notice.
    fn unknown_writer(&self, told: &Told) -> Option<Error> {
        let by = &told.page.record.head.by.0;
        let members = &self.team.members;
        (!members.iter().any(|member| member.id == *by)).then(|| {
            let all: Vec<&str> = members.iter().map(|member| member.id.as_str()).collect();
            let unknown = Error::new(format!("team 里没有“{by}”")).line(told.line).field("by");
            unknown.fix(format!("改成成员的编号：{}；或者在 team 里添上", all.join("、")))
        })
    }

    /// The student's folder, and what is about no student.
    fn cases(&self, about: &Map<String, Value>, told: &[Told], line: usize, faults: &mut Vec<Error>) -> (Case, Case) {
        let zone = self.calendar.zone;
        let (mut files, mut program, mut fellows) = (Vec::new(), Vec::new(), Vec::new());
        match yaml::write(about) {
            Ok(text) => files.push(File::new("case.yaml", Ok(text.into_bytes()))),
            Err(error) => faults.push(Error { line: Some(self.about.line), ..error }),
        }
        for Told { page, of_fellow, line } in told {
            let file = File::new(page.path.clone(), Ok(page.text.clone().into_bytes()));
            let is_of_case = Kind::named(&page.record.head.kind).is_ok_and(Kind::is_of_case);
            if *of_fellow {
                let Some(event) = page.record.text("event") else {
                    let what = "别的学生的档案里的事要写明是同一事件";
                    faults.push(Error::new(what).line(*line).field("event").fix("写上 event: 事件的编号"));
                    continue;
                };
                fellows.push(Fellow { event: event.to_owned(), record: Arc::new(page.record.clone()) });
            } else if is_of_case {
                files.push(file);
                if let Some(stored) = page.record.text("file").filter(|_| page.record.head.kind == "material") {
                    files.push(File { size: Some(SIZE), ..File::new(stored, Ok(Vec::new())) });
                }
            } else {
                program.push(file);
            }
        }
        let mut case = Case::load("SCENARIO", files, zone);
        case.fellows = fellows;
        let program = Case::program(program, zone);
        for fault in case.faults.iter().chain(&program.faults) {
            let is_in = |path: &str| fault.path.as_deref() == Some(std::path::Path::new(path));
            let own = told.iter().find(|told| is_in(&told.page.path));
            let of_all = Some(self.about.line).filter(|_| is_in("case.yaml") && *about == self.about.value);
            let place = own.map(|told| told.line).or(of_all).unwrap_or(line);
            faults.push(Error { line: Some(place), ..fault.clone() });
        }
        (case, program)
    }

    /// A word that the guide does not have would say nothing, and nobody would notice.
    fn known_words(&self, case: &Case, told: &[Told], faults: &mut Vec<Error>) {
        let now = DateTime::<FixedOffset>::MAX_UTC.with_timezone(&self.calendar.zone);
        let now = now.checked_sub_days(chrono::Days::new(366)).unwrap_or(now);
        let setting = Setting { guide: self.guide, team: self.team, calendar: self.calendar, now };
        for episode in case.episodes() {
            for seen in &Facts::of(setting, case, episode).seen {
                for (field, word) in &seen.unknown {
                    let line = told.iter().find(|told| told.page.record.head.id == seen.record.head.id);
                    let unknown = Error::new(format!("指南里没有“{word}”")).field(field.clone());
                    let unknown = unknown.fix("改成指南里的编号或名称；`crisis guide show` 列出全部");
                    faults.push(Error { line: line.map(|told| told.line), ..unknown });
                }
            }
        }
    }

    /// Times to what stands then; duties right there stand so at the scenario's `now`.
    fn stands(&self, found: &Found<Map<String, Value>>, now: Option<&str>, faults: &mut Vec<Error>) -> Vec<Stand> {
        let is_time = |key: &str| key.starts_with(|letter: char| letter.is_ascii_digit());
        let (timed, plain): (Vec<_>, Vec<_>) = found.value.iter().partition(|(key, _)| is_time(key));
        let plain: Map<String, Value> = plain.into_iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        let plain = Value::Object(plain);
        let timed = timed.into_iter();
        let mut all: Vec<(&str, &Value, usize)> =
            timed.map(|(when, said)| (when.as_str(), said, self.line_of(found.line, when))).collect();
        if plain.as_object().is_some_and(|plain| !plain.is_empty()) {
            match now {
                Some(now) => all.push((now, &plain, found.line)),
                None => faults.push(
                    Error::new("没有写是什么时候").line(found.line).field("now").fix("写上 now: 2026-03-06 09:00"),
                ),
            }
        }
        if all.is_empty() && found.value.is_empty() {
            let empty = Error::new("stand 里什么也没有写，这个情景什么也没有试").line(found.line).field("stand");
            faults.push(empty.fix("写上哪项职责应当怎样，例如 { D01: 缺 }；没有要做的，写 { owed: \"\" }"));
        }
        let mut stands = Vec::new();
        for (when, said, line) in all {
            match self.stand(when, said, line) {
                Ok(stand) => stands.push(stand),
                Err(error) => faults.push(Error { line: Some(line), ..error }),
            }
        }
        stands
    }

    /// The line, not before another, on which a key stands.
    fn line_of(&self, from: usize, key: &str) -> usize {
        let lines = self.text.lines().enumerate().skip(from.saturating_sub(1));
        lines.into_iter().take(LOOK_AHEAD).find(|(_, line)| line.contains(key)).map_or(from, |(at, _)| at + 1)
    }

    fn stand(&self, when: &str, said: &Value, line: usize) -> Result<Stand> {
        let at = self.moment(when)?;
        let Value::Object(said) = said else {
            return Err(Error::new("看不出哪项职责应当怎样").fix("写成“2026-03-06 09:00: { D01: 缺, D05: 做到 }”"));
        };
        if said.is_empty() {
            return Err(Error::new("这个时间什么也没有试").fix("写成“2026-03-06 09:00: { D01: 缺 }”，或删去这一行"));
        }
        let mut stand = Stand { at, line, expected: Vec::new(), owed: None, amiss: None, kept: None };
        for (codes, value) in said {
            let text = value.as_str().unwrap_or_default();
            match codes.as_str() {
                OWED => stand.owed = Some(self.codes(text)?.into_iter().collect()),
                AMISS => stand.amiss = Some(parts(text).map(str::to_owned).collect()),
                KEPT => stand.kept = Some(until(day(text)?)),
                codes => {
                    for code in self.codes(codes)? {
                        stand.expected.push((code, self.expected(value)?));
                    }
                }
            }
        }
        Ok(stand)
    }

    fn moment(&self, text: &str) -> Result<DateTime<FixedOffset>> {
        match exact(text, self.calendar.zone) {
            Some(Moment::Exact(at)) => Ok(at),
            _ => Err(Error::new("看不出是什么时候").fix("写成 2026-03-06 09:00")),
        }
    }

    fn codes(&self, text: &str) -> Result<Vec<String>> {
        let known = |code: &str| {
            let of_school = || self.guide.school_duties.iter().any(|duty| duty.code == code);
            self.guide.duty(code).is_some() || of_school()
        };
        parts(text)
            .map(|code| {
                let unknown = || {
                    if self.guide.off.iter().any(|off| off == code) {
                        let fix = "删去情景里所有的它，或者去掉指南里的 off";
                        return Error::new(format!("职责“{code}”停用了（off = true）")).field(code).fix(fix);
                    }
                    let fix = "改成指南里的职责编号，几项用空格隔开；`crisis guide show` 列出全部";
                    Error::new(format!("指南里没有职责“{code}”")).field(code).fix(fix)
                };
                known(code).then(|| code.to_owned()).ok_or_else(unknown)
            })
            .collect()
    }

    /// `缺`, `missing`, or `{ state: 期限内, due: 2026-03-06 21:00 }`; a day ends with its last second.
    fn expected(&self, value: &Value) -> Result<Expected> {
        let unclear = || {
            let words: Vec<String> =
                State::ALL.iter().map(|state| format!("{}（{}）", state.word(), state.code())).collect();
            Error::new("职责的状态写法不对").fix(format!("可用：{}", words.join("、")))
        };
        let state = |value: &Value| {
            let text = value.as_str()?.trim();
            State::ALL.into_iter().find(|state| state.word() == text || state.code() == text)
        };
        let Value::Object(said) = value else {
            return Ok(Expected { state: state(value).ok_or_else(unclear)?, due: None, said: None });
        };
        if let Some(key) = said.keys().find(|key| !["state", "due", "said"].contains(&key.as_str())) {
            let unknown = Error::new(format!("职责的状态旁边不能写“{key}”")).field(key.clone());
            return Err(unknown.fix("只能写 state 状态、due 期限、said 旁边说的话"));
        }
        let due = |due: &Value| {
            let text = due.as_str().unwrap_or_default();
            text.parse().map_or_else(|_| self.moment(text), |day| Ok(end_of(day, self.calendar.zone)))
        };
        let due = said.get("due").map(due).transpose()?;
        let told = said.get("said").map(|told| told.as_str().map(str::to_owned).ok_or_else(unclear)).transpose()?;
        Ok(Expected { state: said.get("state").and_then(state).ok_or_else(unclear)?, due, said: told })
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '、', ',']).filter(|part| !part.is_empty())
}

/// A day, or that there is none.
fn day(text: &str) -> Result<Option<NaiveDate>> {
    let unclear = |_| Error::new("看不出保管到哪一天").field(KEPT).fix("写成 2037-03-10；还没有期限的写 \"\"");
    (!text.is_empty()).then(|| text.parse().map_err(unclear)).transpose()
}
