//! `audit`: every duty and every check of every case; the completeness matrix first, then what is wrong.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde::Serialize;

use crate::audit::school::{SchoolAudit, SchoolLine, school};
use crate::audit::{self, CaseAudit, Ground};
use crate::case::{Case, Student};
use crate::check::{self, Index, Known, School, minutes_of};
use crate::cmd::training::named_term;
use crate::cmd::{App, Done, find_case};
use crate::config::Privacy;
use crate::dashboard::Board;
use crate::documents::{self, Choice, Paper, Sheet, Source};
use crate::error::{Error, Result};
use crate::finding::{Finding, Summary};
use crate::guide::Guide;
use crate::record::Record;
use crate::store::{Repo, write};

mod view;

/// 核查：每项职责、每项检查；先是档案完整情况，再是有什么不对、依据哪一条、怎么办
#[derive(clap::Args)]
pub struct Args {
    /// 案号、学号或姓名；不写就是全部
    case: Vec<String>,
    /// 写到文件
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// 只看某一学期内发生或仍未结束的
    #[arg(long, value_name = "NAME")]
    term: Option<String>,
    /// 发现多重的问题时以状态 1 结束
    #[arg(long, value_enum, default_value = "error", hide_default_value = true, value_name = "error|warning|never")]
    deny: Deny,
    /// 只看某一编号（可写多次）
    #[arg(long, value_name = "CODE")]
    only: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Deny {
    Error,
    Warning,
    Never,
}

/// The whole answer, as scripts read it.
#[derive(Serialize)]
pub struct Report<'a> {
    pub school: &'a str,
    pub now: String,
    pub guide: InForce<'a>,
    pub cases: Vec<CaseAudit>,
    /// What the school owes everybody; only where no case is named.
    pub school_duties: Vec<SchoolLine>,
    /// What is wrong with the repository itself rather than with a case: its team, unmet school duties, records of
    /// `program/` that can't be read.
    pub findings: Vec<Finding>,
    pub summary: Summary,
}

#[derive(Serialize)]
pub struct InForce<'a> {
    pub id: &'a str,
    pub edition: &'a str,
}

pub fn run(app: &App, args: Args) -> Done {
    let repo = app.repo()?;
    let guide = app.guide(&repo)?;
    let mut cases = audits(app, &repo, &args.case)?;
    let mut of_school = match args.case.as_slice() {
        [] => of_school(app, &repo, args.term.as_deref()),
        _ => SchoolAudit::default(),
    };
    if let Some(term) = &args.term {
        let chosen = in_term(&repo, term)?;
        cases.retain(|audit| chosen.contains(&(audit.case.clone(), audit.episode)));
    }
    if !args.only.is_empty() {
        known_codes(guide, &args.only)?;
        for audit in &mut cases {
            audit.duties.retain(|duty| args.only.contains(&duty.code));
            audit.findings.retain(|finding| args.only.contains(&finding.code));
        }
        of_school.duties.retain(|line| args.only.contains(&line.code));
        of_school.findings.retain(|finding| args.only.contains(&finding.code));
    }
    let report = report(app, &repo, guide, cases, of_school);
    let board = || Board::new(report.school, guide, &report.cases, app.now).html();
    let text = view::text(app.ui.format, guide, &report, || paper(app, &repo, guide, &report), board)?;
    match &args.out {
        Some(path) if !app.dry_run => {
            write::replace(path, text.as_bytes())?;
            app.ui.hint(&format!("已写入 {}", path.display()));
        }
        Some(path) => app.ui.hint(&format!("（没有写）将写入 {}", path.display())),
        None => app.ui.say(&text)?,
    }
    Ok(u8::from(is_denied(&report.summary, args.deny)))
}

/// The report as a paper.
fn paper(app: &App, repo: &Repo, guide: &Guide, report: &Report<'_>) -> Result<Sheet> {
    let source = Source { audits: &report.cases, findings: &report.findings, ..Source::new(repo, guide, app.now) };
    documents::sheet(&source, Paper::named("audit")?, Choice::Latest)
}

/// The whole answer to what `audits` found.
pub fn report<'a>(
    app: &App,
    repo: &'a Repo,
    guide: &'a Guide,
    cases: Vec<CaseAudit>,
    school: SchoolAudit,
) -> Report<'a> {
    let mut summary = Summary::default();
    for audit in &cases {
        summary.add(audit);
    }
    summary.count(&school.findings);
    Report {
        school: &repo.config.school,
        now: app.now.to_rfc3339(),
        guide: InForce { id: &guide.id, edition: &guide.edition },
        cases,
        school_duties: school.duties,
        findings: school.findings,
        summary,
    }
}

