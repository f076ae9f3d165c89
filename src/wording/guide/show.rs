//! What a guide names and asks for: as tables, and as a value.

use serde_json::{Value, json};

use crate::guide::duty::Duty;
use crate::guide::lists::Listed;
use crate::guide::own::OwnField;
use crate::guide::paper::Paper;
use crate::guide::{Group, Guide};
use crate::record::shape;
use crate::tell;
use crate::wording::answer::{Line, said, table};

pub fn value(guide: &Guide) -> Value {
    let duties = guide.duties.iter().map(|duty| {
        json!({
            "code": duty.code, "title": duty.title, "clause": duty.clause, "column": duty.column,
            "source": duty.source, "confirmed_by": duty.confirmed_by, "why": duty.why,
        })
    });
    let school = guide
        .school_duties
        .iter()
        .map(|duty| json!({ "code": duty.code, "title": duty.title, "clause": duty.clause, "why": duty.why }));
    json!({
        "id": guide.id, "title": guide.title, "edition": guide.edition,
        "clauses": guide.clauses, "roles": guide.roles, "groups": guide.groups, "axes": guide.axes,
        "levels": guide.levels, "dimensions": guide.dimensions, "types": guide.types, "evidence": guide.evidence,
        "lists": guide.lists, "open_lists": guide.open_lists, "fields": guide.fields, "numbers": guide.numbers,
        "papers": guide.papers().collect::<Vec<_>>(),
        "materials": guide.materials, "checks": guide.checks, "retention": guide.retention,
        "duties": duties.collect::<Vec<_>>(), "school_duties": school.collect::<Vec<_>>(),
    })
}

pub fn lines(guide: &Guide) -> Vec<Line> {
    let words = |vocabulary: &str| {
        let rows = guide.words(vocabulary).map(|(code, name)| vec![code.to_owned(), name.to_owned()]);
        table(&["编号", "名称"], rows.collect())
    };
    let row = |code: &String, title: &String, clause: &String| vec![code.clone(), title.clone(), clause.clone()];
    let duties = guide.duties.iter().map(|duty| row(&duty.code, &duty.title, &duty.clause));
    let school = guide.school_duties.iter().map(|duty| row(&duty.code, &duty.title, &duty.clause));
    let materials = guide.materials.iter().map(|material| vec![material.id.clone(), material.column()]);
    let groups = (!guide.groups.is_empty()).then(|| ("角色的合称", groups(guide)));
    let parts = groups.into_iter().chain([
        ("角色", words("role")),
        ("方面", words("axis")),
        ("等级", levels(guide)),
        ("维度", words("dimension")),
        ("危机类型", words("type")),
        ("证据", words("evidence")),
        ("词表", lists(guide)),
        ("另设的字段", own_fields(guide)),
        ("文书", papers(guide)),
        ("材料", table(&["编号", "材料"], materials.collect())),
        ("职责", table(&["编号", "职责", "依据"], duties.collect())),
        ("全校的职责", table(&["编号", "全校的职责", "依据"], school.collect())),
    ]);
    let mut lines = vec![said(format!("{}（{}）", guide.title, guide.edition))];
    lines.extend(parts.flat_map(|(heading, part)| [said(format!("\n{heading}")), part]));
    lines.extend(clocks(guide));
    lines
}

/// Whose numbers are in force, where an overlay or the guide itself says it.
fn clocks(guide: &Guide) -> Vec<Line> {
    let clock = |duty: &Duty| {
        let (source, by) = duty.source.as_ref().zip(duty.confirmed_by.as_ref())?;
        Some(vec![duty.code.clone(), duty.title.clone(), source.clone(), by.clone()])
    };
    let rows: Vec<_> = guide.duties.iter().filter_map(clock).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let heading = format!("\n时限（不在指南里，另见 {}.clocks.toml）", guide.id);
    vec![said(heading), table(&["编号", "职责", "出处", "谁确认"], rows)]
}

fn papers(guide: &Guide) -> Line {
    let called = |who: &[String]| who.iter().map(|who| guide.called(who)).collect::<Vec<_>>().join("、");
    let row = |paper: &Paper| vec![paper.id.clone(), paper.name.clone(), called(&paper.signs), called(&paper.keeps)];
    table(&["编号", "文书", "签名", "留存"], guide.papers().map(row).collect())
}

fn lists(guide: &Guide) -> Line {
    let row = |word: &Listed| {
        let (kind, field) = word.list.split_once('.').unwrap_or_default();
        let needs: Vec<&str> = word.needs.iter().map(|need| shape::label(kind, need)).collect();
        let of = format!("{}的{}", tell::kind(guide, kind), shape::label(kind, field));
        vec![of, word.id.clone(), word.name.clone(), needs.join("、")]
    };
    table(&["字段", "编号", "名称", "要写的字段"], guide.lists.iter().map(row).collect())
}

fn own_fields(guide: &Guide) -> Line {
    let row = |field: &OwnField| {
        let must = if field.required { "是" } else { "" };
        vec![tell::kind(guide, &field.kind), field.id.clone(), field.name.clone(), must.to_owned(), field.why.clone()]
    };
    table(&["记录", "编号", "名称", "必填", "说明"], guide.fields.iter().map(row).collect())
}

fn groups(guide: &Guide) -> Line {
    let name = |role: &String| guide.name("role", role).to_owned();
    let row = |group: &Group| {
        let roles: Vec<String> = group.roles.iter().map(name).collect();
        vec![group.id.clone(), group.name.clone(), roles.join("、")]
    };
    table(&["编号", "名称", "有哪些"], guide.groups.iter().map(row).collect())
}

fn levels(guide: &Guide) -> Line {
    let mut levels: Vec<_> = guide.levels.iter().collect();
    levels.sort_by_key(|level| (level.axis.clone(), level.order));
    let rows = levels.into_iter().map(|level| {
        let name = if level.example { format!("{}（示例）", level.name) } else { level.name.clone() };
        vec![guide.name("axis", &level.axis).to_owned(), level.order.to_string(), level.id.clone(), name]
    });
    table(&["方面", "轻重", "编号", "名称"], rows.collect())
}
