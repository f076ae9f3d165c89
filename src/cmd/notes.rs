//! What was done, in words: what was written, what is noteworthy about it, and what to do next.

use std::fmt::Display;

use serde_json::{Value, json};

use crate::case::Case;
use crate::cmd::{App, next};
use crate::draft::Page;
use crate::error::Result;
use crate::office::Office;
use crate::office::pen::{Note, Pen, Plan};
use crate::ui::Format;

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
            self.ui.hint(&told(note, &plan.case));
        }
        plan.pages().try_for_each(|page| self.wrote(office, &plan.case, page))
    }

    /// What changed in the case by what was planned, and what is most pressing now.
    pub fn then(&self, office: &Office, plan: &Plan, case: Case) {
        if !self.dry_run {
            let before = office.judge(&case);
            self.ui.hint(&next::after(office, &before, &plan.onto(case, office.zone())));
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

pub fn told(note: &Note, case: &str) -> String {
    match note {
        Note::StillOpen { episode } => format!(
            "注意：第 {episode} 次危机还没有结束。如果这是同一次危机的又一个消息，请作废这条记录，改用 crisis record report {case}"
        ),
        Note::FreeRoles { words, known } => format!(
            "注意：“{}”不是指南里的角色，照原样记下；按角色要求的事不会算在他身上。指南里的角色：{}",
            words.join("”、“"),
            known.join("、")
        ),
        Note::Namesakes { cases } => format!(
            "注意：已有同名学生的档案：{}。如果是同一人，请把这次的情况用 crisis record report 记进原来的档案，并移走新开的这一份；确是两个人的，各自写上学号，就不必理会",
            cases.iter().map(|parts| told_of(parts)).collect::<Vec<_>>().join("；")
        ),
        Note::Differs { what, there, said } => {
            let there = if there.is_empty() { "没有" } else { there };
            format!(
                "注意：{what}与档案不同：档案里 {there}，这次 {said}。没有改动档案，确有变化用 crisis edit {case} 改（换教师用 crisis teacher {case}）"
            )
        }
        Note::FiledBefore { file, record } => {
            format!("{} 已经归档过（记录 {record}），没有再存一份", file.display())
        }
        Note::OtherKind { file, what } => format!(
            "注意：{} 的后缀与内容不符，{what}；照原样存下了。核对是不是选错了文件，改正后缀后重新归档",
            file.display()
        ),
    }
}

/// A folder by its number, with the class and the number of its student.
fn told_of(parts: &[String]) -> String {
    let said: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    said.join(" ")
}
