//! How the default guide is read, paragraph by paragraph: for each something that fires and something that is silent.
//! Times are of March 2026 unless they say otherwise; records are `r1`, `r2` … in the order in which they stand.

use crisis::audit::{self, CaseAudit, DutyLine, Ground};
use crisis::case::{Case, File};
use crisis::check::{Index, Known};
use crisis::config::Config;
use crisis::duty::State::{self, AwaitingPaper, Met, Missing, NotApplicable, OutOfOrder, Pending, Refused};
use crisis::guide::Guides;
use crisis::team::Team;
use crisis::time::Calendar;

use crate::common::cases::{at, default_guide};

const ABOUT: &str = "student: { name: 林示例, birth: 2009-09-01 }\nguardians:\n  - { name: 林父, relation: 父亲 }\n  - name: 叶母\n    \
                     relation: 母亲\n    delegates: [{ name: 姑甲, relation: 姑姑, until: 2026-04-01 }]\n\
                     class_teacher: [{ who: t }]\n";
const TEAM: &str = "members:\n  - { id: c, name: 辅甲, roles: [counsellor] }\n  - { id: t, name: 师乙, roles: [class_teacher] }\n  \
                    - { id: p, name: 校丙, roles: [principal] }\n  - { id: n, name: 医丁, roles: [health_teacher] }\n";

type Told<'t> = (&'t str, &'t str, &'t str);

const REPORT: Told = (
    "report",
    "05 21:00",
    "finder: 师乙\nfinder_role: class_teacher\nsaw: 某事\nstays_with: [师乙]\nnotified: [{ role: counsellor, who: 辅甲 }]",
);
const CRISIS: Told = (
    "assessment",
    "05 22:00",
    "type: [self_harm_thought]\ndimension: { emotion: 低, behaviour: 少, functioning: 差, coping: 少, support: 有, danger: 有 }\n\
     level: { risk: severe }\ncrisis: true\nrationale: 有想法\nnotified: [{ role: principal, who: 校丙 }]",
);
const CALM: Told = (
    "assessment",
    "05 22:00",
    "dimension: { emotion: 稳, behaviour: 常, functioning: 好, coping: 有, support: 有, danger: 无 }\ncrisis: false",
);
const REFER: Told = (
    "assessment",
    "05 22:00",
    "type: [self_harm_thought]\ndimension: { emotion: 低 }\nlevel: { risk: severe }\ncrisis: true\nrefer: true\nrationale: 需检查",
);
const MEETING: Told =
    ("meeting", "06 08:00", "purpose: 研判\nparticipants: [{ role: principal, who: 校丙 }]\ndecisions: [每日谈话]");
const CONTACT: Told = ("contact", "05 22:20", "with: 林父\nvia: 电话\nreached: true\nsaid: 马上来");
const SIGNED: Told = ("agreement", "06 10:00", "party: student\nsigner: 林示例\noutcome: signed");
const LETTER: Told = ("referral", "06 10:20", "to: 某院\nreason: 需检查");
const CLOSED: Told = ("closure", "30 10:00", "outcome: resolved\nreason: 平稳");

/// A file that lies in the case is as long as its record says, unless that is marked as something else.
fn case_of(about: &str, records: &[Told]) -> Case {
    let mut files = vec![File::new("case.yaml", Ok(about.as_bytes().to_vec()))];
    for (number, (kind, when, rest)) in records.iter().enumerate() {
        let id = format!("r{}", number + 1);
        let when = if when.len() >= 10 { (*when).to_owned() } else { format!("2026-03-{when}") };
        let day = &when[..10];
        let time = if when.len() == 16 { format!("{}+08:00", when.replace(' ', "T")) } else { when.clone() };
        let written = if when.len() == 16 { time.clone() } else { format!("{day}T12:00+08:00") };
        let known =
            if *kind == "report" && !rest.contains("known:") { format!("known: {time}\n") } else { String::new() };
        let by = if rest.contains("by: ") && rest.starts_with("by:") { "" } else { "by: c\n" };
        let episode = if rest.contains("episode:") { "" } else { "episode: 1\n" };
        let mut rest = (*rest).to_owned();
        if *kind == "material" {
            let stored = format!("materials/{id}-file.pdf");
            let size = if rest.contains("# empty") { 0 } else { 10 };
            let size = if rest.contains("# changed") { 9 } else { size };
            if !rest.contains("# gone") {
                files.push(File { size: Some(size), ..File::new(stored.clone(), Ok(Vec::new())) });
            }
            rest.push_str(&format!("\nfile: {stored}\nsha256: \"0{number}\"\nsize: 10\nname: 扫描件.pdf"));
        }
        let text =
            format!("---\nid: {id}\nkind: {kind}\n{episode}at: {time}\n{by}written: {written}\n{known}{rest}\n---\n");
        files.push(File::new(format!("records/{day}-{kind}-{id}.md"), Ok(text.into_bytes())));
    }
    Case::load("2026-TEST", files, Calendar::default().zone)
}

