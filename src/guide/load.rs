//! Reading a guide file and its overlay: every fault is collected in one pass, each with its line and its cure.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Deserializer};
use toml::{Spanned, Table};

use crate::error::Error;
use crate::guide::pattern::{self, Pattern};
use crate::guide::{CheckRule, Clause, Guide, Level, Material, Named, People, Role};
use crate::time::{Length, Unit};

mod clocks;
mod duties;
mod faults;
mod sees;
mod words;

use self::clocks::{ClockChain, RawOverlay, lay_over, resolve_clocks};
use self::duties::{RawDuty, RawSchoolDuty, add_duty, add_school_duty};
use self::faults::Faults;
pub use self::faults::toml_sentence;
use self::sees::check_sees;
use self::words::known_words;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGuide {
    id: String,
    title: String,
    edition: String,
    #[serde(default, deserialize_with = "day")]
    effective_from: Option<NaiveDate>,
    #[serde(default, deserialize_with = "day")]
    effective_to: Option<NaiveDate>,
    #[serde(default)]
    same_time: Option<Spanned<String>>,
    #[serde(default)]
    about: Option<Spanned<String>>,
    #[serde(default)]
    terms: BTreeMap<String, String>,
    #[serde(default)]
    people: People,
    #[serde(default)]
    nothing: Vec<String>,
    #[serde(default)]
    first_minutes: Vec<String>,
    #[serde(default)]
    kinds: BTreeMap<String, String>,
    clause: Vec<Spanned<Clause>>,
    role: Vec<Spanned<Role>>,
    #[serde(default)]
    axis: Vec<Spanned<Named>>,
    #[serde(default)]
    level: Vec<Spanned<Level>>,
    #[serde(default)]
    dimension: Vec<Spanned<Named>>,
    #[serde(default, rename = "type")]
    types: Vec<Spanned<Named>>,
    #[serde(default)]
    evidence: Vec<Spanned<Named>>,
    #[serde(default)]
    material: Vec<Spanned<Material>>,
    duty: Vec<Spanned<RawDuty>>,
    #[serde(default)]
    school_duty: Vec<Spanned<RawSchoolDuty>>,
    #[serde(default)]
    check: Vec<Spanned<CheckRule>>,
}

/// A file's name (for errors) and text.
pub type Source<'a> = (&'a str, &'a str);

/// Reads a guide, with its overlay of clocks if there is one. Nothing is ever filled in from another guide.
pub fn parse(guide: Source<'_>, overlay: Option<Source<'_>>) -> Result<Guide, Vec<Error>> {
    let mut faults = Faults { source: guide, found: Vec::new() };
    let raw: RawGuide = toml::from_str(guide.1).map_err(|error| vec![faults.toml(&error)])?;
    let (mut read, clocks_from) = assemble(raw, &mut faults);
    if let Some(overlay) = overlay {
        faults.source = overlay;
        match toml::from_str::<RawOverlay>(overlay.1) {
            Ok(raw) => lay_over(&mut read, raw, clocks_from, &mut faults),
            Err(error) => {
                let fault = faults.toml(&error);
                faults.found.push(fault);
            }
        }
    } else {
        resolve_clocks(&mut read, &clocks_from, &mut faults);
    }
    if faults.found.is_empty() { Ok(read) } else { Err(faults.found) }
}

fn day<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<NaiveDate>, D::Error> {
    let date = toml::value::Datetime::deserialize(reader)?;
    date.to_string().parse().map(Some).map_err(|_| serde::de::Error::custom("这里应当是日期，例如 2026-09-01"))
}

fn assemble(raw: RawGuide, faults: &mut Faults<'_>) -> (Guide, ClockChain) {
    check_names(&raw, faults);
    check_sees(&raw.role, faults);
    let mut guide = Guide {
        id: raw.id,
        title: raw.title,
        edition: raw.edition,
        effective_from: raw.effective_from,
        effective_to: raw.effective_to,
        same_time: tolerance(raw.same_time.as_ref(), faults),
        about: tolerance(raw.about.as_ref(), faults),
        terms: raw.terms,
        people: raw.people,
        nothing: raw.nothing,
        first_minutes: raw.first_minutes,
        kinds: raw.kinds,
        clauses: bare(raw.clause),
        roles: bare(raw.role),
        axes: bare(raw.axis),
        levels: bare(raw.level),
        dimensions: bare(raw.dimension),
        types: bare(raw.types),
        evidence: bare(raw.evidence),
        materials: bare(raw.material),
        duties: Vec::new(),
        school_duties: Vec::new(),
        checks: Vec::new(),
        notes: Vec::new(),
    };
    let mut chain = ClockChain::new();
    for duty in raw.duty {
        add_duty(&mut guide, duty, &mut chain, faults);
    }
    for duty in raw.school_duty {
        add_school_duty(&mut guide, duty, faults);
    }
    for check in raw.check {
        if let Some(clause) = &check.get_ref().clause {
            known_clause(&guide, clause, &check.span(), faults);
        }
        let unknown = check.get_ref().materials.iter().find(|id| guide.material(id).is_none());
        if let Some(id) = unknown {
            guide.notes.push(format!("检查 {} 的材料“{id}”不在材料表中", check.get_ref().code));
        }
        guide.checks.push(check.into_inner());
    }
    (guide, chain)
}

