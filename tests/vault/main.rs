//! Keys and sealed bytes, below everything that knows of records.

mod bags;
mod bytes;
mod cctv_age;
mod convert;
mod faults;
mod foreign;
mod kills;
#[path = "../common/memory.rs"]
mod memory;
mod speed;
#[cfg(feature = "ssh")]
mod ssh;
