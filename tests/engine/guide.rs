//! Guides that must be refused, each with its line and its cure; and what an overlay may change.

use crate::common::cases::{self, WORDS, read_guide};
use crisis::duty::State;
use crisis::error::Error;
use crisis::guide::Guide;

fn refused(text: &str, overlay: Option<&str>) -> Vec<Error> {
    read_guide(text, overlay).err().expect("this guide must be refused")
}

fn sound(text: &str, overlay: Option<&str>) -> Guide {
    read_guide(text, overlay).unwrap_or_else(|faults| panic!("{}", faults[0]))
}

/// The line on which a word first stands.
fn line_of(text: &str, word: &str) -> usize {
    text.lines().position(|line| line.contains(word)).expect("the word is there") + 1
}

const DUTY: &str = "
[[duty]]
code = \"D1\"
title = \"某事\"
clause = \"甲1\"
when = [{ kind = \"report\" }]
needs = [{ kind = \"meeting\" }]
due = \"at_once\"
";

#[test]
fn what_is_unsound_is_refused_with_its_line() {
    let table = [
        ("unknown key", DUTY.replace("due =", "duue ="), "duue"),
        ("unknown kind", DUTY.replace("\"meeting\"", "\"meating\""), "meating"),
        ("unknown field", DUTY.replace("kind = \"meeting\"", "kind = \"meeting\", porpose = \"x\""), "porpose"),
        ("unknown value", DUTY.replace("kind = \"meeting\"", "kind = \"agreement\", party = \"nobody\""), "nobody"),
        ("unknown role", DUTY.replace("kind = \"meeting\"", "kind = \"assessment\", by_role = \"校工\""), "校工"),
        ("unknown level", DUTY.replace("kind = \"meeting\"", "kind = \"assessment\", level = \"紫\""), "紫"),
        ("unknown clause", DUTY.replace("甲1", "乙9"), "乙9"),
        ("negative clock", DUTY.replace("\"at_once\"", "{ within = \"-24h\" }"), "-24h"),
        ("unknown unit", DUTY.replace("\"at_once\"", "{ within = \"24x\" }"), "24x"),
        ("unknown start", DUTY.replace("\"at_once\"", "{ within = \"24h\", from = \"sometime\" }"), "sometime"),
        (
            "own record",
            DUTY.replace("\"at_once\"", "{ within = \"24h\", from = { kind = \"meeting\" } }"),
            "code = \"D1\"",
        ),
        ("own duty", DUTY.replace("\"at_once\"", "{ within = \"24h\", from = { duty = \"D1\" } }"), "code = \"D1\""),
        ("a person's code as a name", DUTY.replace("\"meeting\"", "\"contact\", with = \"guardian\""), "\"guardian\""),
        (
            "a role's code as a name",
            DUTY.replace("\"meeting\"", "\"report\", finder = [\"counsellor\"]"),
            "[\"counsellor\"]",
        ),
        ("a role for a member", DUTY.replace("\"meeting\"", "\"meeting\", by = \"导师\""), "导师\" }"),
        ("no kind", DUTY.replace("kind = \"meeting\"", "purpose = \"x\""), "when ="),
        ("twice", format!("{DUTY}{DUTY}"), "code = \"D1\""),
        (
            "two marks",
            DUTY.replace("kind = \"meeting\"", "kind = \"meeting\", any_time = true, same_record = true"),
            "any_time",
        ),
    ];
    for (what, duty, word) in table {
        let text = format!("{WORDS}{duty}");
        let faults = refused(&text, None);
        let lines: Vec<_> = faults.iter().filter_map(|fault| fault.line).collect();
        let near = text.lines().enumerate().filter(|(_, line)| line.contains(word)).map(|(at, _)| at + 1);
        assert!(
            near.clone().any(|line| lines.contains(&line)),
            "{what}: {lines:?}, not {:?}: {}",
            near.collect::<Vec<_>>(),
            faults[0]
        );
        assert!(faults.iter().all(|fault| fault.fix.is_some()), "{what} has no cure");
    }
}

#[test]
fn what_a_role_sees_must_exist() {
    let table = [
        ("assesment", "没有“assesment”这种记录"),
        ("assessment.levle", "没有“levle”这一项"),
        ("assessment.id", "没有“id”这一项"),
        ("case.phone", "没有“phone”这一项"),
        ("training", "没有“training”这种记录"),
        ("amendment", "更正照抄了"),
        ("amendment.wrong", "更正照抄了"),
    ];
    for (entry, what) in table {
        let sees = format!("standing = \"temporary\", sees = [\"case.name\", \"{entry}\"]");
        let text = format!("{}{DUTY}", WORDS.replace("standing = \"temporary\"", &sees));
        let faults = refused(&text, None);
        assert!(faults[0].what.contains(what) && faults[0].fix.is_some(), "{entry}: {}", faults[0]);
        assert_eq!((faults.len(), faults[0].line), (1, Some(line_of(&text, "sees ="))), "{entry}");
    }
    let sees = "standing = \"temporary\", sees = [\"case\", \"contact\", \"material.sha256\", \"report.body\"]";
    sound(&format!("{}{DUTY}", WORDS.replace("standing = \"temporary\"", sees)), None);
}

/// Who stands for the student is in no team: whoever asks what role they hold there asks in vain.
#[test]
fn nobody_of_the_case_holds_a_role() {
    let words = WORDS.replace("role = [", "role = [\n  { id = \"kin\", name = \"家长\", standing = \"outside\" },");
    let table = [
        ("[people]\nrelations = [[\"家长\", \"监护人\"]]", Some("{ is = \"guardian\" }")),
        ("[people]\nstudent = [\"家长\"]", Some("{ is = \"student\" }")),
        ("[terms]\nguardian = \"家长\"", Some("{ is = \"guardian\" }")),
        ("[terms]\nguardian = \"监护人\"", None),
    ];
    let duty = DUTY.replace("kind = \"meeting\"", "kind = \"contact\", with = { holds = [\"家长\"] }");
    for (people, fix) in table {
        let read = read_guide(&format!("{words}{people}\n{duty}"), None);
        let told = read.err().and_then(|faults| faults[0].fix.clone());
        assert_eq!(told.is_some(), fix.is_some(), "{people}: {told:?}");
        assert!(fix.is_none_or(|fix| told.as_ref().is_some_and(|told| told.contains(fix))), "{people}: {told:?}");
    }
}

/// A title may hold any word: the line is that of the value, or of the key.
#[test]
fn a_word_of_the_title_is_not_the_line() {
    let table = [
        ("每周", DUTY.replace("\"at_once\"", "{ count = 1, per = \"每周\" }")),
        ("监护人", DUTY.replace("kind = \"meeting\"", "kind = \"contact\", with = { is = \"监护人\" }")),
        ("校工", DUTY.replace("kind = \"meeting\"", "kind = \"assessment\", by_role = [\"校工\"]")),
        ("count", DUTY.replace("\"at_once\"", "{ within = \"1h\", count = 2 }")),
    ];
    for (word, duty) in table {
        let text = format!("{WORDS}{}", duty.replace("某事", &format!("某事：{word}、\\\"{word}\\\"")));
        let faults = refused(&text, None);
        let last = text.lines().enumerate().filter(|(_, line)| line.contains(word)).map(|(at, _)| at + 1).last();
        assert_eq!((faults.len(), faults[0].line), (1, last), "{word}: {}", faults[0]);
    }
}

/// What is no TOML is told by its character, what is of the wrong type by the right one.
#[test]
fn what_is_typed_wrong_is_named() {
    let due = |due: &str| DUTY.replace("due = \"at_once\"", due);
    let table = [
        (due("due = “at_once”"), "“”，改成英文的 \"".replace("“”，", ""), 7),
        (due("due ＝ \"at_once\""), "改成英文的 =".to_owned(), 7),
        (due("due = at_once"), "英文的引号".to_owned(), 7),
        (due("due = \"at_once"), "两头各一个英文引号".to_owned(), 7),
        (due("due \"at_once\""), "键 = 值".to_owned(), 7),
        (due("due ="), "写上值".to_owned(), 7),
        (due("off = 是\ndue = \"at_once\""), "true".to_owned(), 7),
        (due("off = yes\ndue = \"at_once\""), "true".to_owned(), 7),
        (
            DUTY.replace("[{ kind = \"report\" }]", "[{ kind = \"report\"， crisis = true }]"),
            "改成英文的 ,".to_owned(),
            5,
        ),
        (DUTY.replace("[{ kind = \"report\" }]", "【{ kind = \"report\" }】"), "改成英文的 [".to_owned(), 5),
        (DUTY.replace("[{ kind = \"report\" }]", "[{ kind = \"report\" ]"), "补上 }".to_owned(), 5),
        (DUTY.replace("[{ kind = \"report\" }]", "[{ kind = \"report\" by = \"c\" }]"), "英文的逗号".to_owned(), 5),
        (DUTY.replace("[{ kind = \"report\" }]", "{ kind = \"report\" }"), "方括号".to_owned(), 5),
        (DUTY.replace("\"D1\"", "1"), "文字".to_owned(), 2),
        (due("off = \"true\"\ndue = \"at_once\""), "true 或 false".to_owned(), 7),
        (due("due = { count = \"2\", per = \"week\" }"), "不加引号".to_owned(), 7),
        (due("due = { within = 24 }"), "后面写单位".to_owned(), 7),
        (
            DUTY.replace("\"meeting\"", "\"meeting\", purpose = { has = \"甲\", without = \"乙\" }"),
            "只留一个".to_owned(),
            6,
        ),
        (due("due = \"at_once\"\neffective_from = 2026-09-01"), "移到文件最前面".to_owned(), 8),
        (DUTY.replace("[[duty]]", "[[Duty]]"), "[[duty]]".to_owned(), 1),
    ];
    for (duty, fix, line) in table {
        let text = format!("{WORDS}{duty}");
        let faults = refused(&text, None);
        let told = faults.iter().find(|fault| fault.fix.as_ref().is_some_and(|told| told.contains(&fix)));
        let told = told.unwrap_or_else(|| panic!("{duty}: {} {:?}", faults[0], faults[0].fix));
        assert_eq!(told.line, Some(line_of(&text, "某事") - 3 + line), "{duty}: {told}");
    }
    let dated = format!("effective_from = 2026.9.1\n{WORDS}{DUTY}");
    assert!(refused(&dated, None)[0].fix.as_ref().is_some_and(|fix| fix.contains("2026-09-01")));
}

/// What could not be read is not blamed for what it lacks.
#[test]
fn one_mistake_is_one_fault() {
    let item = DUTY.replace(
        "when = [{ kind = \"report\" }]",
        "each = \"item\"\nwhen = [{ kind = \"report\", evidence = \"photo\" }]",
    );
    let item = item.replace("{ kind = \"meeting\" }", "{ kind = \"material\", categery = \"paper\" }");
    assert_eq!(refused(&format!("{WORDS}{item}"), None).len(), 1);
    let school =
        "[[school_duty]]\ncode = \"S1\"\ntitle = \"某\"\nclause = \"甲1\"\nneeds = [{ kind = \"trainnig\" }]\n";
    assert_eq!(refused(&format!("{WORDS}{DUTY}{school}"), None).len(), 1);
}

#[test]
fn what_may_be_left_over_is_noted() {
    let notes = |text: &str| sound(text, None).notes;
    let whole = format!("{WORDS}{}", DUTY.replace("\"report\" }", "\"report\", evidence = \"photo\" }"));
    assert!(notes(&whole).is_empty(), "{:?}", notes(&whole));
    assert!(notes(&format!("{WORDS}{DUTY}"))[0].contains("照片"));
    let renamed = format!("{}{DUTY}", WORDS.replace("name = \"导师\"", "name = \"班导\""))
        .replace("axis = [", "terms = { class_teacher = \"导师\" }\naxis = [");
    assert!(notes(&renamed).iter().any(|note| note.contains("称呼 class_teacher")), "{:?}", notes(&renamed));
    let turns = |number: usize, turn: &str| {
        DUTY.replace("D1", &format!("D{number}")).replace("due =", &format!("{turn}\ndue ="))
    };
    let three = format!("{WORDS}{}{}{}", turns(1, "for = [\"head\"]"), turns(2, "for = [\"head\"]"), turns(3, ""));
    assert!(notes(&three).iter().any(|note| note.contains("D3")), "{:?}", notes(&three));
}

#[test]
fn a_heading_that_is_missing_is_named() {
    for text in [
        format!("{WORDS}{DUTY}{}", DUTY.replace("[[duty]]", "")),
        format!("{WORDS}{DUTY}{}", DUTY.replace("[[duty]]", "#[[duty]]")),
        format!("{WORDS}{DUTY}{}", DUTY.replace("[[duty]]", "[duty]")),
    ] {
        let faults = refused(&text, None);
        assert!(faults[0].fix.as_ref().is_some_and(|fix| fix.contains("少了一行 [[duty]]")), "{}", faults[0]);
    }
}

#[test]
fn levels_of_one_order_are_refused() {
    let text = format!("{}{DUTY}", WORDS.replace("name = \"高\", order = 2", "name = \"高\", order = 1"));
    let faults = refused(&text, None);
    assert_eq!(faults.len(), 2, "one on each axis");
    assert!(faults[0].what.contains("分不出轻重"));
    assert_eq!(faults[0].line, Some(line_of(&text, "name = \"高\"")));
}

#[test]
fn clocks_in_a_circle_are_refused() {
    let second = DUTY
        .replace("D1", "D2")
        .replace("\"meeting\"", "\"plan\"")
        .replace("\"at_once\"", "{ within = \"1h\", from = { duty = \"D1\" } }");
    let first = DUTY.replace("\"at_once\"", "{ within = \"1h\", from = { duty = \"D2\" } }");
    let faults = refused(&format!("{WORDS}{first}{second}"), None);
    assert!(faults.iter().any(|fault| fault.what.contains("绕了一圈")));
}

#[test]
fn all_faults_are_collected_in_one_pass() {
    let text = format!("{WORDS}{}", DUTY.replace("甲1", "乙9").replace("\"meeting\"", "\"meating\""));
    assert_eq!(refused(&text, None).len(), 2);
}

#[test]
fn an_overlay_gives_numbers_with_their_source() {
    let text = format!("{WORDS}{DUTY}");
    let clock = "[[clock]]\nduty = \"D1\"\ndue = { within = \"1h\", from = \"known\" }\nsource = \"某文件\"\nconfirmed_by = \"某人\"\n";
    let guide = sound(&text, Some(clock));
    let case = cases::case(&[("report", "2026-03-05 21:00", "finder: 师乙\nsaw: 某事")]);
    assert_eq!(cases::judged(&guide, &case, "2026-03-05 21:30", |outcome| outcome.state), State::Open);
    assert_eq!(cases::judged(&guide, &case, "2026-03-05 22:30", |outcome| outcome.state), State::Late);
    for (word, with) in [("\"某文件\"", "\"\""), ("\"某人\"", "\" \""), ("D1", "D9"), ("duty =", "dutty =")] {
        let faults = refused(&text, Some(&clock.replace(word, with)));
        assert_eq!(faults[0].path.as_ref().and_then(|path| path.to_str()), Some("test.clocks.toml"), "{word}");
    }
}

#[test]
fn a_material_that_is_gone_takes_no_duty_along_in_silence() {
    let duty = DUTY.replace("due =", "column = \"paper\"\ndue =");
    let with = sound(&format!("{WORDS}{duty}"), None);
    let bare = WORDS.replace("material = [{ id = \"paper\", mark = \"①\", name = \"某纸\" }]", "");
    let text = format!("{bare}{duty}");
    let faults = refused(&text, None);
    assert_eq!((faults.len(), faults[0].line), (1, Some(line_of(&text, "column ="))));
    let off = sound(&format!("{bare}{}", duty.replace("due =", "off = true\ndue =")), None);
    let told = off.notes.iter().filter(|note| note.contains("off")).count();
    assert_eq!((with.duties.len(), off.duties.len(), told), (1, 0, 1));
}

/// The fault, its line, and that it is the only one.
fn only_fault(what: &str, text: &str, word: &str, told: &str) {
    let faults = refused(text, None);
    let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(faults.len() == 1 && all[0].contains(told), "{what}: {all:?}");
    assert_eq!(faults[0].line, Some(line_of(text, word)), "{what}: {all:?}");
    assert!(faults[0].fix.is_some(), "{what}");
}

/// A guide of an older version may say such things: it is used, and told of them.
#[test]
fn what_is_without_effect_and_harmless_is_noted_with_its_line() {
    let need = |more: &str| DUTY.replace("kind = \"meeting\"", &format!("kind = \"meeting\", {more}"));
    let with = |line: &str| DUTY.replace("due =", &format!("{line}\ndue ="));
    let due = |due: &str| DUTY.replace("\"at_once\"", due);
    let assessed = DUTY.replace("kind = \"report\"", "kind = \"assessment\", qualified = true").replace(
        "kind = \"meeting\"",
        "kind = \"assessment\", qualified = true, rationale = { present = true }, same_record = true",
    );
    let assessing = WORDS.replacen("keeper = true", "keeper = true, assesses = true", 1);
    for (duty, word, told) in [
        (due("\"moves_on\""), "moves_on", "没有写什么是进展"),
        (due("\"close\"\neach = \"day\""), "due", "别的期限不起作用"),
        (need("any_time = true").replace("due =", "each = \"day\"\ndue ="), "any_time", "不起作用"),
        (with("unless = [{ kind = \"leave\", back = { present = true }, time = \"back\" }]"), "back", "本来就不算"),
        (assessed, "same_record", "qualified"),
    ] {
        let text = format!("{assessing}{duty}");
        let guide = read_guide(&text, None).unwrap_or_else(|faults| panic!("{}", faults[0]));
        let place = format!("第 {} 行〔{word}〕", line_of(&text, word));
        assert!(guide.notes.iter().any(|note| note.starts_with(&place) && note.contains(told)), "{:?}", guide.notes);
    }
}

#[test]
fn what_would_have_no_effect_is_refused() {
    let need = |more: &str| DUTY.replace("kind = \"meeting\"", &format!("kind = \"meeting\", {more}"));
    let when = |more: &str| DUTY.replace("kind = \"report\"", &format!("kind = \"report\", {more}"));
    let with = |line: &str| DUTY.replace("due =", &format!("{line}\ndue ="));
    let due = |due: &str| DUTY.replace("\"at_once\"", due);
    for (what, duty, word, told) in [
        ("a count with a limit", due("{ count = 2, per = \"1w\", within = \"1d\" }"), "within", "不起作用"),
        ("an interval with a start", due("{ every = \"7d\", from = \"known\" }"), "from =", "不起作用"),
        ("a limit with an end", due("{ within = \"7d\", until = [] }"), "until", "不起作用"),
        ("a start in a need", need("rises = true"), "rises", "写在这里不起作用"),
        ("a time in a trigger", when("any_time = true"), "any_time", "写在这里不起作用"),
        ("moves_on without its due", with("moves_on = [{ kind = \"plan\" }]"), "moves_on", "不起作用"),
        ("declined without awaits", with("declined = [{ kind = \"plan\" }]"), "declined", "没有 awaits"),
        ("beside without a word", with("beside = [{ kind = \"plan\" }]"), "beside", "没有写要说的话"),
        ("items without evidence", with("each = \"item\""), "each", "没有 evidence"),
        (
            "an exception that always holds",
            with("unless = [{ kind = [\"report\", \"plan\"] }]"),
            "unless",
            "永远不会产生",
        ),
        ("no value at all", when("injury = []"), "when =", "永远不会成立"),
        ("a paper that is none", with("paper = \"papper\""), "papper", "没有“papper”这种材料"),
        ("no command", with("fix = \"打电话\""), "打电话", "不是 crisis 的命令"),
        ("a kind that is none", with("fix = \"crisis record meating {case}\""), "meating", "不认识的记录种类"),
        (
            "a time that is not there",
            with("unless = [{ kind = \"leave\", back = { present = false }, time = \"back\" }]"),
            "back",
            "永远不会成立",
        ),
        ("a gap that nothing fills", with("fix = \"crisis assess {cases}\""), "{cases}", "没有意思"),
    ] {
        let only = if what == "items without evidence" { 2 } else { 1 };
        let text = format!("{WORDS}{duty}");
        if only == 1 {
            only_fault(what, &text, word, told);
        } else {
            assert!(refused(&text, None).iter().any(|fault| fault.what.contains(told)), "{what}");
        }
    }
    sound(
        &format!(
            "{WORDS}{}",
            when("injury = \"minor\"")
                .replace("due =", "unless = [{ kind = \"report\", injury = \"serious\" }]\ndue =")
        ),
        None,
    );
}

#[test]
fn every_word_outside_the_duties_must_exist_too() {
    let check = |more: &str| format!("{WORDS}{DUTY}\n[[check]]\n{more}\n");
    let words = |was: &str, is: &str| format!("{}{DUTY}", WORDS.replacen(was, is, 1));
    for (what, text, word, told) in [
        ("a check that is none", check("code = \"C99\"\nclause = \"甲1\""), "C99", "程序没有检查"),
        (
            "a list that nothing reads",
            check("code = \"C26\"\nclause = \"甲1\"\nlists.secret = []"),
            "lists.secret",
            "不看",
        ),
        ("a check without a clause", check("code = \"C03\""), "C03", "没有写依据"),
        (
            "a material of a check",
            check("code = \"C06\"\nclause = \"甲1\"\nmaterials = [\"tape\"]"),
            "tape",
            "没有“tape”",
        ),
        (
            "a clause of a role",
            words("standing = \"fixed\" }", "standing = \"fixed\", clause = \"乙1\" }"),
            "乙1",
            "乙1",
        ),
        ("a clause of a dimension", words("name = \"心境\"", "name = \"心境\", clause = \"乙1\""), "乙1", "乙1"),
        ("a clause of a material", words("name = \"某纸\"", "name = \"某纸\", clause = \"乙1\""), "乙1", "乙1"),
        ("a demand", words("name = \"某纸\"", "name = \"某纸\", demands = [\"bassis\"]"), "bassis", "不能要求"),
        ("two of a name", words("name = \"险情\"", "name = \"心境\""), "心境", "写了两次"),
        (
            "a kind that is none",
            words("clause = [", "kinds = { meating = \"会\" }\nclause = ["),
            "meating",
            "不认识的记录种类",
        ),
        (
            "a term that nothing says",
            words("clause = [", "terms = { studnet = \"生\" }\nclause = ["),
            "studnet",
            "没有哪里用到",
        ),
        ("a term of nothing", words("clause = [", "terms = { student = \"\" }\nclause = ["), "terms", "是空的"),
        (
            "an own term that is the program's",
            words("clause = [", "own_terms = { student = \"生\" }\nclause = ["),
            "own_terms",
            "是程序自己要说的称呼",
        ),
        (
            "a gap that nothing fills",
            words("clause = [", "first_minutes = [\"拨打 {hotlien}。\"]\nclause = ["),
            "hotlien",
            "没有称呼可换",
        ),
        ("a word that is none", words("clause = [", "nothing = [\"\"]\nclause = ["), "nothing", "“nothing”是空的"),
        ("a name that is none", words("name = \"心境\"", "name = \"\""), "dimension", "“name”是空的"),
        (
            "two levels of a name",
            words("axis = \"self\", id = \"high\", name = \"高\"", "axis = \"self\", id = \"high\", name = \"低\""),
            "axis = \"self\", id = \"high\"",
            "“低”写了两次",
        ),
        (
            "two materials of a mark",
            words("name = \"某纸\" }", "name = \"某纸\" }, { id = \"other\", mark = \"①\", name = \"另一\" }"),
            "①",
            "写了两次",
        ),
        (
            "served by what is no kind",
            words("title = \"一条\"", "title = \"一条\", served_by = [\"record meating\"]"),
            "meating",
            "不认识的记录种类",
        ),
        (
            "ends before it begins",
            words("clause = [", "effective_from = 2026-09-01\neffective_to = 2026-08-31\nclause = ["),
            "effective_to",
            "早于",
        ),
    ] {
        only_fault(what, &text, word, told);
    }
    for list in ["clause", "role"] {
        let faults =
            refused(&format!("{}{DUTY}", WORDS.replace(&format!("{list} = ["), &format!("x{list} = ["))), None);
        assert!(faults.iter().any(|fault| fault.what.contains(&format!("没有 [[{list}]]"))), "{list}");
    }
    assert!(refused(WORDS, None)[0].what.contains("没有 [[duty]]"));
    sound(&check("code = \"C03\"\noff = true"), None);
    let own = "own_terms = { canteen = \"食堂\" }\nterms = { duty_phone = \"8899\" }\nfirst_minutes = [\"拨打 {duty_phone}，{hotline}。\"]\nclause = [";
    let guide = sound(&words("clause = [", own), None);
    assert_eq!(guide.terms.get("canteen").map(String::as_str), Some("食堂"));
}

#[test]
fn what_could_not_be_read_hides_nothing_else() {
    let second = DUTY.replace("D1", "D2").replace("title", "titel").replace("\"meeting\"", "\"meating\"");
    let third = DUTY.replace("D1", "D3").replace("甲1", "乙9").replace("needs =", "due2 = 1\nneeds =");
    let text = format!(
        "{}{DUTY}{second}{third}",
        WORDS.replace("order = 1", "order = \"1\"").replace("edition = \"1\"", "editoin = \"1\"")
    );
    let told: Vec<String> = refused(&text, None).iter().map(ToString::to_string).collect();
    for word in ["titel", "due2", "order", "editoin"] {
        let found =
            told.iter().filter(|fault| fault.contains(word) || word == "order" && fault.contains("类型不对")).count();
        assert!(found >= 1, "{word}: {told:?}");
    }
    assert!(!told.iter().any(|fault| fault.contains("缺少")), "a misspelt key is not missing as well: {told:?}");
}

#[test]
fn what_names_an_unreadable_word_is_not_at_fault() {
    let text = format!(
        "{}{}",
        WORDS.replace("name = \"组长\", standing = \"fixed\"", "name = \"组长\", standing = \"fixd\""),
        DUTY.replace("kind = \"meeting\"", "kind = \"assessment\", by_role = \"head\"")
    );
    let faults = refused(&text, None);
    assert_eq!(faults.len(), 1, "{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    assert!(faults[0].what.contains("fixd") && faults[0].line == Some(line_of(&text, "fixd")));
}

#[test]
fn a_duty_has_one_clock_and_a_clock_is_confirmed() {
    let text = format!("{WORDS}{DUTY}");
    let clock = "[[clock]]\nduty = \"D1\"\ndue = { within = \"1h\" }\nsource = \"某文件\"\nconfirmed_by = \"某人\"\n";
    let faults = refused(&text, Some(&format!("{clock}{clock}")));
    assert!(faults.len() == 1 && faults[0].what.contains("两个时钟"));
    let example = include_str!("../../templates/guides/shiyan.clocks.example.toml");
    let guide = include_str!("../../templates/guides/shiyan.toml");
    let faults = refused(guide, Some(example));
    assert!(
        faults.len() >= 3 && faults.iter().all(|fault| fault.what.contains("谁确认")),
        "an example that was renamed"
    );
}
