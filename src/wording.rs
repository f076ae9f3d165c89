//! What the office answers, before a mouth says it: pure, and the same on a screen, on a page, in a calendar.

use std::fmt::{Arguments, Write};

pub mod answer;
pub mod archive;
pub mod audit;
pub mod backup;
pub mod commands;
pub mod destroy;
pub mod doctor;
pub mod due;
pub mod edit;
pub mod explain;
pub mod guide;
pub mod handover;
pub mod import;
pub mod init;
pub mod intake;
pub mod key;
pub mod list;
pub mod member;
pub mod next;
pub mod notes;
pub mod print;
pub mod refer;
pub mod remind;
pub mod report;
pub mod restore;
pub mod schema;
pub mod seal;
pub mod search;
pub mod show;
pub mod stats;
pub mod steps;
pub mod sync;
pub mod tasks;
pub mod training;
pub mod transfer;
pub mod verify;

/// One more line of a text.
fn line(text: &mut String, what: Arguments<'_>) {
    writeln!(text, "{what}").expect("writing to a String can't fail");
}
