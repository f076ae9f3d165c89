//! What the office answers, in the words that every mouth uses alike: a screen, a page, a calendar.

pub mod audit_book;
pub mod commands;
pub mod notes;
pub mod steps;
pub mod tasks;
