//! The end of an episode: closed with what stays open and who accepts it, opened again before anything is added.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::case::Case;
use crate::draft::Draft;
use crate::error::{Error, Result};
use crate::finding::{Finding, UNREADABLE};
use crate::guide::Severity;
use crate::office::Office;
use crate::office::papers::which;
use crate::office::pen::{Pen, Plan};
use crate::record::closure::{Closure, Ending};
use crate::record::reopening::Reopening;
use crate::record::{Fact, Named};

/// The field of a closure that says why, where the last assessment still says crisis.
pub const ALTHOUGH: &str = "although";

/// A closing about to be written.
pub struct Closing {
    pub plan: Plan,
    /// What keeps the file from the archive and nobody accepts, one of each code.
    pub open: Vec<Finding>,
}

/// Whether a record may be added: to what has ended nothing, before it is opened again.
pub fn allowed(case: &Case, draft: &Draft<'_>) -> Result<()> {
    let text = |field: &str| draft.fields.get(field).and_then(Value::as_str);
    let rests = case.rests(draft.episode).is_some();
    match draft.kind {
        Closure::NAME if rests => {
            let closed = Error::new(format!("第 {} 次危机已经结束", draft.episode));
            Err(closed.fix(format!("要改写怎样结束：先 {}，再结束一次", reopen(case, draft.episode))))
        }
        Closure::NAME => reasoned(case, draft),
        Reopening::NAME if !rests => {
            let open = Error::new(format!("第 {} 次危机没有结束，或已经重新打开", draft.episode));
            Err(open.fix("直接写要补的记录"))
        }
        kind if rests && !case.may_follow(kind, text("amends").or_else(|| text("of"))) => {
            Err(ended(case, draft.episode))
        }
        _ => Ok(()),
    }
}

fn ended(case: &Case, episode: u32) -> Error {
    let ended = Error::new(format!("第 {episode} 次危机已经结束，不能再往里添"));
    ended.fix(format!("要补的，先 {}；是新的危机，用 crisis open", reopen(case, episode)))
}

fn reopen(case: &Case, episode: u32) -> String {
    let which = if episode == case.latest_episode() { String::new() } else { format!(" --episode {episode}") };
    format!("crisis reopen {}{which} --why 理由 --approved-by 批准人", case.number)
}

/// Whether these fields of a closure leave open why a crisis ends that was not assessed as over.
pub fn lacks_reason(case: &Case, episode: u32, fields: &Map<String, Value>) -> bool {
    let left = serde_json::to_value(Ending::Left).is_ok_and(|left| fields.get("outcome") == Some(&left));
    let why = fields.get(ALTHOUGH).and_then(Value::as_str).is_some_and(|why| !why.trim().is_empty());
    !left && !why && case.is_still_crisis(episode)
}

fn reasoned(case: &Case, draft: &Draft<'_>) -> Result<()> {
    if !lacks_reason(case, draft.episode, &draft.fields) {
        return Ok(());
    }
    let unsaid = Error::new("最后一次评估仍是危机，没有写为何可以结束").field(format!("--{ALTHOUGH}"));
    Err(unsaid.fix(format!("先评估一次（crisis assess {}），或加上 --{ALTHOUGH} 理由", case.number)))
}

impl Office {
    /// Whether this person may add a record of a kind to an episode (none named: the latest), and which that is: known
    /// before anything is asked.
    pub fn may_write(&self, case: &Case, episode: Option<u32>, kind: &str) -> Result<u32> {
        self.writer(case)?;
        let episode = which(case, episode)?;
        let rests = case.rests(episode).is_some() && !case.may_follow(kind, None);
        if rests { Err(ended(case, episode)) } else { Ok(episode) }
    }
}

impl Pen<'_> {
    /// `accepted_by` is who accepts what stays open (a member; none: who writes).
    pub fn close(
        &self,
        case: &Case,
        episode: u32,
        mut fields: Map<String, Value>,
        body: String,
        accepted_by: Option<&str>,
    ) -> Result<Closing> {
        let by = match accepted_by {
            Some(who) => self.office.repo.team.find(who).map_err(|error| error.field("--accepted-by"))?.id.clone(),
            None => self.office.by()?,
        };
        let entries = fields.get_mut("accept").and_then(Value::as_array_mut);
        for entry in entries.into_iter().flatten().filter_map(Value::as_object_mut) {
            entry.entry("by").or_insert_with(|| json!(by));
            if let Some(code) = entry.get("code").and_then(Value::as_str).map(str::to_uppercase) {
                entry.insert("code".to_owned(), code.into());
            }
        }
        let plan = self.record_in(case, episode, Closure::NAME, fields, body)?;
        let open = self.unaccepted(case, episode, &plan)?;
        Ok(Closing { plan, open })
    }

    /// Judged as it will be once it is closed. Who accepts what is not there is told what is.
    fn unaccepted(&self, case: &Case, episode: u32, plan: &Plan) -> Result<Vec<Finding>> {
        let pages = plan.pages().filter_map(|page| match &page.record.fact {
            Fact::Closure(closure) => Some(closure.accept.iter().map(|one| one.code.0.as_str())),
            _ => None,
        });
        let accepted: BTreeSet<&str> = pages.flatten().collect();
        let closed = self.office.repo.case(&case.number);
        let audits = self.office.judge(&plan.onto(closed, self.office.zone()));
        let findings = audits.into_iter().filter(|audit| audit.episode == episode).flat_map(|audit| audit.findings);
        let findings: Vec<Finding> = findings.collect();
        let there: BTreeSet<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
        if let Some(code) = accepted.difference(&there).next() {
            let all: Vec<&str> = there.iter().copied().collect();
            let fix = if all.is_empty() {
                "去掉它：没有未了的事".to_owned()
            } else {
                format!("未了的：{}", all.join("、"))
            };
            return Err(Error::new(format!("没有“{code}”这件未了的事，不用接受")).field("--accept").fix(fix));
        }
        if accepted.contains(UNREADABLE) {
            let unread = Error::new("读不出的记录不能作为未决项接受").field("--accept");
            return Err(unread.fix("先按提示修好那份文件，或从备份找回"));
        }
        let mut seen = BTreeSet::new();
        let blocks =
            |finding: &Finding| finding.severity == Severity::Error && !accepted.contains(finding.code.as_str());
        Ok(findings.iter().filter(|one| blocks(one) && seen.insert(one.code.clone())).cloned().collect())
    }

    /// Opens an ended episode (none named: the latest) again, so that something can be added.
    pub fn reopen(&self, case: &Case, episode: Option<u32>, fields: Map<String, Value>, body: String) -> Result<Plan> {
        self.record_in(case, which(case, episode)?, Reopening::NAME, fields, body)
    }
}
