//! What `strace` wrote, call by call.

use std::collections::BTreeMap;

/// One call, with what came of it.
pub struct Call {
    /// Of the thread that made it.
    pub thread: u32,
    pub name: String,
    /// As `strace` prints them.
    pub said: String,
    /// What the system gave back; `?` where it never did.
    pub gave: String,
}

/// The calls of a log, in the order in which they ended.
pub fn read(log: &str) -> Vec<Call> {
    let (mut begun, mut calls) = (BTreeMap::new(), Vec::new());
    for line in log.lines() {
        let Some((thread, line)) = line.split_once(' ') else { continue };
        let thread: u32 = thread.parse().unwrap();
        let line = line.trim_start();
        let whole = if let Some(begin) = line.strip_suffix("<unfinished ...>") {
            begun.insert(thread, begin.to_owned());
            continue;
        } else if let Some(rest) = line.strip_prefix("<... ") {
            let rest = rest.split_once("resumed>").map_or("", |(_, rest)| rest);
            begun.remove(&thread).unwrap_or_default() + rest
        } else {
            line.to_owned()
        };
        let Some((name, rest)) = whole.split_once('(') else { continue };
        let (said, gave) = rest.rsplit_once(" = ").unwrap_or((rest, "?"));
        let said = said.trim_end().trim_end_matches(')').to_owned();
        calls.push(Call { thread, name: name.to_owned(), said, gave: gave.trim().to_owned() });
    }
    calls
}
