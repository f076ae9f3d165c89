//! What is owed as a calendar file (RFC 5545). What is owed at once stands at the present hour. Names, texts and levels
//! stay out of it.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, FixedOffset, Utc};

use crate::error::{Error, Result};
use crate::office::tasks::{Task, What};
use crate::record::digest;
use crate::store;

const OURS: &str = "PRODID:-//crisis//due//ZH";

/// Written anew in place, as a calendar that follows it needs it; whatever else lies there stays.
pub fn may_lie(path: &Path) -> Result<()> {
    if !path.exists() || store::read_text(path).is_ok_and(|text| is_ours(&text)) {
        return Ok(());
    }
    Err(Error::new("这个文件不是 crisis due 写的日历，没有替换").path(path).fix("换一个名字"))
}

fn is_ours(text: &str) -> bool {
    text.starts_with("BEGIN:VCALENDAR") && text.lines().any(|line| line.trim_end() == OURS)
}

/// A paper that has not come back has the number of the record of its printing where a duty has its code.
pub fn calendar(tasks: &[Task], now: DateTime<FixedOffset>) -> String {
    // A program that follows the file asks for it again after this time.
    let head = ["BEGIN:VCALENDAR", "VERSION:2.0", OURS, "METHOD:PUBLISH", "X-WR-CALNAME:crisis 待办"];
    let again = ["REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"];
    let mut lines: Vec<String> = head.into_iter().chain(again).map(str::to_owned).collect();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for task in tasks {
        let (code, since) = match &task.what {
            What::Duty(line) => (&line.code, line.since.map(|since| since.to_rfc3339()).unwrap_or_default()),
            What::Alarm(_, finding) => (&finding.code, finding.record.clone().unwrap_or_default()),
            What::Paper(paper) => (&paper.record, String::new()),
        };
        let summary = format!("{} {code}", task.case);
        // The same thing keeps its name, so that a calendar that reads the file anew moves it instead of doubling it.
        let thing = format!("{summary} {since}");
        let count = known.entry(thing.clone()).and_modify(|count| *count += 1).or_insert(1);
        let thing = if *count == 1 { thing } else { format!("{thing} {count}") };
        let uid = &digest(thing.as_bytes())[..32];
        lines.push("BEGIN:VEVENT".to_owned());
        lines.push(format!("UID:{uid}@crisis"));
        lines.push(format!("DTSTAMP:{}", utc(now)));
        lines.push(format!("DTSTART:{}", utc(task.due().unwrap_or(now))));
        lines.push(format!("SUMMARY:{summary}"));
        lines.push("CLASS:PRIVATE".to_owned());
        lines.push("END:VEVENT".to_owned());
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| fold(line)).collect()
}

fn utc(at: DateTime<FixedOffset>) -> String {
    at.with_timezone(&Utc).format("%Y%m%dT%H%M%SZ").to_string()
}

/// Lines of at most 75 octets, broken between characters.
fn fold(line: &str) -> String {
    let mut folded = String::new();
    let mut length = 0;
    for letter in line.chars() {
        if length + letter.len_utf8() > 73 {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(letter);
        length += letter.len_utf8();
    }
    folded.push_str("\r\n");
    folded
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let folded = fold(&"案".repeat(60));
        assert!(folded.lines().all(|line| line.len() <= 75));
        assert_eq!(folded.replace("\r\n ", "").trim_end(), "案".repeat(60));
    }
}
