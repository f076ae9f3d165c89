//! What conditions may ask of a field, and what must not happen: each both ways, and refused where it means nothing.

use crate::common::cases::{WORDS, at, case, judged, one_duty, read_guide};
use crisis::duty::State::{self, *};

type Told<'t> = (&'t str, &'t str, &'t str);

const GROUP: &str = "group = [{ id = \"near\", name = \"身边的人\", roles = [\"counsellor\", \"导师\"] }]\n";

fn report(rest: &str) -> String {
    format!("finder: 师乙\nsaw: 某事\n{rest}")
}

fn state(duty: &str, records: &[Told]) -> State {
    judged(&one_duty(duty), &case(records), "2026-03-20 09:00", |outcome| outcome.state)
}

/// How a duty stands whose need is that one, after a report, beside one record.
fn asked(need: &str, kind: &str, rest: &str) -> State {
    let duty = format!("when = [{{ kind = \"report\" }}]\nneeds = [{{ {need} }}]\ndue = \"at_once\"");
    state(&duty, &[("report", "2026-03-05 21:00", &report("")), (kind, "2026-03-06 08:00", rest)])
}

fn lacking(need: &str, kind: &str, rest: &str) -> String {
    let duty = format!("when = [{{ kind = \"report\" }}]\nneeds = [{{ {need} }}]\ndue = \"at_once\"");
    let report = report("");
    let records = [("report", "2026-03-05 21:00", report.as_str()), (kind, "2026-03-06 08:00", rest)];
    judged(&one_duty(&duty), &case(&records), "2026-03-20 09:00", |outcome| outcome.lacking.clone()).unwrap_or_default()
}

#[test]
fn a_text_that_holds_a_word_and_a_list_of_so_many() {
    let to = "kind = \"referral\", reason = { present = true }, to = { has = [\"医院\", \"门诊\"] }";
    for (named, expected) in [("市一医院心理科", Met), ("某门诊", Met), ("某咨询室", Missing)] {
        assert_eq!(asked(to, "referral", &format!("to: {named}\nreason: 某事")), expected, "{named}");
    }
    assert!(lacking(to, "referral", "to: 某咨询室\nreason: 某事").contains("里没有“医院”或“门诊”"));
    let two = "kind = \"handover\", told = { present = true }, witnesses = { at_least = 2 }";
    for (witnesses, expected) in
        [("[师乙, 师丙]", Met), ("[师乙]", Missing), ("[师乙, \"\"]", Missing), ("[]", Missing)]
    {
        let rest = format!("to: [父甲]\ntold: 某事\nplace: 校门\nwitnesses: {witnesses}");
        assert_eq!(asked(two, "handover", &rest), expected, "{witnesses}");
    }
    assert!(lacking(two, "handover", "to: [父甲]\ntold: 某事\nplace: 校门\nwitnesses: [师乙]").contains("不到 2 项"));
}

#[test]
fn an_injury_is_compared_by_its_weight() {
    let duty = "when = [{ kind = \"report\", injury = { at_least = \"minor\" } }]\nneeds = [{ kind = \"meeting\" }]\ndue = \"at_once\"";
    for (injury, expected) in [("none", NotApplicable), ("minor", Missing), ("serious", Missing)] {
        let told = report(&format!("injury: {injury}"));
        assert_eq!(state(duty, &[("report", "2026-03-05 21:00", &told)]), expected, "{injury}");
    }
}