fn is_denied(summary: &Summary, deny: Deny) -> bool {
    match deny {
        Deny::Error => summary.errors > 0,
        Deny::Warning => summary.errors + summary.warnings > 0,
        Deny::Never => false,
    }
}

/// The school's own duties, in one term or in all.
pub fn of_school(app: &App, repo: &Repo, term: Option<&str>) -> SchoolAudit {
    let index = Index::default();
    let ground = Ground { config: &repo.config, guides: &repo.guides, team: &repo.team, index: &index, now: app.now };
    let mut judged = school(&ground, &repo.program(), term);
    let day = app.now.with_timezone(&repo.config.calendar.zone).date_naive();
    if let Ok(guide) = app.guide(repo) {
        judged.findings.extend(check::school(&School { guide, team: &repo.team, day }));
    }
    judged
}

/// Audits the named cases (none named: all), several at a time, in the order of their numbers.
pub fn audits(app: &App, repo: &Repo, wanted: &[String]) -> Result<Vec<CaseAudit>> {
    let all = repo.numbers()?;
    let numbers = match wanted {
        [] => all.clone(),
        wanted => wanted.iter().map(|case| find_case(repo, case).map(|case| case.number)).collect::<Result<_>>()?,
    };
    let (index, opened) = index(repo, &all);
    let ground = Ground { config: &repo.config, guides: &repo.guides, team: &repo.team, index: &index, now: app.now };
    let judged = parallel(&numbers, |number| match opened.get(number) {
        Some(case) => audit::case(&ground, case),
        None => audit::case(&ground, &repo.case(number)),
    });
    Ok(judged.into_iter().flatten().collect())
}

/// Who has which folder and which minutes lie in it, for the checks that look across cases. The names of sealed
/// files say nothing, so sealed cases are opened whole for it, once, and handed on.
fn index(repo: &Repo, numbers: &[String]) -> (Index, BTreeMap<String, Case>) {
    if repo.config.privacy == Privacy::Sealed {
        let opened = parallel(numbers, |number| repo.case(number));
        let known = opened.iter().filter(|case| !case.is_locked()).map(|case| {
            let meetings = case.written.iter().map(Arc::as_ref).filter(|record| record.head.kind == MEETING);
            known(case.number.clone(), case.about.student.clone(), meetings)
        });
        let index = Index::new(known.collect());
        return (index, opened.into_iter().map(|case| (case.number.clone(), case)).collect());
    }
    let found = parallel(numbers, |number| {
        let student = repo.about(number)?.student;
        Some(known(number.clone(), student, repo.records_of(number, MEETING).iter()))
    });
    (Index::new(found.into_iter().flatten().collect()), BTreeMap::new())
}

/// The kind of record whose minutes may have been copied from one file into another.
const MEETING: &str = "meeting";

fn known<'r>(case: String, student: Student, meetings: impl Iterator<Item = &'r Record>) -> Known {
    let minutes = meetings.filter_map(minutes_of).collect();
    Known { case, name: student.name, id: student.id, class: student.class, minutes }
}

/// Readers wait for the disk more than they compute, so there are more of them than cores.
pub fn parallel<T: Send>(numbers: &[String], work: impl Fn(&String) -> T + Sync) -> Vec<T> {
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let readers = (cores * 2).min(numbers.len().div_ceil(8)).max(1);
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::with_capacity(numbers.len()));
    std::thread::scope(|scope| {
        for _ in 0..readers {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(number) = numbers.get(at) else { return };
                    let result = work(number);
                    done.lock().expect("no reader panics while it holds the list").push((at, result));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("every reader has ended");
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Case and episode of everything that overlaps the term.
fn in_term(repo: &Repo, name: &str) -> Result<Vec<(String, u32)>> {
    let term = named_term(repo, name)?;
    let zone = repo.config.calendar.zone;
    let mut chosen = Vec::new();
    for number in repo.numbers()? {
        let case = repo.case(&number);
        for episode in case.episodes() {
            let from = case.opened(episode, zone).map(|at| at.date_naive());
            let to = case.closure(episode).map(|record| record.head.at.date(zone));
            if from.is_none_or(|from| from <= term.to) && to.is_none_or(|to| to >= term.from) {
                chosen.push((number.clone(), episode));
            }
        }
    }
    Ok(chosen)
}

fn known_codes(guide: &Guide, codes: &[String]) -> Result<()> {
    for code in codes {
        let of_school = guide.school_duties.iter().any(|duty| duty.code == *code);
        if guide.duty(code).is_none() && !of_school && !crate::check::is_code(code) {
            return Err(Error::new(format!("没有编号“{code}”")).field("--only").fix("`crisis explain` 列出全部编号"));
        }
    }
    Ok(())
}
