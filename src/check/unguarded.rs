//! C37: days right after the school knew of the danger, or of its rise, and before a handover or the next assessment, of
//! which the file tells no measure, no contact and nothing else (guide 二(二)1).

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::check::{Check, Found, Look, View};
use crate::duty::Seen;
use crate::guide::Severity;
use crate::record::Fact;
use crate::record::parts::Measure;

pub const CHECK: Check = Check {
    code: "C37",
    title: "危险还在，有几天没有任何记录",
    severity: Severity::Notice,
    page: include_str!("unguarded.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let seen: Vec<&Seen<'_>> = view.facts.seen.iter().filter(|seen| view.facts.has_been(seen)).collect();
    let told: BTreeSet<NaiveDate> = seen.iter().flat_map(|seen| days(view, seen)).collect();
    let mut in_danger: Option<&Seen<'_>> = None;
    let mut is_assessed = false;
    let mut found = Vec::new();
    for seen in &seen {
        let end = seen.span.latest.date_naive();
        let (ends, begins) = match &seen.record.fact {
            Fact::Report(_) => (false, in_danger.is_none()),
            Fact::Handover(_) | Fact::Closure(_) => (true, false),
            // The first crisis goes on with what was known; a later one is a rise.
            Fact::Assessment(assessment) => (true, assessment.crisis && (in_danger.is_some() || is_assessed)),
            _ => continue,
        };
        is_assessed |= matches!(seen.record.fact, Fact::Assessment(_));
        if ends {
            found.extend(in_danger.take().and_then(|start| silent(view, &told, start, end)));
        }
        if begins {
            in_danger = Some(seen);
        }
    }
    found.extend(in_danger.and_then(|start| silent(view, &told, start, view.facts.end.date_naive())));
    found
}

fn silent(view: &View<'_>, told: &BTreeSet<NaiveDate>, start: &Seen<'_>, end: NaiveDate) -> Option<Found> {
    let zone = view.facts.setting.calendar.zone;
    let first = start.span.latest.with_timezone(&zone).date_naive();
    // Once something is told again, quiet days later are not what is meant.
    let between = first.iter_days().skip(1).take_while(|day| *day < end && !told.contains(day));
    let silent: Vec<String> = between.map(|day| day.format("%m-%d").to_string()).collect();
    let (one, last) = (silent.first()?, silent.last()?);
    let days = if silent.len() > 2 { format!("{one} 到 {last} 共 {} 天", silent.len()) } else { silent.join("、") };
    let message = format!("{first} 以后，到当面交接或再次评估之前，{days} 没有任何措施、联系或记录");
    let fix =
        "那几天做过什么，补记下来并写明是补记；没有做，如实留着。当面交给了谁，记一条 crisis record handover {case}";
    Some(Found::new(message, fix).of(start.record))
}

/// The days of which a record tells that something was done: its own, and those for which its measures held.
fn days(view: &View<'_>, seen: &Seen<'_>) -> Vec<NaiveDate> {
    let zone = view.facts.setting.calendar.zone;
    let measures: &[Measure] = match &seen.record.fact {
        Fact::Material(_) | Fact::Print(_) | Fact::Elsewhere(_) | Fact::Declaration(_) | Fact::Waiver(_) => {
            return Vec::new();
        }
        Fact::Report(report) => &report.protect,
        Fact::Plan(plan) => &plan.protect,
        Fact::Intervention(intervention) => &intervention.protect,
        Fact::FollowUp(follow) => &follow.protect,
        _ => &[],
    };
    let own = seen.record.head.at.date(zone);
    let held = measures.iter().filter_map(|measure| {
        let from = measure.at.map_or(own, |at| at.date(zone));
        let last = measure.until?.date(zone);
        Some(from.iter_days().take_while(move |day| *day <= last))
    });
    std::iter::once(own).chain(held.flatten()).collect()
}
