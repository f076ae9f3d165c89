//! One case audited: its duties, its findings, the columns of its archive checklist. Pure, one case at a time, so
//! that memory does not grow with the repository.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::access::Rules;
use crate::case::Case;
use crate::check::{self, Index, View, custody};
use crate::config::{Config, Privacy};
use crate::duty::{self, Outcome, Setting, State, lacks, unnamed};
use crate::error::Error;
use crate::finding::{Finding, Summary, fault, from_root};
use crate::guide::duty::{Duty, Pressing};
use crate::guide::{Guide, Guides, Severity};
use crate::record::Fact;
use crate::team::Team;
use crate::time::whole_stamp;

pub mod kept;
pub mod rest;
pub mod returns;
pub mod school;

use self::rest::Rest;
use self::returns::Unreturned;

/// What every case of a repository is audited against.
pub struct Ground<'a> {
    pub config: &'a Config,
    pub guides: &'a Guides,
    pub team: &'a Team,
    pub index: &'a Index,
    pub now: DateTime<FixedOffset>,
}

#[derive(Serialize)]
pub struct CaseAudit {
    pub case: String,
    pub episode: u32,
    pub open: bool,
    /// Axis to the guide's word for the level.
    pub level: BTreeMap<String, String>,
    pub guide: Option<String>,
    /// Title and edition of that guide, where another one holds today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judged_by: Option<String>,
    pub duties: Vec<DutyLine>,
    pub findings: Vec<Finding>,
    /// Column of the archive checklist to its state, in the guide's order.
    pub materials: Map<String, Value>,
    /// Whether the file may rest: the first two states of `rest`.
    pub archivable: bool,
    pub rest: Rest,
    /// Findings of checks that stand among what is to be done, most pressing first.
    #[serde(skip)]
    pub alarms: Vec<(Pressing, Finding)>,
    /// Papers that were printed to be signed and have not come back.
    #[serde(skip)]
    pub unreturned: Vec<Unreturned>,
}

#[derive(Serialize)]
pub struct DutyLine {
    pub code: String,
    pub title: String,
    pub clause: String,
    pub column: Option<String>,
    pub state: State,
    #[serde(serialize_with = "rfc3339")]
    pub since: Option<DateTime<FixedOffset>>,
    #[serde(serialize_with = "rfc3339")]
    pub due: Option<DateTime<FixedOffset>>,
    pub met_by: Option<String>,
    #[serde(serialize_with = "rfc3339")]
    pub met_at: Option<DateTime<FixedOffset>>,
    pub reason: Option<String>,
    /// The record that comes closest to an unmet duty.
    pub nearest: Option<String>,
    /// What that record lacks.
    pub lacking: Option<String>,
    /// What is noteworthy although nothing is wrong.
    pub remark: Option<String>,
    /// Whose turn it is: member ids, or names of people outside the team.
    #[serde(rename = "for")]
    pub turn: Vec<String>,
    pub fix: String,
    #[serde(skip)]
    pub pressing: Pressing,
    /// Whether somebody has something to do about it now.
    #[serde(skip)]
    pub owed: bool,
}

/// As scripts read it, with the school's offset always in figures.
#[expect(clippy::ref_option, reason = "the form that serde calls")]
fn rfc3339<S: Serializer>(at: &Option<DateTime<FixedOffset>>, writer: S) -> Result<S::Ok, S::Error> {
    at.map(|at| at.to_rfc3339()).serialize(writer)
}

impl Summary {
    pub fn add(&mut self, audit: &CaseAudit) {
        self.cases += 1;
        self.archivable += usize::from(audit.archivable);
        self.count(&audit.findings);
    }
}