fn audits(about: &str, records: &[Told], now: &str) -> Vec<CaseAudit> {
    let case = case_of(about, records);
    assert!(case.faults.is_empty(), "{}", case.faults[0]);
    let guide = default_guide();
    let team = Team::of(TEAM, [&guide].into_iter()).unwrap();
    let config = Config::read("school = \"某校\"\nguide = \"shiyan\"\nprivacy = \"plain\"\n").unwrap();
    let guides = Guides::new("shiyan".to_owned(), vec![guide]);
    let index = Index::new(vec![Known { case: Some("2026-TEST".to_owned()), ..Known::default() }]);
    let ground = Ground { config: &config, guides: &guides, team: &team, index: &index, now: at(now) };
    audit::case(&ground, &case)
}

/// The duty of that code in the last episode.
fn duty(records: &[Told], now: &str, code: &str) -> DutyLine {
    duty_of(ABOUT, records, now, code)
}

fn duty_of(about: &str, records: &[Told], now: &str, code: &str) -> DutyLine {
    let now = if now.len() > 10 { now.to_owned() } else { format!("2026-03-{now}") };
    let audit = audits(about, records, &now).pop().unwrap();
    audit.duties.into_iter().find(|line| line.code == code).unwrap_or_else(|| panic!("no duty {code}"))
}

/// What the cells of the checklist say, by the mark of their column.
fn cell(records: &[Told], now: &str, mark: &str) -> String {
    let audit = audits(ABOUT, records, &format!("2026-03-{now}")).pop().unwrap();
    let (_, state) = audit.materials.iter().find(|(name, _)| name.starts_with(mark)).unwrap();
    state.as_str().unwrap().to_owned()
}

/// Each row: what it is about, the records, now, and how the duty stands then.
fn table(code: &str, rows: &[(&str, &[Told], &str, State)]) {
    for (what, records, now, expected) in rows {
        let line = duty(records, now, code);
        assert!(line.state == *expected, "{code} {what}: {:?} {:?} {:?}", line.state, line.reason, line.lacking);
    }
}

fn paper(when: &'static str, rest: &'static str) -> Told<'static> {
    ("material", when, rest)
}

#[test]
fn a_duty_is_met_by_the_fact_and_its_paper() {
    let scan = paper("06 11:00", "category: agreement_student\nof: r3\nsigned: true");
    let rows: &[(&str, &[Told], &str, &str)] = &[
        ("record and paper", &[REPORT, CRISIS, SIGNED, scan], "07 09:00", "met"),
        ("no paper", &[REPORT, CRISIS, SIGNED], "07 09:00", "awaiting_paper"),
        ("no record", &[REPORT, CRISIS, paper("06 11:00", "category: agreement_student")], "07 09:00", "missing"),
        (
            "untied",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: agreement_student")],
            "07 09:00",
            "awaiting_paper",
        ),
        (
            "of another record",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: agreement_student\nof: r1")],
            "07 09:00",
            "awaiting_paper",
        ),
        (
            "of another category",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: photo\nof: r3")],
            "07 09:00",
            "awaiting_paper",
        ),
        (
            "empty",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: agreement_student\nof: r3 # empty")],
            "07 09:00",
            "awaiting_paper",
        ),
        (
            "gone",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: agreement_student\nof: r3 # gone")],
            "07 09:00",
            "awaiting_paper",
        ),
        (
            "changed",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: agreement_student\nof: r3 # changed")],
            "07 09:00",
            "awaiting_paper",
        ),
        (
            "its date is older",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: agreement_student\nof: r3\ndated: 2026-02-10")],
            "07 09:00",
            "awaiting_paper",
        ),
        (
            "the month of the beginning",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: agreement_student\nof: r3\ndated: 2026-03")],
            "07 09:00",
            "met",
        ),
        (
            "another hand",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: agreement_student\nof: r3\nsigner: [林父]")],
            "07 09:00",
            "awaiting_paper",
        ),
        (
            "a pledge",
            &[REPORT, CRISIS, SIGNED, paper("06 11:00", "category: agreement_student\nof: r3\ntitle: 承诺书")],
            "07 09:00",
            "awaiting_paper",
        ),
        ("not yet filed", &[REPORT, CRISIS, SIGNED, scan], "06 10:30", "awaiting_paper"),
        (
            "somebody else signed",
            &[REPORT, CRISIS, ("agreement", "06 10:00", "party: student\nsigner: 路人\noutcome: signed"), scan],
            "07 09:00",
            "missing",
        ),
        (
            "of the printed form",
            &[
                REPORT,
                CRISIS,
                SIGNED,
                ("print", "06 09:50", "document: agreement-student\nof: r3\nhash: abc\ncategory: agreement_student"),
                paper("06 11:00", "category: agreement_student\nof: r4"),
            ],
            "07 09:00",
            "met",
        ),
        (
            "elsewhere",
            &[
                REPORT,
                CRISIS,
                SIGNED,
                (
                    "elsewhere",
                    "06 11:00",
                    "category: agreement_student\nplace: 派出所\nheld_by: [某警官]\nwhy: 调查\nof: r3",
                ),
            ],
            "07 09:00",
            "elsewhere",
        ),
        (
            "on a colleague's phone",
            &[
                REPORT,
                CRISIS,
                SIGNED,
                (
                    "elsewhere",
                    "06 11:00",
                    "category: agreement_student\nplace: 手机\nheld_by: [师乙]\nwhy: 忘了\nof: r3",
                ),
            ],
            "07 09:00",
            "awaiting_paper",
        ),
    ];
    for (what, records, now, expected) in rows {
        assert_eq!(cell(records, now, "④"), *expected, "{what}");
    }
    let line = duty(&[REPORT, CRISIS, SIGNED], "07 09:00", "D34");
    assert_eq!(line.nearest.as_deref(), Some("r3"));
    assert!(line.fix.ends_with("--category agreement_student --of r3"), "{}", line.fix);
}

