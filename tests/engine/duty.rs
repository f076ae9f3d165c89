//! The engine's states, one small table a question.

use crate::common::cases::{WORDS, at, case, case_of, judged, one_duty, one_duty_in};
use crisis::duty::State::{self, *};

const REPORT: (&str, &str, &str) = ("report", "2026-03-05 21:00", "finder: 师乙\nsaw: 某事");

fn assessed(at: &'static str, crisis: bool, level: &'static str) -> (&'static str, &'static str, String) {
    let text = format!("dimension: {{ mood: 差, risk: 有 }}\ncrisis: {crisis}\nlevel: {{ self: {level} }}");
    ("assessment", at, text)
}

fn state(duty: &str, records: &[(&str, &str, &str)], now: &str) -> State {
    judged(&one_duty(duty), &case(records), now, |outcome| outcome.state)
}

#[test]
fn at_once_is_missing_until_done_and_never_late() {
    let duty = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"meeting\" }]\ndue = \"at_once\"";
    let meeting = ("meeting", "2026-03-06 08:00", "purpose: 商议\nparticipants: []\ndecisions: []");
    assert_eq!(state(duty, &[], "2026-03-06 09:00"), NotApplicable);
    assert_eq!(state(duty, &[REPORT], "2026-03-05 21:01"), Missing);
    assert_eq!(state(duty, &[REPORT], "2026-09-05 21:01"), Missing);
    assert_eq!(state(duty, &[REPORT, meeting], "2026-03-06 09:00"), Met);
}

#[test]
fn evidence_older_than_the_trigger_or_of_another_episode_never_counts() {
    let duty = "when = [{ kind = \"assessment\", crisis = true }]\nneeds = [{ kind = \"meeting\" }]\ndue = \"at_once\"";
    let anywhere = duty.replace("kind = \"meeting\"", "kind = \"meeting\", any_time = true");
    let early = ("meeting", "2026-03-05 21:10", "purpose: 商议\nparticipants: []\ndecisions: []");
    let minutes_before = ("meeting", "2026-03-05 22:20", "purpose: 商议\nparticipants: []\ndecisions: []");
    let same_day = ("meeting", "2026-03-05", "purpose: 商议\nparticipants: []\ndecisions: []");
    let crisis = assessed("2026-03-05 22:30", true, "high");
    let crisis = (crisis.0, crisis.1, crisis.2.as_str());
    assert_eq!(state(duty, &[REPORT, early, crisis], "2026-03-06 09:00"), Missing);
    assert_eq!(state(&anywhere, &[REPORT, early, crisis], "2026-03-06 09:00"), Met);
    assert_eq!(state(duty, &[REPORT, minutes_before, crisis], "2026-03-06 09:00"), Met, "minutes apart: the same time");
    assert_eq!(state(duty, &[REPORT, same_day, crisis], "2026-03-06 09:00"), Met, "only the day is known");
    let first = ("meeting", "2026-03-07 08:00", "purpose: 商议\nparticipants: []\ndecisions: []\nepisode: 1");
    let again = ("report", "2026-05-05 21:00", "finder: 师乙\nsaw: 某事\nepisode: 2");
    let second = format!("{}\nepisode: 2", crisis.2);
    let second = ("assessment", "2026-05-05 22:00", second.as_str());
    assert_eq!(state(duty, &[REPORT, crisis, first, again, second], "2026-05-06 09:00"), Missing);
}