/// Every episode of a case; a case without a readable record still has its faults.
pub fn case(ground: &Ground<'_>, case: &Case) -> Vec<CaseAudit> {
    if case.is_locked() {
        return vec![locked(ground, case)];
    }
    let (now, zone) = (ground.now, ground.config.calendar.zone);
    let (whole, case) = (case, &*case.happened_by(now, zone));
    let mut episodes = case.episodes();
    // What begins later has not begun.
    episodes
        .retain(|episode| case.of_episode(*episode).next().is_some() || whole.of_episode(*episode).next().is_none());
    let last = episodes.last().copied().unwrap_or(1);
    let episodes = if episodes.is_empty() { vec![1] } else { episodes };
    let mut audits: Vec<CaseAudit> =
        episodes.into_iter().map(|number| episode(ground, case, number, number == last)).collect();
    if let (Some(audit), Some(guide)) = (audits.last_mut(), ground.guides.on(now.date_naive())) {
        audit.findings.extend(check::ruled(guide, check::ahead(whole, now, zone)));
    }
    audits
}

fn is_todays(ground: &Ground<'_>, guide: &Guide) -> bool {
    let today = ground.now.with_timezone(&ground.config.calendar.zone).date_naive();
    ground.guides.on(today).is_some_and(|known| known.id == guide.id)
}

fn episode(ground: &Ground<'_>, case: &Case, episode: u32, is_last: bool) -> CaseAudit {
    let zone = ground.config.calendar.zone;
    let opened = case.opened(episode, zone).unwrap_or(ground.now);
    let guide = ground.guides.on(opened.date_naive());
    let mut audit = CaseAudit {
        case: case.number.clone(),
        episode,
        open: case.rests(episode).is_none(),
        level: BTreeMap::new(),
        guide: guide.map(|guide| guide.id.clone()),
        judged_by: guide.filter(|guide| !is_todays(ground, guide)).map(Guide::named),
        duties: Vec::new(),
        findings: Vec::new(),
        materials: Map::new(),
        archivable: false,
        rest: Rest::default(),
        alarms: Vec::new(),
        unreturned: returns::unreturned(case, episode),
    };
    match guide {
        Some(guide) => {
            let setting = Setting { guide, team: ground.team, calendar: &ground.config.calendar, now: ground.now };
            judge(&mut audit, setting, ground, case, is_last);
        }
        None => audit.findings.push(no_guide(case, opened.date_naive())),
    }
    if is_last {
        audit.findings.extend(kept(ground, case));
    }
    for finding in &mut audit.findings {
        finding.path = finding.path.take().map(|path| from_root(case, path));
    }
    audit.alarms = guide.map(|guide| alarms(guide, &audit.findings)).unwrap_or_default();
    audit.rest = rest::of(case, &mut audit);
    audit.archivable = audit.rest.state.is_archivable();
    audit
}

fn alarms(guide: &Guide, findings: &[Finding]) -> Vec<(Pressing, Finding)> {
    let weight = |finding: &Finding| guide.check(&finding.code).map_or(Pressing::Care, |rule| rule.pressing);
    let grave = findings.iter().filter(|finding| finding.severity > Severity::Notice);
    let mut alarms: Vec<(Pressing, Finding)> =
        grave.map(|finding| (weight(finding), finding.clone())).filter(|(pressing, _)| pressing.is_alarm()).collect();
    alarms.sort_by_key(|(pressing, _)| *pressing);
    alarms
}

/// A case of which the reader may know no more than its number, or whose key is damaged.
fn locked(ground: &Ground<'_>, case: &Case) -> CaseAudit {
    let mut findings: Vec<Finding> = case.faults.iter().map(|error| fault(case, error)).collect();
    if findings.is_empty() {
        findings.push(custody::locked(case));
    }
    if let Some(guide) = ground.guides.on(ground.now.date_naive()) {
        findings = check::ruled(guide, findings);
    }
    CaseAudit {
        case: case.number.clone(),
        episode: 1,
        open: true,
        level: BTreeMap::new(),
        guide: None,
        judged_by: None,
        duties: Vec::new(),
        findings,
        materials: Map::new(),
        archivable: false,
        rest: Rest::default(),
        alarms: Vec::new(),
        unreturned: Vec::new(),
    }
}

fn kept(ground: &Ground<'_>, case: &Case) -> Vec<Finding> {
    let (config, day) = (ground.config, ground.now.date_naive());
    let Some(guide) = ground.guides.on(day) else { return Vec::new() };
    let rules = Rules { team: ground.team, guide, recovery: config.recovery.as_deref(), day };
    check::ruled(guide, custody::findings(case, &rules, config.privacy == Privacy::Sealed))
}

