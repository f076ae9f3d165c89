//! What the school did for everybody, as a table, and what the running term still lacks.

use serde_json::{Value, json};

use crate::audit::school::SchoolLine;
use crate::duty::State;
use crate::error::Error;
use crate::guide::Guide;
use crate::record::{Record, shape};
use crate::tell;
use crate::time::Zone;
use crate::wording::answer::{Line, beside, said};
use crate::workbook::{Cell, Sheet};

const HEADS: [&str; 6] = ["日期", "类别", "主题", "面向", "人数", "编号"];

pub fn value(records: &[&Record]) -> Value {
    let told = |record: &&Record| json!({ "path": record.path, "fields": record.fields, "body": record.body });
    records.iter().map(told).collect()
}

pub fn lines(guide: &Guide, zone: Zone, records: &[&Record]) -> Vec<Line> {
    if records.is_empty() {
        return vec![said("还没有登记")];
    }
    vec![Line::from(&sheet(guide, zone, records))]
}

pub fn sheet(guide: &Guide, zone: Zone, records: &[&Record]) -> Sheet {
    let row = |record: &&Record| {
        let day = Cell::Day(record.head.at.date(zone));
        let [kind, topic, whom, count, id] = told(guide, zone, record);
        let count = count.parse().map_or_else(|_| count.into(), Cell::Count);
        vec![day, kind.into(), topic.into(), whom.into(), count, id.into()]
    };
    Sheet::new("预防", &HEADS, records.iter().map(row).collect())
}

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

/// What could not be read, and each that the term still lacks.
pub fn lacking(faults: &[Error], pending: Vec<SchoolLine>) -> Vec<Line> {
    let faults = faults.iter().cloned().map(Line::Fault);
    let told = |line: SchoolLine| {
        let overdue = line.due.filter(|_| line.state == State::Missing);
        let overdue = overdue.map(|due| format!("，已过期：应当不晚于 {due}")).unwrap_or_default();
        let SchoolLine { code, title, clause, fix, .. } = line;
        beside(format!("本学期还没有：{code} {title}（{clause}）{overdue}\n  → {fix}"))
    };
    faults.chain(pending.into_iter().map(told)).collect()
}

/// The same in a line.
pub fn still(pending: &[SchoolLine]) -> Option<Line> {
    let codes: Vec<&str> = pending.iter().map(|line| line.code.as_str()).collect();
    let codes = Some(codes.join("、")).filter(|codes| !codes.is_empty())?;
    Some(beside(format!("本学期还没有：{codes}（crisis training list 看是什么、怎么做）")))
}
