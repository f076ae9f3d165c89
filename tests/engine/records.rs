//! What is drafted can be read back, whatever people type; what is broken is an error with its line, never a panic.

use crisis::draft::Draft;
use crisis::record::{KINDS, Record, shape};
use crisis::time::{Calendar, Moment};
use proptest::prelude::*;
use serde_json::{Value, json};

fn draft<'a>(kind: &'a str, fields: Value, body: &str) -> Draft<'a> {
    let Value::Object(fields) = fields else { panic!("fields are an object") };
    let at: Moment = "2026-03-05T21:40+08:00".parse().unwrap();
    Draft { kind, id: "m4t9".into(), episode: 1, by: "c".into(), written: at, at, fields, body: body.to_owned() }
}

fn follow_up(state: &str, body: &str) -> Record {
    let page = draft("follow_up", json!({ "state": state }), body).page(None, Calendar::default().zone).unwrap();
    Record::parse(&page.path, page.text.as_bytes()).unwrap()
}

#[test]
fn awkward_texts_come_back_as_they_were() {
    for text in [
        "no",
        "null",
        "~",
        "1E5",
        "007",
        "2026-03-05",
        "21:40",
        "- 甲",
        "# 甲",
        "a: b",
        "'\"",
        "{甲}",
        "[甲]",
        "&甲",
        "*甲",
        "!甲",
        "%甲",
        "@甲",
        "`甲`",
        "甲\n乙\n",
        "甲\n\n",
        "甲\u{a0}",
        "\u{3000}甲\u{3000}",
        "\u{2028}甲\u{85}",
        "---\n甲",
        "甲\n---\n乙",
        "  前后有空格  ",
        "𠅤㛃䶮𬱖·•",
        "😀",
        "\u{feff}甲",
        "甲\t乙",
        "|",
        ">",
        "? 甲",
        "true",
        "...",
        "甲\r\n乙",
        "甲 #乙",
    ] {
        assert_eq!(follow_up(text, "正文").text("state"), Some(text), "{text:?}");
        let body = follow_up("平稳", text).body;
        assert_eq!(body, text.trim(), "{text:?} as a body");
    }
}

#[test]
fn every_kind_has_a_shape_a_title_and_flags_that_are_its_schema() {
    let mut names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    for kind in KINDS {
        assert!(
            !shape::of(kind).is_empty() && kind.about().contains('：') && !kind.title().is_empty(),
            "{}",
            kind.name
        );
        for field in shape::of(kind) {
            assert_ne!(field.about, field.name, "{}.{} is not explained", kind.name, field.name);
        }
        let properties = kind.schema().as_value()["properties"].as_object().unwrap().len();
        assert_eq!(shape::of(kind).len(), properties, "{}", kind.name);
    }
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
    assert_eq!(shape::common().len(), 12, "the common fields are found in every kind");
}

/// A fact beside the struct of a kind is one that somebody asks for, and names fields that the kind has.
#[test]
fn what_is_true_of_a_kind_is_spelt_right() {
    use shape::{Trait, is, is_of_field};
    let all = [
        Trait::OthersWords,
        Trait::AboutRecords,
        Trait::AfterEvent,
        Trait::FromEventDay,
        Trait::Signed,
        Trait::Decided,
        Trait::OfFile,
    ];
    for kind in KINDS {
        let schema = kind.schema();
        let facts: Vec<(&String, &Value)> =
            schema.as_value().as_object().unwrap().iter().filter(|(key, _)| key.starts_with("x-")).collect();
        let known = all.iter().filter(|what| is(kind.name, **what)).count();
        assert_eq!(facts.len(), known, "{}: {facts:?}", kind.name);
        for name in facts.iter().filter_map(|(_, names)| names.as_array()).flatten().filter_map(Value::as_str) {
            let has = name == shape::BODY || shape::of(kind).iter().any(|field| field.name == name);
            assert!(has, "{} has no {name}", kind.name);
        }
    }
    assert!(is_of_field("referral", shape::BODY, Trait::Signed) && !is_of_field("referral", "to", Trait::Signed));
    assert!(is_of_field("handover", "told", Trait::Signed) && !is_of_field("contact", "said", Trait::Signed));
}