fn bare<T>(items: Vec<Spanned<T>>) -> Vec<T> {
    items.into_iter().map(Spanned::into_inner).collect()
}

fn tolerance(text: Option<&Spanned<String>>, faults: &mut Faults<'_>) -> TimeDelta {
    let Some(text) = text else { return TimeDelta::zero() };
    if let Ok(Length { count, unit: Unit::Minute }) = text.get_ref().parse() {
        return TimeDelta::minutes(i64::from(count));
    }
    faults.say(&text.span(), text.get_ref(), "容差只能写分钟", "例如 \"15m\"");
    TimeDelta::zero()
}

/// Everything that has a code has its own, levels of an axis have orders of their own.
fn check_names(raw: &RawGuide, faults: &mut Faults<'_>) {
    unique(raw.clause.iter().map(|item| (item.get_ref().id.as_str(), item.span())), faults);
    unique(raw.role.iter().map(|item| (item.get_ref().id.as_str(), item.span())), faults);
    for list in [&raw.axis, &raw.dimension, &raw.types, &raw.evidence] {
        unique(list.iter().map(|item| (item.get_ref().id.as_str(), item.span())), faults);
    }
    unique(raw.material.iter().map(|item| (item.get_ref().id.as_str(), item.span())), faults);
    let duties = raw.duty.iter().map(|item| (item.get_ref().code.as_str(), item.span()));
    let school = raw.school_duty.iter().map(|item| (item.get_ref().code.as_str(), item.span()));
    let checks = raw.check.iter().map(|item| (item.get_ref().code.as_str(), item.span()));
    unique(duties.chain(school).chain(checks), faults);
    let mut orders = BTreeSet::new();
    let mut names = BTreeSet::new();
    for item in &raw.level {
        let level = item.get_ref();
        if !raw.axis.iter().any(|axis| axis.get_ref().id == level.axis) {
            faults.say(&item.span(), &level.axis, format!("没有“{}”这个方面", level.axis), "先用 [[axis]] 写明");
        }
        if !orders.insert((level.axis.clone(), level.order)) {
            let what = format!("“{}”与另一个等级的 order 相同，分不出轻重", level.name);
            faults.say(&item.span(), "order", what, "给每个等级不同的 order，越大越重");
        }
        if !names.insert((level.axis.clone(), level.id.clone())) {
            faults.say(&item.span(), &level.id, format!("“{}”写了两次", level.id), "编号不能重复");
        }
    }
    if !raw.role.iter().any(|role| role.get_ref().keeper) {
        faults.say(&(0..0), "keeper", "没有一个角色写明 keeper = true", "给负责建档的角色加上 keeper = true");
    }
}

fn unique<'a>(items: impl Iterator<Item = (&'a str, Range<usize>)>, faults: &mut Faults<'_>) {
    let mut seen = BTreeSet::new();
    for (id, span) in items {
        if !seen.insert(id) {
            faults.say(&span, id, format!("“{id}”写了两次"), "编号不能重复，改掉其中一个");
        }
    }
}

fn known_clause(guide: &Guide, clause: &str, span: &Range<usize>, faults: &mut Faults<'_>) {
    if guide.clause(clause).is_none() {
        faults.say(span, clause, format!("条款“{clause}”不在 [[clause]] 里"), "改成已有的条款编号，或补上这一条款");
    }
}

fn patterns(tables: &[Table], guide: &Guide, span: &Range<usize>, faults: &mut Faults<'_>) -> Vec<Pattern> {
    let mut read = Vec::new();
    for table in tables {
        match pattern::parse(table).and_then(|pattern| known_words(pattern, guide)) {
            Ok(pattern) => read.push(pattern),
            Err(fault) => faults.add(span, &fault),
        }
    }
    read
}
