//! On which side of a boundary each rule of the engine stands: the first moment at which it holds, and the last at which
//! it does not.

use crisis::case::Stored;

use crate::common::cases::{at, case, case_of, default_guide, judged, level, one_duty};
use crisis::duty::State::{self, *};

type Told<'t> = (&'t str, &'t str, &'t str);

const REPORT: Told = ("report", "2026-03-05 21:00", "finder: 师乙\nsaw: 某事");
const CLOSED: Told = ("closure", "2026-03-15 10:00", "outcome: resolved\nreason: 平稳");

fn duty(due: &str) -> String {
    format!("when = [{{ kind = \"report\" }}]\nneeds = [{{ kind = \"follow_up\" }}]\ndue = {due}")
}

fn follow(when: &str) -> Told<'_> {
    ("follow_up", when, "state: 平稳")
}

fn state(duty: &str, records: &[Told], now: &str) -> State {
    judged(&one_duty(duty), &case(records), now, |outcome| outcome.state)
}

#[test]
fn a_clock_whose_start_nobody_knows() {
    let birthday = duty("{ within = \"14y\", from = \"birthday\" }");
    assert_eq!(state(&birthday, &[REPORT], "2026-03-06 09:00"), Open, "somebody has to enter it");
    assert_eq!(state(&birthday, &[REPORT, follow("2026-03-06 08:00")], "2026-03-06 09:00"), Met);
    let recorded = duty("{ within = \"24h\", from = { kind = \"rescue\" } }");
    let rescue = ("rescue", "2026-03-07 10:00", "hospital: 某院");
    assert_eq!(state(&recorded, &[REPORT], "2026-03-20 09:00"), Pending, "it has not begun");
    assert_eq!(state(&recorded, &[REPORT, rescue], "2026-03-08 10:00"), Open);
    assert_eq!(state(&recorded, &[REPORT, rescue], "2026-03-08 10:01"), Late);
}

#[test]
fn what_was_due_later_than_the_end() {
    let within = duty("{ within = \"30d\", from = \"known\" }");
    assert_eq!(state(&within, &[REPORT, CLOSED], "2026-03-15 09:59"), Open);
    assert_eq!(state(&within, &[REPORT, CLOSED], "2026-03-15 10:00"), Missing, "nobody will do it any more");
    let at_close = duty("\"close\"");
    assert_eq!(state(&at_close, &[REPORT, CLOSED], "2026-03-15 09:59"), Pending);
    assert_eq!(state(&at_close, &[REPORT, CLOSED], "2026-03-15 10:00"), Missing);
    assert_eq!(state(&at_close, &[REPORT, follow("2026-03-06 08:00"), CLOSED], "2026-03-16 10:00"), Met);
}

#[test]
fn a_late_duty_is_owed_until_it_is_done() {
    let within = duty("{ within = \"24h\", from = \"known\" }");
    let owed = |records: &[Told]| {
        judged(&one_duty(&within), &case(records), "2026-03-09 09:00", |outcome| (outcome.state, outcome.is_owed()))
    };
    assert_eq!(owed(&[REPORT]), (Late, true));
    assert_eq!(owed(&[REPORT, follow("2026-03-08 08:00")]), (Late, false));
}

#[test]
fn without_a_promise() {
    let promised = "when = [{ kind = \"assessment\" }]\nneeds = [{ kind = \"follow_up\" }]\ndue = \"promised\"";
    let none = ("assessment", "2026-03-05 22:00", "dimension: {}\ncrisis: false");
    assert_eq!(state(promised, &[none], "2026-03-06 09:00"), Pending);
    assert_eq!(state(promised, &[none, CLOSED], "2026-03-16 09:00"), Missing);
    assert_eq!(state(promised, &[none, follow("2026-03-06 08:00")], "2026-03-16 09:00"), Met);
}