#[test]
fn who_approved_it_holds_a_role_on_that_day() {
    let head = "kind = \"leave\", type = { present = true }, approved_by = { holds = [\"head\"] }";
    let leave = |by: &str| format!("from: 2026-03-06\nto: 2026-03-07\ntype: 病假\napproved_by: {by}");
    assert_eq!(asked(head, "leave", &leave("组甲")), Met, "by name");
    assert_eq!(asked(head, "leave", &leave("h")), Met, "by id");
    assert_eq!(asked(head, "leave", &leave("组长")), Met, "by the role alone");
    assert_eq!(asked(head, "leave", &leave("导师")), Missing, "by another role alone");
    assert_eq!(asked(head, "leave", &leave("师丙")), Missing);
    assert!(lacking(head, "leave", &leave("师丙")).contains("不是组长"));
    let suspected = format!("{}\nsuspects: [组甲]", report(""));
    let duty = format!("when = [{{ kind = \"report\" }}]\nneeds = [{{ {head} }}]\ndue = \"at_once\"");
    let approved = leave("组甲");
    let records = [("report", "2026-03-05 21:00", suspected.as_str()), ("leave", "2026-03-06 08:00", &approved)];
    assert_eq!(state(&duty, &records), Missing, "who is under suspicion approves nothing");
    let by_role = leave("组长");
    let records = [records[0], ("leave", "2026-03-06 08:00", by_role.as_str())];
    assert_eq!(state(&duty, &records), Missing, "nor by the role that they hold");
    let vacant = WORDS.replace("role = [", "role = [{ id = \"vice\", name = \"副组长\", standing = \"fixed\" },");
    let head = head.replace("[\"head\"]", "[\"head\", \"vice\"]");
    let guide = format!(
        "{vacant}\n[[duty]]\ncode = \"D1\"\ntitle = \"某事\"\nclause = \"甲1\"\nwhen = [{{ kind = \"report\" }}]\nneeds = [{{ {head} }}]\ndue = \"at_once\"\n"
    );
    let guide = read_guide(&guide, None).unwrap_or_else(|faults| panic!("{}", faults[0]));
    for (by, expected) in [("组长", Met), ("副组长", Missing)] {
        let (told, approved) = (report(""), leave(by));
        let case = case(&[("report", "2026-03-05 21:00", &told), ("leave", "2026-03-06 08:00", &approved)]);
        let found = judged(&guide, &case, "2026-03-20 09:00", |outcome| outcome.state);
        assert_eq!(found, expected, "{by}: a role counts where somebody holds it");
    }
}

#[test]
fn a_group_stands_for_its_roles() {
    let guide = |need: &str| {
        format!(
            "{GROUP}{WORDS}\n[[duty]]\ncode = \"D1\"\ntitle = \"某事\"\nclause = \"甲1\"\nwhen = [{{ kind = \"report\" }}]\nneeds = [{{ {need} }}]\nfor = [\"near\"]\ndue = \"at_once\"\n"
        )
    };
    let told = |role: &str| report(&format!("notified: [{{ role: {role}, who: 某人, at: 2026-03-05T21:05+08:00 }}]"));
    for need in
        ["kind = \"report\", notified = { role = \"near\" }", "kind = \"report\", notified = { role = \"身边的人\" }"]
    {
        let guide = read_guide(&guide(need), None).unwrap_or_else(|faults| panic!("{}", faults[0]));
        for (role, expected) in [("counsellor", Met), ("class_teacher", Met), ("head", Missing)] {
            let case = case(&[("report", "2026-03-05 21:00", &told(role))]);
            let found = judged(&guide, &case, "2026-03-20 09:00", |outcome| outcome.state);
            assert_eq!(found, expected, "{need} {role}");
        }
    }
    for (what, group, said) in [
        ("a role that is none", GROUP.replace("counsellor", "counselor"), "没有“counselor”这个角色"),
        ("the code of a role", GROUP.replace("near", "head"), "“head”写了两次"),
        ("the name of a role", GROUP.replace("身边的人", "组长"), "“组长”写了两次"),
        ("nobody", GROUP.replace("\"counsellor\", \"导师\"", ""), "一个角色也没有"),
    ] {
        let faults = read_guide(&format!("{group}{WORDS}duty = []\n"), None).err().unwrap_or_default();
        assert!(
            faults.len() == 1 && faults[0].what.contains(said),
            "{what}: {:?}",
            faults.first().map(ToString::to_string)
        );
    }
}

const NEVER: &str = "when = [{ kind = \"report\", suspects = { present = true } }]\nnever = [{ kind = \"contact\", with = { is = \"suspect\" } }]";