#[test]
fn no_duty_is_met_by_a_category_alone() {
    let guide = default_guide();
    for material in &guide.materials {
        let alone = format!("category: {}\nbasis: 同意\nprovided_by: 林父\nconsent: 林父", material.id);
        let with: &[Told] = &[REPORT, REFER, ("material", "06 11:00", &alone)];
        for without in audits(ABOUT, &with[..2], "2026-03-20 09:00").pop().unwrap().duties {
            let line = duty(with, "20 09:00", &without.code);
            assert!(line.state == without.state, "{} by {}", without.code, material.id);
        }
    }
}

#[test]
fn of_an_earlier_episode_nothing_counts() {
    let again = ("report", "20 21:00", "episode: 2\nfinder: 师乙\nfinder_role: class_teacher\nsaw: 某事");
    let crisis = format!("episode: 2\n{}", CRISIS.2);
    let second = ("assessment", "20 22:00", crisis.as_str());
    let scan = paper("06 11:00", "category: agreement_student\nof: r3");
    let records = [REPORT, CRISIS, SIGNED, scan, CLOSED, again, second];
    assert_eq!(duty(&records, "21 09:00", "D34").state, Missing);
    let first = audits(ABOUT, &records, "2026-03-31 09:00").remove(0);
    assert!(
        first.duties.iter().any(|line| line.code == "D34" && line.state == Met),
        "the later one borrows nothing back"
    );
}

#[test]
fn each_piece_of_evidence_is_due_by_itself() {
    let report = (
        "report",
        "05 21:00",
        "finder: 师乙\nfinder_role: class_teacher\nsaw: 某事\nevidence: [{ kind: photo, text: 刀 }, { kind: photo, text: 字条 }, { kind: chat }]",
    );
    let of = |of: &'static str| paper("06 09:00", of);
    table(
        "D55",
        &[
            ("none filed", &[report], "07 09:00", Missing),
            ("one of two", &[report, of("category: photo\nof: r1/1")], "07 09:00", Missing),
            ("untied, two open", &[report, of("category: photo")], "07 09:00", Missing),
            ("both", &[report, of("category: photo\nof: r1/1"), of("category: photo\nof: r1/2")], "07 09:00", Met),
            (
                "one tied, the other the only one open",
                &[report, of("category: photo\nof: r1/1"), of("category: photo")],
                "07 09:00",
                Met,
            ),
            (
                "twice the same",
                &[report, of("category: photo\nof: r1/1"), of("category: photo\nof: r1/1")],
                "07 09:00",
                Missing,
            ),
            (
                "empty",
                &[report, of("category: photo\nof: r1/1"), of("category: photo\nof: r1/2 # empty")],
                "07 09:00",
                Missing,
            ),
            (
                "elsewhere",
                &[
                    report,
                    of("category: photo\nof: r1/1"),
                    ("elsewhere", "06 09:00", "category: photo\nplace: 派出所\nheld_by: [某警官]\nwhy: 调查\nof: r1/2"),
                ],
                "07 09:00",
                Met,
            ),
            ("nothing named", &[REPORT], "07 09:00", NotApplicable),
        ],
    );
    table("D54", &[("a photo is no chat", &[report, of("category: photo\nof: r1/3")], "07 09:00", Missing)]);
    let line = duty(&[report, of("category: photo\nof: r1/1")], "07 09:00", "D55");
    assert!(line.reason.unwrap().contains("r1/2") && line.fix.ends_with("--of r1/2"));
}

#[test]
fn leave_covers_days() {
    let absent =
        ("contact", "06 09:00", "with: 叶母\nvia: 电话\nreached: true\nabsent: [{ from: 2026-03-06, to: 2026-03-10 }]");
    let leave = |rest: &'static str| ("leave", "06 10:00", rest);
    table(
        "D50",
        &[
            ("no leave", &[REPORT, CALM, absent], "12 09:00", Missing),
            (
                "a weekend between",
                &[REPORT, CALM, absent, leave("from: 2026-03-06\nto: 2026-03-10\ntype: 病假")],
                "12 09:00",
                Met,
            ),
            (
                "one day short",
                &[REPORT, CALM, absent, leave("from: 2026-03-06\nto: 2026-03-09\ntype: 病假")],
                "12 09:00",
                Missing,
            ),
            (
                "two records",
                &[
                    REPORT,
                    absent,
                    leave("from: 2026-03-06\nto: 2026-03-08\ntype: 病假"),
                    leave("from: 2026-03-09\nto: 2026-03-10\ntype: 病假"),
                ],
                "12 09:00",
                Met,
            ),
            (
                "half a day",
                &[
                    REPORT,
                    ("contact", "06 09:00", "with: 叶母\nvia: 电话\nreached: true\nabsent: [2026-03-06/am]"),
                    leave("from: 2026-03-06\ntype: 病假"),
                ],
                "12 09:00",
                Met,
            ),
            ("no absence", &[REPORT, CALM], "12 09:00", NotApplicable),
            (
                "a Saturday",
                &[REPORT, ("contact", "06 09:00", "with: 叶母\nvia: 电话\nreached: true\nabsent: [2026-03-07]")],
                "12 09:00",
                NotApplicable,
            ),
            (
                "suspended",
                &[
                    REPORT,
                    (
                        "enrolment",
                        "05 23:00",
                        "change: suspend\neffective: 2026-03-06\nuntil: 2026-09-01\nfiled_by: 师乙\ndetail: 某",
                    ),
                    absent,
                ],
                "12 09:00",
                NotApplicable,
            ),
            (
                "in hospital from that day until back",
                &[
                    REPORT,
                    ("rescue", "05 22:00", "hospital: 某院\nhospital_at: 2026-03-05T22:00+08:00"),
                    ("follow_up", "10 09:00", "state: 平稳\nback: 2026-03-10"),
                ],
                "12 09:00",
                Missing,
            ),
        ],
    );
    let line = duty(&[REPORT, CALM, absent, leave("from: 2026-03-06\nto: 2026-03-09\ntype: 病假")], "12 09:00", "D50");
    assert_eq!(line.reason.as_deref(), Some("缺课的 1 天没有请假记录：03-10"));
}

