//! C11: an agreement signed as guardian by somebody who is none (民法典 27, 34).

use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::Fact;
use crate::record::agreement::{Outcome, Party};

pub const CHECK: Check = Check {
    code: "C11",
    title: "签字的不是监护人",
    severity: Severity::Error,
    page: include_str!("signer.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    if view.case.about.guardians.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for record in view.records() {
        let Fact::Agreement(agreement) = &record.fact else { continue };
        let as_guardian = agreement.party == Party::Guardian && agreement.outcome == Outcome::Signed;
        if as_guardian && !agreement.signer.iter().any(|name| view.facts.people.is_guardian(name)) {
            let fix = "请登记的监护人签字；签字人确是监护人的，用 crisis edit {case} 登记";
            found.push(Found::new("以监护人身份签字的人没有登记为监护人", fix).of(record));
        }
    }
    found
}
