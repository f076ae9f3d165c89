//! C36: an episode was closed although its last assessment still says crisis, and nothing says why.

use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::Fact;
use crate::record::closure::Ending;

pub const CHECK: Check = Check {
    code: "C36",
    title: "最后一次评估仍是危机就结束了",
    severity: Severity::Warning,
    page: include_str!("ended_crisis.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let Some(record) = view.case.closure(view.episode) else { return Vec::new() };
    let Fact::Closure(closure) = &record.fact else { return Vec::new() };
    let is_said =
        closure.outcome == Ending::Left || closure.although.as_ref().is_some_and(|why| !why.trim().is_empty());
    if is_said || !view.case.is_still_crisis(view.episode) {
        return Vec::new();
    }
    let fix = format!(
        "crisis amend {{case}} {} --right 补写理由 --set although=理由；或重新打开，评估一次再结束",
        record.head.id
    );
    vec![Found::new("最后一次评估仍是危机，没有写为何可以结束", fix).of(record)]
}