#[test]
fn a_recurrence_ends_with_the_case_or_with_what_the_guide_says() {
    // Days end with the day: seven days after the 5th are over with the 12th.
    let every = duty("{ every = \"7d\" }");
    let closed = |when: &'static str| ("closure", when, CLOSED.2);
    for (what, records, now, expected) in [
        ("ended before it was due", &[REPORT, closed("2026-03-08 10:00")][..], "2026-03-20 09:00", Missing),
        ("ended after it was due", &[REPORT, closed("2026-03-13 10:00")], "2026-03-20 09:00", Late),
        (
            "done, and ended in time",
            &[REPORT, follow("2026-03-08 10:00"), closed("2026-03-15 23:59")],
            "2026-03-20 09:00",
            Met,
        ),
        (
            "done, and ended too late",
            &[REPORT, follow("2026-03-08 10:00"), closed("2026-03-16 00:00")],
            "2026-03-20 09:00",
            Late,
        ),
        ("the last moment", &[REPORT], "2026-03-12 23:59", Open),
        ("the first moment after it", &[REPORT], "2026-03-13 00:00", Late),
    ] {
        assert_eq!(state(&every, records, now), expected, "{what}");
    }
    let until = "until = [{ kind = \"enrolment\" }]";
    let until = duty(&format!("{{ every = \"7d\", {until} }}"));
    let left = |when: &'static str| ("enrolment", when, "change: transfer\neffective: 2026-03-08");
    for (what, records, expected) in [
        ("stopped in time", &[REPORT, follow("2026-03-06 10:00"), left("2026-03-08 10:00")][..], Met),
        ("stopped with nothing done", &[REPORT, left("2026-03-08 10:00")], Missing),
        ("stopped too late", &[REPORT, left("2026-03-13 10:00")], Late),
        ("what came before the start stops nothing", &[left("2026-03-05 20:59"), REPORT], Late),
        ("what came with the start does", &[left("2026-03-05 21:00"), REPORT], Missing),
    ] {
        assert_eq!(state(&until, records, "2026-03-20 09:00"), expected, "{what}");
    }
    let hourly = duty("{ every = \"24h\" }");
    let ended = |when: &'static str| state(&hourly, &[REPORT, closed(when)], "2026-03-20 09:00");
    assert_eq!((ended("2026-03-06 21:00"), ended("2026-03-06 21:01")), (Missing, Late));
    let proof = |now: &str| {
        let records = [REPORT, follow("2026-03-06 10:00")];
        judged(&one_duty(&every), &case(&records), now, |outcome| outcome.met_by.clone())
    };
    assert_eq!(proof("2026-03-08 09:00").as_deref(), Some("r2"));
    assert_eq!(proof("2026-03-20 09:00"), None, "what is late is proved by nothing");
}

#[test]
fn a_counted_stretch_holds_its_first_and_its_last_moment() {
    let hours = duty("{ count = 1, per = \"24h\" }");
    for (what, when, now, expected) in [
        ("in the first moment", "2026-03-05 21:00", "2026-03-06 21:00", Met),
        ("in the last moment", "2026-03-06 21:00", "2026-03-06 21:00", Met),
        ("a minute later", "2026-03-06 21:01", "2026-03-06 21:02", Late),
    ] {
        assert_eq!(state(&hours, &[REPORT, follow(when)], now), expected, "{what}");
    }
    assert_eq!(state(&hours, &[REPORT], "2026-03-06 21:00"), Open, "the stretch still runs");
    assert_eq!(state(&hours, &[REPORT], "2026-03-06 21:01"), Late);
}

