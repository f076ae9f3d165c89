//! `stats`: de-identified figures, for the screen, a spreadsheet or a program.

use serde_json::{Value, json};

use crate::cmd::workbook::Table;
use crate::cmd::{App, Done};
use crate::error::{Error, Result};
use crate::office::Office;
use crate::office::figures::Counted;
use crate::stats::{Delay, Figures};
use crate::time::lasting;
use crate::ui::{Format, csv_line, table};
use crate::workbook::form::{Answers, LEFT_OUT};
use crate::workbook::{Cell, Sheet};

/// 统计：去标识的数字（年级、类型、等级、学期、结果、间隔）；人数太少的格子不列
///
/// 按学期分别公布过的，不要再公布合计：两者相减可能得出不列的数。
#[derive(clap::Args)]
pub struct Args {
    /// 只统计某一学期开始的
    #[arg(long, value_name = "NAME")]
    term: Option<String>,
    #[command(flatten)]
    table: Table,
}

pub fn run(app: &App, args: Args) -> Done {
    let office = app.office()?;
    let is_file = app.is_file(&office, &args.table)?;
    let Counted { figures, locked } = office.figures(args.term.as_deref())?;
    if locked > 0 {
        app.ui.hint(&format!("注意：{locked} 份案卷无权打开，没有计入；完整的数字请由能打开全部案卷的成员统计"));
    }
    if let Some(path) = args.table.out.as_ref().filter(|_| is_file) {
        match &args.table.form.template {
            Some(form) => app.put_form(&office, form, path, answers(&figures, args.term.as_deref()))?,
            None => app.put_workbook(&office, path, &[sheet(&figures)])?,
        }
        return Ok(0);
    }
    let school = &office.repo.config.school;
    match app.ui.format {
        Format::Human => app.ui.say(&human(school, &figures))?,
        Format::Json => app.ui.json(&as_json(&office, &figures, args.term.as_deref())?)?,
        Format::Csv | Format::Html | Format::Md | Format::Xlsx => app.ui.say(&csv(&figures))?,
    }
    Ok(0)
}

fn human(school: &str, figures: &Figures) -> String {
    let below = figures.suppress_below;
    let (Some(episodes), Some(students)) = (figures.episodes, figures.students) else {
        return format!("{school}　统计\n学生不足 {below} 人，不列任何数字");
    };
    let mut text = format!("{school}　统计\n共 {episodes} 次，{students} 名学生\n");
    for part in &figures.tables {
        if part.suppressed {
            text.push_str(&format!("\n{}：人数太少，{LEFT_OUT}\n", part.title));
            continue;
        }
        let rows = part.rows.iter().map(|row| vec![row.item.clone(), number(row.episodes)]);
        text.push_str(&format!("\n{}\n", table(&[part.title.as_str(), "次数"], rows.collect())));
    }
    let rows = figures.delays.iter().map(|delay| {
        let length = |minutes| length(delay, minutes);
        let range = match (delay.shortest, delay.longest) {
            (Some(_), Some(_)) => format!("{}—{}", length(delay.shortest), length(delay.longest)),
            _ => LEFT_OUT.to_owned(),
        };
        vec![delay.title.to_owned(), number(delay.episodes), length(delay.median), range]
    });
    text.push_str(&format!("\n{}\n", table(&["间隔", "次数", "中位数", "最短—最长"], rows.collect())));
    text.push_str(&format!("\n不列：学生不足 {below} 人，或能由别的数推算出来。"));
    text
}

fn number(count: Option<usize>) -> String {
    count.map_or(LEFT_OUT.to_owned(), |count| count.to_string())
}

fn length(delay: &Delay, minutes: Option<i64>) -> String {
    match minutes {
        None => LEFT_OUT.to_owned(),
        Some(0) if delay.in_days => "当天".to_owned(),
        Some(minutes) => lasting(minutes),
    }
}