#[test]
fn a_day_without_a_time_is_that_whole_day() {
    let day = |day: &'static str| {
        ("meeting", day, "purpose: 研判\nparticipants: [{ role: counsellor, who: 辅甲 }]\ndecisions: [某]")
    };
    let again = ("assessment", "2026-03-20", CRISIS.2);
    let calm = ("assessment", "12 09:00", CALM.2);
    table(
        "D31",
        &[
            (
                "the day before the second crisis",
                &[REPORT, CRISIS, MEETING, calm, again, day("2026-03-19")],
                "22 09:00",
                Missing,
            ),
            ("the same day", &[REPORT, CRISIS, MEETING, calm, again, day("2026-03-20")], "22 09:00", Met),
        ],
    );
}

#[test]
fn who_is_told_is_the_group_or_a_counsellor() {
    let told = |who: &'static str| ("report", "05 21:00", who);
    table(
        "D01",
        &[
            (
                "a counsellor",
                &[told("finder: 师乙\nfinder_role: class_teacher\nsaw: 某事\nnotified: [{ role: counsellor }]")],
                "06 09:00",
                Met,
            ),
            (
                "the grade head, acting for the group",
                &[told("finder: 师乙\nfinder_role: class_teacher\nsaw: 某事\nnotified: [{ role: grade_head }]")],
                "06 09:00",
                Met,
            ),
            (
                "nobody of them",
                &[told(
                    "by: t\nfinder: 师乙\nfinder_role: class_teacher\nsaw: 某事\nnotified: [{ role: class_teacher }]",
                )],
                "06 09:00",
                Missing,
            ),
            (
                "only who is suspected",
                &[told(
                    "by: t\nfinder: 某人\nsaw: 某事\nsuspects: [辅甲]\nnotified: [{ role: counsellor, who: 辅甲 }]",
                )],
                "05 21:30",
                Missing,
            ),
        ],
    );
    table(
        "D30",
        &[
            (
                "a crisis asks for the head by name",
                &[REPORT, (CRISIS.0, CRISIS.1, "type: [self_harm_thought]\ndimension: { emotion: 低 }\ncrisis: true")],
                "07 09:00",
                Missing,
            ),
            ("told", &[REPORT, CRISIS], "07 09:00", Met),
        ],
    );
    let met =
        duty(&[REPORT, (CRISIS.0, CRISIS.1, "dimension: { emotion: 低 }\ncrisis: true"), MEETING], "07 09:00", "D30");
    assert!(met.state == Met && met.remark.unwrap().contains("负责人在商议中得知"));
}

#[test]
fn protection_is_no_dressing_and_no_suspect() {
    let with = |rest: &'static str| ("report", "05 21:00", rest);
    let bare = with("finder: 师乙\nsaw: 某事\nsuspects: [林父]\ninjury: minor");
    table(
        "D05",
        &[
            ("somebody stays", &[REPORT], "06 09:00", Met),
            ("nothing", &[bare], "06 09:00", Missing),
            ("a wound was dressed", &[bare, ("rescue", "05 21:10", "first_aid_by: 医丁")], "06 09:00", Missing),
            ("handed to the suspect", &[bare, ("handover", "05 22:00", "to: [父亲]")], "06 09:00", Missing),
            ("handed to the other guardian", &[bare, ("handover", "05 22:00", "to: [叶母]")], "06 09:00", Met),
            (
                "a measure in a follow-up",
                &[bare, ("follow_up", "05 22:00", "state: 平稳\nprotect: [有人陪住]")],
                "06 09:00",
                Met,
            ),
        ],
    );
    let others = |who: &'static str| [with(who)];
    for (who, expected) in [
        ("finder: 师乙\nsaw: 某事\nothers_present: 同桌", Missing),
        ("finder: 师乙\nsaw: 某事\nothers_present: 无", NotApplicable),
        ("finder: 师乙\nsaw: 某事\nothers_present: 没有。", NotApplicable),
        ("finder: 师乙\nsaw: 某事", NotApplicable),
        ("finder: 师乙\nsaw: 某事\nothers_present: 同桌\nprotect_others: [班会课]", Met),
    ] {
        assert_eq!(duty(&others(who), "06 09:00", "D06").state, expected, "{who}");
    }
}

