//! How the default guide is read, paragraph by paragraph: for each something that fires and something that is silent.
//! Times are of March 2026 unless they say otherwise; records are `r1`, `r2` … in the order in which they stand.

use std::sync::LazyLock;

use crisis::audit::rest::Resting;
use crisis::audit::{self, CaseAudit, DutyLine, Ground};
use crisis::case::{Case, File};
use crisis::check::Folder;
use crisis::config::Config;
use crisis::duty::State::{self, AwaitingPaper, Met, Missing, NotApplicable, OutOfOrder, Pending, Refused};
use crisis::guide::Guides;
use crisis::office::tasks::pressing;
use crisis::team::Team;
use crisis::time::Calendar;

use crate::common::cases::{at, default_guide};

mod afterwards;
mod branch;
mod ending;
mod first_hours;
mod lacking;
mod mutation;
mod proof;

const ABOUT: &str = "student: { name: 林示例, birth: 2009-09-01 }\nguardians:\n  - { name: 林父, relation: 父亲 }\n  - name: 叶母\n    \
                     relation: 母亲\n    delegates: [{ name: 姑甲, relation: 姑姑, until: 2026-04-01 }]\n\
                     class_teacher: [{ who: t }]\n";
const TEAM: &str = "members:\n  - { id: c, name: 辅甲, roles: [counsellor] }\n  - { id: t, name: 师乙, roles: [class_teacher] }\n  \
                    - { id: p, name: 校丙, roles: [principal] }\n  - { id: n, name: 医丁, roles: [health_teacher] }\n";

static GUIDES: LazyLock<Guides> = LazyLock::new(|| Guides::new("shiyan".to_owned(), vec![default_guide()]));

type Told<'t> = (&'t str, &'t str, &'t str);

const REPORT: Told = (
    "report",
    "05 21:00",
    "finder: 师乙\nfinder_role: class_teacher\nsaw: 某事\nstays_with: [师乙]\nnotified: [{ role: counsellor, who: 辅甲 }]",
);
const CRISIS: Told = (
    "assessment",
    "05 22:00",
    "type: [self_harm_thought]\ndimension: { emotion: 低, behaviour: 少, functioning: 差, coping: 少, support: 有, danger: 有 }\n\
     level: { risk: severe }\ncrisis: true\nrationale: 有想法\nnotified: [{ role: principal, who: 校丙 }]",
);
const CALM: Told = (
    "assessment",
    "05 22:00",
    "dimension: { emotion: 稳, behaviour: 常, functioning: 好, coping: 有, support: 有, danger: 无 }\ncrisis: false",
);
const REFER: Told = (
    "assessment",
    "05 22:00",
    "type: [self_harm_thought]\ndimension: { emotion: 低 }\nlevel: { risk: severe }\ncrisis: true\nrefer: true\nrationale: 需检查",
);
const MEETING: Told =
    ("meeting", "06 08:00", "purpose: 研判\nparticipants: [{ role: principal, who: 校丙 }]\ndecisions: [每日谈话]");
const CONTACT: Told = ("contact", "05 22:20", "with: 林父\nvia: 电话\nreached: true\nsaid: 马上来");
const SIGNED: Told = ("agreement", "06 10:00", "party: student\nsigner: 林示例\noutcome: signed");
const LETTER: Told = ("referral", "06 10:20", "to: 某院\nreason: 需检查");
const CLOSED: Told = ("closure", "30 10:00", "outcome: resolved\nreason: 平稳");

/// A file that lies in the case is as long as its record says, unless that is marked as something else.
fn case_of(about: &str, records: &[Told]) -> Case {
    let mut files = vec![File::new("case.yaml", Ok(about.as_bytes().to_vec()))];
    for (number, (kind, when, rest)) in records.iter().enumerate() {
        let id = format!("r{}", number + 1);
        let when = if when.len() >= 10 { (*when).to_owned() } else { format!("2026-03-{when}") };
        let day = &when[..10];
        let time = if when.len() == 16 { format!("{}+08:00", when.replace(' ', "T")) } else { when.clone() };
        let written = if when.len() == 16 { time.clone() } else { format!("{day}T12:00+08:00") };
        let known =
            if *kind == "report" && !rest.contains("known:") { format!("known: {time}\n") } else { String::new() };
        let by = if rest.contains("by: ") && rest.starts_with("by:") { "" } else { "by: c\n" };
        let episode = if rest.contains("episode:") { "" } else { "episode: 1\n" };
        let mut rest = (*rest).to_owned();
        if *kind == "material" {
            let stored = format!("materials/{id}-file.pdf");
            let size = if rest.contains("# empty") { 0 } else { 10 };
            let size = if rest.contains("# changed") { 9 } else { size };
            if !rest.contains("# gone") {
                files.push(File { size: Some(size), ..File::new(stored.clone(), Ok(Vec::new())) });
            }
            rest.push_str(&format!("\nfile: {stored}\nsha256: \"0{number}\"\nsize: 10\nname: 扫描件.pdf"));
        }
        let text =
            format!("---\nid: {id}\nkind: {kind}\n{episode}at: {time}\n{by}written: {written}\n{known}{rest}\n---\n");
        files.push(File::new(format!("records/{day}-{kind}-{id}.md"), Ok(text.into_bytes())));
    }
    Case::load("2026-TEST", files, Calendar::default().zone)
}

fn audits(about: &str, records: &[Told], now: &str) -> Vec<CaseAudit> {
    audits_of(&case_of(about, records), now)
}

fn audits_of(case: &Case, now: &str) -> Vec<CaseAudit> {
    assert!(case.faults.is_empty(), "{}", case.faults[0]);
    let guides = &*GUIDES;
    let team = Team::of(TEAM, guides.named_first()).unwrap();
    let config = Config::read("school = \"某校\"\nguide = \"shiyan\"\nprivacy = \"plain\"\n").unwrap();
    let index = [Folder { case: Some("2026-TEST".to_owned()), ..Folder::default() }].into_iter().collect();
    let ground = Ground { config: &config, guides, team: &team, index: &index, now: at(now) };
    audit::case(&ground, case)
}

/// The duty of that code in the last episode.
fn duty(records: &[Told], now: &str, code: &str) -> DutyLine {
    duty_of(ABOUT, records, now, code)
}

fn duty_of(about: &str, records: &[Told], now: &str, code: &str) -> DutyLine {
    let now = if now.len() > 10 { now.to_owned() } else { format!("2026-03-{now}") };
    let audit = audits(about, records, &now).pop().unwrap();
    audit.duties.into_iter().find(|line| line.code == code).unwrap_or_else(|| panic!("no duty {code}"))
}

/// What the cells of the checklist say, by the mark of their column.
fn cell(records: &[Told], now: &str, mark: &str) -> String {
    let audit = audits(ABOUT, records, &format!("2026-03-{now}")).pop().unwrap();
    let (_, state) = audit.materials.iter().find(|(name, _)| name.starts_with(mark)).unwrap();
    state.as_str().unwrap().to_owned()
}

/// Each row: what it is about, the records, now, and how the duty stands then.
fn table(code: &str, rows: &[(&str, &[Told], &str, State)]) {
    for (what, records, now, expected) in rows {
        let line = duty(records, now, code);
        assert!(line.state == *expected, "{code} {what}: {:?} {:?} {:?}", line.state, line.reason, line.lacking);
    }
}

fn paper(when: &'static str, rest: &'static str) -> Told<'static> {
    ("material", when, rest)
}
