//! One page to look at: what is due, what each file lacks, how each case went. Self-contained, readable without its
//! little script, and without a name on it unless names are asked for. Pure: the commands write it.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;
use sha2::{Digest, Sha256};
use tera::{Context, Tera};

use crate::audit::CaseAudit;
use crate::audit::school::SchoolLine;
use crate::case::Case;
use crate::checklist::{self, CELLS, Cell, Heading, Row};
use crate::error::{Error, Result};
use crate::finding::Summary;
use crate::guide::Guide;
use crate::record::hex;
use crate::tell;
use crate::time::Zone;

mod plot;
pub mod running;

use self::plot::Plot;
use self::running::Running;

const TEMPLATE: &str = include_str!("../templates/dashboard.html");
const SCRIPT: &str = include_str!("../templates/dashboard.js");
const STYLE: &str = include_str!("../templates/dashboard.css");

#[derive(Serialize)]
pub struct Board<'a> {
    pub school: &'a str,
    pub guide: &'a str,
    pub edition: &'a str,
    pub now: String,
    columns: Vec<Heading>,
    signs: &'static [Cell],
    rows: Vec<Row>,
    summary: &'a Summary,
    /// The parts beside the audit; an audit on its own has none.
    pub running: Vec<Running>,
    pub due: Option<Vec<Due>>,
    pub cases: Vec<Story>,
    pub prevention: Vec<Prevention<'a>>,
}

/// Something that somebody has to do.
#[derive(Serialize)]
pub struct Due {
    pub case: String,
    /// Its place in the order of urgency.
    pub rank: usize,
    pub text: String,
    pub fix: String,
    pub owed: bool,
}

/// Whether a page names students.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Names {
    Shown,
    Hidden,
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
    pub fn new(
        school: &'a str,
        guide: &'a Guide,
        rows: Vec<Row>,
        summary: &'a Summary,
        now: DateTime<FixedOffset>,
    ) -> Self {
        Self {
            school,
            guide: &guide.title,
            edition: &guide.edition,
            now: now.format("%Y-%m-%d %H:%M").to_string(),
            columns: checklist::columns(guide),
            signs: &CELLS,
            rows,
            summary,
            running: Vec::new(),
            due: None,
            cases: Vec::new(),
            prevention: Vec::new(),
        }
    }

    /// The page. Only its own script may run: the words of the page can't know the number that allows it.
    pub fn html(self) -> Result<String> {
        let failed = |error: tera::Error| Error::new(format!("看板写不出来：{error}")).fix("请报告此问题");
        let mut tera = Tera::default();
        tera.add_raw_template("dashboard.html", TEMPLATE).map_err(failed)?;
        let mut hash = Sha256::new();
        serde_json::to_writer(&mut hash, &self).map_err(|error| Error::new(format!("看板写不出来：{error}")))?;
        let mut context = Context::from_serialize(&self).map_err(failed)?;
        // All of it is in the context now, and of ten thousand cases it is much.
        drop(self);
        context.insert("nonce", &hex(&hash.finalize()[..16]));
        context.insert("script", SCRIPT);
        context.insert("style", STYLE);
        tera.render("dashboard.html", &context).map_err(failed)
    }
}

/// An episode's events by kind and time alone: what was said stays in the file.
pub fn story(
    guide: &Guide,
    zone: Zone,
    case: &Case,
    audit: &CaseAudit,
    names: Names,
    now: DateTime<FixedOffset>,
) -> Story {
    let event = |record: &crate::record::Record| Event {
        at: record.head.at.text(zone),
        title: tell::kind(guide, &record.head.kind),
        id: record.head.id.clone(),
    };
    Story {
        case: case.number.clone(),
        name: (names == Names::Shown).then(|| case.about.student.name.clone()),
        episode: audit.episode,
        open: audit.open,
        levels: audit.level.values().cloned().collect(),
        events: case.of_episode(audit.episode).map(event).collect(),
        plots: plot::levels(guide, zone, case, audit.episode, now),
    }
}

pub fn prevention(line: &SchoolLine) -> Prevention<'_> {
    let (code, _) = checklist::prevention(line);
    let sign = CELLS.iter().find(|cell| cell.code == code).map_or("－", |cell| cell.sign);
    Prevention { title: &line.title, clause: &line.clause, code, state: sign, reason: line.reason.as_deref() }
}
