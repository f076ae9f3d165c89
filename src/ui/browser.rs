//! Shows an address or a file in the person's own browser. A library for it would bring some thirty crates.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

/// Whether something was found that shows it; what that does afterwards is its own business.
pub fn show(what: impl AsRef<OsStr>) -> bool {
    let ways: &[(&str, &[&str])] = if cfg!(windows) {
        &[("rundll32.exe", &["url.dll,FileProtocolHandler"])]
    } else if cfg!(target_os = "macos") {
        &[("open", &[])]
    } else {
        &[("xdg-open", &[]), ("gio", &["open"]), ("sensible-browser", &[])]
    };
    ways.iter().any(|(program, words)| {
        let mut command = Command::new(program);
        command.args(*words).arg(&what).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().is_ok()
    })
}
