//! What the office answers, in the words that every mouth uses alike: a screen, a page, a calendar.

pub mod answer;
pub mod audit;
pub mod commands;
pub mod destroy;
pub mod explain;
pub mod guide;
pub mod handover;
pub mod init;
pub mod list;
pub mod notes;
pub mod print;
pub mod refer;
pub mod remind;
pub mod schema;
pub mod stats;
pub mod steps;
pub mod sync;
pub mod tasks;
pub mod training;
pub mod transfer;