#[test]
fn the_day_before_is_before_even_within_the_tolerance() {
    let duty = "when = [{ kind = \"assessment\" }]\nneeds = [{ kind = \"meeting\" }]\ndue = \"at_once\"";
    let meeting = |when: &'static str| ("meeting", when, "purpose: 某\nparticipants: []\ndecisions: []");
    let assessed = |when: &'static str| ("assessment", when, "dimension: {}\ncrisis: true");
    for (meeting_at, assessed_at, expected) in [
        ("2026-03-19", "2026-03-20 00:05", Missing),
        ("2026-03-19 23:55", "2026-03-20", Missing),
        ("2026-03-19 23:55", "2026-03-20 00:05", Met),
        ("2026-03-20", "2026-03-20 00:05", Met),
    ] {
        let records = [REPORT, meeting(meeting_at), assessed(assessed_at)];
        assert_eq!(state(duty, &records, "2026-03-22 09:00"), expected, "{meeting_at} {assessed_at}");
    }
}

#[test]
fn an_episode_has_ended_at_the_minute_of_its_end() {
    let open = "when = [{ kind = \"case\", open = true }]\nneeds = [{ kind = \"follow_up\" }]\ndue = \"at_once\"";
    assert_eq!(state(open, &[REPORT, CLOSED], "2026-03-15 09:59"), Missing);
    assert_eq!(state(open, &[REPORT, CLOSED], "2026-03-15 10:00"), NotApplicable);
    let said = "when = [{ kind = \"case\", open = { present = true } }]\nneeds = [{ kind = \"follow_up\" }]\ndue = \"at_once\"";
    assert_eq!(state(said, &[REPORT], "2026-03-15 09:59"), Missing);
    assert_eq!(state(said, &[REPORT, CLOSED], "2026-03-15 10:00"), NotApplicable);
    let known =
        "when = [{ kind = \"case\", guardian_known = true }]\nneeds = [{ kind = \"follow_up\" }]\ndue = \"at_once\"";
    let about = |about: &str| judged(&one_duty(known), &case_of(about, &[REPORT]), "2026-03-06 09:00", |one| one.state);
    assert_eq!(about("student: { name: 某生 }\n"), NotApplicable);
    assert_eq!(about("student: { name: 某生 }\nguardians: [{ name: 父甲 }]\n"), Missing);
}

#[test]
fn a_class_teacher_under_suspicion() {
    let duty = "when = [{ kind = \"case\", class_teacher_suspect = true }]\nneeds = [{ kind = \"follow_up\" }]\ndue = \"at_once\"";
    let suspected = ("report", "2026-03-05 21:00", "finder: 某\nsaw: 某事\nsuspects: [师乙]");
    let of = |about: &str, report: Told| {
        judged(&one_duty(duty), &case_of(about, &[report]), "2026-03-06 09:00", |outcome| outcome.state)
    };
    let teachers = |who: &str| format!("student: {{ name: 某生 }}\n{who}");
    assert_eq!(of(&teachers("class_teacher: [{ who: 师乙 }]\n"), suspected), Missing);
    assert_eq!(of(&teachers("class_teacher: [{ who: 师乙 }]\n"), REPORT), NotApplicable);
    assert_eq!(
        of(&teachers("class_teacher: [{ who: 师乙 }, { who: 代丙, substitute: true }]\n"), suspected),
        NotApplicable
    );
    assert_eq!(of(&teachers(""), suspected), NotApplicable, "nobody is in charge");
}

#[test]
fn only_the_current_run_of_a_condition_counts() {
    let duty = "when = [{ kind = \"assessment\", crisis = true, current = true }]\nneeds = [{ kind = \"meeting\" }]\ndue = \"at_once\"";
    let assessed = |when: &'static str, crisis: bool| {
        (when, if crisis { "dimension: {}\ncrisis: true" } else { "dimension: {}\ncrisis: false" })
    };
    let since = |runs: &[(&'static str, bool)]| {
        let records: Vec<Told> = runs
            .iter()
            .map(|(when, crisis)| assessed(when, *crisis))
            .map(|(when, rest)| ("assessment", when, rest))
            .collect();
        judged(&one_duty(duty), &case(&records), "2026-03-22 09:00", |outcome| (outcome.state, outcome.since))
    };
    assert_eq!(since(&[("2026-03-06 10:00", true)]), (Missing, Some(at("2026-03-06 10:00"))));
    assert_eq!(
        since(&[("2026-03-06 10:00", true), ("2026-03-07 10:00", true)]),
        (Missing, Some(at("2026-03-06 10:00")))
    );
    assert_eq!(since(&[("2026-03-06 10:00", true), ("2026-03-07 10:00", false)]).0, NotApplicable);
    let again = [("2026-03-06 10:00", true), ("2026-03-07 10:00", false), ("2026-03-08 10:00", true)];
    assert_eq!(since(&again), (Missing, Some(at("2026-03-08 10:00"))));
}

