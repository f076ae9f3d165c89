//! When a file may rest, and what is added afterwards.

use super::*;

/// A crisis with everything in it, and of plans only what the team decided.
fn complete() -> Vec<Told<'static>> {
    vec![
        REPORT,
        CRISIS,
        CONTACT,
        MEETING,
        SIGNED,
        paper("06 10:10", "category: agreement_student\nof: r5"),
        ("agreement", "06 10:20", "party: guardian\nsigner: 林父\noutcome: signed"),
        paper("06 10:30", "category: agreement_guardian\nof: r7"),
        ("intervention", "09 09:00", "participants: [{ role: counsellor, who: 辅甲 }]\nprocess: 谈话"),
        ("assessment", "25 09:00", CALM.2),
    ]
}

#[test]
fn an_ended_file_rests_or_says_why_not() {
    let rest = |records: &[Told]| {
        let audit = audits(ABOUT, records, "2026-03-31 09:00").pop().unwrap();
        assert_eq!(audit.archivable, audit.rest.state.is_archivable());
        (audit.rest.state, audit.rest.why.len(), audit.findings.len())
    };
    let mut records = complete();
    assert_eq!(rest(&records).0, Resting::NotEnded);
    records.push(CLOSED);
    assert_eq!(rest(&records), (Resting::Archivable, 0, 0), "zero findings");
    for (at, what) in [
        (2, "the talk with the guardian"),
        (3, "the meeting"),
        (5, "a paper"),
        (7, "the other"),
        (8, "the intervention"),
    ] {
        let mut less = records.clone();
        less[at] = ("follow_up", "06 07:00", "state: 平稳");
        let (state, why, _) = rest(&less);
        assert!(state == Resting::Lacking && why > 0, "without {what}: {state:?}");
    }
    let mut accepted = records.clone();
    accepted[7] = ("follow_up", "06 07:00", "state: 平稳");
    *accepted.last_mut().unwrap() =
        ("closure", "30 10:00", "outcome: resolved\nreason: 平稳\naccept: [{ code: D35, why: 父亲带走未还, by: p }]");
    let (state, why, findings) = rest(&accepted);
    assert_eq!((state, why, findings), (Resting::WithOpenPoints, 1, 1), "it stays to be seen");
}

#[test]
fn what_is_added_after_the_end_needs_to_be_opened_again() {
    let mut records = complete();
    records[7] = ("follow_up", "06 07:00", "state: 平稳");
    records.push(("closure", "28 10:00", "outcome: resolved\nreason: 平稳"));
    let late = paper("29 10:00", "category: agreement_guardian\nof: r7");
    let state = |records: &[Told]| duty(records, "31 09:00", "D35").state;
    assert_eq!(state(&records), AwaitingPaper);
    let opened = [records.as_slice(), &[("reopening", "29 09:00", "why: 父亲交还\napproved_by: p"), late]].concat();
    assert_eq!(state(&opened), Met, "a late paper is added");
    let promise = ("follow_up", "26 09:00", "state: 平稳\nnext: 2026-03-29");
    let mut promised = records.clone();
    promised[9] = promise;
    let result = ("diagnosis", "29 10:00", "institution: 某院\nissued: 2026-03-11\nform: copy\nconclusion: 无");
    let opened = [promised.as_slice(), &[("reopening", "29 09:00", "why: 补证明\napproved_by: p"), result]].concat();
    for code in ["D26", "D46", "D57"] {
        assert!(!duty(&opened, "31 09:00", code).owed, "it starts no duty: {code}");
    }
}

#[test]
fn an_assessment_just_before_the_end_takes_nothing_up_again() {
    let last = |when: &'static str| ("assessment", when, CALM.2);
    let ended = |when: &'static str| {
        let audit = audits(ABOUT, &[REPORT, CRISIS, last(when), CLOSED], "2026-04-30 09:00").pop().unwrap();
        audit.duties.iter().find(|line| line.code == "D51").unwrap().state
    };
    assert_eq!((ended("30 09:50"), ended("30 10:15"), ended("30 10:16")), (Missing, Missing, Pending));
}

#[test]
fn a_second_end_moves_nothing_and_a_new_crisis_does() {
    let promise = ("follow_up", "26 09:00", "state: 平稳\nnext: 2026-03-29");
    let mut records = complete();
    records.push(promise);
    records.push(("closure", "28 10:00", "outcome: resolved\nreason: 平稳"));
    records.push(("reopening", "2026-04-02 09:00", "why: 补材料\napproved_by: p"));
    records.push(("closure", "2026-04-03 10:00", "outcome: resolved\nreason: 平稳"));
    let owed = |records: &[Told]| {
        let audit = audits(ABOUT, records, "2026-04-20 09:00").pop().unwrap();
        let owed = audit.duties.iter().filter(|line| line.owed).map(|line| line.code.clone());
        (audit.open, owed.collect::<Vec<_>>())
    };
    assert_eq!(owed(&records), (false, Vec::new()), "what fell due between two ends is not owed");
    let last = records.pop().unwrap();
    records.push(("report", "2026-04-02 10:00", REPORT.2));
    records.push(last);
    let (open, owed) = owed(&records);
    assert!(
        !open && owed.contains(&"D26".to_owned()),
        "taken up again, what was promised for the 29th was due: {owed:?}"
    );
}

#[test]
fn what_could_not_be_read_and_what_has_no_reason_is_not_accepted() {
    let rest = |accept: &str| {
        let mut records = complete();
        records[7] = ("follow_up", "06 07:00", "state: 平稳");
        let closing = format!("outcome: resolved\nreason: 平稳\naccept: [{{ code: D35, why: {accept}, by: p }}]");
        records.push(("closure", "30 10:00", &closing));
        audits(ABOUT, &records, "2026-03-31 09:00").pop().unwrap().rest.state
    };
    assert_eq!((rest("父亲带走未还"), rest("' '")), (Resting::WithOpenPoints, Resting::Lacking));
}