fn as_json(office: &Office, figures: &Figures, term: Option<&str>) -> Result<Value> {
    let mut answer = json!({ "school": office.repo.config.school, "now": office.now.to_rfc3339(), "term": term });
    let figures = serde_json::to_value(figures).map_err(|error| Error::new(format!("无法写成 JSON：{error}")))?;
    for (key, value) in figures.as_object().into_iter().flatten() {
        answer[key] = value.clone();
    }
    Ok(answer)
}

/// One line a figure, in the columns of the other spreadsheet.
fn sheet(figures: &Figures) -> Sheet {
    let count = |count: Option<usize>| count.map_or(Cell::Empty, Cell::Count);
    let minutes =
        |count: Option<i64>| count.and_then(|count| usize::try_from(count).ok()).map_or(Cell::Empty, Cell::Count);
    let line = |part: &str, item: &str, number| vec![part.into(), item.into(), count(number)];
    let mut rows = vec![line("合计", "次数", figures.episodes), line("合计", "学生", figures.students)];
    for part in &figures.tables {
        rows.extend(part.rows.iter().map(|row| line(&part.title, &row.item, row.episodes)));
    }
    rows.extend(figures.delays.iter().map(|delay| {
        let mut row = line("间隔", delay.title, delay.episodes);
        row.extend([delay.median, delay.shortest, delay.longest].map(minutes));
        row
    }));
    Sheet::new("统计", &COLUMNS, rows)
}

/// What a form can ask for: the lines of the other spreadsheet by what stands in their first two columns, and what is
/// beyond the count by the head of its column as well. What is left out reads so.
fn answers(figures: &Figures, term: Option<&str>) -> Answers<'static> {
    let named = |title: &str| {
        let short = title.split('（').next().unwrap_or(title);
        let is_shared = figures.tables.iter().filter(|table| table.title.split('（').next() == Some(short)).count() > 1;
        if is_shared { title.to_owned() } else { short.to_owned() }
    };
    let mut one = vec![("学期".to_owned(), term.unwrap_or("全部").into())];
    for row in sheet(figures).rows {
        let (title, item) = (named(&row[0].shown()), row[1].shown());
        for (head, cell) in COLUMNS.iter().zip(row).skip(2) {
            let word = if *head == COLUMNS[2] { format!("{title}.{item}") } else { format!("{title}.{item}.{head}") };
            one.push((word, if matches!(cell, Cell::Empty) { LEFT_OUT.into() } else { cell }));
        }
    }
    let suppressed =
        figures.tables.iter().filter(|table| table.suppressed).map(|table| format!("{}.", named(&table.title)));
    let left_out = if figures.episodes.is_none() { vec![String::new()] } else { suppressed.collect() };
    Answers { one, left_out, lines: None }
}

const COLUMNS: [&str; 6] = ["表", "项目", "次数", "中位数（分钟）", "最短（分钟）", "最长（分钟）"];

/// One line a figure; empty where it is left out.
fn csv(figures: &Figures) -> String {
    let plain = |count: Option<usize>| count.map(|count| count.to_string()).unwrap_or_default();
    let minutes = |count: Option<i64>| count.map(|count| count.to_string()).unwrap_or_default();
    let mut lines = vec![csv_line(COLUMNS)];
    lines.push(csv_line(["合计", "次数", &plain(figures.episodes), "", "", ""]));
    lines.push(csv_line(["合计", "学生", &plain(figures.students), "", "", ""]));
    for part in &figures.tables {
        lines.extend(part.rows.iter().map(|row| csv_line([&part.title, &row.item, &plain(row.episodes), "", "", ""])));
    }
    for delay in &figures.delays {
        let (median, shortest, longest) = (minutes(delay.median), minutes(delay.shortest), minutes(delay.longest));
        lines.push(csv_line(["间隔", delay.title, &plain(delay.episodes), &median, &shortest, &longest]));
    }
    format!("\u{feff}{}", lines.join("\n"))
}
