//! What the office answers, in the words that every mouth uses alike: a screen, a page, a calendar.

pub mod answer;
pub mod audit_book;
pub mod backup;
pub mod commands;
pub mod doctor;
pub mod due;
pub mod list;
pub mod next;
pub mod notes;
pub mod search;
pub mod show;
pub mod stats;
pub mod steps;
pub mod sync;
pub mod tasks;
pub mod transfer;
pub mod verify;
