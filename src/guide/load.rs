//! Reading a guide file and its overlay: every fault is collected in one pass, each with its line and its cure.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Deserializer};
use toml::{Spanned, Table, Value};

use crate::error::Error;
use crate::guide::duty::{Due, Duty, From, SchoolDuty, Vary};
use crate::guide::pattern::{self, Fault, Matcher, Pattern};
use crate::guide::{CheckRule, Clause, Guide, Level, Material, Named, Role, Severity};
use crate::record::Kind;
use crate::record::shape::{self, Form};
use crate::time::{Length, Unit};

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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDuty {
    code: String,
    title: String,
    clause: String,
    #[serde(default)]
    column: Option<String>,
    when: Vec<Table>,
    #[serde(default)]
    unless: Vec<Table>,
    needs: Vec<Table>,
    #[serde(default)]
    refused: Vec<Table>,
    #[serde(default)]
    awaits: Vec<Table>,
    #[serde(default)]
    attempts: Vec<Table>,
    #[serde(default)]
    each: bool,
    due: Value,
    #[serde(default)]
    order: Option<RawOrder>,
    #[serde(default)]
    severity: Option<Severity>,
    #[serde(default)]
    fix: String,
    #[serde(default)]
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOrder {
    not_after: Vec<Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSchoolDuty {
    code: String,
    title: String,
    clause: String,
    needs: Vec<Table>,
    #[serde(default)]
    severity: Option<Severity>,
    #[serde(default)]
    fix: String,
    #[serde(default)]
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOverlay {
    #[serde(default)]
    #[expect(dead_code, reason = "a heading for the reader of the file")]
    note: String,
    clock: Vec<Spanned<RawClock>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClock {
    duty: String,
    due: Value,
    source: String,
    confirmed_by: String,
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

/// Duty code → the duty whose discharge starts its clock, and where that was written.
type ClockChain = BTreeMap<String, (String, Range<usize>)>;

struct Faults<'a> {
    source: Source<'a>,
    found: Vec<Error>,
}

impl Faults<'_> {
    fn add(&mut self, span: &Range<usize>, fault: &Fault) {
        let text = self.source.1;
        // The span of a `[[table]]` is its heading alone; what it holds ends where the next heading begins.
        let rest = text.get(span.start..).unwrap_or_default();
        let end = rest.get(1..).and_then(|rest| rest.find("\n[[")).map_or(rest.len(), |end| end + 1);
        let within = rest[..end].find(&fault.word).unwrap_or(0);
        let line = line_of(text, span.start + within);
        let error = Error::new(fault.what.clone()).fix(fault.fix.clone()).path(self.source.0).line(line);
        self.found.push(error.field(fault.word.clone()));
    }

    fn say(&mut self, span: &Range<usize>, word: &str, what: impl Into<String>, fix: impl Into<String>) {
        self.add(span, &Fault::new(word, what, fix));
    }

    fn toml(&self, error: &toml::de::Error) -> Error {
        let line = error.span().map_or(1, |span| line_of(self.source.1, span.start));
        let (what, fix) = toml_sentence(error.message());
        Error::new(what).fix(fix).path(self.source.0).line(line)
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}

/// The TOML crate speaks English; its sentences have few forms.
pub fn toml_sentence(message: &str) -> (String, String) {
    let quoted = message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("unknown field") {
        let known = message.split_once("expected").map_or("", |(_, known)| known.trim()).replace("one of ", "");
        return (format!("没有“{quoted}”这个键"), format!("检查拼写；可用：{}", known.replace('`', "")));
    }
    if message.starts_with("missing field") {
        return (format!("缺少“{quoted}”"), format!("补上 {quoted} = …"));
    }
    if message.starts_with("unknown variant") {
        let known = message.split_once("expected").map_or("", |(_, known)| known.trim()).replace("one of ", "");
        return (format!("“{quoted}”不是可选的值"), format!("可用：{}", known.replace('`', "")));
    }
    if message.starts_with("invalid type") {
        return ("值的类型不对".into(), "对照默认指南文件中同一项的写法".into());
    }
    if message.starts_with("duplicate key") {
        return ("同一个键写了两次".into(), "删去其中一个".into());
    }
    if message.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter)) {
        return (message.to_owned(), "改正后重试".into());
    }
    ("不是合格的 TOML".into(), "检查这一行的引号、方括号和等号".into())
}

fn day<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<NaiveDate>, D::Error> {
    let date = toml::value::Datetime::deserialize(reader)?;
    date.to_string().parse().map(Some).map_err(|_| serde::de::Error::custom("这里应当是日期，例如 2026-09-01"))
}

fn assemble(raw: RawGuide, faults: &mut Faults<'_>) -> (Guide, ClockChain) {
    check_names(&raw, faults);
    let mut guide = Guide {
        id: raw.id,
        title: raw.title,
        edition: raw.edition,
        effective_from: raw.effective_from,
        effective_to: raw.effective_to,
        same_time: tolerance(raw.same_time.as_ref(), faults),
        about: tolerance(raw.about.as_ref(), faults),
        terms: raw.terms,
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

fn add_duty(guide: &mut Guide, item: Spanned<RawDuty>, chain: &mut ClockChain, faults: &mut Faults<'_>) {
    let span = item.span();
    let raw = item.into_inner();
    if let Some(column) = raw.column.as_ref().filter(|column| guide.material(column).is_none()) {
        guide.notes.push(format!("职责 {} 的材料“{column}”不在材料表中，这项职责不生效", raw.code));
        return;
    }
    known_clause(guide, &raw.clause, &span, faults);
    let (due, starts_with) = due(&raw.due, guide, &span, faults);
    if let Some(other) = starts_with {
        chain.insert(raw.code.clone(), (other, span.clone()));
    }
    if raw.when.is_empty() || raw.needs.is_empty() {
        faults.say(&span, &raw.code, "职责要有 when 和 needs", "写明何时产生、怎样算做到");
    }
    let mut read = |tables: &[Table]| patterns(tables, guide, &span, faults);
    let duty = Duty {
        when: read(&raw.when),
        unless: read(&raw.unless),
        needs: read(&raw.needs),
        refused: read(&raw.refused),
        awaits: read(&raw.awaits),
        attempts: read(&raw.attempts),
        not_after: raw.order.map(|order| read(&order.not_after)).unwrap_or_default(),
        code: raw.code,
        title: raw.title,
        clause: raw.clause,
        column: raw.column,
        each: raw.each,
        due,
        severity: raw.severity.unwrap_or(Severity::Error),
        fix: raw.fix,
        why: raw.why,
        source: None,
        confirmed_by: None,
    };
    own_start(&duty, &span, faults);
    at_home(&duty, &span, faults);
    guide.duties.push(duty);
}

fn add_school_duty(guide: &mut Guide, item: Spanned<RawSchoolDuty>, faults: &mut Faults<'_>) {
    let span = item.span();
    let raw = item.into_inner();
    known_clause(guide, &raw.clause, &span, faults);
    let needs = patterns(&raw.needs, guide, &span, faults);
    for kind in kinds_of(&needs).filter(|kind| is_of_case(kind)) {
        let what = format!("全校的职责不能要求“{kind}”：这种记录属于某一位学生");
        faults.say(&span, kind, what, "改成 kind = \"training\"，或写成 [[duty]]");
    }
    guide.school_duties.push(SchoolDuty {
        code: raw.code,
        title: raw.title,
        clause: raw.clause,
        needs,
        fix: raw.fix,
        why: raw.why,
        severity: raw.severity.unwrap_or(Severity::Warning),
    });
}

/// A condition of a case can't hold for what lies in no case.
fn at_home(duty: &Duty, span: &Range<usize>, faults: &mut Faults<'_>) {
    let lists = [&duty.when, &duty.unless, &duty.needs, &duty.refused, &duty.awaits, &duty.attempts, &duty.not_after];
    for kind in lists.into_iter().flat_map(|list| kinds_of(list)).filter(|kind| !is_of_case(kind)) {
        let what = format!("“{kind}”不属于任何一位学生，档案里不会有");
        faults.say(span, kind, what, "换一种记录，或写成 [[school_duty]]");
    }
}

fn kinds_of(patterns: &[Pattern]) -> impl Iterator<Item = &str> {
    let kinds =
        patterns.iter().flat_map(|pattern| pattern.kinds.iter().chain(pattern.any.iter().flat_map(|any| &any.kinds)));
    kinds.map(String::as_str)
}

/// Conditions on the case itself are of the case, too.
fn is_of_case(kind: &str) -> bool {
    Kind::named(kind).is_ok_and(Kind::is_of_case) || kind == pattern::CASE
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

/// Every word of the guide that a condition uses must be one, by its code or by its name.
fn known_words(mut pattern: Pattern, guide: &Guide) -> Result<Pattern, Fault> {
    for alternative in &mut pattern.any {
        *alternative = known_words(std::mem::take(alternative), guide)?;
    }
    for role in &mut pattern.by_role {
        *role = code(guide, "role", role)?;
    }
    if pattern.qualified {
        pattern.by_role = guide.roles.iter().filter(|role| role.assesses).map(|role| role.id.clone()).collect();
        if pattern.by_role.is_empty() {
            let fix = "给能做评估的角色加上 assesses = true，或去掉条件里的 qualified";
            return Err(Fault::new("qualified", "没有一个角色能做评估", fix));
        }
    }
    let fields: Vec<shape::Field> = pattern.kinds.iter().flat_map(|kind| shape::of_name(kind)).cloned().collect();
    for (name, matcher) in &mut pattern.fields {
        let form = fields.iter().find(|field| field.name == *name).map(|field| &field.form);
        let form = form.or_else(|| shape::common().iter().find(|field| field.name == *name).map(|field| &field.form));
        if let Some(form) = form {
            known_words_in(matcher, form, guide)?;
        }
    }
    Ok(pattern)
}

fn known_words_in(matcher: &mut Matcher, form: &Form, guide: &Guide) -> Result<(), Fault> {
    let inner = match form {
        Form::List(inner) | Form::Pairs(_, inner) => inner.as_ref(),
        other => other,
    };
    match (matcher, inner) {
        (Matcher::OneOf(values), Form::Word(vocabulary)) => values.iter_mut().try_for_each(|value| {
            *value = code(guide, vocabulary, value.as_str().unwrap_or_default())?.into();
            Ok(())
        }),
        (Matcher::AtLeast(value), Form::Word(vocabulary)) => {
            *value = code(guide, vocabulary, value.as_str().unwrap_or_default())?.into();
            Ok(())
        }
        (Matcher::Entry(entries), Form::Table(fields)) => {
            entries.iter_mut().try_for_each(|(name, matcher)| match fields.iter().find(|field| field.name == *name) {
                Some(field) => known_words_in(matcher, &field.form, guide),
                None => Ok(()),
            })
        }
        _ => Ok(()),
    }
}

fn code(guide: &Guide, vocabulary: &str, word: &str) -> Result<String, Fault> {
    guide.code(vocabulary, word).map(str::to_owned).ok_or_else(|| {
        let all: Vec<String> = guide.words(vocabulary).map(|(code, name)| format!("{code}（{name}）")).collect();
        Fault::new(word, format!("指南里没有“{word}”"), format!("可用：{}", all.join("、")))
    })
}

/// The due time, and the duty whose discharge starts its clock where it names one.
fn due(value: &Value, guide: &Guide, span: &Range<usize>, faults: &mut Faults<'_>) -> (Due, Option<String>) {
    match read_due(value, guide) {
        Ok(read) => read,
        Err(fault) => {
            faults.add(span, &fault);
            (Due::AtOnce, None)
        }
    }
}

fn read_due(value: &Value, guide: &Guide) -> Result<(Due, Option<String>), Fault> {
    let table = match value {
        Value::String(word) => return plain_due(word).map(|due| (due, None)),
        Value::Table(table) => table,
        _ => return Err(due_fault("due")),
    };
    let known = ["within", "from", "every", "until", "count", "per", "vary"];
    if let Some(key) = table.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(due_fault(key));
    }
    let vary = vary(table, guide)?;
    if let Some(limit) = table.get("within") {
        let (from, starts_with) = from(table.get("from"), guide)?;
        return Ok((Due::Within { limit: length(limit)?, from, vary }, starts_with));
    }
    if let Some(interval) = table.get("every") {
        let until = match table.get("until") {
            Some(Value::Array(items)) => items.iter().map(|item| condition(item, guide)).collect::<Result<_, _>>()?,
            Some(_) => return Err(due_fault("until")),
            None => Vec::new(),
        };
        return Ok((Due::Every { interval: length(interval)?, vary, until }, None));
    }
    if let (Some(count), Some(per)) = (table.get("count").and_then(Value::as_integer), table.get("per")) {
        let count = u32::try_from(count).ok().filter(|count| *count > 0);
        let count = count.ok_or_else(|| Fault::new("count", "次数要大于 0", "例如 count = 2"))?;
        return Ok((Due::Count { count, per: length(per)? }, None));
    }
    Err(due_fault("due"))
}

fn plain_due(word: &str) -> Result<Due, Fault> {
    match word {
        "at_once" => Ok(Due::AtOnce),
        "close" => Ok(Due::Close),
        "promised" => Ok(Due::Promised),
        _ => Err(due_fault(word)),
    }
}

fn due_fault(word: &str) -> Fault {
    let fix = "可用：\"at_once\"、\"close\"、\"promised\"、{ within = \"24h\", from = \"known\" }、{ every = \"7d\" }、\
               { count = 2, per = \"1w\" }";
    Fault::new(word, "期限的写法不对", fix)
}

fn length(value: &Value) -> Result<Length, Fault> {
    let text = value.as_str().ok_or_else(|| due_fault("due"))?;
    text.parse().map_err(|error: Error| Fault::new(text, error.what, error.fix.unwrap_or_default()))
}

fn condition(value: &Value, guide: &Guide) -> Result<Pattern, Fault> {
    let table = value.as_table().ok_or_else(|| due_fault("due"))?;
    known_words(pattern::parse(table)?, guide)
}

fn vary(table: &Table, guide: &Guide) -> Result<Vec<Vary>, Fault> {
    let Some(items) = table.get("vary") else { return Ok(Vec::new()) };
    let items = items.as_array().ok_or_else(|| due_fault("vary"))?;
    items
        .iter()
        .map(|item| {
            let (when, limit) = (item.get("when"), item.get("within").or_else(|| item.get("every")));
            let (Some(when), Some(limit)) = (when, limit) else { return Err(due_fault("vary")) };
            Ok(Vary { when: condition(when, guide)?, limit: length(limit)? })
        })
        .collect()
}

fn from(value: Option<&Value>, guide: &Guide) -> Result<(From, Option<String>), Fault> {
    let from = match value {
        None => From::Known,
        Some(Value::String(word)) => match word.as_str() {
            "known" => From::Known,
            "happened" => From::Happened,
            "written" => From::Written,
            "birthday" => From::Birthday,
            "term_end" => From::TermEnd,
            _ => {
                let fix = "可用：known、happened、written、birthday、term_end、{ kind = … }、{ duty = … }";
                return Err(Fault::new(word, format!("时钟不能从“{word}”起算"), fix));
            }
        },
        Some(Value::Table(table)) if table.len() == 1 && table.contains_key("duty") => {
            let code = table["duty"].as_str().ok_or_else(|| due_fault("duty"))?;
            return Ok((From::Known, Some(code.to_owned())));
        }
        Some(table) => From::Record(Box::new(condition(table, guide)?)),
    };
    Ok((from, None))
}

fn lay_over(guide: &mut Guide, raw: RawOverlay, mut chain: ClockChain, faults: &mut Faults<'_>) {
    for item in raw.clock {
        let span = item.span();
        let clock = item.into_inner();
        if clock.source.trim().is_empty() {
            faults.say(&span, "source", "时限没有写出处", "写明 source = \"……\"");
        }
        if clock.confirmed_by.trim().is_empty() {
            faults.say(&span, "confirmed_by", "时限没有写明谁确认", "写明 confirmed_by = \"……\"");
        }
        let (due, starts_with) = due(&clock.due, guide, &span, faults);
        let Some(duty) = guide.duties.iter_mut().find(|duty| duty.code == clock.duty) else {
            let what = format!("指南里没有职责“{}”", clock.duty);
            faults.say(&span, &clock.duty, what, "用 `crisis guide show` 查看全部职责编号");
            continue;
        };
        chain.remove(&clock.duty);
        if let Some(other) = starts_with {
            chain.insert(clock.duty, (other, span.clone()));
        }
        duty.due = due;
        own_start(duty, &span, faults);
        duty.source = Some(clock.source);
        duty.confirmed_by = Some(clock.confirmed_by);
    }
    resolve_clocks(guide, &chain, faults);
}

/// A clock that starts with another duty's discharge starts with what discharges it; a circle is refused.
fn resolve_clocks(guide: &mut Guide, chain: &ClockChain, faults: &mut Faults<'_>) {
    for (code, (other, span)) in chain {
        let Some(needs) = guide.duty(other).map(|duty| duty.needs.clone()) else {
            faults.say(span, other, format!("指南里没有职责“{other}”"), "用 `crisis guide show` 查看全部职责编号");
            continue;
        };
        if circular(chain, code) {
            let what = format!("职责 {code} 的时钟绕了一圈又从自己起算");
            faults.say(span, other, what, "让其中一个时钟从 known、happened 或一条记录起算");
            continue;
        }
        for duty in guide.duties.iter_mut().filter(|duty| duty.code == *code) {
            if let Due::Within { from, .. } = &mut duty.due {
                *from = From::Record(Box::new(Pattern { any: needs.clone(), ..Pattern::default() }));
            }
        }
    }
}

/// A clock that starts with the very record which the duty asks for would never have to run.
fn own_start(duty: &Duty, span: &Range<usize>, faults: &mut Faults<'_>) {
    let Due::Within { from: From::Record(start), .. } = &duty.due else { return };
    let own = |kind: &String| duty.needs.iter().all(|need| need.kinds.iter().all(|needed| needed == kind));
    if start.fields.is_empty() && !start.kinds.is_empty() && start.kinds.iter().all(own) {
        let what = format!("职责 {} 的时钟从它自己要求的记录起算", duty.code);
        faults.say(span, &duty.code, what, "让时钟从 known、happened 或另一种记录起算");
    }
}

fn circular(chain: &ClockChain, code: &str) -> bool {
    let mut at = code;
    for _ in 0..=chain.len() {
        match chain.get(at) {
            Some((next, _)) if next == code => return true,
            Some((next, _)) => at = next,
            None => return false,
        }
    }
    true
}