#[test]
fn numbers_and_who_made_a_record() {
    let students = "when = [{ kind = \"report\", students = { at_least = 2 } }]\nneeds = [{ kind = \"follow_up\" }]\ndue = \"at_once\"";
    for (count, expected) in [(1, NotApplicable), (2, Missing), (3, Missing)] {
        let rest = format!("finder: 师乙\nsaw: 某事\nstudents: {count}");
        assert_eq!(state(students, &[("report", "2026-03-05 21:00", &rest)], "2026-03-06 09:00"), expected, "{count}");
    }
    let by_head =
        "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"assessment\", by_role = [\"head\"] }]\ndue = \"at_once\"";
    for (rest, expected) in [
        ("dimension: {}\ncrisis: true", Missing),
        ("by: h\ndimension: {}\ncrisis: true", Met),
        ("dimension: {}\ncrisis: true\npresent: [{ role: head, who: 组甲 }]", Met),
        ("dimension: {}\ncrisis: true\npresent: [{ role: class_teacher, who: 师乙 }]", Missing),
    ] {
        assert_eq!(
            state(by_head, &[REPORT, ("assessment", "2026-03-05 22:00", rest)], "2026-03-06 09:00"),
            expected,
            "{rest}"
        );
    }
}

#[test]
fn entries_of_a_map_say_something_or_nothing() {
    let levelled = "when = [{ kind = \"assessment\" }]\nneeds = [{ kind = \"assessment\", level = { present = true } }]\ndue = \"at_once\"";
    for (level, expected) in [("", Missing), ("\nlevel: {}", Missing), ("\nlevel: { self: low }", Met)] {
        let rest = format!("dimension: {{ mood: 差 }}\ncrisis: true{level}");
        assert_eq!(
            state(levelled, &[("assessment", "2026-03-05 22:00", &rest)], "2026-03-06 09:00"),
            expected,
            "{level}"
        );
    }
    let seen = "when = [{ kind = \"assessment\" }]\nneeds = [{ kind = \"assessment\", dimension = { present = true } }]\ndue = \"at_once\"";
    for (dimension, expected) in [("{ mood: ' ' }", Missing), ("{ mood: 差 }", Met), ("{ mood: ' ', risk: 有 }", Met)]
    {
        let rest = format!("dimension: {dimension}\ncrisis: true");
        let records = [("assessment", "2026-03-05 22:00", rest.as_str())];
        assert_eq!(state(seen, &records, "2026-03-06 09:00"), expected, "{dimension}");
    }
}

