//! What every template is given: the same names for all, null or empty where a paper has no use for one, so that a
//! school may use any of them in its own version.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::case::{Case, Guardian, Student};
use crate::documents::entry::{self, Entry};
use crate::documents::extract::{self, Audit, Catalogue, Step};
use crate::documents::handing::Handing;
use crate::documents::outline::{self, Milestone};
use crate::documents::scope::Notice;
use crate::documents::{Source, templates};
use crate::error::{Error, Result};
use crate::guide::paper::{Paper, Subject};
use crate::guide::{Guide, Standing, terms};
use crate::paper::filter::WITHHELD;
use crate::record::Record;
use crate::record::amendment::Amended;
use crate::record::shape::{self, CONFIRMED, Field, Form, OWN};

#[derive(Serialize)]
struct Data<'a> {
    school: &'a str,
    /// The school's line above the title of what leaves it, and where it is reached; null where it has none.
    letterhead: Option<&'a str>,
    contact: Option<&'a str>,
    /// What the guide calls this paper.
    title: String,
    /// Who signs it, in the school's words.
    signs: Vec<String>,
    /// Who keeps a copy, and whose this one is; a template that names that one is filled in for each.
    keepers: Vec<String>,
    keeper: Option<String>,
    is_first: bool,
    /// What the kind of its record asks for.
    asked: Vec<Asked<'a>>,
    guide: &'a str,
    edition: &'a str,
    term: BTreeMap<String, String>,
    /// Today.
    today: String,
    now: String,
    /// Null where a template asks for room to write by hand.
    none: (),
    /// Whether it is a form to fill in by hand, about nobody yet.
    blank: bool,
    number: Option<&'a str>,
    episode: u32,
    open: bool,
    /// When the episode began.
    since: Option<String>,
    student: Person,
    guardians: &'a [Guardian],
    class_teacher: Option<String>,
    /// The day of the record, or today.
    date: String,
    /// The fields of the record that the paper is about; all null on a blank form.
    record: Map<String, Value>,
    /// What the guide adds to the kind that the paper is about: name and text of each.
    own: Value,
    /// The same as text.
    said: Map<String, Value>,
    /// Its head; null on a blank form.
    entry: Option<Entry>,
    body: Option<String>,
    /// The records that the paper lists, in the order in which things happened.
    records: Vec<Entry>,
    /// The same with what was taken back.
    history: Vec<Entry>,
    /// The episode in so many lines as a page has.
    outline: Vec<Milestone>,
    /// Those of which something was corrected later.
    corrected: Vec<Entry>,
    axes: Vec<Axis<'a>>,
    types: Vec<&'a str>,
    /// The words of fields that have a list, by kind and field.
    lists: BTreeMap<&'a str, BTreeMap<&'a str, Vec<&'a str>>>,
    members: Vec<Member<'a>>,
    first_minutes: Vec<String>,
    steps: Vec<Step<'a>>,
    catalogue: Option<Catalogue>,
    audit: Option<Audit>,
    /// For whom a copy is and what it does not hold; null on a paper for the file itself.
    scope: Option<Notice>,
    /// What one colleague hands over to another; null on a blank form.
    handing: Option<&'a Handing>,
}

/// As `case.yaml` has it; a paper about the whole school has none.
#[derive(Default, Serialize)]
struct Person {
    name: Option<String>,
    id: Option<String>,
    class: Option<String>,
    birth: Option<String>,
}

#[derive(Serialize)]
struct Axis<'a> {
    name: &'a str,
    levels: Vec<&'a str>,
}

#[derive(Serialize)]
struct Member<'a> {
    name: &'a str,
    roles: Vec<&'a str>,
}

/// A line of a form to fill in by hand.
#[derive(Serialize)]
struct Asked<'a> {
    label: &'a str,
    /// What is to be ticked; empty where there is a line to write on.
    ways: Vec<&'a str>,
}

/// What a kind asks for, but for what stands on every record and what has its own place on a form.
fn asked<'g>(guide: &'g Guide, kind: &str) -> impl Iterator<Item = Asked<'g>> {
    let is_aside = |field: &&Field| [OWN, CONFIRMED, "evidence"].contains(&field.name.as_str());
    let asked = shape::telling(kind).filter(move |field| !is_aside(field));
    asked.map(|field| {
        let ways = match shape::inner(&field.form) {
            Form::Bool => vec!["是", "否"],
            Form::Choice(options) => options.iter().map(|(_, label)| label.as_str()).collect(),
            Form::Word(vocabulary) => guide.words(vocabulary).map(|(_, name)| name).collect(),
            _ => Vec::new(),
        };
        Asked { label: field.label(), ways }
    })
}

