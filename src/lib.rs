//! `crisis` keeps a school's psychological-crisis files: one folder per student, plain YAML and Markdown.
//! Facts (records) → case → duties (guide × facts × now) → views. See ARCHITECTURE.md for the map.

use std::ffi::OsString;
use std::process::ExitCode;

pub mod access;
mod app;
mod asking;
pub mod audit;
pub mod bag;
pub mod case;
pub mod check;
mod checklist;
mod cli;
mod cmd;
pub mod config;
mod dashboard;
#[cfg(feature = "desk")]
mod desk;
pub mod disk;
pub mod documents;
pub mod draft;
pub mod duty;
pub mod error;
pub mod finding;
mod form;
pub mod front_matter;
pub mod guide;
mod handbook;
mod history;
mod naming;
pub mod office;
pub mod paper;
mod reader;
pub mod record;
pub mod roster;
pub mod scenario;
mod sheet;
pub mod stats;
pub mod store;
pub mod team;
pub mod tell;
mod text;
pub mod time;
mod ui;
pub mod vault;
mod wording;
pub mod workbook;
mod yaml;

/// Exit status 0: done, nothing found; 1: an audit found something; 2: could not do it.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    cli::run(args)
}
