//! What tests share: cases and a small guide for those in process, a folder and the real binary for the others.

#![allow(dead_code, reason = "each test binary uses its own part")]

pub mod cases;
pub mod memory;
pub mod sandbox;
