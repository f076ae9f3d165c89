//! What a command leaves open beyond the fields of a record, asked of whoever sits at the terminal.

pub mod amend;
pub mod close;
pub mod first_report;
pub mod introduced;
pub mod transfer;
