//! Words of one field each, as the guide owns them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::common::cases::{WORDS, at, case, judged, one_duty, read_guide, team};
use crisis::duty::{Facts, Setting, State};
use crisis::guide::Guide;
use crisis::guide::lists::PLAIN;
use crisis::record::{Fact, KINDS, shape};
use crisis::time::Calendar;

const PURPOSES: &str = r#"
[[word]]
list = "meeting.purpose"
id = "grading"
name = "定级会"
also = ["研判"]
needs = ["based_on"]
[[word]]
list = "meeting.purpose"
id = "return"
name = "返校会"
[[word]]
list = "enrolment.change"
id = "away"
name = "临时离校"
as = "suspend"
[[word]]
list = "enrolment.change"
id = "resume"
name = "返校"
"#;
const MEETING: &str = "when = [{ kind = \"report\" }]\nneeds = [{ kind = \"meeting\", purpose = \"定级会\" }]\ndue = \"at_once\"\nfix = \"crisis\"\nwhy = \"\"\n";

fn with(list: &str) -> Result<Guide, String> {
    let head = list.strip_prefix("open_lists").map(|rest| rest.split_once('\n').unwrap());
    let (open, list) = head.map_or((String::new(), list), |(open, rest)| (format!("open_lists{open}"), rest));
    let read = read_guide(&format!("{open}\n{WORDS}\nduty = []\n{list}"), None);
    read.map_err(|faults| faults.iter().map(|fault| fault.to_string() + fault.fix.as_deref().unwrap()).collect())
}

#[test]
fn every_list_is_named_after_its_field_and_plain_words_are_of_lists() {
    for kind in KINDS {
        for field in shape::of(kind) {
            for list in shape::vocabularies(&field.form).into_iter().filter(|word| shape::is_list(word)) {
                assert_eq!(list, format!("{}.{}", kind.name, field.name));
            }
        }
    }
    let lists: BTreeSet<&str> = shape::lists().collect();
    assert!(PLAIN.iter().all(|word| lists.contains(word.list.as_str())) && lists.len() >= 5);
}

#[test]
fn what_is_wrong_with_a_list_is_refused_with_its_line() {
    let word = |rest: &str| format!("[[word]]\nlist = \"meeting.purpose\"\nid = \"a\"\nname = \"甲会\"\n{rest}");
    for (text, told) in [
        (word("").replace("meeting.purpose", "meeting.purposes"), "不是可以有词表的字段"),
        (word("as = \"suspend\""), "不能算作它"),
        (word("needs = [\"basis\"]"), "meeting 没有“basis”这个字段"),
        (word("needs = [\"purpose\"]"), "不起作用"),
        (word("clause = \"乙9\""), "不在 [[clause]] 里"),
        (word("titel = \"x\""), "titel"),
        (word(&word("")), "“a”写了两次"),
        (
            word(&word("also = [\"甲会\"]").replace("\"a\"", "\"b\"").replace("name = \"甲会\"", "name = \"乙会\"")),
            "写了两次",
        ),
        (word("").replace("甲会", " "), "是空的"),
        (format!("open_lists = [\"enrolment.change\"]\n{}", word("")), "没有词表"),
    ] {
        let faults = with(&text).err().unwrap_or_else(|| panic!("{text}"));
        assert!(faults.contains(told) && faults.contains("test.toml"), "{text}\n{faults}");
    }
    assert!(with(&word("")).is_ok());
}

#[test]
fn words_become_codes_and_unknown_ones_are_told_unless_the_list_is_open() {
    let encoded = |guide: &Guide, purpose: &str| {
        let mut fields = json!({ "purpose": purpose }).as_object().unwrap().clone();
        let unknown = guide.encode(shape::of_name("meeting"), &mut fields);
        (fields["purpose"].as_str().unwrap().to_owned(), unknown.len())
    };
    let guide = with(PURPOSES).unwrap();
    for word in ["grading", "定级会", "研判"] {
        assert_eq!(encoded(&guide, word), ("grading".to_owned(), 0));
    }
    assert_eq!(encoded(&guide, "另一种会"), ("另一种会".to_owned(), 1));
    assert_eq!(guide.name("meeting.purpose", "grading"), "定级会");
    let open = with(&format!("open_lists = [\"meeting.purpose\"]\n{PURPOSES}")).unwrap();
    assert_eq!(encoded(&open, "另一种会"), ("另一种会".to_owned(), 0));
    assert_eq!(encoded(&with("").unwrap(), "定级会"), ("定级会".to_owned(), 0));
}

