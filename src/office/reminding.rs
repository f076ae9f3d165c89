//! A reminder at a fixed time: what it says is numbers only, because a screen is seen by whoever stands before it.

use std::path::{Path, PathBuf};

use chrono::NaiveTime;
use serde::Serialize;

use crate::duty::State;
use crate::error::Result;
use crate::office::Office;
use crate::office::backup::memory::{Age, Memory};
use crate::record::digest;

#[derive(Serialize)]
pub struct Numbers {
    /// What is to be done now.
    pub owed: usize,
    /// Of these, what a clock says is late.
    pub late: usize,
    /// In so many cases.
    pub cases: usize,
    /// Since the last backup; none was made where there is none.
    pub backup_days: Option<i64>,
    pub backup_owed: bool,
}

impl Office {
    pub fn numbers(&self, memory: &Memory) -> Result<Numbers> {
        let tasks = self.rounds()?.tasks()?;
        let owed: Vec<_> = tasks.iter().filter(|task| task.is_owed()).collect();
        let is_late = |line: &crate::audit::DutyLine| line.state == State::Late;
        let late = owed.iter().filter(|task| task.duty().is_some_and(is_late)).count();
        let mut cases: Vec<&str> = owed.iter().map(|task| task.case.as_str()).collect();
        cases.sort_unstable();
        cases.dedup();
        let (backup_days, backup_owed) = match memory.age(&self.repo.root, &self.repo.config, self.now)? {
            Age::Never => (None, self.repo.config.backup_every.is_some()),
            Age::Days(days, is_owed) => (Some(days), is_owed),
        };
        Ok(Numbers { owed: owed.len(), late, cases: cases.len(), backup_days, backup_owed })
    }
}

/// What is to be set up: which program, for which repository, when.
pub struct Timer {
    pub program: PathBuf,
    pub repo: PathBuf,
    /// Hour and minute as digits: `07:40`.
    pub at: String,
}

impl Timer {
    /// One name for one repository, so that setting it up again replaces it.
    pub fn name(&self) -> String {
        name(&self.repo)
    }

    /// The words for the task scheduler of Windows: on weekdays, in a window that stays until somebody presses a key.
    pub fn schtasks(&self) -> Vec<String> {
        let run = format!("\"{}\" -C \"{}\" remind --say --stay", self.program.display(), self.repo.display());
        let words = [
            "/Create",
            "/F",
            "/SC",
            "WEEKLY",
            "/D",
            "MON,TUE,WED,THU,FRI",
            "/ST",
            &self.at,
            "/TN",
            &self.name(),
            "/TR",
        ];
        words.into_iter().map(str::to_owned).chain([run]).collect()
    }

    /// Names and texts of the units of a user's systemd.
    pub fn units(&self) -> [(String, String); 2] {
        let (program, repo) = (quoted(&self.program), quoted(&self.repo));
        let said = format!("notify-send crisis \"$({program} -C {repo} remind --say)\"");
        let service = format!(
            "[Unit]\nDescription=crisis remind\n\n[Service]\nType=oneshot\nExecStart=/bin/sh -c {}\n",
            systemd(&said)
        );
        let at = &self.at;
        let timer = format!(
            "[Unit]\nDescription=crisis remind\n\n[Timer]\nOnCalendar=Mon..Fri {at}\nPersistent=true\n\n\
             [Install]\nWantedBy=timers.target\n"
        );
        [(format!("{}.service", self.name()), service), (format!("{}.timer", self.name()), timer)]
    }

    /// The same as a line for cron.
    pub fn cron(&self) -> String {
        let (hour, minute) = self.at.split_once(':').unwrap_or((&self.at, "00"));
        let strip = |digits: &str| digits.parse::<u8>().map_or_else(|_| digits.to_owned(), |number| number.to_string());
        let (program, repo) = (quoted(&self.program), quoted(&self.repo));
        // A percent sign ends the command of such a line.
        let said = format!("notify-send crisis \"$({program} -C {repo} remind --say)\"").replace('%', "\\%");
        format!("{} {} * * 1-5 {said}", strip(minute), strip(hour))
    }
}

pub fn name(repo: &Path) -> String {
    format!("crisis-remind-{}", &digest(repo.to_string_lossy().as_bytes())[..8])
}

/// For a shell.
/// A time of day as somebody typed it.
pub fn hour(said: &str) -> Result<String, String> {
    let said = said.replace('：', ":");
    let time = NaiveTime::parse_from_str(&said, "%H:%M").map_err(|_| "写成 时:分，例如 07:40".to_owned())?;
    Ok(time.format("%H:%M").to_string())
}

fn quoted(path: &Path) -> String {
    format!("'{}'", path.to_string_lossy().replace('\'', "'\\''"))
}

/// One word of a unit file: `%` and `$` mean something there.
fn systemd(word: &str) -> String {
    let escaped = word.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('$', "$$");
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::Timer;

    fn timer() -> Timer {
        Timer {
            program: "/opt/我的 程序/crisis".into(), repo: "/home/苏's/100%/档案".into(), at: "07:05".to_owned()
        }
    }

    #[test]
    fn a_shell_and_cron_read_the_paths_as_they_are() {
        let cron = timer().cron();
        assert!(cron.starts_with("5 7 * * 1-5 notify-send"), "{cron}");
        assert!(cron.contains("'/opt/我的 程序/crisis' -C '/home/苏'\\''s/100\\%/档案'"), "{cron}");
    }

    #[test]
    fn systemd_reads_them_too() {
        let [(_, service), (_, timer)] = timer().units();
        assert!(service.contains("100%%") && service.contains("$$("), "{service}");
        assert!(timer.contains("OnCalendar=Mon..Fri 07:05\n"), "{timer}");
    }

    #[test]
    fn windows_is_given_one_command_in_quotes() {
        let words = timer().schtasks();
        assert_eq!(words.last().unwrap(), "\"/opt/我的 程序/crisis\" -C \"/home/苏's/100%/档案\" remind --say --stay");
        assert_eq!(words[8..10], ["/TN".to_owned(), timer().name()]);
    }
}
