//! What the office answers, in the words that every mouth uses alike: a screen, a page, a calendar.

pub mod answer;
pub mod archive;
pub mod audit_book;
pub mod backup;
pub mod commands;
pub mod doctor;
pub mod due;
pub mod edit;
pub mod import;
pub mod intake;
pub mod key;
pub mod list;
pub mod member;
pub mod next;
pub mod notes;
pub mod report;
pub mod restore;
pub mod seal;
pub mod search;
pub mod show;
pub mod stats;
pub mod steps;
pub mod sync;
pub mod tasks;
pub mod transfer;
pub mod verify;
