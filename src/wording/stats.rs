//! The school's figures: for a screen, a spreadsheet, a form, a program. What is left out says so everywhere.

use serde_json::{Value, json};

use crate::office::Office;
use crate::stats::{Delay, Figures};
use crate::text::table::csv_line;
use crate::time::lasting;
use crate::wording::answer::{Line, said, table};
use crate::workbook::form::{Answers, LEFT_OUT};
use crate::workbook::{Cell, Sheet};

pub fn lines(office: &Office, figures: &Figures) -> Vec<Line> {
    let school = &office.repo.config.school;
    let below = figures.suppress_below;
    let (Some(episodes), Some(students)) = (figures.episodes, figures.students) else {
        return vec![said(format!("{school}　统计\n学生不足 {below} 人，不列任何数字"))];
    };
    let mut lines = vec![said(format!("{school}　统计\n共 {episodes} 次，{students} 名学生"))];
    for part in &figures.tables {
        if part.suppressed {
            lines.push(said(format!("\n{}：人数太少，{LEFT_OUT}", part.title)));
            continue;
        }
        let rows = part.rows.iter().map(|row| vec![row.item.clone(), number(row.episodes)]);
        lines.extend([said(""), table(&[part.title.as_str(), "次数"], rows.collect())]);
    }
    let rows = figures.delays.iter().map(|delay| {
        let length = |minutes| length(delay, minutes);
        let range = match (delay.shortest, delay.longest) {
            (Some(_), Some(_)) => format!("{}—{}", length(delay.shortest), length(delay.longest)),
            _ => LEFT_OUT.to_owned(),
        };
        vec![delay.title.to_owned(), number(delay.episodes), length(delay.median), range]
    });
    lines.extend([said(""), table(&["间隔", "次数", "中位数", "最短—最长"], rows.collect())]);
    lines.push(said(format!("\n不列：学生不足 {below} 人，或能由别的数推算出来。")));
    lines
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

pub fn value(office: &Office, figures: &Figures, term: Option<&str>) -> Value {
    let mut answer = json!({ "school": office.repo.config.school, "now": office.now.to_rfc3339(), "term": term });
    for (key, value) in json!(figures).as_object().into_iter().flatten() {
        answer[key] = value.clone();
    }
    answer
}

const COLUMNS: [&str; 6] = ["表", "项目", "次数", "中位数（分钟）", "最短（分钟）", "最长（分钟）"];

/// One line a figure; empty where it is left out.
pub fn sheet(figures: &Figures) -> Sheet {
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

/// The lines of [`sheet`], all of them as long as its head.
pub fn csv(figures: &Figures) -> String {
    let line = |row: &Vec<Cell>| {
        let mut cells: Vec<String> = row.iter().map(Cell::shown).collect();
        cells.resize(COLUMNS.len(), String::new());
        csv_line(cells.iter().map(String::as_str))
    };
    let lines: Vec<String> = [csv_line(COLUMNS)].into_iter().chain(sheet(figures).rows.iter().map(line)).collect();
    format!("\u{feff}{}", lines.join("\n"))
}

/// What a form can ask for: the lines of [`sheet`] by what stands in their first two columns, and what is beyond the
/// count by the head of its column as well. What is left out reads so.
pub fn answers(figures: &Figures, term: Option<&str>) -> Answers<'static> {
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