#[test]
fn errors_name_line_and_field() {
    let good = "---\nid: m4t9\nkind: contact\nepisode: 1\nat: 2026-03-05T21:40+08:00\nby: c\nwritten: 2026-03-05T21:40+08:00\nwith: 甲\nvia: 电话\nreached: true\n---\n";
    let parse = |text: &str| Record::parse("records/2026-03-05-contact-m4t9.md", text.as_bytes());
    assert!(parse(good).is_ok());
    let table = [
        ("reached: true", "reached: yes", 10, "reached"),
        ("via: 电话\n", "", 2, "via"),
        ("via: 电话", "vai: 电话", 9, "vai"),
        ("at: 2026-03-05T21:40+08:00", "at: 昨天", 5, "at"),
        ("episode: 1", "episode: 一", 4, "episode"),
        ("with: 甲", "with: 甲\nwith: 乙", 9, "with"),
    ];
    for (from, to, line, field) in table {
        let error = parse(&good.replacen(from, to, 1)).err().unwrap();
        assert_eq!(error.field.as_deref(), Some(field), "{to}: {error}");
        assert!(error.line == Some(line) || to.is_empty(), "{to}: {error}");
        assert!(error.fix.is_some() && error.path.is_some(), "{to}");
        assert!(!error.to_string().contains('甲'), "an error must not quote the record: {error}");
    }
}

fn parsed(kind: &str, rest: &str) -> Result<Record, crisis::error::Error> {
    let head = "id: m4t9\nepisode: 1\nat: 2026-03-05T21:40+08:00\nby: c\nwritten: 2026-03-05T21:40+08:00\n";
    let text = format!("---\nkind: {kind}\n{head}{rest}---\n");
    Record::parse(&format!("records/2026-03-05-{kind}-m4t9.md"), text.as_bytes())
}

/// Old spelling, new spelling: the same record.
#[test]
fn old_spellings_stay_readable() {
    let report = "known: 2026-03-05\nfinder: 甲\nsaw: 话\n";
    let table = [
        ("contact", "via: 电话\nreached: true\n", "with: 父亲某\n", "with: [父亲某]\n"),
        ("contact", "via: 电话\nreached: true\n", "with: 110\n", "with: ['110']\n"),
        ("agreement", "party: guardian\noutcome: signed\n", "signer: 甲\n", "signer:\n  - 甲\n"),
        ("report", report, "stays_with: 乙\n", "stays_with: [乙]\n"),
        ("report", report, "protect: [陪着，不离开]\n", "protect:\n  - what: 陪着，不离开\n"),
        ("disclosure", "to: 甲\ntold: 话\n", "remedy: 道歉\n", "remedy: [{ what: 道歉 }]\n"),
        (
            "follow_up",
            "state: 平稳\n",
            "evidence: [photo, photo]\n",
            "evidence: [{ kind: photo }, { kind: photo, id: '2' }]\n",
        ),
        (
            "leave",
            "type: 病假\nfrom: 2026-03-05\n",
            "absent: [2026-03-05/am]\n",
            "absent: [{ from: 2026-03-05, half: am }]\n",
        ),
        (
            "leave",
            "type: 病假\nfrom: 2026-03-05\n",
            "absent: 2026-03-05/2026-03-07\n",
            "absent: [{ from: 2026-03-05, to: 2026-03-07 }]\n",
        ),
    ];
    for (kind, rest, old, new) in table {
        let (old, new) = (parsed(kind, &format!("{rest}{old}")), parsed(kind, &format!("{rest}{new}")));
        let (old, new) = (old.map_err(|error| error.to_string()), new.map_err(|error| error.to_string()));
        assert_eq!(old.unwrap().fields, new.unwrap().fields, "{kind}");
    }
}

