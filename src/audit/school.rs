//! What the school owes everybody, judged once for every term that has begun: records of `program/` × the guide's
//! school duties × the terms of `crisis.toml` → met, pending while the term runs, missing once it is over.

use chrono::{DateTime, Datelike, FixedOffset, Months, NaiveDate};
use serde::Serialize;

use crate::audit::Ground;
use crate::case::Case;
use crate::duty::{Facts, Hit, Setting, Span, State};
use crate::finding::{Finding, fault};
use crate::guide::duty::{SchoolDuty, TermDue};
use crate::guide::pattern::{Counts, Pattern};
use crate::guide::{Guide, Severity};
use crate::time::{Term, Zone, end_of, start_of};

/// A duty towards everybody in one term; without a term where the school has written none.
#[derive(Serialize)]
pub struct SchoolLine {
    pub code: String,
    pub title: String,
    pub clause: String,
    pub term: Option<String>,
    /// Where it is owed month by month: which one, 1 to 12.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<u32>,
    pub state: State,
    /// The first day of the term.
    pub since: Option<NaiveDate>,
    /// The last day of the term.
    pub due: Option<NaiveDate>,
    pub met_by: Option<String>,
    pub met_at: Option<String>,
    pub reason: Option<String>,
    pub fix: String,
}

/// The school's duties and what is wrong with them and with the records about them.
#[derive(Default)]
pub struct SchoolAudit {
    pub duties: Vec<SchoolLine>,
    pub findings: Vec<Finding>,
}

/// Every school duty in every term that has begun, by the guide in force when the term began; earlier terms first.
/// With the name of a term, that term alone.
pub fn school(ground: &Ground<'_>, program: &Case, only: Option<&str>) -> SchoolAudit {
    let mut judged = SchoolAudit { duties: Vec::new(), findings: Vec::new() };
    judged.findings.extend(program.faults.iter().map(|error| fault(program, error)));
    let calendar = &ground.config.calendar;
    let today = ground.now.with_timezone(&calendar.zone).date_naive();
    let wanted = |term: &&Term| term.from <= today && only.is_none_or(|name| term.name == name);
    let mut begun: Vec<&Term> = calendar.terms.iter().filter(wanted).collect();
    begun.sort_by_key(|term| term.from);
    if begun.is_empty() {
        let reason =
            if calendar.terms.is_empty() { "crisis.toml 里没有写学期（[[term]]）" } else { "还没有开学" };
        let guide = ground.guides.on(today);
        let duties = guide.map_or(&[][..], |guide| guide.school_duties.as_slice());
        judged.duties.extend(duties.iter().map(|duty| without_term(duty, reason)));
        return judged;
    }
    for term in begun {
        let named = ground.guides.on(term.from);
        let Some(guide) = named.or_else(|| ground.guides.on(today)) else { continue };
        of_term(ground, program, guide, term, today, &mut judged);
    }
    judged
}

fn of_term(
    ground: &Ground<'_>,
    program: &Case,
    guide: &Guide,
    term: &Term,
    today: NaiveDate,
    judged: &mut SchoolAudit,
) {
    let calendar = &ground.config.calendar;
    let facts = Facts::of(Setting { guide, team: ground.team, calendar, now: ground.now }, program, 1);
    for duty in &guide.school_duties {
        for line in lines(&facts, duty, term, today) {
            judged.findings.extend(unmet(duty, &line));
            judged.duties.push(line);
        }
    }
}

/// The school duties of one guide in the last term that has begun; of those of several months the worst one.
pub fn latest(setting: Setting<'_>, program: &Case) -> Vec<SchoolLine> {
    let today = setting.now.with_timezone(&setting.calendar.zone).date_naive();
    let begun = setting.calendar.terms.iter().filter(|term| term.from <= today);
    let Some(term) = begun.max_by_key(|term| term.from) else {
        return setting.guide.school_duties.iter().map(blank).collect();
    };
    let facts = Facts::of(setting, program, 1);
    let worst = |duty| lines(&facts, duty, term, today).into_iter().max_by_key(|line| line.state);
    setting.guide.school_duties.iter().filter_map(worst).collect()
}

/// A stretch of a term in which something is owed.
struct Window {
    from: NaiveDate,
    to: NaiveDate,
    /// The last day on which it is in time.
    due: NaiveDate,
    /// Where it is not the term itself.
    month: Option<u32>,
}

/// One for the term, or one for each of its months that has begun.
fn lines(facts: &Facts<'_, '_>, duty: &SchoolDuty, term: &Term, today: NaiveDate) -> Vec<SchoolLine> {
    let begun = windows(facts, duty, term).into_iter().filter(|window| window.from <= today);
    let lines: Vec<SchoolLine> = begun.map(|window| line(facts, duty, term, &window, today)).collect();
    if lines.is_empty() {
        let reason =
            if duty.months.is_empty() { "这个学期里没有那一天" } else { "还没有到要做的月份" };
        return vec![SchoolLine { term: Some(term.name.clone()), ..without_term(duty, reason) }];
    }
    lines
}

fn windows(facts: &Facts<'_, '_>, duty: &SchoolDuty, term: &Term) -> Vec<Window> {
    if duty.months.is_empty() {
        let due = due(facts, duty, term);
        return due.map(|due| Window { from: term.from, to: term.to, due, month: None }).into_iter().collect();
    }
    let first = |day: NaiveDate| day.with_day(1).unwrap_or(day);
    let months = std::iter::successors(Some(first(term.from)), |month| month.checked_add_months(Months::new(1)));
    let months = months.take_while(|month| *month <= term.to);
    let wanted = months.filter(|month| duty.months.contains(&month.month()));
    let window = |month: NaiveDate| {
        let last = month.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(term.to);
        let to = last.min(term.to);
        Window { from: month.max(term.from), to, due: to, month: Some(month.month()) }
    };
    wanted.map(window).collect()
}

