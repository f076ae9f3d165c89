//! What a duty says to no effect because of what stands beside it: said there already, which is noted, or read as
//! nothing there, which is refused.

use std::ops::Range;

use super::effects::{alternatives, counts_word};
use super::faults::Faults;
use crate::guide::duty::{Due, Duty, Each};
use crate::guide::pattern::{Counts, Matcher, Pattern};

pub(super) fn check_redundant(duty: &Duty, span: &Range<usize>, faults: &mut Faults<'_>) {
    if matches!(&duty.due, Due::MovesOn(patterns) if patterns.is_empty()) {
        let what = "没有写什么是进展，moves_on 不起作用：与结束之前（close）一样";
        faults.note(span, "moves_on", what, "写上 moves_on = [{ kind = … }]，或写 due = \"close\"");
    }
    if matches!(duty.each, Each::Item | Each::Day) {
        by_pieces(duty, span, faults);
    }
    time_is_there(duty, span, faults);
    same_hands(duty, span, faults);
}

/// Pieces of evidence and days of absence are looked at one by one: each is there or not, whenever and whatever else.
fn by_pieces(duty: &Duty, span: &Range<usize>, faults: &mut Faults<'_>) {
    if !matches!(duty.due, Due::AtOnce) {
        let what = "each = \"item\"、\"day\" 一件一件、一天一天地看，没有就是缺，别的期限不起作用";
        faults.note(span, "due", what, "写 due = \"at_once\"");
    }
    for need in alternatives(&duty.needs) {
        let mark = counts_word(need.counts).or_else(|| need.rests_on.as_ref().map(|_| "rests_on"));
        if let Some(mark) = mark {
            let what = format!("each = \"item\"、\"day\" 时什么时候的都算，“{mark}”不起作用");
            faults.note(span, mark, &what, "删去它");
        }
    }
    let unread = [
        ("refused", &duty.refused),
        ("awaits", &duty.awaits),
        ("attempts", &duty.attempts),
        ("beside", &duty.beside),
        ("order", &duty.not_after),
    ];
    for (key, _) in unread.into_iter().filter(|(_, patterns)| !patterns.is_empty()) {
        let what = format!("each = \"item\"、\"day\" 与 {key} 写在一起不起作用");
        faults.say(span, key, what, "删去其中一个");
    }
}

/// A record whose time counts by a field says that field anyway, or does not count.
fn time_is_there(duty: &Duty, span: &Range<usize>, faults: &mut Faults<'_>) {
    let says = |pattern: &Pattern, wanted: bool| {
        let time = pattern.time.as_ref()?;
        let said = pattern
            .fields
            .iter()
            .any(|(name, matcher)| name == time && matches!(matcher, Matcher::Present(present) if *present == wanted));
        said.then(|| time.clone())
    };
    let (until, moves_on) = match &duty.due {
        Due::Every { until, .. } => (&until[..], &[][..]),
        Due::MovesOn(patterns) => (&[][..], &patterns[..]),
        _ => (&[][..], &[][..]),
    };
    // Where it starts a duty or discharges it, what a record lacks is told by what is said of it.
    let untold = [until, moves_on, &duty.unless, &duty.awaits, &duty.not_after];
    for time in untold.into_iter().flat_map(alternatives).filter_map(|pattern| says(pattern, true)) {
        let what =
            format!("写了 time = \"{time}\" 的，没有写这一项的记录本来就不算，“{time} = {{ present = true }}”不起作用");
        faults.note(span, &time, &what, "删去这一项，只留 time");
    }
    let told = [&duty.when[..], &duty.whiles, &duty.needs, &duty.never, &duty.refused, &duty.attempts, &duty.declined];
    for time in untold.into_iter().chain(told).flat_map(alternatives).filter_map(|pattern| says(pattern, false)) {
        let what = format!("“{time}”没有写的记录，又以“{time}”的时间为准：永远不会成立");
        faults.say(span, &time, what, "删去 time，或改成 { present = true }");
    }
}

/// The record that began the duty was made by whoever may: what is asked of that very record need not say so again.
fn same_hands(duty: &Duty, span: &Range<usize>, faults: &mut Faults<'_>) {
    for need in alternatives(&duty.needs).filter(|need| need.counts == Counts::Itself && need.qualified) {
        let mut starts = alternatives(&duty.when).filter(|start| {
            start.kinds.is_empty() || need.kinds.is_empty() || start.kinds.iter().any(|kind| need.kinds.contains(kind))
        });
        if starts.all(|start| start.qualified) {
            let what = "引起它的那条记录在 when 里已经写了 qualified，same_record 旁边再写不起作用";
            faults.note(span, "same_record", what, "删去 needs 里的 qualified");
        }
    }
}
