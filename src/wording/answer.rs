//! What an act answers before a mouth says it: lines for people, in their order. A screen draws them by its width, a page
//! as it likes; programs are given a value instead.

use std::fmt::Display;

use crate::error::Error;
use crate::workbook::{Cell, Sheet};

pub enum Line {
    /// Of the answer itself.
    Said(String),
    /// A table of the answer: its heads, its rows.
    Table(Vec<String>, Vec<Vec<String>>),
    /// Beside the answer: what to know, what to do next.
    Beside(String),
    /// Beside the answer: something unwise that stops nothing.
    Warning(Error),
    /// Beside the answer: what could not be read or done.
    Fault(Error),
}

/// A line of the answer.
pub fn said(text: impl Into<String>) -> Line {
    Line::Said(text.into())
}

/// A line beside the answer.
pub fn beside(text: impl Into<String>) -> Line {
    Line::Beside(text.into())
}

pub fn table(heads: &[&str], rows: Vec<Vec<String>>) -> Line {
    Line::Table(heads.iter().map(|head| (*head).to_owned()).collect(), rows)
}

/// That a file was written, or would be.
pub fn written(dry_run: bool, path: impl Display) -> Line {
    let verb = if dry_run { "（没有写）将写入" } else { "已写入" };
    said(format!("{verb} {path}"))
}

/// The same beside an answer that went into the file.
pub fn kept(dry_run: bool, path: impl Display) -> Line {
    let verb = if dry_run { "（没有写）将写入" } else { "已写入" };
    beside(format!("{verb} {path}"))
}

/// What a file would become.
pub fn would_be(path: impl Display, text: &str) -> Line {
    said(format!("（没有写）将写入 {path}：\n\n{text}"))
}

/// That a paper was made, or would be.
pub fn made(dry_run: bool, paper: impl Display) -> Line {
    let verb = if dry_run { "（没有写）将生成" } else { "已生成" };
    said(format!("{verb} {paper}"))
}

impl From<&Sheet> for Line {
    fn from(sheet: &Sheet) -> Self {
        let rows = sheet.rows.iter().map(|row| row.iter().map(Cell::shown).collect());
        Self::Table(sheet.heads.clone(), rows.collect())
    }
}

impl From<Error> for Line {
    fn from(fault: Error) -> Self {
        Self::Fault(fault)
    }
}
