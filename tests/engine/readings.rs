//! How the default guide is read, paragraph by paragraph: for each something that fires and something that is silent.
//! Times are of March 2026 unless they say otherwise; records are `r1`, `r2` … in the order in which they stand.

use crisis::audit::{self, CaseAudit, DutyLine, Ground};
use crisis::case::{Case, File};
use crisis::check::{Index, Known};
use crisis::config::Config;
use crisis::duty::State::{self, Met, Missing, NotApplicable};
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
                &[told("by: t\nfinder: 师乙\nfinder_role: class_teacher\nsaw: 某事\nnotified: [{ role: class_teacher }]")],
                "06 09:00",
                Missing,
            ),
            (
                "only who is suspected",
                &[told("by: t\nfinder: 某人\nsaw: 某事\nsuspects: [辅甲]\nnotified: [{ role: counsellor, who: 辅甲 }]")],
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