#[test]
fn in_time_order_only_with_injury() {
    let hurt = ("report", "05 21:00", "finder: 师乙\nsaw: 某事\ninjury: serious\nstays_with: [师乙]");
    let hospital = ("rescue", "05 21:20", "hospital: 某院\nhospital_at: 2026-03-05T21:20+08:00");
    let call = |when: &'static str| ("contact", when, "with: 林父\nvia: 电话\nreached: true");
    table(
        "D11",
        &[
            ("nobody told", &[hurt, hospital], "06 09:00", Missing),
            ("told before", &[hurt, hospital, call("05 21:05")], "06 09:00", Met),
            ("at the tolerance", &[hurt, hospital, call("05 21:35")], "06 09:00", Met),
            ("one minute past it", &[hurt, hospital, call("05 21:36")], "06 09:00", OutOfOrder),
            (
                "tried in vain",
                &[hurt, hospital, ("contact", "05 21:05", "with: 林父\nvia: 电话\nreached: false")],
                "06 09:00",
                Missing,
            ),
            ("no injury", &[REPORT, hospital], "06 09:00", NotApplicable),
            (
                "the guardians are suspected",
                &[("report", "05 21:00", "finder: 师乙\nsaw: 某事\ninjury: serious\nsuspects: [爸爸, 叶母]"), hospital],
                "06 09:00",
                NotApplicable,
            ),
        ],
    );
}

#[test]
fn an_assessment_is_the_counsellors() {
    let by = |by: &'static str| ("assessment", "05 22:00", by);
    table(
        "D20",
        &[
            ("by a counsellor", &[REPORT, CALM], "06 09:00", Met),
            (
                "by the class teacher",
                &[REPORT, by("by: t\ndimension: { emotion: 稳 }\ncrisis: false")],
                "06 09:00",
                Missing,
            ),
            (
                "by the class teacher, a counsellor was there",
                &[
                    REPORT,
                    by("by: t\npresent: [{ role: counsellor, who: 辅甲 }]\ndimension: { emotion: 稳 }\ncrisis: false"),
                ],
                "06 09:00",
                Met,
            ),
        ],
    );
    table(
        "D21",
        &[
            ("every dimension", &[REPORT, CALM], "06 09:00", Met),
            ("one is lacking", &[REPORT, by("dimension: { emotion: 稳 }\ncrisis: false")], "06 09:00", Missing),
            (
                "a later one completes nothing of an earlier one",
                &[REPORT, by("dimension: { emotion: 稳 }\ncrisis: false"), (CALM.0, "06 08:00", CALM.2)],
                "07 09:00",
                Missing,
            ),
        ],
    );
    let lacking = duty(&[REPORT, by("dimension: { emotion: 稳 }\ncrisis: false")], "06 09:00", "D21").lacking.unwrap();
    assert!(lacking.contains("应对机制") && !lacking.contains("情绪"), "{lacking}");
}

#[test]
fn before_the_assessment_nothing_is_inapplicable() {
    assert_eq!(cell(&[REPORT], "06 09:00", "④"), "not_assessed");
    assert_eq!(cell(&[REPORT, CALM], "06 09:00", "④"), "not_applicable");
    assert_eq!(cell(&[REPORT, CRISIS], "06 09:00", "④"), "missing");
    let by_teacher = ("assessment", "05 22:00", "by: t\ndimension: { emotion: 稳 }\ncrisis: true");
    assert_eq!(cell(&[REPORT, by_teacher], "06 09:00", "④"), "not_assessed");
    assert_eq!(cell(&[REPORT], "06 09:00", "⑦"), "not_applicable", "a recording needs no assessment");
}

#[test]
fn of_two_assessments_of_one_day_the_graver_governs() {
    let level = |records: &[Told]| {
        audits(ABOUT, records, "2026-03-30 09:00").pop().unwrap().level.into_values().collect::<Vec<_>>()
    };
    let mild = |when: &'static str| {
        (
            "assessment",
            when,
            "type: [self_harm_thought]\ndimension: { emotion: 低 }\nlevel: { risk: mild }\ncrisis: true",
        )
    };
    let none = |when: &'static str| ("assessment", when, "dimension: { emotion: 稳 }\ncrisis: false");
    assert_eq!(level(&[REPORT, CRISIS, mild("05 23:00")]), ["严重"]);
    assert_eq!(level(&[REPORT, mild("05 21:30"), CRISIS]), ["严重"]);
    assert_eq!(level(&[REPORT, CRISIS, mild("06 08:00")]), ["一般"]);
    assert_eq!(level(&[REPORT, CRISIS, none("05 23:00")]), ["严重"]);
    assert_eq!(level(&[REPORT, CRISIS, none("06 08:00")]).len(), 0);
    let settled = (
        "meeting",
        "06 07:00",
        "purpose: 研判\nparticipants: [{ role: counsellor }]\ndecisions: [以后一次为准]\nsettles: [r2, r3]",
    );
    assert_eq!(level(&[REPORT, CRISIS, mild("05 23:00"), settled]), ["一般"]);
    table("D34", &[("no duty is taken back within the day", &[REPORT, CRISIS, none("05 23:00")], "06 09:00", Missing)]);
}

