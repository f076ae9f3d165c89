//! The level that an episode has: what the assessments by those who may assess say, taken together.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use crate::duty::facts::{Facts, Seen, Span};
use crate::record::{Fact, Record};

/// What holds until it is assessed anew.
#[derive(Default)]
struct Standing<'r> {
    /// Axis to level, and the day on which it was assessed, and the assessment.
    levels: BTreeMap<String, (NaiveDate, String, &'r Record)>,
}

/// A moment at which the level may be another one: by an assessment, or by a meeting that settles what assessments
/// contradict each other on.
pub(super) struct Assessed<'f, 'c> {
    pub at: &'f Span,
    /// The assessment that counts from then on.
    pub seen: &'f Seen<'c>,
    /// Axis to level, as a record has them.
    pub levels: Value,
}

impl<'c> Facts<'_, 'c> {
    /// Axis to the guide's word for its level, by those who may assess.
    pub fn level(&self) -> BTreeMap<String, String> {
        let assessors: Vec<String> =
            self.guide().roles.iter().filter(|role| role.assesses).map(|role| role.id.clone()).collect();
        let is_one = |seen: &Seen| matches!(seen.record.fact, Fact::Assessment(_)) && self.is_made_by(seen, &assessors);
        let last = self.assessed(is_one).pop().map(|last| last.levels);
        let named = |(axis, level): (&String, &Value)| {
            let level = level.as_str().unwrap_or_default();
            (axis.clone(), self.guide().name("level", level).to_owned())
        };
        last.iter().filter_map(Value::as_object).flatten().map(named).collect()
    }

    /// The levels after each of some records. Of two assessments of one day that contradict each other, or that were
    /// written on two machines, neither knowing of the other, the graver one holds, until a later one, or a meeting,
    /// says that it settles them, or a later day's assessment takes their place. A level that an assessment says
    /// nothing of is the one that it had; what is no crisis any more has none.
    pub(super) fn assessed<'f>(&'f self, is_one: impl Fn(&Seen) -> bool) -> Vec<Assessed<'f, 'c>> {
        let mut standing = Standing::default();
        let mut latest: Option<&Seen> = None;
        let mut assessed = Vec::new();
        for seen in self.seen.iter().filter(|seen| self.has_been(seen)) {
            let settles = seen.fields.contains_key("settles");
            let is_settled = settles && matches!(seen.record.fact, Fact::Meeting(_));
            let counts = if is_one(seen) { Some(seen) } else { latest.filter(|_| is_settled) };
            let Some(counts) = counts else { continue };
            self.take(&mut standing, counts, settles);
            latest = Some(counts);
            let levels = standing.levels.iter().map(|(axis, (_, level, _))| (axis.clone(), level.as_str().into()));
            assessed.push(Assessed { at: &seen.span, seen: counts, levels: Value::Object(levels.collect()) });
        }
        assessed
    }

    fn take<'r>(&self, standing: &mut Standing<'r>, seen: &Seen<'r>, settles: bool) {
        let day = seen.record.head.at.date(self.setting.calendar.zone);
        let stands_beside = |on: NaiveDate, other: &Record| on == day || self.case.are_apart(other, seen.record);
        let is_crisis = seen.fields.get("crisis").and_then(Value::as_bool).unwrap_or(false);
        if settles || !is_crisis {
            // What is no crisis any more keeps no level but the one that it is given now.
            standing.levels.retain(|_, (on, _, by)| !settles && stands_beside(*on, by));
        }
        for (axis, level) in seen.fields.get("level").and_then(Value::as_object).into_iter().flatten() {
            let Some(level) = level.as_str() else { continue };
            let graver = standing.levels.get(axis).is_some_and(|(on, old, by)| {
                stands_beside(*on, by) && self.guide().order(axis, old) > self.guide().order(axis, level)
            });
            if !graver {
                standing.levels.insert(axis.clone(), (day, level.to_owned(), seen.record));
            }
        }
    }
}
