//! Rules over time: what holds only for a while, clocks before a date, counts by the calendar, gaps that are remembered.

use crate::common::cases::{WORDS, at, case, case_of, judged, one_duty, read_guide, team};
use crisis::case::Case;
use crisis::duty::State::{self, *};
use crisis::duty::{self, Setting};
use crisis::time::{Calendar, Term};

type Told<'t> = (&'t str, &'t str, &'t str);

const REPORT: Told = ("report", "2026-03-05 21:00", "finder: 师乙\nsaw: 某事");
const CLOSED: &str = "outcome: resolved\nreason: 平稳";

fn follow(when: &str) -> Told<'_> {
    ("follow_up", when, "state: 平稳")
}

fn level(level: &str) -> String {
    format!("dimension: {{ mood: 差, risk: 有 }}\ncrisis: true\nlevel: {{ self: {level} }}")
}

fn state_of(duty: &str, case: &Case, now: &str) -> State {
    judged(&one_duty(duty), case, now, |outcome| outcome.state)
}

fn state(duty: &str, records: &[Told], now: &str) -> State {
    state_of(duty, &case(records), now)
}

fn remark(duty: &str, records: &[Told], now: &str) -> String {
    let told = judged(&one_duty(duty), &case(records), now, |outcome| outcome.remark.clone());
    told.unwrap_or_default()
}

