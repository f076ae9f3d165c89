//! Who is in charge of the class: the new one from a day on, or a substitute beside the one who stays. Earlier ones
//! stay in `case.yaml`, because what happened then was theirs to file.

use crate::case::{Case, Tenure, text};
use crate::error::{Error, Result};
use crate::office::custody::Rewritten;
use crate::office::pen::Pen;

impl Pen<'_> {
    /// `who` is a member's id or name, or the name of somebody who is no member. Without a day it is today.
    pub fn appoint(&self, case: &Case, tenure: Tenure) -> Result<Rewritten> {
        let office = self.office;
        let who = office.repo.team.find(&tenure.who).map_or(tenure.who, |member| member.id.clone());
        let since = tenure.since.unwrap_or(office.today());
        if tenure.until.is_some_and(|until| until < since) {
            return Err(Error::new("最后一天早于第一天").field("--until").fix("核对 --since 与 --until"));
        }
        let mut all = case.about.class_teacher.clone();
        if let Some(last) = all.iter_mut().rev().find(|one| !one.substitute).filter(|_| !tenure.substitute) {
            if last.who == who && last.until.is_none() {
                return Err(Error::new("档案里现在就是这一位").fix("不必再写；代理的加上 --substitute"));
            }
            if last.since.is_some_and(|began| began >= since) {
                let early = Error::new("这一天早于档案里现任的第一天").field("--since");
                return Err(early.fix(format!("核对日期；要改从前的，用 crisis edit {}", case.number)));
            }
            last.until = last.until.filter(|until| *until < since).or(since.pred_opt());
        }
        all.push(Tenure { who, since: Some(since), ..tenure });
        let text = text::with_class_teachers(&office.repo.about_text(&case.number)?, &all)?;
        self.rewrite_about(case, &text)
    }
}
