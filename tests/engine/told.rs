//! What an outcome says beside its state: since when, by what, why, what is nearest. A list shows these words, so none
//! may be lost.

use crate::common::cases::{at, case, judged, one_duty, team};
use crisis::duty::{Facts, Outcome, Setting};
use crisis::time::Calendar;

type Told<'t> = (&'t str, &'t str, &'t str);

const REPORT: Told = ("report", "2026-03-05 21:00", "finder: 师乙\nsaw: 某事");
const CLOSED: Told = ("closure", "2026-03-15 10:00", "outcome: resolved\nreason: 平稳");

fn follow(when: &str) -> Told<'_> {
    ("follow_up", when, "state: 平稳")
}

fn due(due: &str) -> String {
    format!("when = [{{ kind = \"report\" }}]\nneeds = [{{ kind = \"follow_up\" }}]\ndue = {due}")
}

/// State, since when, reason, remark.
fn told(duty: &str, records: &[Told], now: &str) -> String {
    let time = |at: Option<chrono::DateTime<_>>| at.map_or("-".to_owned(), |at| at.format("%m-%d %H:%M").to_string());
    let text = |text: &Option<String>| text.as_deref().unwrap_or("-").to_owned();
    let look =
        |it: &Outcome<'_>| format!("{:?}|{}|{}|{}", it.state, time(it.since), text(&it.reason), text(&it.remark));
    judged(&one_duty(duty), &case(records), now, look)
}

#[test]
fn each_clock_says_why() {
    let moves_on = due("\"moves_on\"\nmoves_on = [{ kind = \"meeting\" }]");
    let meeting = ("meeting", "2026-03-07 10:00", "purpose: 研判\nparticipants: []\ndecisions: [某事]");
    let promise = ("follow_up", "2026-03-06 10:00", "state: 平稳\nnext: 2026-03-08");
    let weekly = due("{ count = 2, per = \"7d\" }");
    let rows: &[(&str, &[Told], &str, &str)] = &[
        (&due("\"close\""), &[REPORT], "2026-03-06 09:00", "Pending|03-05 21:00|结束前补齐即可|-"),
        (
            &due("{ within = \"24h\", from = { kind = \"rescue\" } }"),
            &[REPORT],
            "2026-03-06 09:00",
            "Pending|03-05 21:00|起算的事还没有发生|-",
        ),
        (
            &moves_on,
            &[REPORT],
            "2026-03-06 09:00",
            "Pending|03-05 21:00|指南没有要求当即；情况有了进展还没有，才算缺|-",
        ),
        (&moves_on, &[REPORT, meeting], "2026-03-08 09:00", "Missing|03-07 10:00|情况已有进展（r2），仍没有|-"),
        (&moves_on, &[REPORT, CLOSED], "2026-03-18 09:00", "Missing|03-15 10:00|-|-"),
        (&due("\"promised\""), &[REPORT], "2026-03-06 09:00", "Pending|03-05 21:00|还没有约定下次的日期|-"),
        (
            &due("\"promised\""),
            &[REPORT, promise],
            "2026-03-09 09:00",
            "Missing|03-05 21:00|约定的日子已过，没有记录|-",
        ),
        (&weekly, &[REPORT], "2026-03-06 09:00", "Open|03-05 21:00|本周期 0/2 次|-"),
        (
            &weekly,
            &[REPORT, follow("2026-03-06 08:00"), follow("2026-03-07 08:00")],
            "2026-03-08 09:00",
            "Met|03-05 21:00|本周期 2/2 次|-",
        ),
        (
            "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"follow_up\" }]\ndue = \"at_once\"",
            &[REPORT, ("waiver", "2026-03-06 08:00", "code: D1\nreason: 某理由\napproved_by: h")],
            "2026-03-06 09:00",
            "Waived|03-05 21:00|已豁免（r2）|-",
        ),
    ];
    for (duty, records, now, expected) in rows {
        assert_eq!(told(duty, records, now), *expected, "{duty}");
    }
    for missed in [&[REPORT][..], &[REPORT, follow("2026-03-13 08:00"), follow("2026-03-13 09:00")]] {
        let said = told(&weekly, missed, "2026-03-14 09:00");
        assert!(said.starts_with("Late|03-05 21:00|第 1 个周期（03-05 21:00 至 03-12）只有 0/2 次"), "{said}");
    }
}

