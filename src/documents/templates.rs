//! The template of each paper. A school's folder `templates/` may replace any of them, and has those of its own papers
//! there; without one, these are a form of what the kind asks.

use crate::error::Result;
use crate::guide::paper::Paper;
use crate::paper::template::Templates;

/// Before and after every copy for one role, whoever wrote the paper's own template.
pub(super) const SCOPE_TOP: &str = "scope-top.md";
pub(super) const SCOPE_END: &str = "scope-end.md";
/// What the guide adds to the kind of a form.
pub(super) const OWN_FIELDS: &str = "own.md";
/// Who signs and who keeps a copy, where the guide says so and the template does not show it.
pub(super) const SIGNS: &str = "signs.md";
pub(super) const KEEPS: &str = "keeps.md";
/// After every paper of a case that shows a record which was corrected.
pub(super) const CORRECTIONS: &str = "corrections.md";
/// A paper that only this school has.
const OWN_PAPER: &str = "own-paper.md";

/// The paper that lists every record and material of a file, and the end of its chain.
pub(super) const WHOLE_FILE: &str = "archive-catalogue";
pub(super) const COVER: &str = "cover";

macro_rules! embedded {
    ($($name:literal)*) => {
        &[$((concat!($name, ".md"), include_str!(concat!("../../templates/", $name, ".md"))),)*]
    };
}

const EMBEDDED: &[(&str, &str)] = embedded! {
    "cover" "first-report-card" "assessment" "meeting" "plan" "agreement-student" "agreement-guardian" "safety-plan"
    "referral" "intervention-record" "contact-record" "leave-record" "enrolment" "handover" "disclosure-ledger"
    "mandatory-report" "transfer" "timeline" "outline" "archive-catalogue" "audit" "staff-handover"
    "own" "own-paper" "signs" "keeps" "scope-top" "scope-end" "corrections"
};

/// The program's own templates, and in their place those that a school has.
pub fn templates(overrides: &[(String, String)]) -> Result<Templates> {
    Templates::new(EMBEDDED, overrides)
}

/// The template of a paper.
pub(super) fn of(templates: &Templates, paper: &Paper) -> String {
    let own = format!("{}.md", paper.id);
    if templates.names().any(|name| name == own) { own } else { OWN_PAPER.to_owned() }
}

/// Whether a paper shows the catalogue of a file, which says what the audit of that case says.
pub fn shows_catalogue(templates: &Templates, paper: &Paper) -> bool {
    templates.shows(&of(templates, paper), "catalogue")
}

/// Whether a paper shows the audit of every case and of the school.
pub fn shows_audit(templates: &Templates, paper: &Paper) -> bool {
    paper.is_of_school() && templates.shows(&of(templates, paper), "audit")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::paper::{PARTS, PLAIN};

    #[test]
    fn every_paper_that_the_program_knows_has_a_template_and_the_others_are_parts() {
        let templates = templates(&[]).unwrap();
        for paper in PLAIN.iter() {
            assert_eq!(of(&templates, paper), format!("{}.md", paper.id));
        }
        let is_paper = |name: &&str| PLAIN.iter().any(|paper| format!("{}.md", paper.id) == **name);
        let parts: Vec<&str> = EMBEDDED.iter().map(|(name, _)| *name).filter(|name| !is_paper(name)).collect();
        assert_eq!(parts, PARTS.map(|part| format!("{part}.md")));
    }
}