#[test]
fn the_plan_is_what_the_team_decides() {
    let alone = |rest: &'static str| ("plan", "06 09:00", rest);
    table(
        "D32",
        &[
            ("minutes with decisions", &[REPORT, CRISIS, MEETING], "07 09:00", Met),
            (
                "a plan",
                &[
                    REPORT,
                    CRISIS,
                    alone("stage: intervention\nsubject: 林示例\nactors: [{ role: counsellor }]\nmethods: [谈话]"),
                ],
                "07 09:00",
                Met,
            ),
            ("neither", &[REPORT, CRISIS], "07 09:00", Missing),
            (
                "minutes without a decision",
                &[
                    REPORT,
                    CRISIS,
                    ("meeting", "06 08:00", "purpose: 研判\nparticipants: [{ role: principal }]\ndecisions: []"),
                ],
                "07 09:00",
                Missing,
            ),
        ],
    );
    table(
        "D31",
        &[
            (
                "a plan by one",
                &[
                    REPORT,
                    CRISIS,
                    alone("stage: intervention\nsubject: 林示例\nactors: [{ role: counsellor }]\nmethods: [谈话]"),
                ],
                "07 09:00",
                Missing,
            ),
            (
                "a plan that says who made it",
                &[
                    REPORT,
                    CRISIS,
                    alone(
                        "stage: intervention\nsubject: 林示例\nparticipants: [{ role: principal }]\nactors: [{ role: counsellor }]\nmethods: [谈话]",
                    ),
                ],
                "07 09:00",
                Met,
            ),
        ],
    );
}

#[test]
fn of_no_crisis_nothing_of_the_crisis_branch_is_asked() {
    let follow = ("follow_up", "12 09:00", "state: 平稳");
    let ended = ("closure", "20 10:00", "outcome: care_ended\nreason: 平稳");
    let audit = |records: &[Told]| audits(ABOUT, records, "2026-03-30 09:00").pop().unwrap();
    let crisis_branch = ["D30", "D31", "D32", "D33", "D34", "D35", "D47", "D51", "D53"];
    for line in audit(&[REPORT, CALM, CONTACT, follow, ended]).duties {
        assert!(!crisis_branch.contains(&line.code.as_str()) || line.state == NotApplicable, "{}", line.code);
    }
    assert!(audit(&[REPORT, CALM, follow, ended]).archivable);
    table(
        "D25",
        &[
            ("no care tracking", &[REPORT, CALM, ended], "30 09:00", Missing),
            (
                "a crisis that ceased is no such case",
                &[REPORT, CRISIS, ("assessment", "12 09:00", CALM.2)],
                "30 09:00",
                NotApplicable,
            ),
        ],
    );
    let corrected = ("amendment", "06 09:00", "amends: r2\nright: 不是危机\nset: { crisis: false }");
    let audit = audit(&[REPORT, CRISIS, corrected]);
    assert!(
        audit.level.is_empty() && audit.duties.iter().all(|line| line.code != "D34" || line.state == NotApplicable)
    );
}

#[test]
fn what_came_before_the_first_assessment_counts_for_it_alone() {
    let early = ("meeting", "05 21:30", MEETING.2);
    let calm = ("assessment", "05 21:40", CALM.2);
    table(
        "D31",
        &[
            ("before the first", &[REPORT, early, CRISIS], "07 09:00", Met),
            ("another assessment lies between", &[REPORT, early, calm, CRISIS], "07 09:00", Missing),
            ("after a calm one", &[REPORT, calm, ("meeting", "05 21:50", MEETING.2), CRISIS], "07 09:00", Met),
            (
                "of an earlier episode's time",
                &[("meeting", "01 21:30", MEETING.2), REPORT, CRISIS],
                "07 09:00",
                Missing,
            ),
        ],
    );
    assert!(duty(&[REPORT, early, CRISIS], "07 09:00", "D31").remark.unwrap().contains("在前"));
    let calmer = ("assessment", "12 09:00", CALM.2);
    let again = ("assessment", "20 09:00", CRISIS.2);
    table(
        "D31",
        &[
            (
                "never for a later one",
                &[REPORT, CRISIS, MEETING, calmer, ("meeting", "20 08:50", MEETING.2), again],
                "22 09:00",
                Missing,
            ),
            ("the earlier meeting does not count", &[REPORT, CRISIS, MEETING, calmer, again], "22 09:00", Missing),
            ("anew", &[REPORT, CRISIS, MEETING, calmer, again, ("meeting", "20 10:00", MEETING.2)], "22 09:00", Met),
            ("calm since", &[REPORT, CRISIS, MEETING, calmer], "22 09:00", Met),
        ],
    );
}