#[test]
fn a_crisis_that_rises_again_starts_anew() {
    let duty = "when = [{ kind = \"assessment\", crisis = true, rises = true }]\nneeds = [{ kind = \"meeting\" }]\ndue = \"at_once\"";
    let meeting = ("meeting", "2026-03-06 08:00", "purpose: 商议\nparticipants: []\ndecisions: []");
    let table = [
        (vec![("2026-03-05 22:00", true, "low")], Met),
        (vec![("2026-03-05 22:00", true, "low"), ("2026-03-08 10:00", true, "low")], Met),
        (vec![("2026-03-05 22:00", true, "high"), ("2026-03-08 10:00", true, "low")], Met),
        (vec![("2026-03-05 22:00", true, "low"), ("2026-03-08 10:00", true, "high")], Missing),
        (
            vec![
                ("2026-03-05 22:00", true, "low"),
                ("2026-03-08 10:00", false, "low"),
                ("2026-03-20 10:00", true, "low"),
            ],
            Missing,
        ),
    ];
    for (assessments, expected) in table {
        let texts: Vec<_> = assessments.iter().map(|(at, crisis, level)| assessed(at, *crisis, level)).collect();
        let mut records = vec![REPORT, meeting];
        records.extend(texts.iter().map(|(kind, at, text)| (*kind, *at, text.as_str())));
        assert_eq!(state(duty, &records, "2026-03-30 09:00"), expected, "{assessments:?}");
    }
}