/// A day and an hour in words, and what was last on record.
fn due(duty: &str, records: &[Told], now: &str) -> String {
    let due = judged(&one_duty(duty), &case(records), now, |outcome| outcome.due);
    due.map(|due| due.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
}

#[test]
fn a_duty_holds_while_the_level_does_and_what_it_owed_stays_to_be_seen() {
    let duty =
        "when = [{ kind = \"assessment\", level = \"high\" }]\nwhile = [{ kind = \"assessment\", level = \"high\" }]
        needs = [{ kind = \"follow_up\" }]\ndue = { every = \"7d\" }";
    let (high, low) = (level("high"), level("low"));
    let begins: Told = ("assessment", "2026-03-02 10:00", &high);
    let eases = |when: &'static str| -> Told { ("assessment", when, &low) };
    for (what, records, now, expected) in [
        ("running", vec![begins], "2026-03-08 09:00", Open),
        ("run out", vec![begins], "2026-03-10 00:01", Late),
        (
            "milder in time, and done",
            vec![begins, follow("2026-03-04 09:00"), eases("2026-03-06 10:00")],
            "2026-06-01 09:00",
            Met,
        ),
        (
            "milder too late: a later milder level erases nothing",
            vec![begins, eases("2026-03-20 10:00")],
            "2026-06-01 09:00",
            Late,
        ),
        ("never begun", vec![eases("2026-03-02 10:00")], "2026-06-01 09:00", NotApplicable),
        (
            "again, and not done again",
            vec![
                begins,
                follow("2026-03-04 09:00"),
                eases("2026-03-06 10:00"),
                ("assessment", "2026-04-01 10:00", &high),
            ],
            "2026-04-20 09:00",
            Late,
        ),
        (
            "again, and running",
            vec![
                begins,
                follow("2026-03-04 09:00"),
                eases("2026-03-06 10:00"),
                ("assessment", "2026-04-01 10:00", &high),
            ],
            "2026-04-05 09:00",
            Open,
        ),
    ] {
        assert_eq!(state(duty, &records, now), expected, "{what}");
    }
    // What an assessment says nothing of stays as it was; what is no crisis any more has no level.
    let silent: Told = ("assessment", "2026-03-04 10:00", "dimension: { mood: 差 }\ncrisis: true");
    let other: Told =
        ("assessment", "2026-03-04 10:00", "dimension: { mood: 差 }\ncrisis: true\nlevel: { others: low }");
    let over: Told = ("assessment", "2026-03-04 10:00", "dimension: { mood: 差 }\ncrisis: false");
    for (what, second, expected) in
        [("no level", silent, Late), ("of another axis", other, Late), ("over", over, Missing)]
    {
        assert_eq!(state(duty, &[begins, second], "2026-03-20 09:00"), expected, "{what}");
    }
    // Of two of one day the graver one holds, until somebody settles it.
    let same_day = [begins, eases("2026-03-02 15:00")];
    assert_eq!(state(duty, &same_day, "2026-03-20 09:00"), Late, "of two of one day");
    let settled: Told = (
        "meeting",
        "2026-03-02 16:00",
        "purpose: 会商\nparticipants: [{ role: head }]\ndecisions: [按后一次]\nsettles: [a, b]",
    );
    let later = [&same_day[..], &[settled]].concat();
    assert_eq!(state(duty, &later, "2026-03-20 09:00"), Missing, "settled by a meeting");
    let erased = duty.replace(
        "while = [{ kind = \"assessment\", level = \"high\" }]",
        "unless = [{ kind = \"assessment\", level = \"low\" }]",
    );
    assert_eq!(
        state(&erased, &[begins, eases("2026-03-20 10:00")], "2026-06-01 09:00"),
        NotApplicable,
        "what unless says"
    );
}

#[test]
fn what_is_due_at_once_stays_missing_when_its_while_has_ended() {
    let duty = "when = [{ kind = \"report\" }]\nwhile = [{ kind = \"assessment\", crisis = true }]
        needs = [{ kind = \"meeting\" }]\ndue = \"at_once\"";
    let (crisis, calm) = (level("high"), level("low").replace("crisis: true", "crisis: false"));
    let begins: Told = ("assessment", "2026-03-06 10:00", &crisis);
    let ends: Told = ("assessment", "2026-03-10 10:00", &calm);
    let meeting: Told =
        ("meeting", "2026-03-12 08:00", "purpose: 商议\nparticipants: [{ role: head }]\ndecisions: [某]");
    assert_eq!(state(duty, &[REPORT], "2026-03-07 09:00"), NotApplicable, "it does not hold yet");
    assert_eq!(state(duty, &[REPORT, begins], "2026-03-07 09:00"), Missing);
    assert_eq!(state(duty, &[REPORT, begins, ends], "2026-03-20 09:00"), Missing);
    assert_eq!(state(duty, &[REPORT, begins, ends, meeting], "2026-03-20 09:00"), Met);
    let each = duty.replace("due =", "each = true\ndue =").replace("kind = \"report\"", "kind = \"contact\"");
    let call = |when: &'static str| -> Told { ("contact", when, "with: 父甲\nvia: 电话\nreached: true") };
    assert_eq!(state(&each, &[begins, call("2026-03-08 09:00"), ends], "2026-03-20 09:00"), Missing);
    assert_eq!(state(&each, &[begins, ends, call("2026-03-12 09:00")], "2026-03-20 09:00"), NotApplicable);
}

#[test]
fn an_exception_with_a_side_in_time_looks_only_at_what_comes_after() {
    let duty =
        "when = [{ kind = \"assessment\", crisis = true }]\nunless = [{ kind = \"handover\", after_start = true }]
        needs = [{ kind = \"meeting\" }]\ndue = \"at_once\"";
    let crisis = level("high");
    let begins: Told = ("assessment", "2026-03-06 10:00", &crisis);
    let handover = |when: &'static str| -> Told { ("handover", when, "to: 父甲") };
    assert_eq!(state(duty, &[handover("2026-03-05 10:00"), begins], "2026-03-07 09:00"), Missing);
    assert_eq!(state(duty, &[begins, handover("2026-03-06 10:15")], "2026-03-07 09:00"), Missing, "the same time");
    assert_eq!(state(duty, &[begins, handover("2026-03-06 10:16")], "2026-03-07 09:00"), NotApplicable);
    let plain = duty.replace(", after_start = true", "");
    assert_eq!(state(&plain, &[handover("2026-03-05 10:00"), begins], "2026-03-07 09:00"), NotApplicable);
}

#[test]
fn clocks_run_before_a_date() {
    let duty = "when = [{ kind = \"enrolment\", change = \"suspend\" }]\nneeds = [{ kind = \"contact\" }]
        due = { before = \"15d\", from = { kind = \"enrolment\", change = \"suspend\", time = \"until\" } }";
    let suspended: Told =
        ("enrolment", "2026-03-10 09:00", "change: suspend\neffective: 2026-03-10\nuntil: 2026-09-01");
    let endless: Told = ("enrolment", "2026-03-10 09:00", "change: suspend\neffective: 2026-03-10");
    let call = |when: &'static str| -> Told { ("contact", when, "with: 父甲\nvia: 电话\nreached: true") };
    assert_eq!(due(duty, &[suspended], "2026-03-11 09:00"), "2026-08-17 23:59");
    assert_eq!(state(duty, &[suspended], "2026-08-17 23:00"), Open);
    assert_eq!(state(duty, &[suspended], "2026-08-18 00:01"), Late);
    assert_eq!(state(duty, &[suspended, call("2026-08-17 20:00")], "2026-08-20 00:01"), Met);
    assert_eq!(state(duty, &[suspended, call("2026-08-18 20:00")], "2026-08-20 00:01"), Late);
    assert_eq!(state(duty, &[endless], "2026-03-11 09:00"), Open, "the date was never entered");
    let reason = judged(&one_duty(duty), &case(&[endless]), "2026-03-11 09:00", |outcome| outcome.reason.clone());
    assert!(reason.is_some_and(|reason| reason.contains("没有写起算的那个时间")));
    let birthday = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"contact\" }]\ndue = { before = \"2w\", from = \"birthday\" }";
    let born = case_of("student: { name: 某生, birth: 2026-03-25 }\n", &[REPORT]);
    assert_eq!(state_of(birthday, &born, "2026-03-11 23:00"), Open);
    assert_eq!(state_of(birthday, &born, "2026-03-12 00:01"), Late);
}

#[test]
fn a_clock_whose_start_was_never_entered_is_not_silent() {
    let duty = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"contact\" }]\ndue = { within = \"1w\", from = \"term_start\" }";
    let (open, reason) = judged(&one_duty(duty), &case(&[REPORT]), "2026-03-11 09:00", |outcome| {
        (outcome.is_owed(), outcome.reason.clone().unwrap_or_default())
    });
    assert!(open && reason.contains("学期"), "{reason}");
    let closed: Told = ("closure", "2026-03-12 10:00", CLOSED);
    assert_eq!(state(duty, &[REPORT, closed], "2026-03-13 09:00"), Missing);
}

#[test]
fn a_clock_runs_on_a_closed_case_that_started_it() {
    let duty = "when = [{ kind = \"closure\" }]\nneeds = [{ kind = \"transfer\" }]\ndue = { within = \"30d\" }";
    let closed: Told = ("closure", "2026-03-12 10:00", CLOSED);
    assert_eq!(state(duty, &[REPORT], "2026-03-13 09:00"), NotApplicable);
    assert_eq!(state(duty, &[REPORT, closed], "2026-04-11 23:00"), Open);
    assert_eq!(state(duty, &[REPORT, closed], "2026-04-12 00:01"), Late);
    // What is done with an ended file counts, and nothing else that was added to it.
    let moved: Told = ("transfer", "2026-03-20 09:00", "to: 某校\nconsent: 母亲\nitems: [a]");
    assert_eq!(state(duty, &[REPORT, closed, moved], "2026-04-12 00:01"), Met);
    assert_eq!(state(duty, &[REPORT, closed, moved], "2026-03-19 09:00"), Open);
    let seen = duty.replace("transfer", "follow_up");
    assert_eq!(state(&seen, &[REPORT, closed, follow("2026-03-20 09:00")], "2026-04-12 00:01"), Late);
}

#[test]
fn counts_are_bounded_by_their_stages() {
    let duty = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"follow_up\" }]
        due = { stages = [{ count = 2, per = \"1mo\" }, { count = 1, per = \"1mo\" }] }";
    let first = [REPORT, follow("2026-03-10 09:00"), follow("2026-04-01 09:00")];
    let both = [REPORT, follow("2026-03-10 09:00"), follow("2026-04-01 09:00"), follow("2026-05-05 09:00")];
    assert_eq!(state(duty, &[REPORT], "2026-04-05 23:00"), Open);
    assert_eq!(state(duty, &[REPORT, first[1]], "2026-04-06 00:01"), Late);
    assert_eq!(state(duty, &first, "2026-04-06 00:01"), Open);
    assert_eq!(state(duty, &first, "2026-05-06 00:01"), Late);
    assert_eq!(state(duty, &both, "2026-05-06 00:01"), Met);
    assert_eq!(state(duty, &both, "2027-05-06 00:01"), Met, "after that nothing more is asked for");
}

#[test]
fn calendar_weeks_begin_on_monday_and_calendar_months_on_the_first() {
    // 2026-03-05 is a Thursday.
    let week =
        "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"follow_up\" }]\ndue = { count = 1, per = \"week\" }";
    assert_eq!(state(week, &[REPORT], "2026-03-08 23:00"), Open, "the rest of a week is not counted");
    assert_eq!(due(week, &[REPORT], "2026-03-08 23:00"), "2026-03-15 23:59");
    assert_eq!(state(week, &[REPORT, follow("2026-03-06 09:00")], "2026-03-16 00:01"), Late, "not in that week");
    assert_eq!(state(week, &[REPORT, follow("2026-03-15 09:00")], "2026-03-15 10:00"), Met);
    assert_eq!(state(week, &[REPORT, follow("2026-03-15 09:00")], "2026-03-16 00:01"), Open);
    let monday: Told = ("report", "2026-03-09 08:00", REPORT.2);
    assert_eq!(due(week, &[monday], "2026-03-09 09:00"), "2026-03-15 23:59");
    let month = week.replace("\"week\"", "\"month\"");
    assert_eq!(due(&month, &[REPORT], "2026-03-09 09:00"), "2026-04-30 23:59");
    assert_eq!(state(&month, &[REPORT, follow("2026-04-30 09:00")], "2026-05-31 23:00"), Open);
    assert_eq!(state(&month, &[REPORT, follow("2026-04-30 09:00")], "2026-06-01 00:01"), Late);
    let from_start = week.replace("\"week\"", "\"1w\"");
    assert_eq!(due(&from_start, &[REPORT], "2026-03-06 09:00"), "2026-03-12 23:59");
}

#[test]
fn months_do_not_drift_from_the_thirty_first() {
    let duty = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"follow_up\" }]\ndue = { count = 1, per = \"1mo\" }";
    let report: Told = ("report", "2026-01-31 09:00", REPORT.2);
    let done = [report, follow("2026-02-10 09:00"), follow("2026-03-10 09:00")];
    assert_eq!(due(duty, &[report], "2026-02-01 09:00"), "2026-02-28 23:59");
    assert_eq!(due(duty, &done, "2026-03-11 09:00"), "2026-03-31 23:59");
    let staged = duty
        .replace("count = 1, per = \"1mo\"", "stages = [{ count = 1, per = \"1mo\" }, { count = 1, per = \"1mo\" }]");
    assert_eq!(due(&staged, &done, "2026-03-11 09:00"), "2026-03-31 23:59");
}

#[test]
fn a_missed_period_is_named_by_its_own_end_and_stays_as_weeks_come() {
    let duty = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"follow_up\" }]\ndue = { count = 1, per = \"1w\" }";
    let told = |records: &[Told], now: &str| {
        judged(&one_duty(duty), &case(records), now, |outcome| {
            (outcome.state, outcome.due.unwrap().to_rfc3339(), outcome.is_owed(), outcome.reason.clone().unwrap())
        })
    };
    let (state, due, owed, reason) = told(&[REPORT], "2026-03-14 09:00");
    assert!(state == Late && owed && due.starts_with("2026-03-12"), "{due}");
    assert!(reason.contains("第 1 个周期") && reason.contains("本周期 0/1"), "{reason}");
    let kept = [REPORT, follow("2026-03-14 09:00"), follow("2026-03-21 09:00")];
    for now in ["2026-03-15 09:00", "2026-03-21 10:00"] {
        let (state, due, owed, _) = told(&kept, now);
        assert!(state == Late && !owed && due.starts_with("2026-03-12"), "{now} {due}");
    }
    let (.., reason) = told(&[REPORT], "2026-03-24 09:00");
    assert!(reason.contains("第 1 个周期") && reason.contains("第 2 个周期"), "{reason}");
}

#[test]
fn a_recurrence_remembers_its_gaps() {
    let duty = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"follow_up\" }]\ndue = { every = \"7d\" }";
    let kept = [REPORT, follow("2026-03-10 09:00"), follow("2026-03-16 09:00")];
    let gap = [REPORT, follow("2026-03-10 09:00"), follow("2026-03-25 09:00"), follow("2026-03-30 09:00")];
    assert_eq!(
        (state(duty, &kept, "2026-03-17 09:00"), remark(duty, &kept, "2026-03-17 09:00")),
        (Open, String::new())
    );
    let told = remark(duty, &gap, "2026-03-31 09:00");
    assert!(state(duty, &gap, "2026-03-31 09:00") == Open && told.contains("应在 03-17 前，到 03-25"), "{told}");
    assert_eq!(told.matches("应在").count(), 1, "{told}");
}

#[test]
fn each_rise_is_judged_from_its_own_time() {
    let duty = "each = true\nwhen = [{ kind = \"report\" }, { kind = \"assessment\", crisis = true, rises = true }]
        needs = [{ kind = \"meeting\" }]\ndue = { within = \"24h\" }";
    let (high, low) = (level("high"), level("low"));
    let meeting = |when: &'static str| -> Told {
        ("meeting", when, "purpose: 商议\nparticipants: [{ role: head }]\ndecisions: [某]")
    };
    let first: Told = ("assessment", "2026-03-06 10:00", &low);
    let second: Told = ("assessment", "2026-03-20 10:00", &high);
    let since = judged(&one_duty(duty), &case(&[REPORT, first, second]), "2026-03-20 11:00", |outcome| {
        (outcome.state, outcome.since.unwrap().to_rfc3339())
    });
    assert!(since.0 == Late && since.1.starts_with("2026-03-06"), "the first is late, not the second: {since:?}");
    assert_eq!(state(duty, &[REPORT, first, meeting("2026-03-06 12:00"), second], "2026-03-20 11:00"), Open);
    assert_eq!(
        state(
            duty,
            &[REPORT, first, meeting("2026-03-06 12:00"), second, meeting("2026-03-20 12:00")],
            "2026-03-30 11:00"
        ),
        Met
    );
}

#[test]
fn either_of_two_recipients_in_ten_minutes_is_one_duty() {
    let duty = "when = [{ kind = \"report\" }]\ndue = { within = \"10m\", from = \"known\" }
        needs = [{ kind = \"report\", notified = { role = \"head\" } }, { kind = \"report\", notified = { role = \"counsellor\" } }]";
    let told = |who: &str, at: &str| format!("{}\nnotified: [{{ role: {who}, at: 2026-03-05T{at}+08:00 }}]", REPORT.2);
    for (who, at, expected) in [
        ("head", "21:10", Met),
        ("counsellor", "21:10", Met),
        ("head", "21:11", Late),
        ("class_teacher", "21:05", Open),
    ] {
        let text = told(who, at);
        let now = if expected == Open { "2026-03-05 21:09" } else { "2026-03-05 22:00" };
        assert_eq!(state(duty, &[("report", "2026-03-05 21:00", &text)], now), expected, "{who} {at}");
    }
}

#[test]
fn what_time_can_not_say_is_refused() {
    let duty = |rest: &str| {
        format!(
            "{WORDS}\n[[duty]]\ncode = \"D1\"\ntitle = \"某事\"\nclause = \"甲1\"\nneeds = [{{ kind = \"follow_up\" }}]\n{rest}\n"
        )
    };
    for (what, rest, told) in [
        (
            "known",
            "when = [{ kind = \"assessment\" }]\ndue = { within = \"1d\", from = \"known\" }",
            "从得知（known）起算",
        ),
        ("before nothing", "when = [{ kind = \"report\" }]\ndue = { before = \"1d\" }", "before 要有一个在后面的日子"),
        (
            "before what was",
            "when = [{ kind = \"report\" }]\ndue = { before = \"1d\", from = \"known\" }",
            "before 要有一个在后面的日子",
        ),
        (
            "before no time",
            "when = [{ kind = \"report\" }]\ndue = { before = \"1d\", from = { kind = \"leave\" } }",
            "before 要有一个在后面的日子",
        ),
        ("no stages", "when = [{ kind = \"report\" }]\ndue = { stages = [] }", "期限的写法不对"),
        (
            "a stage of weeks",
            "when = [{ kind = \"report\" }]\ndue = { stages = [{ count = 1, per = \"week\" }] }",
            "时长要以数字开头",
        ),
        (
            "stages and an interval",
            "when = [{ kind = \"report\" }]\ndue = { stages = [{ count = 1, per = \"1w\" }], every = \"1w\" }",
            "不起作用",
        ),
        (
            "while any",
            "when = [{ kind = \"report\" }]\nwhile = [{ any = [{ kind = \"leave\" }] }]\ndue = \"at_once\"",
            "while 里不能写 any",
        ),
        (
            "while of two levels",
            "when = [{ kind = \"report\" }]\nwhile = [{ kind = \"assessment\", crisis = true }, { kind = \"assessment\", crisis = false }]\ndue = \"at_once\"",
            "不会同时成立",
        ),
        (
            "while by the day",
            "each = \"day\"\nwhen = [{ kind = \"leave\" }]\nwhile = [{ kind = \"leave\" }]\ndue = \"at_once\"",
            "不起作用",
        ),
        ("a side of a start", "when = [{ kind = \"report\", after_start = true }]\ndue = \"at_once\"", "after_start"),
    ] {
        let faults = read_guide(&duty(rest), None).err().unwrap_or_else(|| panic!("{what} must be refused"));
        assert!(
            faults[0].what.contains(told) && faults[0].fix.is_some() && faults[0].line.is_some(),
            "{what}: {}",
            faults[0]
        );
    }
}

/// On which side of its edge each of these rules stands.
#[test]
fn edges_of_intervals_periods_and_stages() {
    let duty =
        |due: &str| format!("when = [{{ kind = \"report\" }}]\nneeds = [{{ kind = \"follow_up\" }}]\ndue = {due}");
    let every = duty("{ every = \"24h\" }");
    assert_eq!(remark(&every, &[REPORT, follow("2026-03-06 21:00")], "2026-03-06 22:00"), "");
    assert!(remark(&every, &[REPORT, follow("2026-03-06 21:01")], "2026-03-06 22:00").contains("才有"));
    // What lies on the edge of two periods belongs to the earlier alone.
    let daily = duty("{ count = 1, per = \"24h\" }");
    assert_eq!(state(&daily, &[REPORT, follow("2026-03-06 21:00")], "2026-03-06 22:00"), Open);
    assert_eq!(state(&daily, &[REPORT, follow("2026-03-06 21:00")], "2026-03-07 22:00"), Late);
    let twice = duty("{ count = 2, per = \"24h\" }");
    let closed = |when: &'static str| -> Told { ("closure", when, CLOSED) };
    let met_by = |records: &[Told]| {
        judged(&one_duty(&twice), &case(records), "2026-03-20 09:00", |it| {
            (it.state, it.met_by.clone(), it.reason.clone())
        })
    };
    let at_edge = met_by(&[REPORT, follow("2026-03-06 21:00"), closed("2026-03-07 10:00")]);
    assert!(at_edge.0 == Late && at_edge.1.is_none(), "nothing was done after what was missed: {at_edge:?}");
    let some = |text: &str| Some(text.to_owned());
    let too_soon = met_by(&[REPORT, closed("2026-03-06 10:00")]);
    assert_eq!(too_soon, (NotApplicable, None, some("没有满一个周期就结束了")));
    assert_eq!(met_by(&[REPORT, follow("2026-03-06 08:00"), closed("2026-03-06 10:00")]).0, Met, "as far as it went");
    // Lengths of two units follow one another.
    let stages = duty("{ stages = [{ count = 1, per = \"1w\" }, { count = 1, per = \"1mo\" }] }");
    assert_eq!(due(&stages, &[REPORT, follow("2026-03-06 09:00")], "2026-03-14 09:00"), "2026-04-12 23:59");
}

#[test]
fn edges_of_terms_and_of_dates_ahead() {
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let term = |name: &str, from: &str, to: &str| Term { name: name.to_owned(), from: day(from), to: day(to) };
    let calendar = Calendar {
        terms: vec![term("春", "2026-03-02", "2026-07-03"), term("秋", "2026-09-01", "2027-01-22")],
        ..Calendar::default()
    };
    let guide = one_duty(
        "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"contact\" }]\ndue = { within = \"1w\", from = \"term_start\" }",
    );
    for (reported, due) in [("2026-03-02 09:00", "2026-03-09"), ("2026-03-03 09:00", "2026-09-08")] {
        let (team, case) = (team(), case(&[("report", reported, REPORT.2)]));
        let setting = Setting { guide: &guide, team: &team, calendar: &calendar, now: at("2026-03-05 09:00") };
        let outcomes = duty::outcomes(&duty::Facts::of(setting, &case, 1));
        assert_eq!(outcomes[0].due.unwrap().date_naive(), day(due), "{reported}");
    }
    // Its own date counts, whichever comes first.
    let before = "when = [{ kind = \"enrolment\", change = \"suspend\" }]\nneeds = [{ kind = \"contact\" }]
        due = { before = \"15d\", from = { kind = \"enrolment\", change = \"suspend\", time = \"until\" } }";
    let suspended = |when: &'static str, rest: &'static str| -> Told { ("enrolment", when, rest) };
    let first = suspended("2026-03-10 09:00", "change: suspend\neffective: 2026-03-10\nuntil: 2026-10-01");
    let second = suspended("2026-03-12 09:00", "change: suspend\neffective: 2026-03-12\nuntil: 2026-09-01");
    assert_eq!(due(before, &[first, second], "2026-03-13 09:00"), "2026-09-16 23:59");
    let each = before.replace("due =", "each = true\n        due =");
    assert_eq!(state(&each, &[first, second], "2026-08-16 09:00"), Open);
    assert_eq!(state(&each, &[first, second], "2026-08-20 09:00"), Late, "the second one's own date has passed");
    // A record that is not there has not left out its time.
    let within = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"contact\" }]
        due = { within = \"1w\", from = { kind = \"enrolment\", change = \"suspend\", time = \"until\" } }";
    assert_eq!(state(within, &[REPORT], "2026-03-13 09:00"), Pending);
}

/// Whoever missed half a year is not told of every week of it; what has no beginning says why.
#[test]
fn much_that_was_missed_is_summed_up_and_a_time_that_nobody_wrote_is_named() {
    let reason = |duty: &str, records: &[Told], now: &str| {
        judged(&one_duty(duty), &case(records), now, |it| it.reason.clone()).unwrap_or_default()
    };
    let weekly =
        "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"follow_up\" }]\ndue = { count = 1, per = \"1w\" }";
    let told = reason(weekly, &[REPORT], "2026-09-01 09:00");
    assert!(
        told.contains("第 1 个周期") && told.contains("一共 25 个周期没有做够") && !told.contains("第 2 个周期"),
        "{told}"
    );
    assert!(told.contains("第 25 个周期") && told.matches('；').count() == 3, "{told}");
    let back = "when = [{ kind = \"leave\", time = \"to\" }]\nneeds = [{ kind = \"contact\" }]\ndue = \"at_once\"";
    let told = reason(back, &[("leave", "2026-03-05 09:00", "from: 2026-03-05\ntype: 病假")], "2026-03-10 09:00");
    assert!(told.contains("起点算不出来：r1"), "{told}");
}

#[test]
fn edges_of_stretches() {
    let (high, low) = (level("high"), level("low"));
    let assessed = |when: &'static str, text: &'static str| -> (&'static str, &'static str, &'static str) {
        ("assessment", when, text)
    };
    let (high, low): (&'static str, &'static str) = (high.leak(), low.leak());
    let meeting = |when: &'static str, purpose: &'static str| -> Told<'static> { ("meeting", when, purpose) };
    let (on, off) =
        ("purpose: 会商\nparticipants: []\ndecisions: []", "purpose: 别的\nparticipants: []\ndecisions: []");
    // Both must hold: only the time that lies in both counts, and one that only touches is none.
    let both = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"contact\" }]\ndue = \"at_once\"
        while = [{ kind = \"assessment\", level = \"high\" }, { kind = \"meeting\", purpose = \"会商\" }]";
    let since = |records: &[Told]| {
        judged(&one_duty(both), &case(records), "2026-04-01 09:00", |it| {
            (it.state, it.since.map(|at| at.format("%m-%d").to_string()))
        })
    };
    let report: Told = ("report", "2026-03-01 09:00", REPORT.2);
    let overlap = [
        report,
        assessed("2026-03-02 10:00", high),
        meeting("2026-03-04 10:00", on),
        meeting("2026-03-10 10:00", off),
        assessed("2026-03-20 10:00", low),
    ];
    assert_eq!(since(&overlap), (Missing, Some("03-04".to_owned())));
    let touching = [
        report,
        assessed("2026-03-02 10:00", high),
        meeting("2026-03-04 10:00", on),
        assessed("2026-03-04 10:00", low),
    ];
    assert_eq!(since(&touching).0, NotApplicable);
    // Each record imposes it in the stretch in which it falls: with its beginning, and not before.
    let each =
        "when = [{ kind = \"assessment\", level = \"high\" }]\nwhile = [{ kind = \"assessment\", level = \"high\" }]
        each = true\nneeds = [{ kind = \"contact\" }]\ndue = \"at_once\"";
    assert_eq!(state(each, &[report, assessed("2026-03-02 10:00", high)], "2026-03-03 09:00"), Missing);
    let reported =
        each.replace("when = [{ kind = \"assessment\", level = \"high\" }]", "when = [{ kind = \"report\" }]");
    assert_eq!(state(&reported, &[report, assessed("2026-03-02 10:00", high)], "2026-03-03 09:00"), NotApplicable);
}
