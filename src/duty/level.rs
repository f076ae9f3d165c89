//! The level that an episode has: what the assessments by those who may assess say, taken together.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use crate::duty::facts::{Facts, Seen};
use crate::record::Record;

/// What holds until it is assessed anew.
#[derive(Default)]
struct Standing<'r> {
    /// Axis to level, and the day on which it was assessed, and the assessment.
    levels: BTreeMap<String, (NaiveDate, String, &'r Record)>,
}

impl Facts<'_, '_> {
    /// Axis to the guide's word for its level. Of two assessments of one day that contradict each other, or that were
    /// written on two machines, neither knowing of the other, the graver one holds, until a later one, or a meeting, says that it settles them, or a later day's assessment takes their place.
    pub fn level(&self) -> BTreeMap<String, String> {
        let assessors: Vec<String> =
            self.guide().roles.iter().filter(|role| role.assesses).map(|role| role.id.clone()).collect();
        let mut standing = Standing::default();
        let mut latest: Option<&Seen> = None;
        for seen in self.seen.iter().filter(|seen| self.has_been(seen)) {
            let settles = seen.fields.contains_key("settles");
            match seen.record.head.kind.as_str() {
                "assessment" if self.is_made_by(seen, &assessors) => {
                    self.take(&mut standing, seen, settles);
                    latest = Some(seen);
                }
                "meeting" if settles => {
                    if let Some(latest) = latest {
                        self.take(&mut standing, latest, true);
                    }
                }
                _ => {}
            }
        }
        let named = |(axis, (_, level, _)): (String, (NaiveDate, String, &Record))| {
            (axis, self.guide().name("level", &level).to_owned())
        };
        standing.levels.into_iter().map(named).collect()
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