fn lists(guide: &Guide) -> BTreeMap<&str, BTreeMap<&str, Vec<&str>>> {
    let mut lists: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for word in &guide.lists {
        let (kind, field) = word.list.split_once('.').unwrap_or_default();
        lists.entry(kind).or_default().entry(field).or_default().push(&word.name);
    }
    lists
}

pub fn of(source: &Source<'_>, paper: &Paper, record: Option<&Record>) -> Result<Value> {
    let (guide, zone) = (source.guide, source.config.calendar.zone);
    let today = source.now.with_timezone(&zone).date_naive().to_string();
    let kind = match &paper.subject {
        Subject::Record(fitting) => fitting.kind.as_str(),
        _ => "",
    };
    let called = |who: &'_ String| guide.called(who).to_owned();
    let entry = record.map(|record| entry::of(source, record));
    let said_of = |kind: &str| {
        entry.as_ref().map_or_else(|| entry::fields(guide, kind, &Map::new()), |entry| entry.fields.clone())
    };
    let data = Data {
        school: &source.config.school,
        letterhead: source.config.letterhead.as_deref(),
        contact: source.config.contact.as_deref(),
        title: paper.name.clone(),
        signs: paper.signs.iter().map(called).collect(),
        keepers: paper.keeps.iter().map(called).collect(),
        keeper: None,
        is_first: true,
        asked: asked(guide, paper.kind()).collect(),
        guide: &guide.title,
        edition: &guide.edition,
        term: terms(guide),
        now: source.now.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string(),
        none: (),
        blank: source.case.is_none(),
        number: Some(source.case.map_or(LINE, |case| case.number.as_str())),
        episode: source.episode,
        open: is_open(source),
        since: since(source),
        student: source.case.map_or_else(somebody, |case| person(source, &case.about.student)),
        guardians: source.case.map_or(&[], |case| &case.about.guardians),
        class_teacher: source.case.and_then(|case| class_teacher(source, case)),
        date: entry.as_ref().map_or_else(|| today.clone(), |entry| entry.day.clone()),
        today,
        own: said_of(paper.kind()).remove(OWN).unwrap_or_default(),
        record: said_of(kind),
        said: entry.as_ref().map_or_else(|| entry::unsaid(kind), |entry| entry.said.clone()),
        body: entry.as_ref().map(|entry| entry.body.clone()),
        entry,
        records: listed(source, paper, record),
        history: history(source, paper),
        outline: outlined(source, paper),
        corrected: corrected(source, paper, record),
        axes: axes(source),
        types: guide.types.iter().map(|known| known.name.as_str()).collect(),
        lists: lists(guide),
        members: members(source),
        first_minutes: first_minutes(guide),
        steps: extract::steps(guide),
        catalogue: catalogued(source, paper).map(|case| extract::catalogue(source, case)),
        audit: templates::shows_audit(source.templates, paper)
            .then(|| extract::audit(guide, source.audits, source.findings)),
        scope: source.scope.map(|scope| scope.notice(guide, record)),
        handing: source.handing,
    };
    let mut value = serde_json::to_value(&data).map_err(|error| Error::new(format!("文书的内容写不出来：{error}")))?;
    if let Some(scope) = source.scope {
        scope.mask(&mut value);
    }
    Ok(value)
}

/// The catalogue lists the whole file: no role gets it.
fn catalogued<'a>(source: &Source<'a>, paper: &Paper) -> Option<&'a Case> {
    source.case.filter(|_| source.scope.is_none() && templates::shows_catalogue(source.templates, paper))
}

fn is_open(source: &Source<'_>) -> bool {
    let open = |case: &Case| case.closure(source.episode).is_none();
    source.scope.map_or_else(|| source.case.is_some_and(open), |scope| scope.open)
}

fn since(source: &Source<'_>) -> Option<String> {
    match (source.scope, source.case) {
        (Some(scope), _) => Some(scope.since.clone().unwrap_or_else(|| WITHHELD.to_owned())),
        (None, case) => Some(case?.opened(source.episode, source.config.calendar.zone)?.date_naive().to_string()),
    }
}

fn terms(guide: &Guide) -> BTreeMap<String, String> {
    let mut terms = terms::PLAIN.clone();
    terms.extend(guide.terms.clone());
    terms
}

