//! Reading a guide file and its overlay: every fault is collected in one pass, each with its line and its cure.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chrono::{NaiveDate, TimeDelta};
use serde::Deserialize;
use toml::{Spanned, Table};

use crate::error::Error;
use crate::guide::lexicon::Lexicon;
use crate::guide::lists::Listed;
use crate::guide::number::{Number, day};
use crate::guide::own::OwnField;
use crate::guide::paper::Printed;
use crate::guide::pattern::{self, Pattern};
use crate::guide::{CheckRule, Clause, Group, Guide, Level, Material, Named, People, Retention, Role};
use crate::record::Kind;
use crate::time::{Length, Unit};

mod checks;
mod clocks;
mod duties;
mod effects;
mod empty;
mod faults;
mod fixes;
mod leftovers;
mod lists;
mod numbers;
mod own;
mod papers;
mod redundant;
mod school;
mod sees;
mod syntax;
mod tables;
mod terms;
mod words;

pub use self::checks::CHECKS;
use self::checks::{add_check, lexicon};
use self::clocks::{ClockChain, RawOverlay, lay_over, resolve_clocks};
pub use self::clocks::{DUE_KEYS, DUE_WORDS, FROM_WORDS};
use self::duties::{RawDuty, add_duty, words_for_duties};
use self::empty::not_empty;
use self::faults::Faults;
pub use self::faults::toml_sentence;
use self::leftovers::note;
use self::lists::{add_lists, check_lists};
use self::numbers::check_numbers;
use self::own::check_fields;
use self::papers::papers;
use self::school::{RawSchoolDuty, add_school_duty};
use self::sees::check_sees;
use self::tables::Tables;
use self::terms::check_terms;
use self::words::{groups, known_words};

/// What a guide says besides its lists.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHead {
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
    terms: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    own_terms: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    people: People,
    #[serde(default)]
    nothing: Vec<String>,
    #[serde(default)]
    first_minutes: Vec<Spanned<String>>,
    #[serde(default)]
    kinds: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    open_lists: Vec<Spanned<String>>,
    #[serde(default)]
    numbers_good_for: Option<Length>,
}

struct RawGuide {
    head: RawHead,
    clause: Vec<Spanned<Clause>>,
    role: Vec<Spanned<Role>>,
    group: Vec<Spanned<Group>>,
    axis: Vec<Spanned<Named>>,
    level: Vec<Spanned<Level>>,
    dimension: Vec<Spanned<Named>>,
    types: Vec<Spanned<Named>>,
    evidence: Vec<Spanned<Named>>,
    word: Vec<Spanned<Listed>>,
    field: Vec<Spanned<OwnField>>,
    number: Vec<Spanned<Number>>,
    paper: Vec<Spanned<Printed>>,
    material: Vec<Spanned<Material>>,
    duty: Vec<Spanned<RawDuty>>,
    school_duty: Vec<Spanned<RawSchoolDuty>>,
    check: Vec<Spanned<CheckRule>>,
    retention: Vec<Spanned<Retention>>,
}

impl RawGuide {
    /// All that can be read, and the words of what can't.
    fn read(text: &str, faults: &mut Faults<'_>) -> Option<(Self, BTreeSet<String>)> {
        let mut tables = Tables::parse(text, faults)?;
        for (list, fix) in [
            ("clause", "至少写一条 [[clause]]：id、title 和原文 text"),
            ("role", "至少写一个 [[role]]，并给负责建档的写上 keeper = true"),
            ("duty", "至少写一项 [[duty]]；确实一项也没有的，写 duty = []"),
        ] {
            // One of another spelling is told of by its name.
            if !tables.is_meant(list) {
                faults.say(&(0..0), list, format!("指南里没有 [[{list}]]"), fix);
            }
        }
        let clause = tables.list("clause", faults);
        let role = tables.list("role", faults);
        let group = tables.list("group", faults);
        let axis = tables.list("axis", faults);
        let level = tables.list("level", faults);
        let dimension = tables.list("dimension", faults);
        let types = tables.list("type", faults);
        let evidence = tables.list("evidence", faults);
        let word = tables.list("word", faults);
        let field = tables.list("field", faults);
        let number = tables.list("number", faults);
        let paper = tables.list("paper", faults);
        let material = tables.list("material", faults);
        let duty = tables.list("duty", faults);
        let school_duty = tables.list("school_duty", faults);
        let check = tables.list("check", faults);
        let retention = tables.list("retention", faults);
        let unread = std::mem::take(&mut tables.unread);
        let head = tables.head(faults)?;
        let read = Self {
            head,
            clause,
            role,
            group,
            axis,
            level,
            dimension,
            types,
            evidence,
            word,
            field,
            number,
            paper,
            material,
            duty,
            school_duty,
            check,
            retention,
        };
        Some((read, unread))
    }
}

/// A file's name (for errors) and text.
pub type Source<'a> = (&'a str, &'a str);

