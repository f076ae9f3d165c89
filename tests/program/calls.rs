//! What the program asks of the system, call by call, as `strace` sees it.

use std::fs;
use std::io::Write;
use std::process::{Command, Output, Stdio};

use crate::common::sandbox::Sandbox;

/// Whether calls can be looked at here; says so where not. Only the project's own check does not put up with that.
pub fn are_seen() -> bool {
    let tried = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    let works = tried.is_ok_and(|status| status.success());
    if !works {
        std::io::stderr().write_all(b"skipped: strace is missing here, or may not look at programs\n").unwrap();
        assert!(std::env::var_os("CI_STRACE").is_none(), "this machine was to have strace");
    }
    works
}

/// Runs the program under `strace` with these options; gives what it said and what `strace` saw.
pub fn traced(sandbox: &Sandbox, options: &[&str], args: &[&str], env: &[(&str, &str)]) -> (Output, String) {
    let log = tempfile::NamedTempFile::new().unwrap();
    let plain = sandbox.command(args);
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq", "-e", "signal=none"]).args(options).arg("-o").arg(log.path());
    traced.arg(plain.get_program()).args(args).current_dir(sandbox.root()).env_clear();
    traced.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    traced.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?)))).envs(env.iter().copied());
    let done = traced.stdin(Stdio::null()).output().unwrap();
    (done, fs::read_to_string(log.path()).unwrap_or_default())
}
