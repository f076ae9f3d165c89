//! The duties of a guide file: what they may say, and what is wrong with what they say.

use std::ops::Range;

use serde::Deserialize;
use toml::{Spanned, Table, Value};

use super::clocks::{ClockChain, due, own_start};
use super::effects::{check_effects, hold_together};
use super::faults::Faults;
use super::fixes::known_values;
use super::words::roles;
use super::{known_clause, known_material, patterns};
use crate::guide::Guide;
use crate::guide::Severity;
use crate::guide::duty::{Due, Duty, Each, Pressing, Turn};
use crate::guide::pattern::{self, Being, Matcher, Pattern};
use crate::record::{Kind, shape};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawDuty {
    pub code: String,
    pub title: String,
    clause: String,
    #[serde(default)]
    column: Option<String>,
    /// Not in force, whatever else it says.
    #[serde(default)]
    off: bool,
    when: Vec<Table>,
    #[serde(default)]
    never: Vec<Table>,
    #[serde(default, rename = "while")]
    whiles: Vec<Table>,
    #[serde(default)]
    unless: Vec<Table>,
    #[serde(default)]
    needs: Vec<Table>,
    #[serde(default)]
    refused: Vec<Table>,
    #[serde(default)]
    awaits: Vec<Table>,
    #[serde(default)]
    declined: Vec<Table>,
    #[serde(default)]
    beside: Vec<Table>,
    #[serde(default)]
    moves_on: Vec<Table>,
    #[serde(default)]
    attempts: Vec<Table>,
    #[serde(default)]
    paper: Option<String>,
    #[serde(default)]
    each: Option<Value>,
    #[serde(default, rename = "for")]
    turn: Vec<Value>,
    #[serde(default)]
    pressing: Pressing,
    #[serde(default)]
    due: Option<Value>,
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

pub fn add_duty(guide: &mut Guide, item: Spanned<RawDuty>, chain: &mut ClockChain, faults: &mut Faults<'_>) {
    let span = item.span();
    let raw = item.into_inner();
    if raw.off {
        guide.notes.push(format!("职责 {} 写了 off = true，不生效", raw.code));
        guide.off.push(raw.code);
        return;
    }
    if let Some(column) = raw.column.as_ref().filter(|column| guide.material(column).is_none()) {
        let fix = "改成 [[material]] 里的 id；不再要这种材料的，给这项职责写 off = true，或整段删去";
        faults.say(&span, column, format!("职责 {} 的材料“{column}”不在材料表中", raw.code), fix);
    }
    known_clause(guide, &raw.clause, &span, faults);
    let (due, starts_with) = match &raw.due {
        Some(value) => due(value, guide, &span, faults),
        None => (Due::AtOnce, None),
    };
    if let Some(other) = starts_with {
        chain.insert(raw.code.clone(), (other, span.clone()));
    }
    complete(&raw, &span, faults);
    if let Some(paper) = &raw.paper {
        known_material(guide, paper, &span, faults);
    }
    known_command(&raw.fix, guide, &span, faults);
    let each = each(raw.each.as_ref(), &span, faults);
    let turn = raw.turn.iter().flat_map(|value| turn(value, guide, &span, faults)).collect();
    if !raw.moves_on.is_empty() && !matches!(due, Due::MovesOn(_)) {
        let fix = "把 due 写成 \"moves_on\"，或删去 moves_on";
        faults.say(&span, "moves_on", "due 不是 moves_on，写了 moves_on 不起作用", fix);
    }
    let due = match due {
        Due::MovesOn(_) => Due::MovesOn(patterns(&raw.moves_on, guide, &span, faults)),
        other => other,
    };
    let before = faults.found.len();
    let mut read = |tables: &[Table]| patterns(tables, guide, &span, faults);
    let duty = Duty {
        when: read(&raw.when),
        whiles: read(&raw.whiles),
        unless: read(&raw.unless),
        needs: read(&raw.needs),
        never: read(&raw.never),
        refused: read(&raw.refused),
        awaits: read(&raw.awaits),
        declined: read(&raw.declined),
        beside: read(&raw.beside),
        attempts: read(&raw.attempts),
        not_after: raw.order.map(|order| read(&order.not_after)).unwrap_or_default(),
        code: raw.code,
        title: raw.title,
        clause: raw.clause,
        column: raw.column,
        paper: raw.paper,
        each,
        turn,
        pressing: raw.pressing,
        due,
        severity: raw.severity.unwrap_or(Severity::Error),
        fix: raw.fix,
        why: raw.why,
        source: None,
        confirmed_by: None,
        has_words: false,
    };
    at_home(&duty, &span, faults);
    // Of conditions that could not be read nobody knows what they would do.
    if faults.found.len() == before {
        own_start(&duty, &span, faults);
        check_effects(&duty, &span, faults);
        hold_together(&duty, guide, &span, faults);
    }
    guide.duties.push(duty);
}

/// A duty says when it begins, and either what discharges it by when, or what must not happen.
fn complete(raw: &RawDuty, span: &Range<usize>, faults: &mut Faults<'_>) {
    if raw.when.is_empty() || raw.needs.is_empty() && raw.never.is_empty() {
        let fix = "写明何时产生、怎样算做到；不许发生的事写 never";
        faults.say(span, &raw.code, "职责要有 when 和 needs（或 never）", fix);
    }
    if raw.never.is_empty() {
        if raw.due.is_none() {
            faults.say(span, &raw.code, "缺少“due”", "补上 due = …，例如 due = \"at_once\"");
        }
        return;
    }
    for (key, is_said) in [
        ("needs", !raw.needs.is_empty()),
        ("due", raw.due.is_some()),
        ("refused", !raw.refused.is_empty()),
        ("awaits", !raw.awaits.is_empty()),
        ("attempts", !raw.attempts.is_empty()),
        ("paper", raw.paper.is_some()),
        ("column", raw.column.is_some()),
        ("order", raw.order.is_some()),
    ] {
        if is_said {
            faults.say(span, key, format!("“{key}”与 never 写在一起不起作用"), "删去其中一个，或写成两项职责");
        }
    }
    if matches!(&raw.each, Some(Value::String(_))) {
        faults.say(span, "each", "never 旁边的 each 只能写 true", "写 each = true，或删去");
    }
}

/// What discharges a duty is typed as it stands: a command of the program, with nothing to fill in but the case and the
/// record. Whether there is such a command only the command line knows.
pub(super) fn known_command(fix: &str, guide: &Guide, span: &Range<usize>, faults: &mut Faults<'_>) {
    if fix.is_empty() {
        return;
    }
    let mut words = fix.split_whitespace();
    if words.next() != Some("crisis") {
        let cure = "写成 crisis 开头的命令，{case} 是案号，{record} 是引起它的记录；没有命令的，删去 fix";
        return faults.on(span, "fix", fix, "fix 不是 crisis 的命令", cure);
    }
    if words.next() == Some("record")
        && let Some(kind) = words.next()
        && let Err(error) = Kind::named(kind)
    {
        faults.on(span, "fix", kind, error.what, error.fix.unwrap_or_default());
    }
    known_values(fix, guide, span, faults);
    for open in fix.split('{').skip(1) {
        let name = open.split('}').next().unwrap_or_default();
        if name != "case" && name != "record" {
            faults.on(
                span,
                "fix",
                name,
                format!("fix 里的 {{{name}}} 没有意思"),
                "只能写 {case}（案号）和 {record}（引起它的记录）",
            );
        }
    }
}

fn each(value: Option<&Value>, span: &Range<usize>, faults: &mut Faults<'_>) -> Each {
    match value {
        None | Some(Value::Boolean(false)) => Each::Once,
        Some(Value::Boolean(true)) => Each::Record,
        Some(Value::String(word)) if word == "item" => Each::Item,
        Some(Value::String(word)) if word == "day" => Each::Day,
        Some(_) => {
            faults.say(span, "each", "each 的写法不对", "写成 true、\"item\"（每一件证据）或 \"day\"（缺课的每一天）");
            Each::Once
        }
    }
}

/// A role or a group of the guide by code or name, or `{ is = "class_teacher" }`.
fn turn(value: &Value, guide: &Guide, span: &Range<usize>, faults: &mut Faults<'_>) -> Vec<Turn> {
    let role = value.as_str();
    if let Some(roles) = role.and_then(|role| roles(guide, &[role.to_owned()]).ok()) {
        return roles.into_iter().map(Turn::Role).collect();
    }
    let word = role.or_else(|| value.get("is")?.as_str()).unwrap_or("for");
    let being = Being::ALL.iter().find(|(name, _)| role.is_none() && *name == word);
    if being.is_none() {
        faults.say(span, word, format!("for 里的“{word}”不认识"), "写角色，或 { is = \"class_teacher\" }");
    }
    being.map(|(_, being)| Turn::Is(*being)).into_iter().collect()
}

/// A condition of a case can't hold for what lies in no case.
fn at_home(duty: &Duty, span: &Range<usize>, faults: &mut Faults<'_>) {
    let lists = [
        &duty.when,
        &duty.whiles,
        &duty.unless,
        &duty.needs,
        &duty.refused,
        &duty.awaits,
        &duty.declined,
        &duty.beside,
        &duty.attempts,
        &duty.not_after,
        &duty.never,
    ];
    for kind in lists.into_iter().flat_map(|list| kinds_of(list)).filter(|kind| !is_of_case(kind)) {
        let what = format!("“{kind}”不属于任何一位学生，档案里不会有");
        faults.say(span, kind, what, "换一种记录，或写成 [[school_duty]]");
    }
}

pub(super) fn kinds_of(patterns: &[Pattern]) -> impl Iterator<Item = &str> {
    let kinds = patterns
        .iter()
        .flat_map(|pattern| pattern.kinds.iter().chain(pattern.any.iter().flat_map(|any| any.kinds.iter())));
    kinds.map(String::as_str)
}

/// Conditions on the case itself are of the case, too.
pub(super) fn is_of_case(kind: &str) -> bool {
    Kind::named(kind).is_ok_and(Kind::is_of_case) || kind == pattern::CASE
}

/// Once all words of the guide are known.
pub(super) fn words_for_duties(guide: &mut Guide) {
    let has: Vec<bool> = guide.duties.iter().map(|duty| has_words_for(guide, duty)).collect();
    guide.duties.iter_mut().zip(has).for_each(|(duty, has)| duty.has_words = has);
}

fn has_words_for(guide: &Guide, duty: &Duty) -> bool {
    let has_words = |vocabulary: &str| guide.is_open(vocabulary) || guide.words(vocabulary).next().is_some();
    let possible = |need: &Pattern| {
        need.fields.iter().all(|(name, matcher)| {
            let fields = need.kinds.iter().flat_map(|kind| shape::of_name(kind));
            let forms = fields.filter(|field| field.name == *name).map(|field| &field.form);
            matches!(matcher, Matcher::Present(false)) || forms.flat_map(shape::vocabularies).all(has_words)
        })
    };
    duty.needs.iter().chain(&duty.never).any(possible)
}