/// What anybody does first, in the guide's words and the school's terms.
pub fn first_minutes(guide: &Guide) -> Vec<String> {
    let terms = terms(guide);
    let filled =
        |line: &String| terms.iter().fold(line.clone(), |line, (key, term)| line.replace(&format!("{{{key}}}"), term));
    guide.first_minutes.iter().map(filled).collect()
}

/// A line to write on by hand.
const LINE: &str = "____________";

/// Whoever a blank form will be about.
fn somebody() -> Person {
    Person { name: Some(LINE.to_owned()), ..Person::default() }
}

fn person(source: &Source<'_>, student: &Student) -> Person {
    let hides_birth = source.scope.is_some_and(|scope| !scope.role.sees_student("birth"));
    Person {
        name: Some(student.name.clone()),
        id: student.id.clone(),
        class: student.class.clone(),
        birth: if hides_birth { Some(WITHHELD.to_owned()) } else { student.birth.map(|day| day.to_string()) },
    }
}

fn class_teacher(source: &Source<'_>, case: &Case) -> Option<String> {
    let day = source.now.date_naive();
    let held = case
        .about
        .class_teacher
        .iter()
        .rev()
        .filter(|tenure| !tenure.substitute)
        .find(|tenure| tenure.since.is_none_or(|since| since <= day));
    held.map(|tenure| source.team.name(&tenure.who).to_owned())
}

fn listed(source: &Source<'_>, paper: &Paper, record: Option<&Record>) -> Vec<Entry> {
    let (Some(case), Subject::Episode(kinds)) = (source.case, &paper.subject) else { return Vec::new() };
    let wanted = |one: &&Record| match record {
        Some(record) => one.head.id == record.head.id,
        None => kinds.is_empty() || kinds.contains(&one.head.kind),
    };
    case.of_episode(source.episode).filter(wanted).map(|record| entry::of(source, record)).collect()
}

fn history(source: &Source<'_>, paper: &Paper) -> Vec<Entry> {
    let Some(case) = source.case.filter(|_| shows(source, paper, "history")) else {
        return Vec::new();
    };
    let told = case.told(source.episode, source.config.calendar.zone);
    let entry = |(record, taken): (&Record, Option<&Amended>)| match taken {
        Some(step) => entry::void(source, step),
        None => entry::of(source, record),
    };
    told.into_iter().map(entry).collect()
}

fn shows(source: &Source<'_>, paper: &Paper, variable: &str) -> bool {
    source.templates.shows(&templates::of(source.templates, paper), variable)
}

fn outlined(source: &Source<'_>, paper: &Paper) -> Vec<Milestone> {
    let shown = shows(source, paper, "outline");
    let case = source.case.filter(|_| shown);
    case.map(|case| outline::of(case.of_episode(source.episode).map(|record| entry::of(source, record))))
        .unwrap_or_default()
}

/// What is to be signed or goes out tells what is right, not what was once wrong.
fn corrected(source: &Source<'_>, paper: &Paper, record: Option<&Record>) -> Vec<Entry> {
    let listed = match &paper.subject {
        _ if paper.signed || shows(source, paper, "outline") => Vec::new(),
        Subject::Record(_) => record.map(|record| entry::of(source, record)).into_iter().collect(),
        Subject::Episode(_) => listed(source, paper, record),
        Subject::School => Vec::new(),
    };
    listed.into_iter().filter(|one| !one.corrections.is_empty()).collect()
}

/// Levels from the mildest up.
fn axes<'a>(source: &Source<'a>) -> Vec<Axis<'a>> {
    let levels = |axis: &str| {
        let mut levels: Vec<_> = source.guide.levels.iter().filter(|level| level.axis == axis).collect();
        levels.sort_by_key(|level| level.order);
        levels.into_iter().map(|level| level.name.as_str()).collect()
    };
    source.guide.axes.iter().map(|axis| Axis { name: &axis.name, levels: levels(&axis.id) }).collect()
}

/// Who serves on the team today. Those who belong to it for one case only are as many as the school has classes.
fn members<'a>(source: &Source<'a>) -> Vec<Member<'a>> {
    let day = source.now.date_naive();
    let fixed = |code: &str| source.guide.roles.iter().any(|role| role.id == code && role.standing == Standing::Fixed);
    let serving = source.team.members.iter().filter(|member| member.serves_on(day));
    let serving = serving.filter(|member| member.roles.iter().any(|code| fixed(code)));
    let role = |code: &'a String| source.guide.name("role", code);
    serving.map(|member| Member { name: &member.name, roles: member.roles.iter().map(role).collect() }).collect()
}
