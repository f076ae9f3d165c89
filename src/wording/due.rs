//! What is owed in all cases, a line each.

use std::fmt::Display;

use crate::error::Result;
use crate::office::Office;
use crate::office::tasks::{Task, What};
use crate::wording::answer::{Line, beside, said};
use crate::wording::tasks::told;
use crate::workbook::{Cell, Sheet};

pub fn lines(office: &Office, due: &[Task]) -> Result<Vec<Line>> {
    if due.is_empty() {
        return Ok(vec![said("眼下没有要做的事")]);
    }
    let line = |task: &Task| {
        let (text, fix) = told(office, task)?;
        Ok(match task.what {
            What::Duty(_) | What::Alarm(..) => format!("{}  {text}", task.case),
            What::Paper(_) => format!("{}  {text}；{fix}", task.case),
        })
    };
    Ok(vec![said(due.iter().map(line).collect::<Result<Vec<_>>>()?.join("\n"))])
}

pub fn sheet(office: &Office, due: &[Task]) -> Result<Sheet> {
    let row = |task: &Task| {
        let by = task.due().map_or(Cell::Empty, Cell::Minute);
        let turn: Vec<&str> =
            task.duty().iter().flat_map(|line| &line.turn).map(|who| office.repo.team.name(who)).collect();
        let (text, fix) = told(office, task)?;
        Ok(vec![task.case.as_str().into(), text.into(), by, turn.join("、").into(), fix.into()])
    };
    let rows = due.iter().map(row).collect::<Result<_>>()?;
    Ok(Sheet::new("待办", &["案号", "要做的事", "不晚于", "轮到", "怎么办"], rows))
}

/// That the calendar was written, or would be.
pub fn calendar(dry_run: bool, path: impl Display) -> Line {
    let verb = if dry_run { "（没有写）日历将写入" } else { "日历已写入" };
    beside(format!("{verb} {path}"))
}
