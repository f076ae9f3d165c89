//! One page to look at: what is due, what each file lacks, how each case went. Self-contained, readable without its
//! little script, and without a name on it unless names are asked for. Pure: the commands write it.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;
use tera::{Context, Tera};

use crate::audit::CaseAudit;
use crate::audit::school::SchoolLine;
use crate::case::Case;
use crate::duty::State;
use crate::error::{Error, Result};
use crate::finding::{Finding, Summary, sorted};
use crate::guide::Guide;
use crate::record::digest;
use crate::tell;
use crate::time::Zone;

mod plot;

use self::plot::Plot;

const TEMPLATE: &str = include_str!("../templates/dashboard.html");
const SCRIPT: &str = include_str!("../templates/dashboard.js");
const STYLE: &str = include_str!("../templates/dashboard.css");

#[derive(Serialize)]
pub struct Board<'a> {
    pub school: &'a str,
    pub guide: &'a str,
    pub edition: &'a str,
    pub now: String,
    columns: Vec<Heading<'a>>,
    signs: Vec<Cell>,
    rows: Vec<Row>,
    summary: Summary,
    /// The parts beside the audit; an audit on its own has none.
    pub due: Option<Vec<Due>>,
    pub cases: Vec<Story>,
    pub prevention: Vec<Prevention<'a>>,
}

#[derive(Serialize)]
struct Heading<'a> {
    mark: String,
    name: &'a str,
}

#[derive(Serialize)]
struct Cell {
    code: &'static str,
    sign: &'static str,
    meaning: &'static str,
}

#[derive(Serialize)]
struct Row {
    case: String,
    episode: u32,
    state: &'static str,
    open: bool,
    levels: Vec<String>,
    cells: Vec<Cell>,
    findings: Vec<Problem>,
}

#[derive(Serialize)]
struct Problem {
    severity: &'static str,
    grave: bool,
    code: String,
    clause: Option<String>,
    record: Option<String>,
    message: String,
    fix: String,
}

/// Something that somebody has to do.
#[derive(Serialize)]
pub struct Due {
    pub case: String,
    /// For sorting: the earlier, the more pressing.
    pub rank: String,
    pub text: String,
    pub fix: String,
    pub owed: bool,
}

/// How an episode went.
#[derive(Serialize)]
pub struct Story {
    case: String,
    name: Option<String>,
    episode: u32,
    open: bool,
    levels: Vec<String>,
    events: Vec<Event>,
    plots: Vec<Plot>,
}

#[derive(Serialize)]
struct Event {
    at: String,
    title: String,
    id: String,
}

/// A duty towards everybody.
#[derive(Serialize)]
pub struct Prevention<'a> {
    title: &'a str,
    clause: &'a str,
    code: &'static str,
    state: &'static str,
    reason: Option<&'a str>,
}

impl<'a> Board<'a> {
    /// The audit's part alone.
    pub fn new(school: &'a str, guide: &'a Guide, audits: &[CaseAudit], now: DateTime<FixedOffset>) -> Self {
        let mut summary = Summary::default();
        for audit in audits {
            summary.add(audit);
        }
        let heading = |(at, material): (usize, &'a crate::guide::Material)| Heading {
            mark: tell::mark(material, at),
            name: &material.name,
        };
        Self {
            school,
            guide: &guide.title,
            edition: &guide.edition,
            now: now.format("%Y-%m-%d %H:%M").to_string(),
            columns: guide.columns().enumerate().map(heading).collect(),
            signs: tell::CELLS.iter().map(|(code, sign, meaning)| Cell { code, sign, meaning }).collect(),
            rows: audits.iter().map(|audit| row(guide, audit)).collect(),
            summary,
            due: None,
            cases: Vec::new(),
            prevention: Vec::new(),
        }
    }

    /// The page. Only its own script may run: the words of the page can't know the number that allows it.
    pub fn html(&self) -> Result<String> {
        let failed = |error: tera::Error| Error::new(format!("看板写不出来：{error}")).fix("请报告此问题");
        let mut tera = Tera::default();
        tera.add_raw_template("dashboard.html", TEMPLATE).map_err(failed)?;
        let mut context = Context::from_serialize(self).map_err(failed)?;
        let all = serde_json::to_string(self).map_err(|error| Error::new(format!("看板写不出来：{error}")))?;
        context.insert("nonce", &digest(all.as_bytes())[..32]);
        context.insert("script", SCRIPT);
        context.insert("style", STYLE);
        tera.render("dashboard.html", &context).map_err(failed)
    }
}

fn row(guide: &Guide, audit: &CaseAudit) -> Row {
    let cell = |material: &crate::guide::Material| {
        let state = audit.materials.get(&material.column()).and_then(serde_json::Value::as_str);
        let known = tell::CELLS.iter().find(|(code, ..)| state == Some(code));
        let (code, sign, meaning) = known.copied().unwrap_or(("unknown", "？", "不明"));
        Cell { code, sign, meaning }
    };
    Row {
        case: audit.case.clone(),
        episode: audit.episode,
        state: match (audit.open, audit.archivable) {
            (true, _) => "进行中",
            (false, true) => "可归档",
            (false, false) => "已结束",
        },
        open: audit.open,
        levels: audit.level.values().cloned().collect(),
        cells: guide.columns().map(cell).collect(),
        findings: sorted(&audit.findings).into_iter().map(problem).collect(),
    }
}

fn problem(finding: &Finding) -> Problem {
    Problem {
        severity: tell::severity(finding.severity),
        grave: finding.severity == crate::guide::Severity::Error,
        code: finding.code.clone(),
        clause: finding.clause.clone(),
        record: finding.record.clone(),
        message: finding.message.clone(),
        fix: finding.fix.clone(),
    }
}

/// An episode's events by kind and time alone: what was said stays in the file.
pub fn story(
    guide: &Guide,
    zone: Zone,
    case: &Case,
    audit: &CaseAudit,
    named: bool,
    now: DateTime<FixedOffset>,
) -> Story {
    let event = |record: &crate::record::Record| Event {
        at: record.head.at.text(zone),
        title: tell::kind(guide, &record.head.kind),
        id: record.head.id.clone(),
    };
    Story {
        case: case.number.clone(),
        name: named.then(|| case.about.student.name.clone()),
        episode: audit.episode,
        open: audit.open,
        levels: audit.level.values().cloned().collect(),
        events: case.of_episode(audit.episode).map(event).collect(),
        plots: plot::levels(guide, zone, case, audit.episode, now),
    }
}

pub fn prevention(line: &SchoolLine) -> Prevention<'_> {
    let (code, state) = match line.state {
        State::Met => ("met", "有"),
        State::Missing => ("missing", "缺"),
        State::Pending => ("pending", "待"),
        _ => ("not_applicable", "－"),
    };
    Prevention { title: &line.title, clause: &line.clause, code, state, reason: line.reason.as_deref() }
}
