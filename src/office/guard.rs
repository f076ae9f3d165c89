//! What the guide's checks say of a record before it is written. Those that speak of what somebody may have mistyped
//! are marked in the guide (`on_entry`); what an audit would find a minute later is met while the person still knows.

use crate::case::{Case, File};
use crate::error::Result;
use crate::finding::Finding;
use crate::office::Office;
use crate::office::pen::{Plan, Put};
use crate::record::{Head, shape};
use crate::text;
use crate::yaml;

impl Office {
    /// What is found of the records of a plan and was not found before; `case` is none where the plan makes one.
    pub fn doubts(&self, case: Option<&Case>, plan: &Plan) -> Result<Vec<Finding>> {
        let before = match case {
            Some(case) => case.clone(),
            None => self.new_case(plan)?,
        };
        let known = |finding: &Finding| plan.pages().any(|page| finding.record.as_ref() == Some(&page.record.head.id));
        let after = plan.onto(before, self.zone());
        let guide = self.guide_of_latest(&after)?;
        let on_entry = |finding: &Finding| guide.check(&finding.code).is_some_and(|check| check.on_entry);
        let findings = self.judge(&after).into_iter().flat_map(|audit| audit.findings);
        let said_now = |mut finding: Finding| {
            let record =
                plan.pages().map(|page| &page.record.head).find(|head| finding.record.as_ref() == Some(&head.id));
            let is_there =
                |head: &Head| !finding.fix.contains(&head.id) && (case.is_some() || !finding.fix.contains(&plan.case));
            if let Some(head) = record.filter(|head| !is_there(head)) {
                finding.fix = at_once(&head.kind, &finding.fix);
            }
            finding
        };
        Ok(findings.filter(|finding| known(finding) && on_entry(finding)).map(said_now).collect())
    }

    /// The folder as it will be before its first record.
    fn new_case(&self, plan: &Plan) -> Result<Case> {
        let about = plan.puts.iter().find_map(|put| match put {
            Put::Case { about, .. } => Some(yaml::write(about.as_ref())),
            _ => None,
        });
        let files = about.transpose()?.map(|text| File::new("case.yaml", Ok(text.into_bytes())));
        Ok(Case::load(&plan.case, files.into_iter().collect(), self.zone()))
    }
}

/// A cure that names a record or a case is of no use before there is one: what it would add is said now.
fn at_once(kind: &str, fix: &str) -> String {
    let words = text::words(fix).unwrap_or_default();
    let sets = words.windows(2).filter(|pair| ["--set", "--add"].contains(&pair[0].as_str()));
    let said = sets.filter_map(|pair| pair[1].split_once('='));
    let said: Vec<String> = said.map(|(name, value)| format!("--{} {value}", shape::flag(kind, name))).collect();
    if said.is_empty() { "核对一下，写错了的改好".to_owned() } else { format!("写上 {}", said.join(" ")) }
}
