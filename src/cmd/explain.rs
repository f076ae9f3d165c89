//! `explain`: the page of a duty, a check or a material.

use std::fmt::Write;
use std::path::PathBuf;

use crate::app::{App, Done};
use crate::check;
use crate::error::{Error, Result};
use crate::guide::duty::Duty;
use crate::guide::{Guide, Material};
use crate::office::coverage::{Rule, rules};
use crate::store;
use crate::ui::{Format, table};
use crate::wording::commands::with_roles;

/// 说明：一项职责、检查或材料是什么、依据哪一条、怎样算做到；不写编号时列出全部
#[derive(clap::Args)]
pub struct Args {
    /// 编号（如 D01、C01）或材料名称
    code: Option<String>,
    /// 按这份指南文件说（不写：档案库里现行的）
    #[arg(long, value_name = "FILE")]
    guide: Option<PathBuf>,
}

pub fn run(app: &App, args: Args) -> Done {
    let say = |guide: &Guide| {
        match &args.code {
            Some(code) => app.ui.say(&page(guide, code)?)?,
            None => list(app, guide)?,
        }
        Ok(0)
    };
    match &args.guide {
        Some(path) => say(&store::read_guide(path)?),
        None => app.with_guide(say),
    }
}

fn list(app: &App, guide: &Guide) -> Result<()> {
    let rules = rules(guide);
    if app.ui.format == Format::Json {
        return app.ui.json(&rules);
    }
    let rows = rules
        .into_iter()
        .map(|Rule { code, title, clause, off }| vec![code, title, if off { "没有开".to_owned() } else { clause }])
        .collect();
    app.ui.say(&table(&["编号", "是什么", "依据"], rows))
}

fn page(guide: &Guide, wanted: &str) -> Result<String> {
    let code = wanted.trim();
    if let Some(duty) = guide.duties.iter().find(|duty| duty.code.eq_ignore_ascii_case(code)) {
        return Ok(duty_page(guide, duty));
    }
    if let Some(duty) = guide.school_duties.iter().find(|duty| duty.code.eq_ignore_ascii_case(code)) {
        let (from, how) = (clause(guide, &duty.clause), with_roles(guide, &duty.fix));
        return Ok(format!("{} {}\n\n{from}{}\n\n怎样做到：{how}", duty.code, duty.title, duty.why));
    }
    if let Some((known, title, page)) = check::all().find(|(known, ..)| known.eq_ignore_ascii_case(code)) {
        let from = guide.check(known).and_then(|rule| rule.clause.as_deref());
        let from = from.map(|id| clause(guide, id)).unwrap_or_default();
        let off = if check::is_off(guide, known) {
            "本校的指南没有开这项检查，档案里不会有它的提示。\n\n"
        } else {
            ""
        };
        return Ok(format!("{known} {title}\n\n{from}{off}{}", check::plain(guide, page)));
    }
    if let Some(material) = guide.code("material", code).and_then(|id| guide.material(id)) {
        return Ok(material_page(guide, material));
    }
    Err(Error::new(format!("没有编号或材料“{code}”")).fix("不写编号运行 `crisis explain`，列出全部"))
}

fn clause(guide: &Guide, id: &str) -> String {
    guide
        .clause(id)
        .map(|clause| format!("依据：{} {}\n　　{}\n\n", clause.id, clause.title, clause.text))
        .unwrap_or_default()
}

fn duty_page(guide: &Guide, duty: &Duty) -> String {
    let mut text = format!("{} {}\n\n{}", duty.code, duty.title, clause(guide, &duty.clause));
    let mut add = |line: std::fmt::Arguments<'_>| writeln!(text, "{line}").expect("writing to a String can't fail");
    if !duty.why.is_empty() {
        add(format_args!("{}\n", duty.why));
    }
    if let Some(column) = duty.column.as_deref().and_then(|id| guide.material(id)) {
        add(format_args!("归档材料：{}", column.column()));
    }
    if let (Some(source), Some(by)) = (&duty.source, &duty.confirmed_by) {
        add(format_args!("时限的出处：{source}（确认：{by}）"));
    }
    if !duty.fix.is_empty() {
        let fix = with_roles(guide, &duty.fix).replace("{case}", "案号").replace("{record}", "记录编号");
        add(format_args!("怎样做到：{fix}"));
    }
    text
}

fn material_page(guide: &Guide, material: &Material) -> String {
    let from = material.clause.as_deref().map(|id| clause(guide, id)).unwrap_or_default();
    let mut text = format!("{}\n\n{from}", material.column());
    for duty in guide.duties.iter().filter(|duty| duty.column.as_deref() == Some(&material.id)) {
        writeln!(text, "{} {}\n{}", duty.code, duty.title, duty.why).expect("writing to a String can't fail");
    }
    text
}
