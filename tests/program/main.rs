//! The real binary, as somebody at a keyboard or a script meets it.

#[path = "../common/mod.rs"]
mod common;

mod archive;
mod backup;
#[cfg(target_os = "linux")]
mod calls;
mod commands;
mod coverage;
#[cfg(feature = "desk")]
mod desk;
mod documents;
mod examples;
mod excerpts;
mod flips;
mod forms;
#[cfg(target_os = "linux")]
mod full_disk;
mod generated;
mod guides;
mod handbook;
mod handover;
mod history;
mod kills;
#[cfg(target_os = "linux")]
mod large;
mod lists;
mod mistypes;
mod mutants;
mod own;
mod papers;
mod readme;
mod renaming;
mod rosters;
mod scoped;
mod screen;
mod sealed;
mod sync;
#[cfg(target_os = "linux")]
mod syscalls;
mod team;
#[cfg(unix)]
mod terminal;
mod transfer;
mod verify;
#[cfg(windows)]
mod windows;
