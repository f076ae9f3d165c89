//! What was done, in words: what was written, what is noteworthy about it, and what to do next.

use std::fmt::Display;

use serde::Serialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::case::Case;
use crate::draft::Page;
use crate::error::Result;
use crate::office::Office;
use crate::office::custody::Rewritten;
use crate::office::pen::{Pen, Plan};
use crate::text::table::table;
use crate::ui::{self, Format};
use crate::wording::answer::{Line, made, would_be, written};
use crate::wording::{notes, steps};

impl App {
    /// Writes what was planned, unless somebody only wants to know what it would be, and says what that was.
    pub fn carry_out(&self, pen: &Pen<'_>, plan: &Plan) -> Result<()> {
        if !self.dry_run {
            pen.commit(plan, &|_| {})?;
        }
        self.told(pen.office, plan)
    }

    /// Says what was written and what is noteworthy about it.
    pub fn told(&self, office: &Office, plan: &Plan) -> Result<()> {
        for note in &plan.notes {
            self.ui.hint(&notes::told(note, &plan.case));
        }
        plan.pages().try_for_each(|page| self.wrote(office, &plan.case, page))
    }

    /// What changed in the case by what was planned, and what is most pressing now.
    pub fn then(&self, office: &Office, plan: &Plan, case: Case) {
        if !self.dry_run {
            let before = office.judge(&case);
            self.ui.hint(&steps::after(office, &before, &plan.onto(case, office.zone())));
        }
    }

    /// What was written becomes one commit; where it does not, what was written stays and that is said.
    pub fn settle(&self) {
        match self.trail.settle() {
            Ok(settled) => notes::settled(&settled).iter().for_each(|line| self.ui.hint(line)),
            Err(error) => {
                self.ui.warning(&error);
                self.ui.hint("写下的都在档案里，一样不少；只是还没有记进 git 历史，下一条写入的命令会补上");
            }
        }
    }

    /// Says of an episode that has begun its number, and what is to be done in the first minutes.
    pub fn begun(&self, pen: &Pen<'_>, plan: &Plan) -> Result<()> {
        if self.dry_run {
            return Ok(());
        }
        self.say(steps::begun(pen.office, &pen.case(&plan.case))?)
    }

    /// Writes a `case.yaml` that was checked, and says so.
    pub fn rewrite(&self, pen: &Pen<'_>, case: &Case, rewritten: &Rewritten) -> Result<()> {
        if self.only_would(format_args!("改动案卷 {} 的 case.yaml", case.number))? {
            return Ok(());
        }
        pen.put_rewritten(rewritten)?;
        self.has_put(format_args!("cases/{}/{}", case.number, pen.office.repo.real_name(&case.number, "case.yaml")))
    }

    /// Says of a file that it was written, or would be.
    pub fn has_put(&self, path: impl Display) -> Result<()> {
        self.say([written(self.dry_run, path)])
    }

    /// The same of a paper that was made.
    pub fn has_made(&self, paper: impl Display) -> Result<()> {
        self.say([made(self.dry_run, paper)])
    }

    /// Says, where nothing is to be written, what an act would do; whether that was all.
    pub fn only_would(&self, act: impl Display) -> Result<bool> {
        if self.dry_run {
            self.ui.say(&format!("（没有写）将{act}"))?;
        }
        Ok(self.dry_run)
    }

    /// Says lines, whatever the format.
    pub fn say(&self, lines: impl IntoIterator<Item = Line>) -> Result<()> {
        lines.into_iter().try_for_each(|line| match line {
            Line::Said(text) => self.ui.say(&text),
            Line::Table(heads, rows) => self.ui.say(&table(&heads, &rows, ui::screen())),
            Line::Beside(text) => {
                self.ui.hint(&text);
                Ok(())
            }
            Line::Warning(error) => {
                self.ui.warning(&error);
                Ok(())
            }
            Line::Fault(error) => {
                self.ui.error(&error);
                Ok(())
            }
        })
    }

    /// The answer: a value for programs, lines for people.
    pub fn answer<V: Serialize>(&self, value: impl FnOnce() -> V, lines: impl FnOnce() -> Vec<Line>) -> Result<()> {
        if self.ui.format == Format::Json { self.ui.json(&value()) } else { self.say(lines()) }
    }

    /// A value for programs, with the text that would be written where nothing is.
    pub fn planned(&self, mut value: Value, text: &str) -> Value {
        if self.dry_run {
            value["dry_run"] = true.into();
            value["text"] = text.into();
        }
        value
    }

    /// The answer on stdout, in the form that was asked for.
    fn wrote(&self, office: &Office, case: &str, page: &Page) -> Result<()> {
        let path = office.path_of(case, page);
        self.answer(
            || self.planned(json!({ "case": case, "record": page.record.head.id, "path": path }), &page.text),
            || vec![if self.dry_run { would_be(&path, &page.text) } else { written(false, &path) }],
        )
    }
}
