//! Work that goes from one colleague to another: of every running case who goes on and what is open, access for whoever
//! goes on, and one list of all of it. What lies in no file (envelopes, sticks, the last day) the list reminds of.

use std::fs;

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use crate::audit::DutyLine;
use crate::case::Case;
use crate::config::Privacy;
use crate::documents::handing::{Colleague, Handed, Handing};
use crate::documents::{self, Choice, Sheet, Source};
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::office::Office;
use crate::office::custody::Grant;
use crate::office::pen::{Pen, Plan};
use crate::office::tasks;
use crate::record::Fact;
use crate::store::drafts;
use crate::team::Member;

/// The name of its paper.
const PAPER: &str = "staff-handover";

pub struct Request {
    /// Ids or names; none of the giver: whoever writes.
    pub from: Option<String>,
    pub to: String,
    /// None named: every running case that the giver may open and has not handed on.
    pub cases: Vec<String>,
    pub since: Option<NaiveDate>,
    pub role: Option<String>,
    pub told: String,
    pub student_told: Option<String>,
    /// Who approves that the receiver may open what is not open to them yet.
    pub approved_by: Option<String>,
}

/// What will be written, and the list of it.
pub struct Handover {
    pub handing: Handing,
    pub cases: Vec<Step>,
}

/// One case: access first, so that whoever finds the record can open it.
pub struct Step {
    pub plan: Plan,
    grant: Option<Grant>,
}

impl Office {
    /// The paper of it.
    pub fn handover_sheet(&self, handing: &Handing) -> Result<Sheet> {
        let templates = self.templates()?;
        let source = self.source(self.guide()?, &templates);
        documents::sheet(&Source { handing: Some(handing), ..source }, source.guide.made(PAPER), Choice::Latest)
    }

    fn colleague(&self, guide: &Guide, member: &Member) -> Colleague {
        let name = |id: &String| guide.roles.iter().find(|role| role.id == *id).map(|role| role.name.clone());
        let roles = member.roles.iter().map(|id| name(id).unwrap_or_else(|| id.clone())).collect();
        Colleague { id: member.id.clone(), name: member.name.clone(), roles }
    }

    /// Names of drafts: in a repository that seals nobody but the writer can read one.
    fn drafts(&self) -> Vec<String> {
        let entries = fs::read_dir(self.repo.root.join(drafts::FOLDER)).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.retain(|name| !name.starts_with('.'));
        names.sort();
        names
    }

    /// Fixed roles that only this member holds.
    fn only_held_by(&self, guide: &Guide, member: &Member) -> Vec<String> {
        let today = self.today();
        let others = |role: &str| {
            let holds =
                |one: &&Member| one.id != member.id && one.serves_on(today) && one.roles.iter().any(|r| r == role);
            self.repo.team.members.iter().any(|one| holds(&one))
        };
        let vacant = self.repo.team.vacant(guide, today);
        let fixed = guide.roles.iter().filter(|role| role.standing == crate::guide::Standing::Fixed);
        let held = fixed.filter(|role| !vacant.iter().any(|one| one.id == role.id) && !others(&role.id));
        held.map(|role| role.name.clone()).collect()
    }
}

