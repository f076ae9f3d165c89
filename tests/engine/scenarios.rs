//! The scenarios beside a guide: those of the default guide are its tests, and a file that says what the guide does not
//! know is refused.

use crate::common::cases::{WORDS, default_guide, read_guide};
use crisis::guide::Guide;
use crisis::scenario::{Answer, coverage, read};

const SCENARIOS: &str = include_str!("../../templates/guides/shiyan.scenarios.yaml");

fn answers(guide: &Guide, text: &str) -> Vec<Answer> {
    read("t.scenarios.yaml", text, guide).unwrap_or_else(|faults| panic!("{}", faults[0])).play(guide).collect()
}

#[test]
fn the_default_guide_does_what_its_scenarios_say() {
    let answers = answers(&default_guide(), SCENARIOS);
    let wrong = answers.iter().find(|answer| !answer.passed);
    assert!(
        wrong.is_none(),
        "{}",
        wrong.map(|wrong| format!("{} {} {}", wrong.line, wrong.code, wrong.found)).unwrap()
    );
}

#[test]
fn every_duty_of_the_default_guide_is_decided_both_ways() {
    let guide = default_guide();
    let covered = coverage(&guide, &answers(&guide, SCENARIOS));
    assert_eq!(covered.len(), guide.duties.len() + guide.school_duties.len());
    for duty in covered {
        assert!(duty.lacks.is_empty(), "{}: {:?}", duty.code, duty.lacks);
    }
}

/// The guides of other invented schools: none of them needs a line of the program.
#[test]
fn the_guides_of_the_examples_do_what_their_scenarios_say_and_decide_every_duty_both_ways() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/guides");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let guides: Vec<_> = paths.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    assert_eq!(guides.len(), 3);
    for path in guides {
        let text = |path: &std::path::Path| std::fs::read_to_string(path).unwrap();
        let guide = read_guide(&text(&path), None).unwrap_or_else(|faults| panic!("{}", faults[0]));
        assert!(guide.title.contains("示例") || guide.title.contains("Example"), "{}", guide.title);
        assert_eq!(Some(guide.id.as_str()), path.file_stem().and_then(|stem| stem.to_str()));
        let answers = answers(&guide, &text(&path.with_extension("scenarios.yaml")));
        let wrong = answers.iter().find(|answer| !answer.passed);
        assert!(wrong.is_none(), "{} {:?}", guide.id, wrong.map(|wrong| (wrong.line, &wrong.code, &wrong.found)));
        for duty in coverage(&guide, &answers) {
            assert!(duty.lacks.is_empty(), "{} {}: {:?}", guide.id, duty.code, duty.lacks);
        }
    }
}

