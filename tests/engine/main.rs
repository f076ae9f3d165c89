//! What can be asked without starting the program: records, guides, duties, checks, the rules of the house.
//! `just quick` runs these; nothing here may take longer than the blink that it takes now.

#[path = "../common/mod.rs"]
mod common;

mod acts;
mod boundaries;
mod cases;
mod checks;
mod clocks;
mod conditions;
mod corrections;
mod duty;
mod guide;
mod language;
mod lists;
mod office;
mod papers;
mod readings;
mod records;
mod scenarios;
mod school;
mod sentences;
mod tidy;
mod told;
mod transfers;