/// The last day on which it is in time; none where the term does not have that day.
fn due(facts: &Facts<'_, '_>, duty: &SchoolDuty, term: &Term) -> Option<NaiveDate> {
    let calendar = facts.setting.calendar;
    let day = |at: DateTime<FixedOffset>| at.with_timezone(&calendar.zone).date_naive();
    match duty.due {
        None => Some(term.to),
        Some(TermDue::Day(month, day)) => {
            let years = [term.from.year(), term.to.year()];
            let mut days = years.into_iter().filter_map(|year| NaiveDate::from_ymd_opt(year, month, day));
            days.find(|day| term.from <= *day && *day <= term.to)
        }
        Some(TermDue::Within(length)) => {
            Some(day(calendar.after(start_of(term.from, calendar.zone), length)).min(term.to))
        }
        Some(TermDue::Before(length)) => {
            Some(day(calendar.before(end_of(term.to, calendar.zone), length)).max(term.from))
        }
    }
}

fn line(facts: &Facts<'_, '_>, duty: &SchoolDuty, term: &Term, window: &Window, today: NaiveDate) -> SchoolLine {
    let zone = facts.setting.calendar.zone;
    let mut proofs: Vec<Hit<'_, '_>> = Vec::new();
    for need in &duty.needs {
        for hit in facts.hits(need).into_iter().filter(|hit| counts(need, hit.span, window, zone)) {
            if !proofs.iter().any(|known| known.id() == hit.id()) {
                proofs.push(hit);
            }
        }
    }
    proofs.sort_by_key(|hit| hit.span.earliest);
    // What is owed twice is done with the second.
    let proof = proofs.get(duty.count - 1);
    let is_late = |hit: &Hit<'_, '_>| hit.span.earliest.with_timezone(&zone).date_naive() > window.due;
    let state = match proof {
        Some(hit) if is_late(hit) => State::Late,
        Some(_) => State::Met,
        None if today <= window.due => State::Pending,
        None => State::Missing,
    };
    let moment = |at: DateTime<FixedOffset>| at.with_timezone(&zone).to_rfc3339();
    SchoolLine {
        term: Some(term.name.clone()),
        month: window.month,
        state,
        since: Some(window.from),
        due: Some(window.due),
        met_by: proof.and_then(|hit| hit.id().map(str::to_owned)),
        met_at: proof.map(|hit| moment(hit.span.earliest)),
        reason: reason(duty, window, state, proofs.len()),
        ..blank(duty)
    }
}

/// How much there is of what is owed several times, and until when there is time.
fn reason(duty: &SchoolDuty, window: &Window, state: State, done: usize) -> Option<String> {
    let short = (duty.count > 1).then(|| format!("要 {} 次，有 {done} 次", duty.count));
    let told = match state {
        State::Pending if window.month.is_some() => Some("这个月还没有过完".to_owned()),
        State::Pending if duty.due.is_some() => Some(format!("做到 {} 为止", window.due)),
        State::Pending => Some("学期还没有结束".to_owned()),
        State::Late => return Some(format!("做了，但晚于 {}", window.due)),
        State::Missing => None,
        _ => return None,
    };
    short.into_iter().chain(told).reduce(|one, other| format!("{one}；{other}"))
}

/// Within the window; what is marked as `any_time` was done once and stands in every later one too.
fn counts(need: &Pattern, span: Span, window: &Window, zone: Zone) -> bool {
    let day = |at: DateTime<FixedOffset>| at.with_timezone(&zone).date_naive();
    let begun = need.counts == Counts::Anywhere || day(span.latest) >= window.from;
    begun && day(span.earliest) <= window.to
}

fn without_term(duty: &SchoolDuty, reason: &str) -> SchoolLine {
    SchoolLine { reason: Some(reason.to_owned()), ..blank(duty) }
}

fn blank(duty: &SchoolDuty) -> SchoolLine {
    SchoolLine {
        code: duty.code.clone(),
        title: duty.title.clone(),
        clause: duty.clause.clone(),
        term: None,
        month: None,
        state: State::NotApplicable,
        since: None,
        due: None,
        met_by: None,
        met_at: None,
        reason: None,
        fix: duty.fix.clone(),
    }
}

/// What is wrong with a duty of one term or month; what runs or is done in time is not.
fn unmet(duty: &SchoolDuty, line: &SchoolLine) -> Option<Finding> {
    let when = line.when();
    let (severity, said) = match (line.state, &line.reason) {
        (State::Missing, None) => (duty.severity, "没有记录".to_owned()),
        (State::Missing, Some(short)) => (duty.severity, format!("没有做到（{short}）")),
        (State::Late, reason) => (Severity::Notice, reason.clone().unwrap_or_default()),
        _ => return None,
    };
    Some(Finding {
        code: duty.code.clone(),
        clause: Some(duty.clause.clone()),
        severity,
        record: None,
        path: None,
        line: None,
        message: format!("{}：{when}{said}", duty.title),
        fix: duty.fix.clone(),
    })
}

impl SchoolLine {
    /// The term, and its month where the duty is one of months.
    pub fn when(&self) -> String {
        let month = self.month.map(|month| format!(" {month} 月")).unwrap_or_default();
        format!("{}{month}", self.term.as_deref().unwrap_or_default())
    }
}