#[test]
fn duties_compare_by_code_and_refuse_words_that_are_none() {
    let guide = one_duty(&format!("{MEETING}{PURPOSES}"));
    let state = |purpose: &str| {
        let meeting = format!("purpose: {purpose}\nparticipants: []\ndecisions: []");
        let case = case(&[("report", "2026-03-05 20:00", ""), ("meeting", "2026-03-05 21:00", &meeting)]);
        judged(&guide, &case, "2026-03-06 08:00", |outcome| outcome.state)
    };
    assert!(["grading", "定级会", "研判"].iter().all(|word| state(word) == State::Met));
    assert!(["返校会", "另一种会"].iter().all(|word| state(word) == State::Missing));
    let refused = |purpose: &str| {
        let duty = MEETING.replace("\"定级会\"", purpose);
        let text = format!("{WORDS}\n[[duty]]\ncode = \"D1\"\ntitle = \"某\"\nclause = \"甲1\"\n{duty}{PURPOSES}");
        read_guide(&text, None).err().unwrap()[0].to_string()
    };
    assert!(refused("\"散会\"").contains("指南里没有“散会”"));
    assert!(refused("{ has = [\"定\"] }").contains("有词表，不能用 has"));
}

#[test]
fn what_a_word_counts_as_is_what_the_program_does_with_it() {
    let enrolments = |change: &str, decision: &str| {
        let text = format!("change: {change}\neffective: 2026-03-06\n{decision}");
        case(&[("enrolment", "2026-03-05 20:00", &text)])
    };
    let granted = |guide: &Guide, case: &crisis::case::Case| match &case.records[0].fact {
        Fact::Enrolment(enrolment) => guide.granted(enrolment).is_some(),
        _ => false,
    };
    let guide = with(PURPOSES).unwrap();
    assert!(granted(&guide, &enrolments("临时离校", "")) && granted(&guide, &enrolments("away", "decision: 通过")));
    assert!(!granted(&guide, &enrolments("away", "decision: 不通过")) && !granted(&guide, &enrolments("休学", "")));
    let plain = with("").unwrap();
    assert!(granted(&plain, &enrolments("suspend", "")) && granted(&plain, &enrolments("休学", "decision: approved")));
    let appeal = "[[word]]\nlist = \"enrolment.decision\"\nid = \"appealed\"\nname = \"申诉中\"\nas = \"pending\"";
    let unread = with(&appeal.replace("as = \"pending\"", "")).err().unwrap();
    assert!(unread.contains("程序会当作通过") && unread.contains("pending（"), "{unread}");
    assert!(!granted(&with(appeal).unwrap(), &enrolments("suspend", "decision: 申诉中")));
}

#[test]
fn what_a_word_needs_is_told_where_it_is_lacking() {
    let guide = with(PURPOSES).unwrap();
    let lacking = |fields: Value| guide.amiss("meeting", fields.as_object().unwrap()).len();
    assert_eq!(lacking(json!({ "purpose": "研判" })), 1);
    assert_eq!(lacking(json!({ "purpose": "grading", "based_on": [] })), 1);
    assert_eq!(lacking(json!({ "purpose": "grading", "based_on": ["k2m4"] })), 0);
    assert_eq!(lacking(json!({ "purpose": "return" })), 0);
}

#[test]
fn the_audit_tells_of_hand_written_records_that_the_lists_do_not_allow() {
    let check = "[[check]]\ncode = \"C25\"\nclause = \"甲1\"\n";
    let guide = one_duty(&format!("{MEETING}{PURPOSES}{check}"));
    let meeting = |purpose: &str| format!("purpose: {purpose}\nparticipants: []\ndecisions: []");
    let (unknown, lacking) = (meeting("散会"), meeting("研判"));
    let case = case(&[("meeting", "2026-03-05 20:00", &unknown), ("meeting", "2026-03-05 21:00", &lacking)]);
    let (team, calendar) = (team(), Calendar::default());
    let setting = Setting { guide: &guide, team: &team, calendar: &calendar, now: at("2026-03-06 08:00") };
    let facts = Facts::of(setting, &case, 1);
    assert_eq!(facts.seen[0].unknown.len(), 1);
    assert!(facts.seen[1].unknown.is_empty() && !guide.amiss("meeting", &*facts.seen[1].fields).is_empty());
}

