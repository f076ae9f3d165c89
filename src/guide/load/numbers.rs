//! Numbers to call stand in the place of a term that something says, each once.

use super::faults::Faults;
use super::terms::is_said;
use super::{RawGuide, unique};
use crate::guide::terms::PLAIN;

pub(super) fn check_numbers(raw: &RawGuide, faults: &mut Faults<'_>) {
    unique(raw.number.iter().map(|item| (item.get_ref().term.as_str(), item.span())), faults);
    for item in &raw.number {
        let (span, number) = (item.span(), item.get_ref());
        let term = number.term.as_str();
        if !PLAIN.contains_key(term) && !raw.head.own_terms.contains_key(term) && !is_said(&raw.head, term) {
            let fix = "改成 [terms] 里能写的称呼，例如 hotline；或在 first_minutes 里写 {编号} 用上它";
            faults.say(&span, term, format!("称呼“{term}”没有哪里用到"), fix);
        }
        if raw.head.terms.contains_key(term) || raw.head.own_terms.contains_key(term) {
            let what = format!("“{term}”在称呼里也写了");
            faults.say(&span, term, what, "只留一处：有号码的留 [[number]]");
        }
    }
    if raw.number.is_empty() && raw.head.numbers_good_for.is_some() {
        let what = "没有 [[number]]，numbers_good_for 不起作用";
        faults.say(&(0..0), "numbers_good_for", what, "删去它，或写上 [[number]]");
    }
}