#[test]
fn pieces_of_evidence_say_which_and_by_what() {
    let duty = "when = [{ kind = \"report\", evidence = { kind = \"photo\" } }]\n\
                needs = [{ kind = \"material\", category = \"paper\" }, { kind = \"elsewhere\", category = \"paper\" }]\n\
                each = \"item\"\ncolumn = \"paper\"\ndue = \"at_once\"";
    let report = (
        "report",
        "2026-03-05 21:00",
        "finder: 师乙\nsaw: 某事\nevidence:\n- { kind: photo, text: 手臂 }\n- { kind: photo, text: 桌面 }",
    );
    let elsewhere = |of: &str| format!("category: paper\nof: {of}\nplace: 派出所\nheld_by: [某民警]\nwhy: 立案");
    let (one, two) = (elsewhere("r1/1"), elsewhere("r1/2"));
    let look = |records: &[Told]| {
        judged(&one_duty(duty), &case(records), "2026-03-09 09:00", |it| {
            (
                it.since.map(|at| at.format("%d %H:%M").to_string()),
                (it.met_by.clone(), it.met_at.map(|at| at.format("%d %H:%M").to_string())),
                (it.trigger.clone(), it.nearest.clone()),
                (it.is_elsewhere, it.lacking.clone(), it.reason.clone()),
            )
        })
    };
    let some = |text: &str| Some(text.to_owned());
    let first = ("elsewhere", "2026-03-06 10:00", one.as_str());
    assert_eq!(
        look(&[report, first]),
        (
            some("05 21:00"),
            (None, None),
            (some("r1"), some("r1")),
            (false, some("照片〈桌面〉没有归档，也没有说明存于何处"), some("2 件里还缺 1 件：r1/2"))
        )
    );
    assert_eq!(
        look(&[report, first, ("elsewhere", "2026-03-07 10:00", &two)]),
        (some("05 21:00"), (some("r3"), some("07 10:00")), (None, None), (true, None, None))
    );
}

#[test]
fn days_of_absence_say_which_and_by_what() {
    let duty = "when = [{ kind = \"follow_up\", absent = { present = true } }]\nneeds = [{ kind = \"leave\" }]\n\
                each = \"day\"\ndue = \"at_once\"";
    // 2026-03-05 is a Thursday.
    let away = ("follow_up", "2026-03-05 08:00", "state: 在家\nabsent: 2026-03-05/2026-03-06");
    let leave = |to: &str| format!("type: 病假\nfrom: 2026-03-05\nto: {to}");
    let (short, long) = (leave("2026-03-05"), leave("2026-03-06"));
    let look = |records: &[Told]| {
        judged(&one_duty(duty), &case(records), "2026-03-09 09:00", |it| {
            let time = |at: Option<chrono::DateTime<_>>| at.map(|at| at.format("%d %H:%M").to_string());
            (time(it.since), it.met_by.clone(), time(it.met_at), it.nearest.clone(), it.lacking.clone())
        })
    };
    let some = |text: &str| Some(text.to_owned());
    let back = ("follow_up", "2026-03-09 08:00", "state: 回校\nback: 2026-03-09");
    assert_eq!(
        look(&[away, ("leave", "2026-03-05 09:00", &short), back]),
        (some("06 00:00"), None, None, some("r2"), some("03-06 的请假"))
    );
    assert_eq!(
        look(&[away, ("leave", "2026-03-05 09:00", &long), back]),
        (some("05 08:00"), some("r2"), some("05 09:00"), None, None)
    );
}

/// What was declared not to exist is settled, and the declaration says why.
#[test]
fn a_declaration_says_why() {
    let duty =
        "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"follow_up\" }]\ncolumn = \"paper\"\ndue = \"close\"";
    let declared = ("declaration", "2026-03-06 08:00", "item: paper\nreason: 没有过");
    let look = |it: &Outcome<'_>| (format!("{:?}", it.state), it.declared, it.reason.clone());
    let said = judged(&one_duty(duty), &case(&[REPORT, declared]), "2026-03-09 09:00", look);
    assert!(
        said.0 == "Waived"
            && said.1
            && said.2.as_deref().is_some_and(|why| why.contains("已说明本案没有此项材料（r2）")),
        "{said:?}"
    );
    let said =
        judged(&one_duty(duty), &case(&[REPORT, declared, follow("2026-03-07 08:00")]), "2026-03-09 09:00", look);
    assert_eq!(said, ("Met".to_owned(), false, None));
}