const FIELDS: &str = r#"
[[field]]
kind = "contact"
id = "informed"
name = "另一位家长是否知情"
type = "yes_no"
required = true
[[field]]
kind = "contact"
id = "agreed_on"
name = "约定的日子"
type = "date"
[[field]]
kind = "contact"
id = "wish"
name = "家长的愿望"
type = "text"
"#;

#[test]
fn what_is_wrong_with_an_own_field_is_refused_with_its_line() {
    for (from, to, told) in [
        ("\"contact\"", "\"visit\"", "不能给“visit”另设字段"),
        ("\"contact\"", "\"training\"", "不能给“training”另设字段"),
        ("\"informed\"", "\"present\"", "不能作字段的编号"),
        ("\"informed\"", "\"另一位\"", "不能作字段的编号"),
        ("\"informed\"", "\"wish\"", "“wish”写了两次"),
        ("\"家长的愿望\"", "\"约定的日子\"", "“约定的日子”写了两次"),
        ("\"yes_no\"", "\"number\"", "number"),
        ("required = true", "must = true", "must"),
        ("required = true", "clause = \"乙9\"", "不在 [[clause]] 里"),
    ] {
        let faults = with(&FIELDS.replacen(from, to, 1)).err().unwrap_or_else(|| panic!("{to}"));
        assert!(faults.contains(told) && faults.contains("test.toml"), "{to}\n{faults}");
    }
    let list = with("[[word]]\nlist = \"contact.own\"\nid = \"a\"\nname = \"甲\"").err().unwrap();
    assert!(list.contains("不是可以有词表的字段"), "{list}");
}

#[test]
fn own_fields_are_words_of_the_guide_and_none_of_other_guides() {
    let encoded = |guide: &Guide, own: Value| {
        let mut fields = json!({ "own": own }).as_object().unwrap().clone();
        let shape = shape::of_name("contact");
        let unknown = guide.encode(shape, &mut fields).len();
        assert_eq!(guide.is_encoded(shape, &fields), unknown == 0);
        (fields["own"].clone(), unknown)
    };
    let guide = with(FIELDS).unwrap();
    assert_eq!(encoded(&guide, json!({ "家长的愿望": "在家" })), (json!({ "wish": "在家" }), 0));
    assert_eq!(encoded(&guide, json!({ "hope": "在家" })).1, 1);
    assert_eq!(encoded(&with("").unwrap(), json!({ "wish": "在家" })).1, 1);
    let amiss = |own: Value| guide.amiss("contact", json!({ "own": own }).as_object().unwrap()).len();
    assert_eq!(amiss(json!({})), 1);
    assert_eq!(amiss(json!({ "informed": false })), 0);
    assert_eq!(amiss(json!({ "informed": "也许", "agreed_on": "下周" })), 2);
    assert_eq!(amiss(json!({ "informed": true, "agreed_on": "2026-03-09", "wish": "无" })), 0);
    let schema = guide.schema(KINDS.iter().find(|kind| kind.name == "contact").unwrap());
    assert_eq!(schema["properties"]["own"]["properties"]["informed"]["type"], "boolean");
    assert_eq!(schema["properties"]["own"]["required"], json!(["informed"]));
}