#[test]
fn of_two_levels_of_one_day_the_graver_one_stands_until_it_is_settled() {
    let guide = one_duty(&duty("\"at_once\""));
    let assessed = |when: &'static str, rest: &'static str| ("assessment", when, rest);
    let high = "dimension: {}\ncrisis: true\nlevel: { self: high }";
    let low = "dimension: {}\ncrisis: true\nlevel: { self: low }";
    let calm = "dimension: {}\ncrisis: false";
    let settled = ("meeting", "2026-03-05 23:30", "purpose: 某\nparticipants: []\ndecisions: []\nsettles: r2");
    let met = ("meeting", "2026-03-05 23:30", "purpose: 某\nparticipants: []\ndecisions: []");
    let levels = |records: &[Told]| level(&guide, &case(records)).join(",");
    let (evening, night, next) = ("2026-03-05 22:00", "2026-03-05 23:00", "2026-03-06 09:00");
    for (what, records, expected) in [
        ("the later one is graver", &[REPORT, assessed(evening, low), assessed(night, high)][..], "高"),
        ("the earlier one is graver", &[REPORT, assessed(evening, high), assessed(night, low)], "高"),
        ("another day", &[REPORT, assessed(evening, high), assessed(next, low)], "低"),
        ("settled by minutes", &[REPORT, assessed(evening, high), assessed(night, low), settled], "低"),
        ("minutes that settle nothing", &[REPORT, assessed(evening, high), assessed(night, low), met], "高"),
        ("settled before there was a second", &[REPORT, settled, assessed(next, low)], "低"),
        ("no crisis any more, another day", &[REPORT, assessed(evening, high), assessed(next, calm)], ""),
        ("no crisis said on the same day", &[REPORT, assessed(evening, high), assessed(night, calm)], "高"),
        ("the same twice", &[REPORT, assessed(evening, high), assessed(night, high)], "高"),
    ] {
        assert_eq!(levels(records), expected, "{what}");
    }
}

#[test]
fn of_two_levels_by_people_who_did_not_know_of_each_other_the_graver_one_stands() {
    let guide = one_duty(&duty("\"at_once\""));
    let assessed =
        |level: &str, links: &str| format!("dimension: {{}}\ncrisis: true\nlevel: {{ self: {level} }}\n{links}");
    let ends = |records: &[Told]| {
        let case = case(records);
        (case.written.iter().map(|record| record.digest.clone()).collect::<Vec<_>>(), case.loose_ends())
    };
    let first = ends(&[REPORT]).0.remove(0);
    let high = assessed("high", &format!("prev: {first}"));
    let high = ("assessment", "2026-03-05 22:00", high.as_str());
    let low = |links: &str| assessed("low", links);
    let levels = |records: &[Told]| level(&guide, &case(records)).join(",");
    // On another machine, three days later, upon the same report; or by somebody who saw the graver one.
    let apart = low(&format!("prev: {first}"));
    let apart = ("assessment", "2026-03-08 22:00", apart.as_str());
    let (digests, loose) = ends(&[REPORT, high, apart]);
    assert_eq!((levels(&[REPORT, high, apart]).as_str(), loose), ("高", vec![digests[1].clone()]));
    let seen = low(&format!("prev: {}", digests[1]));
    assert_eq!(levels(&[REPORT, high, ("assessment", "2026-03-08 22:00", &seen)]), "低");
    // Whoever sees both and assesses again has the last word, and the chain has one end again.
    let both = low(&format!("prev: {}\njoins: [{}]", digests[2], digests[1]));
    let records = [REPORT, high, apart, ("assessment", "2026-03-09 09:00", both.as_str())];
    assert_eq!((levels(&records).as_str(), ends(&records).1), ("低", Vec::new()));
}

#[test]
fn whoever_may_not_assess_gives_no_level() {
    let guide = default_guide();
    let assessed =
        |by: &str| format!("by: {by}\ndimension: {{ emotion: 低 }}\ncrisis: true\nlevel: {{ risk: severe }}");
    let levels = |by: &str| level(&guide, &case(&[REPORT, ("assessment", "2026-03-05 22:00", &assessed(by))])).len();
    assert_eq!((levels("c"), levels("t")), (1, 0));
}

#[test]
fn what_the_record_itself_says_counts_before_what_came_later() {
    let duty = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"report\", notified = { role = \"head\" }, any_time = true }, { kind = \"follow_up\", any_time = true }]\ndue = \"at_once\"";
    let told = (
        "report",
        "2026-03-05 21:00",
        "finder: 师乙\nsaw: 某事\nnotified: [{ role: head, who: 组甲, at: 2026-03-05T20:00+08:00 }]",
    );
    let met_by = |records: &[Told]| {
        judged(&one_duty(duty), &case(records), "2026-03-09 09:00", |outcome| {
            outcome.met_by.clone().unwrap_or_default()
        })
    };
    assert_eq!(met_by(&[told, follow("2026-03-06 08:00")]), "r1");
    assert_eq!(met_by(&[follow("2026-03-05 20:00"), REPORT, follow("2026-03-06 08:00")]), "r3", "not the one before");
    assert_eq!(met_by(&[follow("2026-03-05 20:00"), REPORT]), "r1", "but for want of a better one");
}

