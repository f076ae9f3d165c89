//! What the school owes everybody: how often in a term, in which months, by when.

use std::ops::Range;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::{Spanned, Table, Value};

use super::duties::{is_of_case, kinds_of, known_command};
use super::faults::Faults;
use super::{known_clause, patterns};
use crate::guide::duty::{SchoolDuty, TermDue};
use crate::guide::pattern::{Counts, Pattern, Starts};
use crate::guide::{Guide, Severity};
use crate::time::Length;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSchoolDuty {
    pub code: String,
    pub title: String,
    clause: String,
    needs: Vec<Table>,
    #[serde(default)]
    count: Option<i64>,
    #[serde(default)]
    months: Vec<i64>,
    #[serde(default)]
    due: Option<Value>,
    #[serde(default)]
    severity: Option<Severity>,
    #[serde(default)]
    fix: String,
    #[serde(default)]
    why: String,
}

pub fn add_school_duty(guide: &mut Guide, item: Spanned<RawSchoolDuty>, faults: &mut Faults<'_>) {
    let span = item.span();
    let raw = item.into_inner();
    known_clause(guide, &raw.clause, &span, faults);
    let needs = patterns(&raw.needs, guide, &span, faults);
    known_command(&raw.fix, guide, &span, faults);
    if raw.needs.is_empty() {
        faults.say(&span, &raw.code, "全校的职责要有 needs", "写明怎样算做到");
    }
    for kind in kinds_of(&needs).filter(|kind| is_of_case(kind)) {
        let what = format!("全校的职责不能要求“{kind}”：这种记录属于某一位学生");
        faults.say(&span, kind, what, "改成 kind = \"training\"，或写成 [[duty]]");
    }
    no_effect(&needs, &span, faults);
    guide.school_duties.push(SchoolDuty {
        count: count(raw.count, &span, faults),
        due: due(&raw, &span, faults),
        months: months(raw.months, &span, faults),
        code: raw.code,
        title: raw.title,
        clause: raw.clause,
        needs,
        fix: raw.fix,
        why: raw.why,
        severity: raw.severity.unwrap_or(Severity::Warning),
    });
}

/// Nothing begins a duty of the school, so that nothing can come before or after its beginning.
fn no_effect(needs: &[Pattern], span: &Range<usize>, faults: &mut Faults<'_>) {
    for need in needs.iter().flat_map(Pattern::alternatives) {
        let mark = match (need.starts, need.counts) {
            (Starts::Rise, _) => "rises",
            (Starts::Current, _) => "current",
            (_, Counts::Episode) => "in_episode",
            (_, Counts::BeforeFirst) => "before_first",
            (_, Counts::Another) => "another",
            (_, Counts::Itself) => "same_record",
            _ if need.rests_on.is_some() => "rests_on",
            _ if need.of_event => "of_event",
            _ if need.after_start => "after_start",
            _ if need.remark.is_some() => "remark",
            _ => continue,
        };
        faults.say(span, mark, format!("“{mark}”写在全校的职责里不起作用"), "删去它；可以写 any_time（做过一次就算）");
    }
}

fn count(count: Option<i64>, span: &Range<usize>, faults: &mut Faults<'_>) -> usize {
    let read = usize::try_from(count.unwrap_or(1)).ok().filter(|count| *count > 0);
    if read.is_none() {
        faults.say(span, "count", "次数要大于 0", "例如 count = 2");
    }
    read.unwrap_or(1)
}

fn months(months: Vec<i64>, span: &Range<usize>, faults: &mut Faults<'_>) -> Vec<u32> {
    let mut read: Vec<u32> = Vec::new();
    for month in months {
        match u32::try_from(month).ok().filter(|month| (1..=12).contains(month)) {
            Some(month) if read.contains(&month) => {
                faults.say(span, "months", format!("{month} 月写了两次"), "删去其中一个");
            }
            Some(month) => read.push(month),
            None => faults.say(span, "months", format!("没有 {month} 月"), "写 1 到 12，例如 months = [3, 9]"),
        }
    }
    read
}

fn due(raw: &RawSchoolDuty, span: &Range<usize>, faults: &mut Faults<'_>) -> Option<TermDue> {
    let value = raw.due.as_ref()?;
    if !raw.months.is_empty() {
        let fix = "每个月的做到月底；要更早的，写成几项职责";
        faults.say(span, "due", "due 与 months 写在一起不起作用", fix);
        return None;
    }
    let due = match value {
        Value::String(day) => day_of_year(day),
        Value::Table(table) => length_in_term(table),
        _ => None,
    };
    if due.is_none() {
        let fix = "写成 \"10-15\"（几月几日）、{ within = \"4w\", from = \"term_start\" } 或 { before = \"2w\", from = \"term_end\" }";
        faults.say(span, "due", "全校职责的期限写法不对", fix);
    }
    due
}

/// Month and day; the 29th of February is in no ordinary year.
fn day_of_year(text: &str) -> Option<TermDue> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    NaiveDate::from_ymd_opt(2025, month, day).map(|_| TermDue::Day(month, day))
}

fn length_in_term(table: &Table) -> Option<TermDue> {
    let length = |key: &str| table.get(key)?.as_str()?.parse::<Length>().ok();
    match (table.len(), table.get("from")?.as_str()?) {
        (2, "term_start") => length("within").map(TermDue::Within),
        (2, "term_end") => length("before").map(TermDue::Before),
        _ => None,
    }
}