#[test]
fn what_is_nearest_and_what_is_another_thing() {
    let nearest = |duty: &str, records: &[Told]| {
        let duty = format!("when = [{{ kind = \"report\" }}]\nneeds = [{duty}]\ndue = \"at_once\"");
        judged(&one_duty(&duty), &case(records), "2026-03-09 09:00", |it| it.nearest.clone())
    };
    let report = |when: &'static str| ("report", when, "finder: 师乙\nsaw: 某事");
    let contact = |reached: &'static str| ("contact", "2026-03-06 08:00", reached);
    let (first, second) = (report("2026-03-05 21:00"), report("2026-03-06 21:00"));
    let some = |id: &str| Some(id.to_owned());
    // Where another one is asked for, the first is not near to it; where the same one is, no other is.
    assert_eq!(
        nearest(
            "{ kind = \"report\", saw = { present = true }, place = { present = true }, another = true }",
            &[first]
        ),
        None
    );
    assert_eq!(
        nearest(
            "{ kind = \"report\", saw = { present = true }, place = { present = true }, another = true }",
            &[first, second]
        ),
        some("r2")
    );
    assert_eq!(
        nearest(
            "{ kind = \"report\", saw = { present = true }, place = { present = true }, same_record = true }",
            &[first, second]
        ),
        some("r1")
    );
    // A yes where a no stands, or nothing, is near; another choice is another thing.
    let reached = "{ kind = \"contact\", via = { present = true }, reached = true }";
    assert_eq!(nearest(reached, &[first, contact("with: 父甲\nvia: 电话\nreached: false")]), some("r2"));
    let signed = "{ kind = \"agreement\", outcome = \"signed\" }";
    let agreement = |rest: &'static str| ("agreement", "2026-03-06 08:00", rest);
    assert_eq!(nearest(signed, &[first, agreement("party: student\noutcome: refused\nsigner: 某生")]), None);
}

/// Of a piece of evidence only what is asked of evidence counts, not what is asked of the record beside it.
#[test]
fn only_what_is_asked_of_evidence_makes_it_a_piece() {
    let duty = "when = [{ kind = \"report\", evidence = { kind = \"photo\" }, notified = { who = { present = false } } }]\n\
                needs = [{ kind = \"material\", category = \"paper\" }]\neach = \"item\"\ncolumn = \"paper\"\ndue = \"at_once\"";
    let report = "finder: 师乙\nsaw: 某事\nnotified: [{ role: head }]\nevidence:\n- { kind: letter }\n- { kind: photo, text: 桌面 }";
    let reason = judged(&one_duty(duty), &case(&[("report", "2026-03-05 21:00", report)]), "2026-03-09 09:00", |it| {
        it.reason.clone()
    });
    assert_eq!(reason.as_deref(), Some("1 件里还缺 1 件：r1/2"));
}

/// An assessment that lies ahead is none yet.
#[test]
fn what_lies_ahead_is_awaited() {
    let guide = one_duty(
        "when = [{ kind = \"assessment\", crisis = true }]\nneeds = [{ kind = \"meeting\" }]\ndue = \"at_once\"",
    );
    let assessment = |when: &'static str| ("assessment", when, "dimension: { mood: 低落 }\ncrisis: true\nrefer: false");
    let awaits = |records: &[Told]| {
        let (team, calendar, case) = (team(), Calendar::default(), case(records));
        assert!(case.faults.is_empty(), "{}", case.faults[0]);
        let setting = Setting { guide: &guide, team: &team, calendar: &calendar, now: at("2026-03-20 09:00") };
        Facts::of(setting, &case, 1).awaits_assessment(&guide.duties[0])
    };
    assert!(awaits(&[REPORT]));
    assert!(awaits(&[REPORT, assessment("2026-03-20 09:01")]));
    assert!(!awaits(&[REPORT, assessment("2026-03-20 09:00")]));
}