#[test]
fn what_must_not_happen() {
    let suspected = report("suspects: [父甲]");
    let begins: Told = ("report", "2026-03-05 21:00", &suspected);
    let contact = |when: &'static str, rest: &'static str| -> Told { ("contact", when, rest) };
    for (what, records, expected) in [
        ("nobody is suspected", vec![("report", "2026-03-05 21:00", "finder: 师乙\nsaw: 某事")], NotApplicable),
        ("kept", vec![begins], Met),
        ("somebody else", vec![begins, contact("2026-03-06 08:00", "with: [母丁]\nvia: 电话\nreached: true")], Met),
        ("before it began", vec![begins, contact("2026-03-05 08:00", "with: [父甲]\nvia: 电话\nreached: true")], Met),
        ("broken", vec![begins, contact("2026-03-06 08:00", "with: [父甲]\nvia: 电话\nreached: true")], Forbidden),
    ] {
        assert_eq!(state(NEVER, &records), expected, "{what}");
    }
    let mut unreadable = case(&[begins]);
    unreadable.unread = 1;
    let unknown = judged(&one_duty(NEVER), &unreadable, "2026-03-20 09:00", |outcome| outcome.state);
    assert_eq!(unknown, Pending, "what can't be read may say that it happened");
    let records = [begins, contact("2026-03-06 08:00", "with: [父甲]\nvia: 电话\nreached: true")];
    let told = judged(&one_duty(NEVER), &case(&records), "2026-03-20 09:00", |outcome| {
        (outcome.met_by.clone(), outcome.met_at, outcome.reason.clone().unwrap_or_default(), outcome.is_owed())
    });
    assert_eq!(told, (Some("r2".to_owned()), Some(at("2026-03-06 08:00")), "见记录 r2".to_owned(), true));
}

#[test]
fn what_means_nothing_is_refused() {
    let duty = |rest: &str| format!("{WORDS}\n[[duty]]\ncode = \"D1\"\ntitle = \"某事\"\nclause = \"甲1\"\n{rest}\n");
    let need =
        |need: &str| duty(&format!("when = [{{ kind = \"report\" }}]\nneeds = [{{ {need} }}]\ndue = \"at_once\""));
    let never = |more: &str| duty(&format!("{NEVER}\n{more}"));
    for (what, text, said) in [
        ("a word in a code", need("kind = \"agreement\", party = { has = [\"x\"] }"), "不是文字"),
        ("no word", need("kind = \"referral\", to = { has = [\"\"] }"), "有空的词"),
        ("a role of what is no name", need("kind = \"report\", known = { holds = [\"head\"] }"), "没有人名"),
        ("a role that is none", need("kind = \"leave\", approved_by = { holds = [\"校工\"] }"), "指南里没有“校工”"),
        ("none of a list", need("kind = \"handover\", witnesses = { at_least = 0 }"), "写法不对"),
        ("an injury that is none", need("kind = \"report\", injury = { at_least = \"huge\" }"), "没有这个值"),
        ("a choice without weight", need("kind = \"agreement\", party = { at_least = \"student\" }"), "写法不对"),
        ("no due", duty("when = [{ kind = \"report\" }]\nneeds = [{ kind = \"meeting\" }]"), "缺少“due”"),
        ("never by when", never("due = \"at_once\""), "“due”与 never 写在一起"),
        ("never and needs", never("needs = [{ kind = \"meeting\" }]"), "“needs”与 never 写在一起"),
        ("never with a paper", never("paper = \"paper\""), "“paper”与 never 写在一起"),
        ("never item by item", never("each = \"item\""), "each 只能写 true"),
        (
            "never that rises",
            never("").replace("suspect\" } }", "suspect\" }, rises = true }"),
            "“rises”写在这里不起作用",
        ),
        ("neither", duty("when = [{ kind = \"report\" }]\ndue = \"at_once\""), "职责要有 when 和 needs"),
        ("in another record than its own", need("kind = \"meeting\", same_record = true"), "永远做不到"),
        (
            "promised by nobody",
            duty("when = [{ kind = \"report\" }]\nneeds = [{ kind = \"meeting\" }]\ndue = \"promised\""),
            "没有这一项",
        ),
        (
            "another length of another clock",
            duty(
                "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"meeting\" }]\ndue = { every = \"7d\", vary = [{ when = { kind = \"report\" }, within = \"1d\" }] }",
            ),
            "vary 里的“within”不起作用",
        ),
    ] {
        let faults = read_guide(&text, None).err().unwrap_or_default();
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|fault| fault.contains(said)), "{what}: {told:?}");
        assert!(faults.iter().all(|fault| fault.fix.is_some() && fault.line.is_some()), "{what}: {told:?}");
    }
    let clock = "[[clock]]\nduty = \"D1\"\ndue = { within = \"1h\" }\nsource = \"某文件\"\nconfirmed_by = \"某人\"\n";
    let faults = read_guide(&never(""), Some(clock)).err().unwrap_or_default();
    assert!(faults.len() == 1 && faults[0].what.contains("没有期限"));
}