#[test]
fn each_piece_of_evidence_has_an_id_of_its_own() {
    let ids = |list: &str| -> Result<Vec<String>, String> {
        let record = parsed("follow_up", &format!("state: 平稳\nevidence: {list}\n"));
        let record = record.map_err(|error| format!("{} {:?}", error.what, error.line))?;
        Ok(record.head.evidence.into_iter().map(|item| item.id).collect())
    };
    assert_eq!(ids("[recording, { kind: photo, text: 一页 }]").unwrap(), ["1", "2"]);
    assert_eq!(ids("[{ kind: chat, id: '2' }, photo, letter]").unwrap(), ["2", "3", "4"]);
    assert!(ids("[{ kind: chat, id: a }, { kind: chat, id: a }]").unwrap_err().contains("同一个编号"));
}

#[test]
fn errors_within_entries_name_their_line() {
    let line = |kind: &str, rest: &str| {
        let error = parsed(kind, rest).err().unwrap_or_else(|| panic!("{rest} was read"));
        (error.line, error.field)
    };
    let found = line("follow_up", "state: 平稳\nprotect:\n  - what: 陪同\n    att: 21:40\n");
    assert_eq!(found, (Some(11), Some("att".to_owned())));
    let found = line("follow_up", "state: 平稳\nabsent:\n  - 2026-03-05\n  - 下周\n");
    assert_eq!(found, (Some(11), Some("absent".to_owned())));
    let found = line("diagnosis", "institution: 某院\nissued: 2026-13\nform: copy\nconclusion: 未见异常\n");
    assert_eq!(found, (Some(9), Some("issued".to_owned())));
}

#[test]
fn an_amendment_sets_adds_and_clears() {
    let old = parsed("handover", "to: 甲\nplace: 校门\nrelation: 姑姑\nwitnesses: [乙]\n").unwrap();
    let amended = |rest: &str| {
        let amendment = parsed("amendment", &format!("amends: m4t9\nright: 补充\n{rest}")).unwrap();
        let crisis::record::Fact::Amendment(amendment) = &amendment.fact else { panic!() };
        old.amended(amendment.change()).map(|record| record.fields)
    };
    let new = amended("add: { witnesses: [丙] }\nclear: [relation]\nset: { place: 传达室 }\n").unwrap();
    assert_eq!(new.get("witnesses"), Some(&json!(["乙", "丙"])));
    assert_eq!((new.get("relation"), new.get("place")), (None, Some(&json!("传达室"))));
    assert!(amended("clear: [to]\n").is_err(), "what is required can't be cleared");
    assert!(amended("clear: [witnesses]\n").unwrap().get("witnesses").is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_comes_back(state in "[^\\p{Cc}]{1,40}", lines in proptest::collection::vec("[^\\p{Cc}]{0,20}", 1..5)) {
        prop_assume!(!state.trim().is_empty());
        let text = lines.join("\n");
        let record = follow_up(&state, "");
        prop_assert_eq!(record.text("state"), Some(state.as_str()));
        let list = json!({ "purpose": state, "participants": [{ "role": "r", "who": state }], "decisions": lines });
        let page = draft("meeting", list, "").page(None, Calendar::default().zone).unwrap();
        let expected = page.record.fields.clone();
        let read = Record::parse(&page.path, page.text.as_bytes()).unwrap();
        prop_assert_eq!(&read.fields, &expected);
        prop_assert_eq!(follow_up("平稳", &text).body, text.trim());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), text in "(---\n)?[a-z: \\[\\]{}&*!|>'\"#\n-]{0,120}(\n---\n)?") {
        let _ = Record::parse("records/x.md", &bytes);
        let _ = Record::parse("records/x.md", text.as_bytes());
        let kind = format!("---\nkind: report\n{text}\n---\n");
        let _ = Record::parse("records/x.md", kind.as_bytes());
    }
}