fn judge(audit: &mut CaseAudit, setting: Setting<'_>, ground: &Ground<'_>, case: &Case, is_last: bool) {
    let facts = duty::Facts::of(setting, case, audit.episode);
    let outcomes = duty::outcomes(&facts);
    audit.level = facts.level();
    audit.materials = materials(setting.guide, &facts, &outcomes);
    audit.findings = outcomes.iter().filter_map(|outcome| unmet(setting.guide, case, outcome, facts.closed)).collect();
    let view = View::new(&facts, is_last, ground.index);
    audit.findings.extend(check::run(&view));
    audit.duties = outcomes.iter().map(|outcome| line(&facts, case, outcome)).collect();
    set_aside(audit, &facts);
}

fn materials(guide: &Guide, facts: &duty::Facts<'_, '_>, outcomes: &[Outcome<'_>]) -> Map<String, Value> {
    let cell = |id: &str| {
        let of_column = outcomes.iter().filter(|outcome| outcome.duty.column.as_deref() == Some(id));
        let worst = of_column.max_by_key(|outcome| outcome.state);
        match worst {
            Some(outcome) if outcome.declared => "declared_none",
            Some(outcome) => match outcome.state {
                State::NotApplicable if duty::is_declared(facts, id) => "declared_none",
                State::NotApplicable if facts.awaits_assessment(outcome.duty) => "not_assessed",
                State::NotApplicable | State::Waived => "not_applicable",
                State::AwaitingPaper => "awaiting_paper",
                State::Met if outcome.is_elsewhere => "elsewhere",
                State::Met | State::OutOfOrder => "met",
                State::Late if outcome.met_by.is_some() => "met",
                State::Pending | State::Open => "pending",
                State::Refused => "refused",
                State::Late | State::Missing | State::Forbidden => "missing",
            },
            None if duty::is_declared(facts, id) => "declared_none",
            None => "not_applicable",
        }
    };
    guide.columns().map(|material| (material.column(), Value::from(cell(&material.id)))).collect()
}

fn line(facts: &duty::Facts<'_, '_>, case: &Case, outcome: &Outcome<'_>) -> DutyLine {
    let (duty, setting) = (outcome.duty, &facts.setting);
    let moment = |at: DateTime<FixedOffset>| at.with_timezone(&setting.calendar.zone);
    let column = duty.column.as_deref().and_then(|id| setting.guide.material(id));
    DutyLine {
        code: duty.code.clone(),
        title: duty.title.clone(),
        clause: duty.clause.clone(),
        column: column.filter(|material| !material.extra).map(crate::guide::Material::column),
        state: outcome.state,
        since: outcome.since.map(moment),
        due: outcome.due.map(moment),
        met_by: outcome.met_by.clone(),
        met_at: outcome.met_at.map(moment),
        reason: outcome.reason.clone(),
        nearest: outcome.nearest.clone(),
        lacking: outcome.lacking.clone(),
        remark: outcome.remark.clone(),
        turn: if outcome.is_owed() || outcome.state == State::Pending { facts.turn(duty) } else { Vec::new() },
        pressing: duty.pressing,
        fix: command(&duty.fix, case, outcome),
        owed: outcome.is_owed(),
    }
}

/// The shortest act that mends it, or else the duty's own; `{case}` and `{record}` stand for their numbers.
fn command(fix: &str, case: &Case, outcome: &Outcome<'_>) -> String {
    let record = outcome.trigger.as_deref().unwrap_or("记录编号");
    let fix = outcome.cure.as_deref().unwrap_or(fix);
    let gaps = [("{case}", case.number.as_str()), ("{record}", record)];
    let mut command = String::with_capacity(fix.len() + case.number.len());
    let mut rest = fix;
    while let Some(at) = memchr::memchr(b'{', rest.as_bytes()) {
        let (before, from) = rest.split_at(at);
        let filled = gaps.into_iter().find_map(|(gap, said)| Some((said, from.strip_prefix(gap)?)));
        let (said, after) = filled.unwrap_or_else(|| from.split_at(1));
        command.extend([before, said]);
        rest = after;
    }
    command + rest
}

/// Whose number a clock holds: an overlay's has a source and somebody who confirmed it, any other is the guide's own.
fn whose(duty: &Duty) -> String {
    match (&duty.source, &duty.confirmed_by) {
        (Some(source), Some(by)) => format!("；时限出自{source}，{by}确认"),
        _ => "；时限是指南自己的".to_owned(),
    }
}

/// What a state makes of a duty in the list of what is wrong. A running clock and a wait are not wrong.
fn unmet(guide: &Guide, case: &Case, outcome: &Outcome<'_>, closed: bool) -> Option<Finding> {
    let duty = outcome.duty;
    let (severity, said) = match outcome.state {
        State::Missing => (duty.severity, "未做"),
        // While the case goes on the paper may still come.
        State::AwaitingPaper if !closed => (Severity::Warning.min(duty.severity), "待收件"),
        State::AwaitingPaper => (duty.severity, "待收件"),
        State::Late if outcome.met_by.is_some() => (Severity::Warning.min(duty.severity), "做了，但超过时限"),
        State::Late => (duty.severity, "超过时限仍未做"),
        State::Forbidden => (duty.severity, "发生了不许发生的事"),
        State::OutOfOrder => (Severity::Warning.min(duty.severity), "顺序不对"),
        _ => return None,
    };
    let mut message = format!("{}：{said}", duty.title);
    if let Some(since) = outcome.since.filter(|_| outcome.state == State::Missing) {
        message.push_str(&format!("（自 {} 起）", whole_stamp(since)));
    }
    if let Some(due) = outcome.due.filter(|_| outcome.state == State::Late) {
        message.push_str(&format!("（应在 {} 前{}）", whole_stamp(due), whose(duty)));
    }
    if let Some(reason) = &outcome.reason {
        message.push_str(&format!("；{reason}"));
    }
    message.push_str(&unnamed(&lacks(outcome.nearest.as_deref(), outcome.lacking.as_deref())));
    let record = outcome.trigger.as_deref().or(outcome.met_by.as_deref()).or(outcome.nearest.as_deref());
    Some(Finding {
        code: duty.code.clone(),
        clause: guide.clause(&duty.clause).map(|clause| clause.id.clone()),
        severity,
        record: record.map(str::to_owned),
        path: record.and_then(|id| case.record(id)).map(|record| PathBuf::from(&record.path)),
        line: None,
        message,
        fix: command(&duty.fix, case, outcome),
    })
}

/// A waiver sets a check aside for this case. One that matches nothing, has run out or was approved by its own
/// writer is itself a finding.
fn set_aside(audit: &mut CaseAudit, facts: &duty::Facts<'_, '_>) {
    let day = facts.end.date_naive();
    for seen in &facts.seen {
        let Fact::Waiver(waiver) = &seen.record.fact else { continue };
        let code = waiver.code.0.as_str();
        let own = !facts.setting.team.is_other(&waiver.approved_by.0, &waiver.by.0);
        let run_out = waiver.until.is_some_and(|until| until < day);
        let valid = !own && !run_out;
        let before = audit.findings.len();
        if valid {
            audit.findings.retain(|finding| finding.code != code);
        }
        let waived = |duty: &DutyLine| duty.code == code && duty.state == State::Waived;
        if valid && (audit.findings.len() < before || audit.duties.iter().any(waived)) {
            continue;
        }
        let (message, fix) = match (own, run_out) {
            (true, _) => {
                ("豁免没有工作小组里另一位成员的批准，不生效", "请另一位成员批准，重新记录一次，写他的成员编号")
            }
            (_, true) => ("豁免已经过期", "如仍需要，重新记录一次豁免；否则补做"),
            _ => ("豁免没有对上任何问题", "核对编号；如已不需要，不必理会这条豁免，用更正作废它"),
        };
        audit.findings.push(check::waiver_finding(facts.guide(), seen.record, message, fix));
    }
}

fn no_guide(case: &Case, day: NaiveDate) -> Finding {
    fault(
        case,
        &Error::new(format!("{day} 没有生效的指南")).fix("在 guides/ 里放入当时生效的指南，核对 effective_from"),
    )
}
