//! The page of a duty, a check or a material, and the list of all rules.

use crate::check;
use crate::error::{Error, Result};
use crate::guide::duty::Duty;
use crate::guide::{Guide, Material};
use crate::office::coverage::Rule;
use crate::wording::answer::{Line, table};
use crate::wording::commands::with_roles;

pub fn lines(rules: &[Rule]) -> Vec<Line> {
    let row = |rule: &Rule| {
        let clause = if rule.off { "没有开" } else { &rule.clause };
        vec![rule.code.clone(), rule.title.clone(), clause.to_owned()]
    };
    vec![table(&["编号", "是什么", "依据"], rules.iter().map(row).collect())]
}

/// By their codes, materials also by their names.
pub fn pages(guide: &Guide, codes: &[String]) -> Result<String> {
    let page = |code: &String| {
        let unknown = || Error::new(format!("没有编号或材料“{code}”")).fix("不写编号运行 `crisis explain`，列出全部");
        page(guide, code.trim()).ok_or_else(unknown)
    };
    Ok(codes.iter().map(page).collect::<Result<Vec<_>>>()?.join("\n\n"))
}

fn page(guide: &Guide, code: &str) -> Option<String> {
    if let Some(duty) = guide.duties.iter().find(|duty| duty.code.eq_ignore_ascii_case(code)) {
        return Some(duty_page(guide, duty));
    }
    if let Some(duty) = guide.school_duties.iter().find(|duty| duty.code.eq_ignore_ascii_case(code)) {
        let (from, how) = (clause(guide, Some(&duty.clause)), with_roles(guide, &duty.fix));
        return Some(format!("{} {}\n\n{from}{}\n\n怎样做到：{how}", duty.code, duty.title, duty.why));
    }
    if let Some((known, title, page)) = check::all().find(|(known, ..)| known.eq_ignore_ascii_case(code)) {
        let from = clause(guide, guide.check(known).and_then(|rule| rule.clause.as_deref()));
        let off = if check::is_off(guide, known) {
            "本校的指南没有开这项检查，档案里不会有它的提示。\n\n"
        } else {
            ""
        };
        return Some(format!("{known} {title}\n\n{from}{off}{}", check::plain(guide, page)));
    }
    let material = guide.code("material", code).and_then(|id| guide.material(id))?;
    Some(material_page(guide, material))
}

fn clause(guide: &Guide, id: Option<&str>) -> String {
    let clause = id.and_then(|id| guide.clause(id));
    clause.map(|clause| format!("依据：{} {}\n　　{}\n\n", clause.id, clause.title, clause.text)).unwrap_or_default()
}

fn duty_page(guide: &Guide, duty: &Duty) -> String {
    let mut text = format!("{} {}\n\n{}", duty.code, duty.title, clause(guide, Some(&duty.clause)));
    if !duty.why.is_empty() {
        text.push_str(&format!("{}\n\n", duty.why));
    }
    if let Some(column) = duty.column.as_deref().and_then(|id| guide.material(id)) {
        text.push_str(&format!("归档材料：{}\n", column.column()));
    }
    if let (Some(source), Some(by)) = (&duty.source, &duty.confirmed_by) {
        text.push_str(&format!("时限的出处：{source}（确认：{by}）\n"));
    }
    if !duty.fix.is_empty() {
        let fix = with_roles(guide, &duty.fix).replace("{case}", "案号").replace("{record}", "记录编号");
        text.push_str(&format!("怎样做到：{fix}\n"));
    }
    text
}

fn material_page(guide: &Guide, material: &Material) -> String {
    let mut text = format!("{}\n\n{}", material.column(), clause(guide, material.clause.as_deref()));
    for duty in guide.duties.iter().filter(|duty| duty.column.as_deref() == Some(&material.id)) {
        text.push_str(&format!("{} {}\n{}\n", duty.code, duty.title, duty.why));
    }
    text
}