#[test]
fn duties_ask_for_own_fields() {
    let duty = |needs: &str| {
        format!(
            "when = [{{ kind = \"report\" }}]\nneeds = [{{ kind = \"contact\", own = {needs} }}]\ndue = \"at_once\"\nfix = \"crisis\"\nwhy = \"\"\n{FIELDS}"
        )
    };
    let state = |needs: &str, own: &str| {
        let contact = format!("with: 父甲\nvia: 电话\nreached: true\n{own}");
        let case = case(&[("report", "2026-03-05 20:00", ""), ("contact", "2026-03-05 21:00", &contact)]);
        judged(&one_duty(&duty(needs)), &case, "2026-03-06 08:00", |outcome| outcome.state)
    };
    let said = "own: { informed: true, wish: 在家休息 }";
    for needs in [
        "{ informed = true }",
        "{ \"另一位家长是否知情\" = true }",
        "{ informed = true, wish = { present = true } }",
        "{ wish = { has = [\"休息\"] } }",
        "{ agreed_on = { present = false } }",
    ] {
        assert_eq!(state(needs, said), State::Met, "{needs}");
    }
    for (needs, own) in [
        ("{ informed = true }", "own: { informed: false }"),
        ("{ informed = true }", ""),
        ("{ agreed_on = { present = true } }", said),
        ("{ informed = { not = true } }", said),
    ] {
        assert_eq!(state(needs, own), State::Missing, "{needs} {own}");
    }
    let of_two =
        duty("{ informed = true }").replace("kind = \"contact\", own", "kind = [\"contact\", \"meeting\"], own");
    let text = format!("{WORDS}\n[[duty]]\ncode = \"D1\"\ntitle = \"某\"\nclause = \"甲1\"\n{of_two}");
    assert!(read_guide(&text, None).is_err(), "a meeting has no such field");
    for wrong in ["{ hope = true }", "{ informed = \"是\" }", "{ wish = true }", "{ informed = { has = [\"是\"] } }"]
    {
        let text = format!("{WORDS}\n[[duty]]\ncode = \"D1\"\ntitle = \"某\"\nclause = \"甲1\"\n{}", duty(wrong));
        assert!(read_guide(&text, None).is_err(), "{wrong}");
    }
}

#[test]
fn a_number_stands_in_the_place_of_its_term_with_the_day_of_its_check() {
    let number = "[[number]]\nterm = \"hotline\"\nnumber = \"12355\"\nname = \"某线\"\n";
    let unchecked = |text: &str| with(text).unwrap().unchecked(at("2026-03-06 08:00"), &Calendar::default()).len();
    assert_eq!(with(number).unwrap().terms["hotline"], "12355（某线）");
    assert_eq!(unchecked(number), 1);
    let checked = format!("{number}checked_on = 2025-03-05\n");
    assert_eq!(with(&checked).unwrap().terms["hotline"], "12355（某线，2025-03-05 核对）");
    assert_eq!(unchecked(&checked), 0, "how long it is good for says the guide alone");
    let bound = |text: &str| {
        let guide = read_guide(&format!("numbers_good_for = \"1y\"\n{WORDS}\nduty = []\n{text}"), None);
        guide.unwrap_or_else(|faults| panic!("{}", faults[0])).unchecked(at("2026-03-06 08:00"), &Calendar::default())
    };
    assert_eq!(bound(&checked).len(), 1);
    assert_eq!(bound(&checked.replace("03-05", "03-07")).len(), 0);
    for (text, told) in [
        (number.replace("hotline", "hotlien"), "没有哪里用到"),
        (number.repeat(2), "写了两次"),
        (number.replace("12355", " "), "是空的"),
        (number.replace("name", "nam"), "nam"),
        (format!("{number}checked_on = \"昨天\""), "类型不对"),
        (format!("[terms]\nhotline = \"8899\"\n{number}"), "在称呼里也写了"),
    ] {
        let faults = with(&text).err().unwrap_or_else(|| panic!("{text}"));
        assert!(faults.contains(told) && faults.contains("test.toml"), "{text}\n{faults}");
    }
    let alone = read_guide(&format!("numbers_good_for = \"1y\"\n{WORDS}\nduty = []\n"), None);
    assert!(alone.err().unwrap()[0].to_string().contains("不起作用"));
    let gap = format!(
        "first_minutes = [\"拨打 {{duty_phone}}\"]\n{WORDS}\nduty = []\n{}",
        number.replace("hotline", "duty_phone")
    );
    assert!(read_guide(&gap, None).is_ok());
}

#[test]
fn a_schema_names_the_words() {
    let guide = with(PURPOSES).unwrap();
    let kind = KINDS.iter().find(|kind| kind.name == "meeting").unwrap();
    let schema = guide.schema(kind);
    assert_eq!(schema["properties"]["purpose"]["oneOf"][0]["const"], "grading");
}