#[test]
fn signed_refused_and_never_offered_are_three_things() {
    let agreement = |rest: &'static str| ("agreement", "06 10:00", rest);
    table(
        "D35",
        &[
            ("never offered", &[REPORT, CRISIS], "07 09:00", Missing),
            (
                "put off",
                &[REPORT, CRISIS, agreement("party: guardian\nsigner: 林父\noutcome: deferred")],
                "07 09:00",
                Missing,
            ),
            (
                "refused, before nobody",
                &[REPORT, CRISIS, agreement("party: guardian\nsigner: 林父\noutcome: refused\nreason: 不必")],
                "07 09:00",
                Missing,
            ),
            (
                "refused, why and before whom",
                &[
                    REPORT,
                    CRISIS,
                    agreement("party: guardian\nsigner: 林父\noutcome: refused\nreason: 不必\nwitnesses: [师乙]"),
                ],
                "07 09:00",
                Refused,
            ),
            (
                "refused by somebody else",
                &[
                    REPORT,
                    CRISIS,
                    agreement("party: guardian\nsigner: 路人\noutcome: refused\nreason: 不必\nwitnesses: [师乙]"),
                ],
                "07 09:00",
                Missing,
            ),
            (
                "signed by the delegate",
                &[REPORT, CRISIS, agreement("party: guardian\nsigner: 姑甲\noutcome: signed")],
                "07 09:00",
                Missing,
            ),
            (
                "signed by the suspect",
                &[
                    ("report", "05 21:00", "finder: 师乙\nsaw: 某事\nsuspects: [父亲]"),
                    CRISIS,
                    agreement("party: guardian\nsigner: 林父\noutcome: signed"),
                ],
                "07 09:00",
                Missing,
            ),
            (
                "both in one field",
                &[
                    REPORT,
                    CRISIS,
                    agreement("party: guardian\nsigner: [林父, 叶母]\noutcome: signed"),
                    paper("06 11:00", "category: agreement_guardian\nof: r3"),
                ],
                "07 09:00",
                Met,
            ),
            (
                "by relation",
                &[
                    REPORT,
                    CRISIS,
                    agreement("party: guardian\nsigner: 妈妈\noutcome: signed"),
                    paper("06 11:00", "category: agreement_guardian\nof: r3"),
                ],
                "07 09:00",
                Met,
            ),
        ],
    );
    let near = duty(
        &[REPORT, CRISIS, agreement("party: guardian\nsigner: 林父\noutcome: refused\nreason: 不必")],
        "07 09:00",
        "D35",
    );
    assert_eq!((near.nearest.as_deref(), near.lacking.as_deref()), (Some("r3"), Some("还缺：在场见证人")));
    assert!(near.fix.contains("amend 2026-TEST r3") && near.fix.contains("--add witnesses="), "{}", near.fix);
    let both = [
        REPORT,
        CRISIS,
        agreement("party: guardian\nsigner: 叶母\noutcome: signed"),
        paper("06 11:00", "category: agreement_guardian\nof: r3"),
        agreement("party: guardian\nsigner: 林父\noutcome: refused\nreason: 不必\nwitnesses: [师乙]"),
    ];
    let line = duty(&both, "07 09:00", "D35");
    assert!(line.state == Met && line.remark.unwrap().contains("另有拒签（r5）"));
}

#[test]
fn from_the_birthday_on_nobody_is_guardian() {
    let of_age = ABOUT.replace("2009-09-01", "2008-02-29");
    let state = |about: &str, code: &str| duty_of(about, &[REPORT, REFER, LETTER], "07 09:00", code);
    for code in ["D33", "D35", "D41", "D43", "D53"] {
        let line = state(&of_age, code);
        assert!(line.state == NotApplicable && line.remark.unwrap().contains("成年"), "{code}");
        assert_ne!(state(ABOUT, code).state, NotApplicable, "{code}");
    }
    assert_eq!((state(&of_age, "D38").state, state(ABOUT, "D38").state), (Missing, NotApplicable));
    let on = |birth: &str, now: &str| duty_of(&ABOUT.replace("2009-09-01", birth), &[REPORT, CRISIS], now, "D35").state;
    assert_eq!((on("2008-03-08", "2026-03-07 23:00"), on("2008-03-08", "2026-03-08 00:00")), (Missing, NotApplicable));
    assert_eq!(
        (on("2004-02-29", "2022-02-27 23:00"), on("2008-02-29", "2026-03-06 09:00")),
        (NotApplicable, NotApplicable)
    );
}

#[test]
fn a_letter_reaches_the_guardian_or_whom_he_named() {
    let answer = |rest: &'static str| ("referral", "06 11:00", rest);
    table(
        "D41",
        &[
            ("not delivered", &[REPORT, REFER, LETTER], "07 09:00", Missing),
            (
                "to the guardian",
                &[
                    REPORT,
                    REFER,
                    LETTER,
                    answer("to: 某院\nreason: 需\nletter: r3\nreceipt: received\nreceipt_by: 林父"),
                ],
                "07 09:00",
                Met,
            ),
            (
                "to the delegate",
                &[
                    REPORT,
                    REFER,
                    LETTER,
                    answer("to: 某院\nreason: 需\nletter: r3\nreceipt: received\nreceipt_by: 姑甲"),
                ],
                "07 09:00",
                Met,
            ),
            (
                "to a neighbour",
                &[
                    REPORT,
                    REFER,
                    LETTER,
                    answer("to: 某院\nreason: 需\nletter: r3\nreceipt: received\nreceipt_by: 邻居"),
                ],
                "07 09:00",
                Missing,
            ),
            (
                "by post",
                &[REPORT, REFER, LETTER, answer("to: 某院\nreason: 需\nletter: r3\nreceipt: posted")],
                "07 09:00",
                Met,
            ),
        ],
    );
    let late =
        ("referral", "2026-04-05 11:00", "to: 某院\nreason: 需\nletter: r3\nreceipt: received\nreceipt_by: 姑甲");
    table("D41", &[("after the delegation ran out", &[REPORT, REFER, LETTER, late], "2026-04-06 09:00", Missing)]);
    let last =
        ("referral", "2026-04-01 11:00", "to: 某院\nreason: 需\nletter: r3\nreceipt: received\nreceipt_by: 姑甲");
    table("D41", &[("on its last day", &[REPORT, REFER, LETTER, last], "2026-04-06 09:00", Met)]);
    let line = duty(
        &[REPORT, REFER, LETTER, answer("to: 某院\nreason: 需\nletter: r3\nreceipt: received\nreceipt_by: 邻居")],
        "07 09:00",
        "D41",
    );
    assert!(line.lacking.unwrap().contains("〈邻居〉不是登记的监护人"));
    let refused =
        "to: 某院\nreason: 需\nletter: r3\nreceipt: refused\nreceipt_by: 林父\nrefusal_reason: 不去\nwitnesses: [师乙]";
    let records = [REPORT, REFER, LETTER, answer(refused)];
    assert_eq!(cell(&records, "07 09:00", "②"), "refused");
    assert_eq!(cell(&[REPORT, REFER, LETTER], "07 09:00", "②"), "awaiting_paper");
    assert_eq!(
        cell(
            &[REPORT, REFER, ("contact", "06 10:00", "with: 林父\nvia: 电话\nreached: true\nsaid: 不要建议书")],
            "07 09:00",
            "②"
        ),
        "missing"
    );
}