/// Reads a guide, with its overlay of clocks if there is one. Nothing is ever filled in from another guide.
pub fn parse(guide: Source<'_>, overlay: Option<Source<'_>>) -> Result<Guide, Vec<Error>> {
    let mut faults = Faults { source: guide, found: Vec::new(), unread: BTreeSet::new(), notes: Vec::new() };
    let Some((raw, unread)) = RawGuide::read(guide.1, &mut faults) else { return Err(faults.found) };
    faults.unread = unread;
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
    read.notes.append(&mut faults.notes);
    if faults.found.is_empty() { Ok(read) } else { Err(faults.found) }
}

fn assemble(raw: RawGuide, faults: &mut Faults<'_>) -> (Guide, ClockChain) {
    check_names(&raw, faults);
    check_sees(&raw.role, faults);
    known_kinds(&raw.head.kinds, faults);
    check_terms(&raw, faults);
    check_numbers(&raw, faults);
    known_servants(&raw.clause, faults);
    check_lists(&raw, faults);
    check_fields(&raw.field, faults);
    let head = raw.head;
    if let (Some(from), Some(to)) = (head.effective_from, head.effective_to)
        && to < from
    {
        faults.say(&(0..0), "effective_to", "指南的失效日期早于施行日期", "核对 effective_from 与 effective_to");
    }
    let mut guide = Guide {
        id: head.id,
        title: head.title,
        edition: head.edition,
        effective_from: head.effective_from,
        effective_to: head.effective_to,
        same_time: tolerance(head.same_time.as_ref(), faults),
        about: tolerance(head.about.as_ref(), faults),
        terms: head.own_terms.into_iter().chain(head.terms).map(|(key, word)| (key, word.into_inner())).collect(),
        people: head.people,
        nothing: head.nothing,
        first_minutes: bare(head.first_minutes),
        kinds: head.kinds.into_iter().map(|(kind, word)| (kind, word.into_inner())).collect(),
        clauses: bare(raw.clause),
        roles: Vec::new(),
        groups: Vec::new(),
        axes: Vec::new(),
        levels: bare(raw.level),
        dimensions: Vec::new(),
        types: Vec::new(),
        evidence: Vec::new(),
        lists: Vec::new(),
        open_lists: bare(head.open_lists),
        fields: Vec::new(),
        numbers: Vec::new(),
        numbers_good_for: head.numbers_good_for,
        all_papers: Vec::new(),
        materials: Vec::new(),
        duties: Vec::new(),
        school_duties: Vec::new(),
        checks: Vec::new(),
        lexicon: Lexicon::default(),
        retention: Vec::new(),
        off: Vec::new(),
        notes: Vec::new(),
    };
    cited(&guide, &raw.role, |role| role.clause.as_ref(), faults);
    for words in [&raw.axis, &raw.dimension, &raw.types, &raw.evidence] {
        cited(&guide, words, |word| word.clause.as_ref(), faults);
    }
    cited(&guide, &raw.material, |material| material.clause.as_ref(), faults);
    known_demands(&raw.material, faults);
    cited(&guide, &raw.word, |word| word.clause.as_ref(), faults);
    cited(&guide, &raw.field, |field| field.clause.as_ref(), faults);
    cited(&guide, &raw.retention, |retention| retention.clause.as_ref(), faults);
    guide.retention = kept_once(raw.retention, faults);
    guide.roles = bare(raw.role);
    guide.groups = groups(raw.group, &guide, faults);
    guide.axes = bare(raw.axis);
    guide.dimensions = bare(raw.dimension);
    guide.types = bare(raw.types);
    guide.evidence = bare(raw.evidence);
    add_lists(&mut guide, bare(raw.word));
    guide.fields = bare(raw.field);
    guide.numbers = bare(raw.number);
    guide.terms.extend(guide.numbers.iter().map(|number| (number.term.clone(), number.told())));
    guide.materials = bare(raw.material);
    cited(&guide, &raw.paper, |paper| paper.clause.as_ref(), faults);
    guide.all_papers = papers(raw.paper, &guide, faults);
    let mut chain = ClockChain::new();
    for duty in raw.duty {
        add_duty(&mut guide, duty, &mut chain, faults);
    }
    for duty in raw.school_duty {
        add_school_duty(&mut guide, duty, faults);
    }
    for check in raw.check {
        add_check(&mut guide, check, faults);
    }
    guide.lexicon = lexicon(&mut guide.checks);
    words_for_duties(&mut guide);
    note(&mut guide);
    (guide, chain)
}

/// One length from each beginning: of two the shorter one would have no effect.
fn kept_once(raw: Vec<Spanned<Retention>>, faults: &mut Faults<'_>) -> Vec<Retention> {
    let mut kept: Vec<Retention> = Vec::new();
    for item in raw {
        let span = item.span();
        let retention = item.into_inner();
        if kept.iter().any(|known| known.from == retention.from) {
            faults.say(&span, "from", "从同一个日子起有两个保管期限", "只留较长的一个");
        } else {
            kept.push(retention);
        }
    }
    kept
}