#[test]
fn refused_deferred_and_never_asked_are_three_things() {
    let duty = "when = [{ kind = \"report\" }]
        needs = [{ kind = \"agreement\", party = \"guardian\", outcome = \"signed\", signer = { is = \"guardian\" } }]
        refused = [{ kind = \"agreement\", outcome = \"refused\", witnesses = { present = true }, retried = { present = true } }]
        due = \"at_once\"";
    let signed = |signer: &str, outcome: &str| format!("party: guardian\nsigner: {signer}\noutcome: {outcome}");
    let table = [
        (signed("父甲", "signed"), Met),
        (signed("父 甲", "signed"), Met),
        (signed("邻居", "signed"), Missing),
        (signed("父甲", "deferred"), Missing),
        (signed("父甲", "refused"), Missing),
        (format!("{}\nwitnesses: [师乙]\nretried: 两天后家访再谈", signed("父甲", "refused")), Refused),
    ];
    for (text, expected) in table {
        assert_eq!(
            state(duty, &[REPORT, ("agreement", "2026-03-06 08:00", &text)], "2026-03-07 09:00"),
            expected,
            "{text}"
        );
    }
    let suspect = ("report", "2026-03-05 21:00", "finder: 师乙\nsaw: 某事\nsuspects: [父甲]");
    let text = signed("父甲", "signed");
    assert_eq!(state(duty, &[suspect, ("agreement", "2026-03-06 08:00", &text)], "2026-03-07 09:00"), Missing);
}

#[test]
fn attempts_are_told_but_are_not_contact() {
    let duty = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"contact\", reached = true }]
        attempts = [{ kind = \"contact\", reached = false }]\ndue = \"at_once\"";
    let failed = ("contact", "2026-03-05 21:10", "with: 父甲\nvia: 电话\nreached: false");
    let reason = judged(&one_duty(duty), &case(&[REPORT, failed, failed]), "2026-03-06 09:00", |outcome| {
        (outcome.state, outcome.reason.clone())
    });
    assert_eq!(reason, (Missing, Some("已尝试 2 次，尚未做成".to_owned())));
}

#[test]
fn order_is_clear_only_beyond_the_same_time() {
    let duty = "when = [{ kind = \"rescue\", hospital = { present = true } }]
        needs = [{ kind = \"rescue\", guardian_told_at = { present = true }, time = \"guardian_told_at\" }]
        order = { not_after = [{ kind = \"rescue\", time = \"hospital_at\" }] }\ndue = \"at_once\"";
    let rescue = |told: &str| {
        format!("hospital: 某院\nhospital_at: 2026-03-05T22:00+08:00\nguardian_told_at: 2026-03-05T{told}+08:00")
    };
    for (told, expected) in [("21:40", Met), ("22:10", Met), ("22:16", OutOfOrder), ("23:30", OutOfOrder)] {
        let text = rescue(told);
        assert_eq!(state(duty, &[("rescue", "2026-03-05 21:30", &text)], "2026-03-06 09:00"), expected, "{told}");
    }
}

#[test]
fn clocks_run_out_only_where_there_is_a_number() {
    let duty = |due: &str| format!("when = [{{ kind = \"report\" }}]\nneeds = [{{ kind = \"meeting\" }}]\ndue = {due}");
    let meeting = |at: &'static str| ("meeting", at, "purpose: 商议\nparticipants: []\ndecisions: []");
    let within = duty("{ within = \"24h\", from = \"known\" }");
    assert_eq!(state(&within, &[REPORT], "2026-03-06 20:59"), Open);
    assert_eq!(state(&within, &[REPORT], "2026-03-06 21:01"), Late);
    assert_eq!(state(&within, &[REPORT, meeting("2026-03-06 20:00")], "2026-03-09 21:01"), Met);
    assert_eq!(state(&within, &[REPORT, meeting("2026-03-07 20:00")], "2026-03-09 21:01"), Late);
    let school_days = duty("{ within = \"1sd\", from = \"known\" }");
    let friday = ("report", "2026-03-06 17:00", "finder: 师乙\nsaw: 某事");
    assert_eq!(state(&school_days, &[friday], "2026-03-09 23:00"), Open, "Monday is the first school day");
    assert_eq!(state(&school_days, &[friday], "2026-03-10 00:30"), Late);
    let by_injury =
        duty("{ within = \"24h\", vary = [{ when = { kind = \"report\", injury = \"serious\" }, within = \"1h\" }] }");
    let serious = ("report", "2026-03-05 21:00", "finder: 师乙\nsaw: 某事\ninjury: serious");
    assert_eq!(state(&by_injury, &[REPORT], "2026-03-05 23:00"), Open);
    assert_eq!(state(&by_injury, &[serious], "2026-03-05 23:00"), Late);
    let birthday = duty("{ within = \"14y\", from = \"birthday\" }");
    let about = "student: { name: 某生, birth: 2012-03-10 }\n";
    let at = |now| judged(&one_duty(&birthday), &case_of(about, &[REPORT]), now, |outcome| outcome.state);
    assert_eq!((at("2026-03-09 09:00"), at("2026-03-11 09:00")), (Open, Late));
}

#[test]
fn recurrence_counts_from_the_latest_and_stops_with_the_case() {
    let duty = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"follow_up\" }]\ndue = { every = \"7d\" }";
    let follow = |at: &'static str| ("follow_up", at, "state: 平稳");
    let closure = ("closure", "2026-03-15 10:00", "outcome: resolved\nreason: 平稳");
    assert_eq!(state(duty, &[REPORT], "2026-03-10 09:00"), Open);
    assert_eq!(state(duty, &[REPORT], "2026-03-13 09:00"), Late);
    assert_eq!(state(duty, &[REPORT, follow("2026-03-12 10:00")], "2026-03-18 09:00"), Open);
    assert_eq!(state(duty, &[REPORT, follow("2026-03-12 10:00"), closure], "2026-06-18 09:00"), Met);
}

#[test]
fn counted_windows() {
    let duty = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"follow_up\" }]\ndue = { count = 2, per = \"1w\" }";
    let follow = |at: &'static str| ("follow_up", at, "state: 平稳");
    let two = [REPORT, follow("2026-03-06 10:00"), follow("2026-03-10 10:00")];
    assert_eq!(state(duty, &two[..2], "2026-03-10 09:00"), Open);
    assert_eq!(state(duty, &two, "2026-03-10 12:00"), Met);
    assert_eq!(state(duty, &two, "2026-03-14 09:00"), Open, "the second week has begun");
    assert_eq!(state(duty, &two[..2], "2026-03-14 09:00"), Late);
}

#[test]
fn promises_of_the_records_count() {
    let duty = "when = [{ kind = \"assessment\" }]\nneeds = [{ kind = \"follow_up\" }]\ndue = \"promised\"";
    let promise = ("assessment", "2026-03-05 22:00", "dimension: {}\ncrisis: false\nnext: 2026-03-09");
    let kept = ("follow_up", "2026-03-09 10:00", "state: 平稳\nnext: 2026-03-16");
    let last = ("follow_up", "2026-03-16 10:00", "state: 平稳");
    let closure = ("closure", "2026-03-12 10:00", "outcome: care_ended\nreason: 平稳");
    assert_eq!(state(duty, &[promise], "2026-03-09 20:00"), Pending);
    assert_eq!(state(duty, &[promise], "2026-03-10 08:00"), Missing);
    assert_eq!(state(duty, &[promise, kept], "2026-03-12 08:00"), Pending);
    assert_eq!(state(duty, &[promise, kept], "2026-03-17 08:00"), Missing);
    assert_eq!(state(duty, &[promise, kept, last], "2026-05-17 08:00"), Met);
    assert_eq!(state(duty, &[promise, kept, closure], "2026-05-17 08:00"), Met, "closed before the date came");
}

#[test]
fn waiting_for_somebody_outside_is_pending() {
    let duty = "when = [{ kind = \"referral\" }]\nneeds = [{ kind = \"diagnosis\", form = [\"original\", \"copy\"] }]
        awaits = [{ kind = \"contact\", attended = { present = true } }]\ndue = \"at_once\"";
    let referral = ("referral", "2026-03-05 22:00", "to: 某院\nreason: 某事");
    let attended = ("contact", "2026-03-09 10:00", "with: 父甲\nvia: 电话\nreached: true\nattended: 2026-03-08");
    let spoken =
        ("diagnosis", "2026-03-09 10:00", "institution: 某院\nissued: 2026-03-08\nform: spoken\nconclusion: 无异常");
    let paper =
        ("diagnosis", "2026-03-10 10:00", "institution: 某院\nissued: 2026-03-08\nform: copy\nconclusion: 无异常");
    assert_eq!(state(duty, &[referral], "2026-03-20 10:00"), Pending);
    assert_eq!(state(duty, &[referral, attended, spoken], "2026-03-20 10:00"), Missing);
    assert_eq!(state(duty, &[referral, attended, paper], "2026-03-20 10:00"), Met);
}

#[test]
fn conditions_join_with_and_or_not() {
    let duty = "when = [{ kind = \"report\" }, { any = [{ kind = \"leave\" }, { kind = \"rescue\" }] }]
        unless = [{ kind = \"closure\" }]\nneeds = [{ kind = \"meeting\" }]\ndue = \"at_once\"";
    let leave = ("leave", "2026-03-06 08:00", "from: 2026-03-06\ntype: 病假");
    let rescue = ("rescue", "2026-03-06 08:00", "hospital: 某院");
    let closure = ("closure", "2026-03-12 10:00", "outcome: resolved\nreason: 平稳");
    assert_eq!(state(duty, &[REPORT], "2026-03-07 08:00"), NotApplicable);
    assert_eq!(state(duty, &[REPORT, leave], "2026-03-07 08:00"), Missing);
    assert_eq!(state(duty, &[REPORT, rescue], "2026-03-07 08:00"), Missing);
    assert_eq!(state(duty, &[REPORT, leave, closure], "2026-03-13 08:00"), NotApplicable);
}

#[test]
fn each_trigger_imposes_the_duty_anew() {
    let duty = "when = [{ kind = \"enrolment\" }]\nneeds = [{ kind = \"enrolment\", same_record = true, filed_by = { is = \"class_teacher\" } }]
        each = true\ndue = \"at_once\"";
    let filed = ("enrolment", "2026-03-06 08:00", "change: suspend\neffective: 2026-03-06\nfiled_by: 师乙");
    let unfiled = ("enrolment", "2026-09-01 08:00", "change: resume\neffective: 2026-09-01");
    assert_eq!(state(duty, &[filed], "2026-09-02 08:00"), Met);
    let case = case(&[filed, unfiled]);
    let worst = judged(&one_duty(duty), &case, "2026-09-02 08:00", |outcome| (outcome.state, outcome.trigger.clone()));
    assert_eq!(worst, (Missing, Some("r2".to_owned())));
}

#[test]
fn several_axes_of_level_and_none() {
    let duty = "when = [{ kind = \"assessment\" }]\nneeds = [{ kind = \"assessment\", level = { all = true } }]\ndue = \"at_once\"";
    let one = ("assessment", "2026-03-05 22:00", "dimension: {}\ncrisis: true\nlevel: { self: high }");
    let both = ("assessment", "2026-03-05 22:00", "dimension: {}\ncrisis: true\nlevel: { self: high, others: low }");
    assert_eq!(state(duty, &[one], "2026-03-06 08:00"), Missing);
    assert_eq!(state(duty, &[both], "2026-03-06 08:00"), Met);
    let (before, rest) = WORDS.split_once("axis =").unwrap();
    let (_, after) = rest.split_once("\ndimension").unwrap();
    let without = one_duty_in(&format!("{before}dimension{after}"), duty);
    assert!(without.axes.is_empty() && without.levels.is_empty());
    let state = judged(&without, &case(&[one]), "2026-03-06 08:00", |outcome| outcome.state);
    assert_eq!(state, NotApplicable, "a school without levels owes none");
}

#[test]
fn waivers_and_declarations() {
    let duty = "column = \"paper\"\nwhen = [{ kind = \"report\" }]\nneeds = [{ kind = \"material\", category = \"paper\" }]\ndue = \"at_once\"";
    let waiver = |by: &str, until: &str| format!("code: D1\nreason: 某故\napproved_by: {by}\n{until}");
    let table = [(waiver("h", ""), Waived), (waiver("c", ""), Missing), (waiver("h", "until: 2026-03-01"), Missing)];
    for (text, expected) in table {
        assert_eq!(
            state(duty, &[REPORT, ("waiver", "2026-03-06 08:00", &text)], "2026-03-07 09:00"),
            expected,
            "{text}"
        );
    }
    let none = ("declaration", "2026-03-06 08:00", "item: paper\nreason: 没有");
    let early = ("declaration", "2026-03-04 08:00", "item: paper\nreason: 没有");
    let declared = judged(&one_duty(duty), &case(&[REPORT, none]), "2026-03-07 09:00", |outcome| outcome.declared);
    assert!(declared);
    assert_eq!(state(duty, &[early, REPORT], "2026-03-07 09:00"), Missing, "said before there was anything to say");
}

#[test]
fn an_amendment_counts_and_a_retraction_removes() {
    let duty = "when = [{ kind = \"assessment\", crisis = true }]\nneeds = [{ kind = \"meeting\" }]\ndue = \"at_once\"";
    let wrong = ("assessment", "2026-03-05 22:00", "dimension: {}\ncrisis: true");
    let amended = ("amendment", "2026-03-05 22:10", "amends: r2\nwrong: 误写\nright: 非危机\nset: { crisis: false }");
    let retracted = ("amendment", "2026-03-05 22:10", "amends: r2\nwrong: 记错了人\nright: 作废\nretract: true");
    assert_eq!(state(duty, &[REPORT, wrong], "2026-03-06 08:00"), Missing);
    assert_eq!(state(duty, &[REPORT, wrong, amended], "2026-03-06 08:00"), NotApplicable);
    assert_eq!(state(duty, &[REPORT, wrong, retracted], "2026-03-06 08:00"), NotApplicable);
}

#[test]
fn a_promise_stands_until_its_day() {
    let duty = "when = [{ kind = \"assessment\" }]\nneeds = [{ kind = \"follow_up\" }]\ndue = \"promised\"";
    let promise = ("assessment", "2026-03-05 22:00", "dimension: {}\ncrisis: false\nnext: 2026-03-09");
    let early = ("follow_up", "2026-03-07 10:00", "state: 平稳");
    let again = ("follow_up", "2026-03-07 10:00", "state: 平稳\nnext: 2026-03-20");
    assert_eq!(state(duty, &[promise, early], "2026-03-10 08:00"), Missing);
    assert_eq!(state(duty, &[promise, again], "2026-03-10 08:00"), Pending);
}

#[test]
fn evidence_of_the_episode_may_be_older_than_the_duty() {
    let duty = "when = [{ kind = \"assessment\" }]
        needs = [{ kind = \"diagnosis\", time = \"issued\", in_episode = true }]\ndue = \"at_once\"";
    let assessment = ("assessment", "2026-03-09 22:00", "dimension: {}\ncrisis: true");
    let issued = |day: &str| format!("institution: 某院\nissued: {day}\nform: copy\nconclusion: 无异常");
    for (day, expected) in [("2026-03-07", Met), ("2026-03-05", Met), ("2026-02-01", Missing)] {
        let text = issued(day);
        let diagnosis = ("diagnosis", "2026-03-10 10:00", text.as_str());
        assert_eq!(state(duty, &[REPORT, assessment, diagnosis], "2026-03-11 08:00"), expected, "{day}");
    }
}

#[test]
fn what_the_guide_has_no_words_for_is_not_demanded() {
    let duty = "when = [{ kind = \"assessment\" }]\nneeds = [{ kind = \"assessment\", type = { present = true } }]\ndue = \"at_once\"";
    let assessment = ("assessment", "2026-03-09 22:00", "dimension: {}\ncrisis: true");
    assert_eq!(
        state(duty, &[REPORT, assessment], "2026-03-11 08:00"),
        NotApplicable,
        "no types of crisis in this guide"
    );
}

#[test]
fn a_record_by_somebody_who_may_not_make_it_is_said_to_be_there() {
    let duty = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"assessment\", by_role = \"counsellor\" }]\ndue = \"at_once\"";
    let judge = |by: &str| {
        let text = format!("dimension: {{ mood: 差 }}\ncrisis: false\nby: {by}");
        let records = [REPORT, ("assessment", "2026-03-05 22:00", text.as_str())];
        judged(&one_duty(duty), &case(&records), "2026-03-06 09:00", |outcome| (outcome.state, outcome.lacking.clone()))
    };
    assert_eq!(judge("c"), (Met, None));
    let (state, lacking) = judge("h");
    assert!(state == Missing && lacking.is_some_and(|lacking| lacking.contains("不是能做这件事的角色")));
}

#[test]
fn boundaries_belong_to_one_side() {
    let within = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"meeting\" }]\ndue = { within = \"24h\", from = \"known\" }";
    let met = |at: &'static str| {
        state(within, &[REPORT, ("meeting", at, "purpose: 某\nparticipants: []\ndecisions: []")], "2026-03-09 09:00")
    };
    assert_eq!((met("2026-03-06 21:00"), met("2026-03-06 21:01")), (Met, Late), "at the deadline");
    assert_eq!(state(within, &[REPORT], "2026-03-06 21:00"), Open);
    assert_eq!(state(within, &[REPORT], "2026-03-06 21:01"), Late);
    let duty = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"meeting\" }]\ndue = \"at_once\"";
    let waived = |now: &str| {
        let waiver = ("waiver", "2026-03-06 08:00", "code: D1\nreason: 某故\napproved_by: h\nuntil: 2026-03-08");
        state(duty, &[REPORT, waiver], now)
    };
    assert_eq!((waived("2026-03-08 23:59"), waived("2026-03-09 00:00")), (Waived, Missing), "the last day of a waiver");
    let before =
        |at: &'static str, rest: &'static str| state(duty, &[("meeting", at, rest), REPORT], "2026-03-09 09:00");
    let exact = "purpose: 某\nparticipants: []\ndecisions: []";
    let about = "at_approx: true\npurpose: 某\nparticipants: []\ndecisions: []";
    assert_eq!(
        (before("2026-03-05 20:45", exact), before("2026-03-05 20:44", exact)),
        (Met, Missing),
        "at the tolerance"
    );
    assert_eq!(
        (before("2026-03-05 19:45", about), before("2026-03-05 19:44", about)),
        (Met, Missing),
        "about, and the tolerance"
    );
    let episode = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"leave\", time = \"from\", in_episode = true }]\ndue = \"at_once\"";
    let from = |day: &str| {
        let rest = format!("from: {day}\ntype: 病假");
        state(episode, &[REPORT, ("leave", "2026-03-06 08:00", &rest)], "2026-03-09 09:00")
    };
    assert_eq!((from("2026-03-05"), from("2026-03-04")), (Met, Missing), "the day on which the episode began");
}

#[test]
fn a_stretch_is_given_the_benefit_of_the_doubt() {
    let within = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"meeting\" }]\ndue = { within = \"24h\", from = \"known\" }";
    let meeting = "purpose: 某\nparticipants: []\ndecisions: []";
    let about = format!("at_approx: true\n{meeting}");
    let met = |at: &'static str, rest: &str| {
        judged(&one_duty(within), &case(&[REPORT, ("meeting", at, rest)]), "2026-03-09 09:00", |outcome| {
            (outcome.state, outcome.met_at)
        })
    };
    assert_eq!(met("2026-03-06 22:00", &about).0, Met, "about an hour off");
    assert_eq!(met("2026-03-06 22:01", &about).0, Late);
    let day = met("2026-03-06", meeting);
    assert_eq!(day, (Met, Some(at("2026-03-06 00:00"))), "a whole day, told by its beginning");
}

#[test]
fn a_level_is_at_least_itself() {
    let duty = |least: &str| {
        format!(
            "when = [{{ kind = \"assessment\", level = {{ at_least = \"{least}\" }} }}]\nneeds = [{{ kind = \"meeting\" }}]\ndue = \"at_once\""
        )
    };
    let assessed = |level: &'static str| ("assessment", "2026-03-05 22:00", level);
    let high = assessed("dimension: {}\ncrisis: true\nlevel: { self: high }");
    let low = assessed("dimension: {}\ncrisis: true\nlevel: { self: low }");
    assert_eq!(state(&duty("high"), &[high], "2026-03-06 09:00"), Missing);
    assert_eq!(state(&duty("high"), &[low], "2026-03-06 09:00"), NotApplicable);
    assert_eq!(state(&duty("low"), &[low], "2026-03-06 09:00"), Missing);
}

#[test]
fn a_recurring_duty_says_when_it_is_due_next() {
    let duty = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"follow_up\" }]\ndue = { every = \"7d\" }";
    let follow = ("follow_up", "2026-03-10 10:00", "state: 平稳");
    let due =
        |records: &[(&str, &str, &str)], now: &str| judged(&one_duty(duty), &case(records), now, |outcome| outcome.due);
    assert_eq!(due(&[REPORT, follow], "2026-03-11 09:00"), Some(at("2026-03-17T23:59:59+08:00")));
    let closure = ("closure", "2026-03-15 10:00", "outcome: resolved\nreason: 平稳");
    assert_eq!(due(&[REPORT, follow, closure], "2026-03-30 09:00"), None);
}

#[test]
fn what_begins_with_the_end_still_begins() {
    let duty = "when = [{ kind = \"handover\" }]\nneeds = [{ kind = \"meeting\" }]\ndue = \"at_once\"";
    let closure = ("closure", "2026-03-15 10:00", "outcome: resolved\nreason: 平稳");
    let handover = |when: &'static str| ("handover", when, "to: 父甲");
    assert_eq!(state(duty, &[REPORT, closure, handover("2026-03-15 10:15")], "2026-03-30 09:00"), Missing);
    assert_eq!(state(duty, &[REPORT, closure, handover("2026-03-15 10:16")], "2026-03-30 09:00"), NotApplicable);
}