impl Pen<'_> {
    pub fn hand_over(&self, request: &Request) -> Result<Handover> {
        let office = self.office;
        let (team, guide) = (&office.repo.team, office.guide()?);
        let writer = office.by()?;
        let giver = match &request.from {
            Some(who) => team.find(who).map_err(|error| error.field("--from"))?,
            None => team.find(&writer)?,
        };
        let receiver = team.find(&request.to).map_err(|error| error.field("--to"))?;
        if giver.id == receiver.id {
            let same = Error::new("交出人和接手人是同一个人").field("--to");
            return Err(same.fix("替别人办交接的，加上 --from 交出人"));
        }
        let since = request.since.unwrap_or(office.today());
        if !receiver.serves_on(since) {
            let gone = Error::new("接手人在这一天不在工作小组里").field("--to");
            return Err(gone.fix("核对 crisis member list 里的起止日期"));
        }
        let (cases, shut) = self.cases_of(request, giver)?;
        let (mut steps, mut handed) = (Vec::new(), Vec::new());
        for case in &cases {
            let (step, one) = self.step(request, case, giver, receiver, since)?;
            steps.push(step);
            handed.push(one);
        }
        let school =
            office.school_pending().into_iter().map(|line| format!("{}〔{} {}〕", line.title, line.code, line.clause));
        let handing = Handing {
            giver: office.colleague(guide, giver),
            receiver: office.colleague(guide, receiver),
            since: since.to_string(),
            told: request.told.clone(),
            cases: handed,
            shut,
            school: school.collect(),
            drafts: office.drafts(),
            vacated: office.only_held_by(guide, giver),
            sealed: office.repo.config.privacy == Privacy::Sealed,
            recovery: office.repo.config.recovery.is_some(),
        };
        Ok(Handover { handing, cases: steps })
    }

    /// Cut off in the middle, the rest is done by one more run: what was handed over is not handed over again.
    pub fn put_handover(&self, handover: Handover) -> Result<Handing> {
        for Step { plan, grant } in handover.cases {
            if let Some(grant) = grant {
                let case = self.case(&plan.case);
                self.change(self.grant(&case, grant)?)?;
            }
            self.commit(&plan, &|_| {})?;
        }
        Ok(handover.handing)
    }

    /// Those that are handed over, and the numbers of those that can't be looked into.
    fn cases_of(&self, request: &Request, giver: &Member) -> Result<(Vec<Case>, Vec<String>)> {
        let office = self.office;
        if !request.cases.is_empty() {
            let cases = request.cases.iter().map(|wanted| office.find(wanted)).collect::<Result<Vec<_>>>()?;
            if let Some(case) = cases.iter().find(|case| case.rests(case.latest_episode()).is_some()) {
                let ended = Error::new(format!("{} 已经结束，没有要交接的工作", case.number)).field("CASE");
                return Err(ended.fix("档案里的权限用 crisis grant；又有事了，先 crisis reopen"));
            }
            return Ok((cases, Vec::new()));
        }
        let rules = office.rules()?;
        let (mut cases, mut shut) = (Vec::new(), Vec::new());
        for number in office.repo.numbers()? {
            if office.is_shut(&number) {
                shut.push(number);
                continue;
            }
            let case = office.find(&number)?;
            let is_running = case.rests(case.latest_episode()).is_none();
            if is_running && rules.may_open(giver, &case.about) && !was_handed_on(&case, &giver.id) {
                cases.push(case);
            }
        }
        if cases.is_empty() && shut.is_empty() {
            let none = Error::new(format!("成员 {} 名下没有还在进行的档案，也没有要交接的", giver.id));
            return Err(none.fix("离开的，用 crisis member leave 记下最后一天；只交某一份的，写明案号"));
        }
        Ok((cases, shut))
    }

    fn step(
        &self,
        request: &Request,
        case: &Case,
        giver: &Member,
        receiver: &Member,
        since: NaiveDate,
    ) -> Result<(Step, Handed)> {
        let office = self.office;
        let needs_grant = !office.rules()?.may_open(receiver, &case.about);
        let grant = needs_grant.then(|| self.granting(request, case, giver, receiver)).transpose()?;
        let episode = case.latest_episode();
        let audits = office.judge(case);
        let lines = audits.iter().filter(|audit| audit.episode == episode).flat_map(tasks::pressing);
        let open: Vec<String> = lines.map(told).collect();
        let mut fields = Map::new();
        fields.insert("giver".to_owned(), json!(giver.id));
        fields.insert("receiver".to_owned(), json!(receiver.id));
        fields.insert("since".to_owned(), json!(since));
        fields.insert("told".to_owned(), json!(request.told));
        fields.insert("pending".to_owned(), json!(open));
        let guide = office.guide_of(case, episode)?;
        let role = request.role.as_deref().map(|word| super::find::code(guide, "role", "角色", word));
        let role = role.transpose().map_err(|error| error.field("--role"))?;
        fields.extend(role.map(|role| ("role".to_owned(), Value::from(role))));
        fields.extend(request.student_told.as_deref().map(|said| ("student_told".to_owned(), Value::from(said))));
        let plan = self.record(case, "reassignment", fields, String::new())?;
        let opened = case.opened(episode, office.zone()).unwrap_or(office.now);
        let teaches = case.about.class_teacher.iter().rev().find(|one| !one.substitute);
        let handed = Handed {
            number: case.number.clone(),
            episode,
            since: opened.with_timezone(&office.zone()).date_naive().to_string(),
            granted: grant.is_some(),
            class_teacher: teaches
                .is_some_and(|one| one.until.is_none() && (one.who == giver.id || one.who == giver.name)),
            open,
        };
        Ok((Step { plan, grant }, handed))
    }

    /// Refused now, and not when half of it is written.
    fn granting(&self, request: &Request, case: &Case, giver: &Member, receiver: &Member) -> Result<Grant> {
        let Some(approved_by) = request.approved_by.clone() else {
            let unsaid = Error::new(format!("接手人 {} 还不能打开 {}，要有人批准", receiver.id, case.number));
            return Err(unsaid.field("--approved-by").fix("加上 --approved-by 批准的成员（不能是接手人自己）"));
        };
        let why = format!("接手 {} 的工作", giver.id);
        let grant = |approved_by| Grant { member: receiver.id.clone(), why: why.clone(), approved_by, until: None };
        self.grant(case, grant(approved_by.clone()))?;
        Ok(grant(approved_by))
    }
}

/// Whether the latest word on it is that this member gave it to somebody else.
fn was_handed_on(case: &Case, giver: &str) -> bool {
    let last = case.of_episode(case.latest_episode()).filter_map(|record| match &record.fact {
        Fact::Reassignment(handed) if handed.giver.0 == giver || handed.receiver.0 == giver => Some(&handed.giver.0),
        _ => None,
    });
    last.last().is_some_and(|last| last == giver)
}

fn told(line: &DutyLine) -> String {
    let by = line.due.map(|due| format!("，不晚于 {}", crate::time::stamp(due))).unwrap_or_default();
    format!("{}〔{} {}〕{by}", line.title, line.code, line.clause)
}
