//! What was done, in words: what was written, what is noteworthy about it, and what to do next.

use std::fmt::Display;

use serde_json::{Value, json};

use crate::case::Case;
use crate::cmd::App;
use crate::draft::Page;
use crate::error::Result;
use crate::office::Office;
use crate::office::pen::{Pen, Plan};
use crate::ui::Format;
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

    /// Says of a file that it was written, or would be.
    pub fn has_put(&self, path: impl Display) -> Result<()> {
        let verb = if self.dry_run { "（没有写）将写入" } else { "已写入" };
        self.ui.say(&format!("{verb} {path}"))
    }

    /// The same of a paper that was made.
    pub fn has_made(&self, paper: impl Display) -> Result<()> {
        let verb = if self.dry_run { "（没有写）将生成" } else { "已生成" };
        self.ui.say(&format!("{verb} {paper}"))
    }

    /// Says, where nothing is to be written, what an act would do; whether that was all.
    pub fn only_would(&self, act: impl Display) -> Result<bool> {
        if self.dry_run {
            self.ui.say(&format!("（没有写）将{act}"))?;
        }
        Ok(self.dry_run)
    }

    /// An answer as data, with the text that would be written where nothing is.
    pub fn answer(&self, mut answer: Value, text: &str) -> Result<()> {
        if self.dry_run {
            answer["dry_run"] = true.into();
            answer["text"] = text.into();
        }
        self.ui.json(&answer)
    }

    /// The answer on stdout, in the form that was asked for.
    fn wrote(&self, office: &Office, case: &str, page: &Page) -> Result<()> {
        let path = office.path_of(case, page);
        if self.ui.format == Format::Json {
            let answer = json!({ "case": case, "record": page.record.head.id, "path": path });
            return self.answer(answer, &page.text);
        }
        if self.dry_run {
            return self.ui.say(&format!("（没有写）将写入 {path}：\n\n{}", page.text));
        }
        self.has_put(path)
    }
}