#[test]
fn a_certificate_is_of_this_episode_and_on_file() {
    let diagnosis = |rest: &'static str| ("diagnosis", "12 10:00", rest);
    let scan = paper("12 10:30", "category: diagnosis\nof: r3");
    let attended = ("contact", "11 09:00", "with: 林父\nvia: 电话\nreached: true\nattended: 2026-03-10");
    table(
        "D44",
        &[
            (
                "on file",
                &[
                    REPORT,
                    REFER,
                    diagnosis("institution: 某院\nissued: 2026-03-11\nform: copy\nconclusion: 未见异常"),
                    scan,
                ],
                "13 09:00",
                Met,
            ),
            (
                "no file",
                &[
                    REPORT,
                    REFER,
                    diagnosis("institution: 某院\nissued: 2026-03-11\nform: original\nconclusion: 未见异常"),
                ],
                "13 09:00",
                AwaitingPaper,
            ),
            (
                "of an earlier illness",
                &[REPORT, REFER, diagnosis("institution: 某院\nissued: 2026-01-11\nform: copy\nconclusion: 某"), scan],
                "13 09:00",
                Pending,
            ),
            (
                "relied on, with a reason",
                &[
                    REPORT,
                    REFER,
                    diagnosis(
                        "institution: 某院\nissued: 2026-01-11\nform: copy\nconclusion: 某\nrelies: 医生说仍有效",
                    ),
                    scan,
                ],
                "13 09:00",
                Met,
            ),
            (
                "the month of the beginning",
                &[REPORT, REFER, diagnosis("institution: 某院\nissued: 2026-03\nform: copy\nconclusion: 某"), scan],
                "13 09:00",
                Met,
            ),
            (
                "the month before",
                &[REPORT, REFER, diagnosis("institution: 某院\nissued: 2026-02\nform: copy\nconclusion: 某"), scan],
                "13 09:00",
                Pending,
            ),
            (
                "spoken",
                &[
                    REPORT,
                    REFER,
                    diagnosis("institution: 某院\nissued: 2026-03-11\nform: spoken\nconclusion: 说没事"),
                    scan,
                ],
                "13 09:00",
                Pending,
            ),
            ("not attended", &[REPORT, REFER], "13 09:00", Pending),
            ("attended, nothing moved on", &[REPORT, REFER, attended], "13 09:00", Pending),
            (
                "promised, and the day passed",
                &[
                    REPORT,
                    REFER,
                    attended,
                    ("contact", "12 09:00", "with: 林父\nvia: 电话\nreached: true\npromised: 2026-03-14"),
                ],
                "15 09:00",
                Missing,
            ),
            (
                "promised, on the day",
                &[
                    REPORT,
                    REFER,
                    attended,
                    ("contact", "12 09:00", "with: 林父\nvia: 电话\nreached: true\npromised: 2026-03-14"),
                ],
                "14 23:00",
                Pending,
            ),
            (
                "back in class without it",
                &[REPORT, REFER, attended, ("follow_up", "13 09:00", "state: 平稳\nback: 2026-03-13")],
                "15 09:00",
                Missing,
            ),
            ("ended without it", &[REPORT, REFER, attended, CLOSED], "31 09:00", Missing),
            ("no crisis, of their own accord", &[REPORT, CALM, attended], "15 09:00", NotApplicable),
        ],
    );
    let waits = duty(&[REPORT, REFER], "13 09:00", "D44").reason;
    let declined = ("contact", "11 09:00", "with: 林父\nvia: 电话\nreached: true\nattendance_refused: true");
    let refused = duty(&[REPORT, REFER, declined], "13 09:00", "D44");
    assert!(refused.state == Pending && refused.reason != waits, "the two look different");
    let agency = [
        REPORT,
        REFER,
        attended,
        ("opinion", "12 10:00", "institution: 某机构\nadvice: 多陪伴"),
        paper("12 10:30", "category: diagnosis\nof: r4"),
    ];
    let line = duty(&agency, "13 09:00", "D44");
    assert!(line.state == Met && line.remark.unwrap().contains("机构评估，不是诊断"));
}