const DUTY: &str = "
[[duty]]
code = \"D1\"
title = \"某事\"
clause = \"甲1\"
when = [{ kind = \"report\" }]
needs = [{ kind = \"meeting\", participants = { role = \"head\" } }]
due = { within = \"1d\", from = \"known\" }
";

const STORY: &str = "\
team: [{ id: c, name: 辅甲, roles: [辅导员] }]
case: { student: { name: 某生 } }
facts:
  首见: { kind: report, finder: 师乙, saw: 某事 }
  商议: { kind: meeting, purpose: 研判, participants: [{ role: 组长 }], decisions: [某] }
  另一次: { like: 商议, purpose: 复议 }
scenarios:
  - scenario: 甲
    happened:
      - 2026-03-05 21:00 首见
    stand:
      2026-03-05 22:00: { D1: { state: 期限内, due: 2026-03-06 } }
      2026-03-07 09:00: { D1: 逾期 }
  - scenario: 乙
    after: 甲
    happened: [2026-03-06 08:00 另一次]
    now: 2026-03-07 09:00
    stand: { D1: 做到, owed: \"\" }
    variants:
      - { instead: [2026-03-06 08:00 商议: { participants: [{ role: 导师 }] }], stand: { D1: late } }
      - { plus: [2026-03-08 08:00 首见: { episode: 2 }], now: 2026-03-08 09:00, stand: { owed: D1 } }
";

fn guide() -> Guide {
    read_guide(&format!("{WORDS}{DUTY}"), None).unwrap_or_else(|faults| panic!("{}", faults[0]))
}

#[test]
fn one_scenario_asks_at_several_times_and_in_several_variants() {
    let guide = guide();
    let answers = answers(&guide, STORY);
    assert_eq!(answers.len(), 5);
    assert!(
        answers.iter().all(|answer| answer.passed),
        "{}",
        answers.iter().find(|answer| !answer.passed).unwrap().found
    );
    let covered = coverage(&guide, &answers);
    assert!(covered[0].owed && covered[0].quiet);
}

#[test]
fn what_stands_otherwise_is_told_with_its_line() {
    let table = [
        ("D1: 逾期 }", "D1: 做到 }", 13, "做到"),
        ("due: 2026-03-06 }", "due: 2026-03-07 }", 12, "期限内，期限 2026-03-07"),
        ("D1: 做到, owed: \"\"", "D1: 做到, owed: D1", 18, "应当做"),
        ("stand: { owed: D1 }", "stand: { owed: \"\" }", 21, "不在应当做的里面"),
        ("D1: 逾期 }", "D1: { state: 逾期, said: 已尝试 } }", 13, "逾期，说“已尝试”"),
        ("D1: 逾期 }", "D1: { state: 逾期, said: \"\" } }", 13, "逾期，说“”"),
        ("D1: 做到, owed: \"\"", "kept: 2037-01-01", 18, "2037-01-01"),
        ("D1: 做到, owed: \"\"", "amiss: r2", 18, "r2"),
    ];
    for (was, is, line, expected) in table {
        let text = STORY.replace(was, is);
        assert_ne!(text, STORY, "{was}");
        let answers = answers(&guide(), &text);
        let wrong: Vec<&Answer> = answers.iter().filter(|answer| !answer.passed).collect();
        assert_eq!((wrong.len(), wrong[0].line, wrong[0].expected.as_str()), (1, line, expected), "{is}");
    }
}

/// Besides duties a scenario asks which records lack what words and fields require, what is told beside a duty, and until
/// when the file is kept.
#[test]
fn a_scenario_asks_for_more_than_states() {
    let more = "\n[[field]]\nkind = \"follow_up\"\nid = \"seen\"\nname = \"见到本人\"\ntype = \"yes_no\"\nrequired = true\n\n\
        [[retention]]\nkeep = \"3y\"\nfrom = \"closing\"\n";
    let guide = read_guide(&format!("{WORDS}{DUTY}{more}"), None).unwrap_or_else(|faults| panic!("{}", faults[0]));
    let head = &STORY[..STORY.find("scenarios:").unwrap()];
    let asked = "scenarios:
  - scenario: 甲
    happened:
      - 2026-03-05 21:00 首见
      - 2026-03-05 22:00 follow_up: { state: 某 }
      - 2026-03-06 08:00 follow_up: { state: 某, own: { seen: true } }
      - 2026-03-09 08:00 closure: { outcome: resolved, reason: 某 }
    stand:
      2026-03-06 09:00: { amiss: r2, kept: \"\", D1: 期限内 }
      2026-03-07 09:00: { D1: { state: 逾期, said: 档案里还没有 } }
      2026-03-10 09:00: { kept: 2029-03-09 }
";
    let answers = answers(&guide, &format!("{head}{asked}"));
    let wrong = answers.iter().find(|answer| !answer.passed);
    assert_eq!((answers.len(), wrong.map(|wrong| (&wrong.code, &wrong.found, &wrong.reason))), (5, None));
}

#[test]
fn a_duty_that_is_decided_one_way_is_not_covered() {
    let guide = guide();
    let once = |text: &str| {
        let covered = coverage(&guide, &answers(&guide, text)).remove(0);
        (covered.owed, covered.quiet)
    };
    let head = &STORY[..STORY.find("scenarios:").unwrap()];
    let only = |state: &str, now: &str| {
        format!(
            "{head}scenarios:\n  - {{ scenario: 甲, happened: [2026-03-05 21:00 首见], now: {now}, stand: {{ D1: {state} }} }}\n"
        )
    };
    assert_eq!(once(&only("逾期", "2026-03-08 09:00")), (true, false));
    assert_eq!(once(&only("不适用", "2026-03-04 09:00")), (false, true));
    assert_eq!(once(&format!("{head}scenarios: []\n")), (false, false));
}

/// A condition that nobody satisfies looks like a duty: it is owed and it is not, and it is never done.
#[test]
fn a_duty_that_is_never_met_or_broken_is_not_covered() {
    let never = DUTY.replace("needs =", "never =").replace("due =", "why = \"某\" #");
    let table = [
        (DUTY, "D1: 逾期", "D1: 不适用", Some("做到过")),
        (DUTY, "D1: 逾期", "D1: 做到", None),
        (&never, "D1: 做到", "D1: 做到", Some("不许有")),
        (&never, "D1: 做到", "D1: 不许有", None),
    ];
    for (duty, before, after, lack) in table {
        let guide = read_guide(&format!("{WORDS}{duty}"), None).unwrap_or_else(|faults| panic!("{}", faults[0]));
        let (was, what) =
            if after.ends_with("不适用") { ("2026-03-04 09:00", "首见") } else { ("2026-03-07 09:00", "商议") };
        let head = &STORY[..STORY.find("scenarios:").unwrap()];
        let text = format!(
            "{head}scenarios:\n  - {{ scenario: 甲, happened: [2026-03-05 21:00 首见], stand: {{ 2026-03-07 08:00: {{ {before} }} }} }}\n  \
             - {{ scenario: 乙, happened: [2026-03-05 21:00 首见, 2026-03-06 08:00 {what}], stand: {{ {was}: {{ {after} }} }} }}\n"
        );
        let answers = answers(&guide, &text);
        assert!(lack.is_some() || answers.iter().all(|answer| answer.passed), "{after}: {}", answers[1].found);
        let lacks = coverage(&guide, &answers).remove(0).lacks;
        assert_eq!(lacks.len(), usize::from(lack.is_some()), "{after}: {lacks:?}");
        assert!(lack.is_none_or(|lack| lacks[0].contains(lack)), "{after}: {lacks:?}");
    }
}

#[test]
fn what_neither_the_guide_nor_a_record_knows_is_refused() {
    let table = [
        ("D1: 逾期", "D9: 逾期", 13, "没有职责“D9”"),
        ("D1: 逾期", "D1: 迟了", 13, "状态写法不对"),
        ("D1: 逾期", "D1: { state: 逾期, sad: 某 }", 13, "旁边不能写“sad”"),
        ("D1: 做到, owed: \"\"", "kept: 明天", 18, "看不出保管到哪一天"),
        ("2026-03-07 09:00: { D1: 逾期", "2026-03-07: { D1: 逾期", 13, "什么时候"),
        ("roles: [辅导员]", "roles: [校工]", 1, "没有“校工”这个角色"),
        ("21:00 首见\n", "21:00 首现\n", 10, "没有叫“首现”的事"),
        ("21:00 首见\n", "25:00 首见\n", 10, "没有叫“25:00 首见”的事"),
        ("saw: 某事 }", "saw: 某事, sew: 某 }", 10, "没有“sew”这个字段"),
        ("kind: report", "kind: repart", 10, "不认识的记录种类"),
        ("like: 商议", "like: 另一次", 16, "绕了一圈"),
        ("after: 甲", "after: 丙", 14, "前面没有叫“丙”的情景"),
        ("scenario: 乙", "scenario: 甲", 14, "写了两次"),
        ("    now: 2026-03-07 09:00\n", "", 17, "没有写是什么时候"),
        ("happened: [2026", "hapened: [2026", 16, "没有这个字段"),
        ("stand: { D1: 做到, owed: \"\" }", "stand: {}", 18, "什么也没有写"),
        ("2026-03-07 09:00: { D1: 逾期 }", "2026-03-07 09:00: {}", 13, "什么也没有试"),
        ("kind: report, finder", "kind: report, by: x, finder", 10, "team 里没有“x”"),
        ("happened: [2026-03-06 08:00 另一次]", "happened: 2026-03-06 08:00 另一次", 16, "应当是一组"),
        ("stand: { D1: 做到, owed: \"\" }", "stand: D1 做到", 18, "应当是“名称: 内容”"),
        ("name: 某生", "nane: 某生", 2, "没有这个字段"),
    ];
    for (was, is, line, what) in table {
        let text = STORY.replacen(was, is, 1);
        assert_ne!(text, STORY, "{was}");
        let faults = read("t.yaml", &text, &guide()).err().unwrap_or_else(|| panic!("{is} must be refused"));
        let fault = &faults[0];
        assert!(fault.what.contains(what) && fault.fix.is_some(), "{is}: {fault}");
        assert_eq!(fault.line, Some(line), "{is}: {fault}");
        assert!(fault.path.is_some(), "{is}");
    }
    let two = STORY.replace("21:00 首见\n", "21:00 首现\n").replace("D1: 做到, owed", "D7: 做到, owed");
    assert_eq!(read("t.yaml", &two, &guide()).err().map(|faults| faults.len() > 1), Some(true), "all in one pass");
}

#[test]
fn a_duty_that_is_off_is_told_once() {
    let off = DUTY.replace("due =", "off = true\ndue =");
    let guide = read_guide(&format!("{WORDS}{off}"), None).unwrap_or_else(|faults| panic!("{}", faults[0]));
    let faults = read("t.yaml", STORY, &guide).err().expect("it can't be asked for");
    assert_eq!((faults.len(), faults[0].line), (1, Some(12)), "{}", faults[0]);
    assert!(faults[0].what.contains("停用"), "{}", faults[0]);
}

#[test]
fn a_word_of_no_guide_is_refused() {
    let text = STORY.replace("purpose: 研判", "purpose: 研判, evidence: [{ kind: 录像 }]");
    let faults = read("t.yaml", &text, &guide()).err().expect("the guide has no such evidence");
    assert!(faults[0].what.contains("没有“录像”"), "{}", faults[0]);
}
