//! Who may open a case: the roles that may open every case, the members whom its `case.yaml` names, and the key on
//! the recovery sheet. Pure: says for whom a case should be sealed, not for whom it is.

use chrono::NaiveDate;

use crate::case::About;
use crate::error::Result;
use crate::guide::{Access, Guide};
use crate::team::{Member, Team};
use crate::text::same_name;
use crate::vault::recipient::Recipient;

/// Everything that the answer depends on.
pub struct Rules<'a> {
    pub team: &'a Team,
    pub guide: &'a Guide,
    pub recovery: Option<&'a str>,
    pub day: NaiveDate,
}

impl Rules<'_> {
    /// Public keys for which a case is sealed. Members without a key are passed over; they can't open anything.
    pub fn holders(&self, about: &About) -> Result<Vec<Recipient>> {
        let entitled = self.team.members.iter().filter(|member| self.may_open(member, about));
        let keys = entitled.filter_map(|member| member.key.as_deref()).chain(self.recovery);
        let mut holders = keys.map(Recipient::parse).collect::<Result<Vec<_>>>()?;
        holders.sort();
        holders.dedup();
        Ok(holders)
    }

    /// Those who take on what comes in, and recovery.
    pub fn intake(&self) -> Result<Vec<Recipient>> {
        self.holders(&About::default())
    }

    /// What was granted or revoked by name goes before what a role gives.
    pub fn may_open(&self, member: &Member, about: &About) -> bool {
        let said = about.access.iter().rev().find(|access| access.member == member.id);
        if let Some(access) = said {
            if access.revoked.is_some() {
                return false;
            }
            if access.until.is_none_or(|until| until >= self.day) {
                return true;
            }
        }
        member.serves_on(self.day)
            && (self.has(member, Access::All) || self.has(member, Access::Case) && self.is_named(member, about))
    }

    fn has(&self, member: &Member, wanted: Access) -> bool {
        let role = |id: &String| self.guide.roles.iter().find(|role| role.id == *id);
        member.roles.iter().filter_map(role).any(|role| role.access == wanted)
    }

    /// As a temporary member of this case, or as the class teacher of today.
    fn is_named(&self, member: &Member, about: &About) -> bool {
        let is = |who: &str| who == member.id || same_name(who, &member.name);
        let holds = |since: Option<NaiveDate>, until: Option<NaiveDate>| {
            since.is_none_or(|since| since <= self.day) && until.is_none_or(|until| self.day <= until)
        };
        about.temporary.iter().any(|temporary| is(&temporary.who))
            || about.class_teacher.iter().any(|tenure| is(&tenure.who) && holds(tenure.since, tenure.until))
    }
}
