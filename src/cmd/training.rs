//! `training`: what the school does for everybody (education, training, drills, meetings of the team), written to
//! `program/records/` and listed with what the running term still lacks.

use serde_json::json;

use crate::app::talks::Which;
use crate::app::workbook::Table;
use crate::app::{App, Done};
use crate::audit::school::SchoolLine;
use crate::duty::State;
use crate::error::Result;
use crate::form::{self, Flags};
use crate::guide::Guide;
use crate::office::Office;
use crate::record::training::Training;
use crate::record::{Record, shape};
use crate::tell;
use crate::time::Zone;
use crate::ui::{self, Format};
use crate::workbook::{Cell, Sheet};

/// 预防：登记面向全校的教育、培训、演练与研讨，或列出已登记的
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// 登记一次活动
    Add(Box<Add>),
    /// 列出已登记的活动，以及本学期还缺什么
    List {
        /// 只看某一学期
        #[arg(long, value_name = "NAME")]
        term: Option<String>,
        #[command(flatten)]
        table: Table,
    },
}

#[derive(clap::Args)]
struct Add {
    #[command(flatten)]
    training: Flags<Training>,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    match args.action {
        Action::Add(add) => add_one(app, &office, &add)?,
        Action::List { term, table } => list(app, &office, term.as_deref(), &table)?,
    }
    Ok(0)
}

fn add_one(app: &App, office: &Office, add: &Add) -> Result<()> {
    office.by()?;
    let talk = app.talk(office, office.guide()?, Which::New("training"));
    let (fields, body) = form::fill(&talk, "training", &add.training.said)?;
    let pen = office.pen()?;
    app.carry_out(&pen, &pen.training(fields, body)?)?;
    talk.shelf.clear()?;
    if !app.dry_run {
        let codes: Vec<String> = office.school_pending().into_iter().map(|line| line.code).collect();
        if !codes.is_empty() {
            app.ui.hint(&format!("本学期还没有：{}（crisis training list 看是什么、怎么做）", codes.join("、")));
        }
    }
    Ok(())
}

fn list(app: &App, office: &Office, term: Option<&str>, table: &Table) -> Result<()> {
    let is_table = app.wants_table(office, table)?;
    let program = office.repo.program();
    let records = office.trainings(&program, term)?;
    if is_table {
        app.put_table(office, table, &sheet(office.guide()?, office.zone(), &records))?;
    } else if app.ui.format == Format::Json {
        let rows =
            records.iter().map(|record| json!({ "path": record.path, "fields": record.fields, "body": record.body }));
        app.ui.json(&rows.collect::<Vec<_>>())?;
    } else {
        app.ui.say(&as_text(office.guide()?, office.zone(), &records))?;
    }
    for fault in &program.faults {
        app.ui.error(fault);
    }
    for line in office.school_pending() {
        let overdue = line.due.filter(|_| line.state == State::Missing);
        let overdue = overdue.map(|due| format!("，已过期：应当不晚于 {due}")).unwrap_or_default();
        let SchoolLine { code, title, clause, fix, .. } = line;
        app.ui.hint(&format!("本学期还没有：{code} {title}（{clause}）{overdue}\n  → {fix}"));
    }
    Ok(())
}

fn as_text(guide: &Guide, zone: Zone, records: &[&Record]) -> String {
    if records.is_empty() {
        return "还没有登记".to_owned();
    }
    let rows = records.iter().map(|record| {
        let day = record.head.at.date(zone).to_string();
        std::iter::once(day).chain(told(guide, zone, record)).collect()
    });
    ui::table(&HEADS, rows.collect())
}

const HEADS: [&str; 6] = ["日期", "类别", "主题", "面向", "人数", "编号"];

/// What stands beside the day.
fn told(guide: &Guide, zone: Zone, record: &Record) -> [String; 5] {
    let said = tell::fields(guide, zone, record);
    let of = |name: &str| {
        let label = shape::label(&record.head.kind, name);
        said.iter().find(|(known, _)| *known == label).map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let whom = [of("audience"), of("roles"), of("covered")].into_iter().filter(|text| !text.is_empty());
    let whom = whom.collect::<Vec<_>>().join("；");
    [of("type"), of("topic"), whom, of("count"), record.head.id.clone()]
}

fn sheet(guide: &Guide, zone: Zone, records: &[&Record]) -> Sheet {
    let row = |record: &&Record| {
        let day = Cell::Day(record.head.at.date(zone));
        let told = told(guide, zone, record).map(|text| text.parse().map_or_else(|_| text.into(), Cell::Count));
        std::iter::once(day).chain(told).collect()
    };
    Sheet::new("预防", &HEADS, records.iter().map(row).collect())
}
