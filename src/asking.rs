//! What a command leaves open beyond the fields of a record, asked of whoever sits at the terminal.

pub mod amend;
pub mod close;
pub mod drafting;
pub mod edited;
pub mod first_report;
mod guard;
pub mod implied;
pub mod introduced;
pub mod kinds;
pub mod paper;
pub mod roster;
pub mod talks;
pub mod transfer;