/// A word of the guide that cites a clause cites one of its own.
fn cited<T>(guide: &Guide, items: &[Spanned<T>], clause: impl Fn(&T) -> Option<&String>, faults: &mut Faults<'_>) {
    for item in items {
        if let Some(clause) = clause(item.get_ref()) {
            known_clause(guide, clause, &item.span(), faults);
        }
    }
}

/// `[kinds]` gives words to kinds that there are.
fn known_kinds(kinds: &BTreeMap<String, Spanned<String>>, faults: &mut Faults<'_>) {
    for (kind, word) in kinds {
        if let Err(error) = Kind::named(kind) {
            faults.at(word.span().start, kind, error.what, error.fix.unwrap_or_default());
        }
    }
}

/// What `attach` can ask for.
const DEMANDS: [&str; 3] = ["basis", "provided_by", "consent"];

fn known_demands(materials: &[Spanned<Material>], faults: &mut Faults<'_>) {
    for material in materials {
        for demand in material.get_ref().demands.iter().filter(|demand| !DEMANDS.contains(&demand.as_str())) {
            let what = format!("归档时不能要求“{demand}”");
            faults.say(&material.span(), demand, what, format!("可用：{}", DEMANDS.join("、")));
        }
    }
}

fn known_material(guide: &Guide, material: &str, span: &Range<usize>, faults: &mut Faults<'_>) {
    if guide.material(material).is_none() {
        let all: Vec<&str> = guide.materials.iter().map(|material| material.id.as_str()).collect();
        let fix = format!("改成 [[material]] 里的 id：{}；不再要这种材料的，删去这里", all.join("、"));
        faults.say(span, material, format!("没有“{material}”这种材料"), fix);
    }
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
fn check_names<'r>(raw: &'r RawGuide, faults: &mut Faults<'_>) {
    unique(raw.clause.iter().map(|item| (item.get_ref().id.as_str(), item.span())), faults);
    let ids = raw.role.iter().map(|item| (item.get_ref().id.as_str(), item.span()));
    unique(ids.chain(raw.group.iter().map(|item| (item.get_ref().id.as_str(), item.span()))), faults);
    for list in [&raw.axis, &raw.dimension, &raw.types, &raw.evidence] {
        unique(list.iter().map(|item| (item.get_ref().id.as_str(), item.span())), faults);
    }
    unique(raw.material.iter().map(|item| (item.get_ref().id.as_str(), item.span())), faults);
    // A group is named where a role may be.
    let names = raw.role.iter().map(|item| (item.get_ref().name.as_str(), item.span()));
    unique(names.chain(raw.group.iter().map(|item| (item.get_ref().name.as_str(), item.span()))), faults);
    for list in [&raw.axis, &raw.dimension, &raw.types, &raw.evidence] {
        unique(list.iter().map(|item| (item.get_ref().name.as_str(), item.span())), faults);
    }
    let names = |item: &'r Spanned<Material>| item.get_ref().called_so().skip(1).map(|name| (name, item.span()));
    unique(raw.material.iter().flat_map(names), faults);
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
    let marks = raw.material.iter().map(|item| (item.get_ref().mark.as_str(), item.span()));
    unique(marks.filter(|(mark, _)| !mark.is_empty()), faults);
    for axis in &raw.axis {
        let of_axis = raw.level.iter().filter(|level| level.get_ref().axis == axis.get_ref().id);
        unique(of_axis.map(|level| (level.get_ref().name.as_str(), level.span())), faults);
    }
    not_empty(raw, faults);
    if !raw.role.iter().any(|role| role.get_ref().keeper) {
        faults.say(&(0..0), "keeper", "没有一个角色写明 keeper = true", "给负责建档的角色加上 keeper = true");
    }
}

fn unique<'a>(items: impl Iterator<Item = (&'a str, Range<usize>)>, faults: &mut Faults<'_>) {
    let mut seen = BTreeSet::new();
    for (id, span) in items {
        if !seen.insert(id) {
            faults.say(
                &span,
                id,
                format!("“{id}”写了两次"),
                "编号和名称不能重复：说的是同一项，合成一处；不是，改掉其中一个",
            );
        }
    }
}

/// What serves a clause besides its duties is a kind that there is; whether there is such a command only the command
/// line knows.
fn known_servants(clauses: &[Spanned<Clause>], faults: &mut Faults<'_>) {
    for clause in clauses {
        for servant in &clause.get_ref().served_by {
            if let Some(kind) = servant.strip_prefix("record ")
                && let Err(error) = Kind::named(kind)
            {
                faults.say(&clause.span(), servant, error.what, error.fix.unwrap_or_default());
            }
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