#[test]
fn of_several_that_impose_a_duty() {
    let each = "each = true\nwhen = [{ kind = \"handover\" }]\nneeds = [{ kind = \"meeting\" }]\ndue = \"at_once\"";
    let handover = |when: &'static str| ("handover", when, "to: 父甲");
    let records = [REPORT, handover("2026-03-06 08:00"), handover("2026-03-07 08:00")];
    let trigger = judged(&one_duty(each), &case(&records), "2026-03-09 09:00", |outcome| outcome.trigger.clone());
    assert_eq!(trigger.as_deref(), Some("r3"), "of equals the latest is told");
    let both = "each = true\nwhen = [{ kind = \"assessment\" }, { kind = \"report\" }]\nneeds = [{ kind = \"meeting\" }]\ndue = \"at_once\"";
    let assessed = ("assessment", "2026-03-06 22:00", "dimension: {}\ncrisis: true");
    let since = judged(&one_duty(both), &case(&[REPORT, assessed]), "2026-03-09 09:00", |outcome| outcome.since);
    assert_eq!(since, Some(at("2026-03-06 22:00")), "not before all of its conditions hold");
}

#[test]
fn attempts_are_counted_where_there_were_some_and_before_it_was_done() {
    let duty = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"contact\", reached = true }]\nattempts = [{ kind = \"contact\", reached = false }]\ndue = \"at_once\"";
    let call = |when: &'static str, reached: bool| {
        (
            "contact",
            when,
            if reached {
                "with: 父甲\nvia: 电话\nreached: true"
            } else {
                "with: 父甲\nvia: 电话\nreached: false"
            },
        )
    };
    let told = |records: &[Told]| {
        judged(&one_duty(duty), &case(records), "2026-03-09 09:00", |outcome| {
            (outcome.reason.clone().unwrap_or_default(), outcome.remark.clone().unwrap_or_default())
        })
    };
    assert_eq!(told(&[REPORT]).0, "");
    assert_eq!(told(&[REPORT, call("2026-03-05 22:00", false)]).0, "已尝试 1 次，尚未做成");
    let done = call("2026-03-06 08:00", true);
    assert_eq!(told(&[REPORT, done]).1, "自 03-05 21:00 起，到 03-06 08:00 才做");
    let remark = told(&[REPORT, call("2026-03-05 22:00", false), call("2026-03-06 08:00", false), done]).1;
    assert_eq!(remark, "自 03-05 21:00 起，到 03-06 08:00 才做，其间试过 1 次");
}

#[test]
fn the_paper_of_an_answer_is_the_paper_of_its_letter() {
    let paper = |need: &str| {
        format!("paper = \"paper\"\nwhen = [{{ kind = \"report\" }}]\nneeds = [{need}]\ndue = \"at_once\"")
    };
    let letter = ("referral", "2026-03-06 08:00", "to: 某院\nreason: 某");
    let answer =
        ("referral", "2026-03-06 09:00", "to: 某院\nreason: 某\nletter: r2\nreceipt: received\nreceipt_by: [父甲]");
    let material =
        |of: &str| format!("category: paper\nof: {of}\nfile: materials/r4-a.pdf\nsha256: '0'\nsize: 10\nname: a.pdf");
    for need in
        ["{ kind = \"referral\", letter = { present = false } }", "{ kind = \"referral\", receipt = \"received\" }"]
    {
        for (of, expected) in [("r2", Met), ("r3", Met), ("r1", AwaitingPaper)] {
            let rest = material(of);
            let mut case = case(&[REPORT, letter, answer, ("material", "2026-03-06 10:00", &rest)]);
            case.materials.push(Stored {
                path: "materials/r4-a.pdf".to_owned(),
                size: Some(10),
                fault: None,
                text: None,
            });
            let state = |now: &str| judged(&one_duty(&paper(need)), &case, now, |outcome| outcome.state);
            assert_eq!(state("2026-03-09 09:00"), expected, "{need} {of}");
            assert_eq!(state("2026-03-06 10:00"), expected, "{need} {of} in the minute of its filing");
            assert_eq!(state("2026-03-06 09:59"), AwaitingPaper, "{need} {of} before it");
        }
    }
}

