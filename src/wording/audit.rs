//! An audit in each of its forms, written while the cases come.

use crate::error::Result;

pub mod book;
pub mod csv;
pub mod human;
pub mod json;
mod matrix;

/// Takes the lines of an answer, one after the other.
pub type Lines<'a> = dyn FnMut(&str) -> Result<()> + 'a;
