//! C32: the same bytes in two students' folders. Siblings share a guardianship order; of an agreement, a certificate or
//! a list of names, the copy that no record of its folder speaks of is in the wrong place.

use std::collections::BTreeMap;

use crate::check::reference::is_named;
use crate::check::{Check, Found, Look, Mark, View};
use crate::guide::Severity;
use crate::record::material::Material;
use crate::record::{Fact, Record, record_of};

pub const CHECK: Check = Check {
    code: "C32",
    title: "两份档案里有同一份文件",
    severity: Severity::Error,
    page: include_str!("same_bytes.md"),
    lists: &[],
    look: Look::Case(look),
};

/// In what other place it is, and whether it is wrong here.
type Place = (String, bool);

fn look(view: &View<'_>) -> Vec<Found> {
    let mut groups: BTreeMap<Place, Vec<&Record>> = BTreeMap::new();
    for record in view.records() {
        if let Some(place) = in_two(view, record) {
            groups.entry(place).or_default().push(record);
        }
    }
    groups.into_iter().map(|((place, is_wrong), records)| told(&place, is_wrong).of_all(&records)).collect()
}

fn told(place: &str, is_wrong: bool) -> Found {
    if is_wrong {
        let message = format!("同一份文件也在{place}里，而这里没有一条记录提到它：多半放错了");
        let fix = "核对是谁的：放错的，从这份档案取出，写明去向；确是这名学生的，用更正写明属于哪条记录（of）";
        return Found::new(message, fix);
    }
    Found::new(format!("同一份文件也在{place}里"), "核对两边是否都该有；放错的，取出并写明去向")
        .at_most(Severity::Notice)
}

fn in_two(view: &View<'_>, record: &Record) -> Option<Place> {
    let Fact::Material(material) = &record.fact else { return None };
    let own = &view.case.number;
    let other = view.index.with_bytes(Mark::of(&material.sha256)).find(|other| other.other_case(own).is_some())?;
    if is_of_shared_event(view, material) {
        return None;
    }
    let is_of_one = view.materials(CHECK.code).iter().any(|id| id == view.category(&material.category.0));
    let is_tied = material.of.is_some() || is_named(view.case, &record.head.id);
    Some((other.place(), is_of_one && !is_tied))
}

/// Minutes of a meeting about what concerns several students.
fn is_of_shared_event(view: &View<'_>, material: &Material) -> bool {
    let of = material.of.as_deref().and_then(|of| view.case.record(record_of(of)));
    of.is_some_and(|record| matches!(&record.fact, Fact::Meeting(meeting) if meeting.event.is_some()))
}