#[test]
fn why_a_file_is_not_there() {
    let duty = "paper = \"paper\"\nwhen = [{ kind = \"report\" }]\nneeds = [{ kind = \"meeting\" }]\ndue = \"at_once\"";
    let meeting = ("meeting", "2026-03-06 08:00", "purpose: 某\nparticipants: []\ndecisions: []");
    let filed = |size: u64, name: &str, stored: &[Stored], more: &[Told]| {
        let rest = format!("category: paper\nof: r2\nfile: materials/a\nsha256: '0'\nsize: {size}\nname: {name}");
        let mut case = case(&[&[REPORT, meeting, ("material", "2026-03-06 10:00", &rest)], more].concat());
        case.materials.extend_from_slice(stored);
        judged(&one_duty(duty), &case, "2026-03-09 09:00", |outcome| {
            (outcome.nearest.clone().unwrap_or_default(), outcome.lacking.clone().unwrap_or_default())
        })
    };
    let stored = |size: u64, fault| [Stored { path: "materials/a".to_owned(), size: Some(size), fault, text: None }];
    let told = |why: &str| ("r2".to_owned(), format!("归档的 r3 {why}"));
    assert_eq!(filed(10, "a.pdf", &stored(10, None), &[]), (String::new(), String::new()));
    assert_eq!(filed(10, "a.pdf", &[], &[]), told("文件不在"));
    assert_eq!(filed(10, "a.pdf", &stored(0, None), &[]), told("文件是空的"));
    assert_eq!(filed(0, "a.pdf", &stored(0, None), &[]), told("文件是空的"));
    assert_eq!(filed(10, "a.pdf", &stored(9, None), &[]), told("文件的大小与归档时不同"));
    assert_eq!(filed(10, "a.pdf", &stored(10, Some("文件的内容与归档时不同")), &[]), told("文件的内容与归档时不同"));
    assert_eq!(filed(10, "Thumbs.db", &stored(10, None), &[]), told("是系统或软件自己留下的文件"));
    let again = ("meeting", "2026-03-07 08:00", meeting.2);
    assert_eq!(
        filed(10, "a.pdf", &[], &[again]),
        told("文件不在"),
        "what a file lacks says more than that there is none"
    );
}

