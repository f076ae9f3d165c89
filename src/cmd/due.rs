//! `due`: what is owed in all cases, and a calendar file of it that names case numbers only.

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, Utc};
use serde_json::json;

use crate::audit::DutyLine;
use crate::audit::returns::Unreturned;
use crate::cmd::audit::audits;
use crate::cmd::{App, Done, next};
use crate::documents::Paper;
use crate::error::Result;
use crate::guide::Guide;
use crate::record::digest;
use crate::store::{Repo, write};
use crate::time::{Length, elapsed};
use crate::ui::Format;

/// 待办：所有档案里要做的事，最要紧的在前；可写成日历文件（只含案号）
#[derive(clap::Args)]
pub struct Args {
    /// 只看多久之内到期的，例如 7d
    #[arg(long, value_name = "LENGTH")]
    within: Option<String>,
    /// 写成日历文件（.ics）
    #[arg(long, value_name = "FILE")]
    ics: Option<PathBuf>,
}

pub fn run(app: &App, args: Args) -> Done {
    let repo = app.repo()?;
    let limit =
        args.within.as_deref().map(str::parse::<Length>).transpose().map_err(|error| error.field("--within"))?;
    let until = limit.map(|limit| repo.config.calendar.after(app.now, limit));
    let mut rows: Vec<(String, DutyLine)> = Vec::new();
    let mut papers: Vec<(String, Unreturned)> = Vec::new();
    for mut audit in audits(app, &repo, &[])?.into_iter().filter(|audit| audit.open) {
        let case = audit.case.clone();
        papers.extend(audit.unreturned.drain(..).map(|paper| (case.clone(), paper)));
        let codes: Vec<String> = next::pressing(&audit).iter().map(|line| line.code.clone()).collect();
        let case = audit.case;
        rows.extend(
            audit.duties.into_iter().filter(|line| codes.contains(&line.code)).map(|line| (case.clone(), line)),
        );
    }
    rows.retain(|(_, line)| until.is_none_or(|until| line.due.is_none_or(|due| due <= until)));
    rows.sort_by_key(|(case, line)| (!line.owed, line.due, line.since, case.clone()));
    if let Some(path) = &args.ics {
        if !app.dry_run {
            write::replace(path, calendar(&rows, &papers, app.now).as_bytes())?;
        }
        let verb = if app.dry_run { "（没有写）日历将写入" } else { "日历已写入" };
        app.ui.hint(&format!("{verb} {}", path.display()));
    }
    show(app, &repo, &rows, &papers)?;
    Ok(0)
}

fn show(app: &App, repo: &Repo, rows: &[(String, DutyLine)], papers: &[(String, Unreturned)]) -> Result<()> {
    if app.ui.format == Format::Json {
        let duties = rows.iter().map(|(case, line)| json!({ "case": case, "duty": line }));
        let papers = papers.iter().map(|(case, paper)| {
            json!({ "case": case, "unreturned": { "record": paper.record, "document": paper.document, "at": paper.at } })
        });
        return app.ui.json(&duties.chain(papers).collect::<Vec<_>>());
    }
    if rows.is_empty() && papers.is_empty() {
        return app.ui.say("眼下没有要做的事");
    }
    let guide = app.guide(repo)?;
    let duties = rows.iter().map(|(case, line)| format!("{case}  {}", next::told(line, app.now)));
    let papers = papers.iter().map(|(case, paper)| {
        let (text, fix) = unreturned(app, repo, guide, case, paper);
        format!("{case}  {text}；{fix}")
    });
    app.ui.say(&duties.chain(papers).collect::<Vec<_>>().join("\n"))
}

/// What is said about a paper that somebody still has in hand, and the command that files it.
pub fn unreturned(app: &App, repo: &Repo, guide: &Guide, case: &str, paper: &Unreturned) -> (String, String) {
    let title = Paper::named(&paper.document).map_or_else(|_| paper.document.clone(), |known| known.title(guide));
    let at = paper.at.earliest(repo.config.calendar.zone);
    let text = format!("收回签好的{title}：{} 打印，已过 {}", at.format("%m-%d %H:%M"), elapsed(at, app.now));
    (text, format!("crisis attach {case} 扫描件 --signed yes --of {}", paper.record))
}

/// RFC 5545. What is owed at once stands at the present hour. Names, texts and levels stay out of it.
/// A paper that has not come back has the number of the record of its printing where a duty has its code.
fn calendar(rows: &[(String, DutyLine)], papers: &[(String, Unreturned)], now: DateTime<FixedOffset>) -> String {
    let mut lines =
        vec!["BEGIN:VCALENDAR".to_owned(), "VERSION:2.0".to_owned(), "PRODID:-//crisis//due//ZH".to_owned()];
    let duties = rows
        .iter()
        .map(|(case, line)| (format!("{case} {}", line.code), format!("{:?}", line.since), line.due.unwrap_or(now)));
    let papers = papers.iter().map(|(case, paper)| (format!("{case} {}", paper.record), String::new(), now));
    for (summary, since, at) in duties.chain(papers) {
        let uid = &digest(format!("{summary} {since}").as_bytes())[..32];
        lines.push("BEGIN:VEVENT".to_owned());
        lines.push(format!("UID:{uid}@crisis"));
        lines.push(format!("DTSTAMP:{}", utc(now)));
        lines.push(format!("DTSTART:{}", utc(at)));
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