#[test]
fn what_is_told_of_the_nearest_record() {
    let told = |duty: &str, records: &[Told], now: &str| {
        judged(&one_duty(duty), &case(records), now, |outcome| {
            let told = (outcome.nearest.clone(), outcome.lacking.clone(), outcome.cure.clone());
            (told.0.unwrap_or_default(), told.1.unwrap_or_default(), told.2.unwrap_or_default())
        })
    };
    let told_as = |nearest: &str, lacking: &str, cure: &str| (nearest.to_owned(), lacking.to_owned(), cure.to_owned());
    let every = duty("{ every = \"7d\" }");
    let records = [REPORT, follow("2026-03-06 10:00"), follow("2026-03-08 10:00")];
    assert_eq!(told(&every, &records, "2026-03-20 09:00"), told_as("r3", "它在 03-08 10:00，之后还没有", ""));
    let each = "each = true\nwhen = [{ kind = \"disclosure\" }]\nneeds = [{ kind = \"disclosure\", withheld = { present = true }, same_record = true }]\ndue = \"at_once\"";
    let lacks = ("disclosure", "2026-03-06 10:00", "to: 某\ntold: 某");
    let whole = ("disclosure", "2026-03-07 10:00", "to: 某\ntold: 某\nwithheld: 病名");
    let cure = "crisis amend {case} r2 --right 补记 --set withheld=内容";
    assert_eq!(told(each, &[REPORT, lacks, whole], "2026-03-20 09:00"), told_as("r2", "还缺：没有说什么", cure));
    let rests = "each = true\nwhen = [{ kind = \"diagnosis\" }]\nneeds = [{ kind = \"plan\", rests_on = \"result\" }]\ndue = \"at_once\"";
    let result = ("diagnosis", "2026-03-10 10:00", "institution: 某院\nissued: 2026-03-10\nform: copy\nconclusion: 无");
    let plan = |when: &'static str| {
        ("plan", when, "stage: aftercare\nsubject: 某\nactors: [{ role: counsellor, who: 辅甲 }]\nmethods: [谈话]")
    };
    for when in ["2026-03-10 10:00", "2026-03-11 10:00"] {
        let (nearest, lacking, cure) = told(rests, &[REPORT, result, plan(when)], "2026-03-20 09:00");
        assert_eq!((nearest.as_str(), lacking.as_str()), ("r3", "没有写明依据的结果是哪一条"), "{when}");
        assert_eq!(cure, "crisis amend {case} r3 --right 补记 --set result=r2", "{when}");
    }
    let early = told(rests, &[REPORT, plan("2026-03-06 10:00"), result], "2026-03-20 09:00");
    assert_eq!(early.1, "它在 03-06 10:00，早于起点（03-10 10:00），之后还没有");
    let teacher = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"report\", notified = { who = { is = \"class_teacher\" } } }]\ndue = \"at_once\"";
    let told_other = ("report", "2026-03-05 21:00", "finder: 某\nsaw: 某\nnotified: [{ role: head, who: 组甲 }]");
    assert_eq!(told(teacher, &[told_other], "2026-03-20 09:00").1, "报告了谁里没有class_teacher");
    let received = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"transfer\", items = { present = true }, receipt_at = { present = true } }]\ndue = \"at_once\"";
    let sent = ("transfer", "2026-03-06 10:00", "to: 某校\nitems: [档案]");
    let cure = "crisis amend {case} r2 --right 补记 --set receipt_at=日期";
    assert_eq!(told(received, &[REPORT, sent], "2026-03-20 09:00"), told_as("r2", "还缺：回执的日期", cure));
}

#[test]
fn what_counts_from_before_and_what_a_declaration_is_about() {
    let duty =
        "when = [{ kind = \"assessment\" }]\nneeds = [{ kind = \"meeting\", before_first = true }]\ndue = \"at_once\"";
    let meeting = |when: &'static str| ("meeting", when, "purpose: 某\nparticipants: []\ndecisions: []");
    let assessed = ("assessment", "2026-03-05 23:00", "dimension: {}\ncrisis: true");
    for (when, expected) in [("2026-03-05 20:45", Met), ("2026-03-05 20:44", Missing)] {
        assert_eq!(state(duty, &[meeting(when), REPORT, assessed], "2026-03-06 09:00"), expected, "{when}");
    }
    let column =
        "column = \"paper\"\nwhen = [{ kind = \"report\" }]\nneeds = [{ kind = \"leave\" }]\ndue = \"at_once\"";
    let declared = |rest: &str| {
        let records = [REPORT, ("declaration", "2026-03-06 08:00", rest)];
        judged(&one_duty(column), &case(&records), "2026-03-07 09:00", |outcome| outcome.declared)
    };
    assert!(declared("item: paper\nreason: 没有") && !declared("item: photo\nreason: 没有"));
}
