//! Fields that a school's guide adds to a kind, in every mouth of the program.

use std::fs;

use crate::common::sandbox::{Sandbox, words};

const FIELDS: &str = r#"
[[field]]
kind     = "contact"
id       = "informed"
name     = "另一位家长是否知情"
type     = "yes_no"
required = true

[[field]]
kind = "meeting"
id   = "place"
name = "会议地点"
type = "text"
"#;

#[test]
fn an_own_field_is_asked_for_kept_and_shown() {
    let (school, case) = Sandbox::school_with(FIELDS);
    let contact = |more: &str| {
        let line = format!("--by keeper record contact {case} --with 林父 --via 电话 --reached yes {more}");
        school.run(&words(&line))
    };
    for (more, told) in [
        ("", "缺少〔另一位家长是否知情〕"),
        ("--own informed=也许", "只能回答是或否"),
        ("--own hope=是", "指南里没有“hope”"),
    ] {
        let refused = contact(more);
        assert!(refused.status == 2 && refused.stderr.contains(told), "{more}: {}", refused.stderr);
    }
    let written = contact("--own 另一位家长是否知情=否");
    assert_eq!(written.status, 0, "{}", written.stderr);
    let is_kept = |(name, bytes): &(String, Vec<u8>)| {
        name.contains("-contact-") && String::from_utf8_lossy(bytes).contains("informed: false")
    };
    assert!(school.files().iter().any(is_kept));
    let shown = school.ok(&["show", &case]).stdout;
    assert!(shown.contains("另一位家长是否知情") && !shown.contains("informed"), "{shown}");
    school.ok(&words(&format!("print {case} contact-record --to md --out 联系.md")));
    let paper = fs::read_to_string(school.path("联系.md")).unwrap();
    assert!(paper.contains("另一位家长是否知情：否"), "{paper}");
    let guide = school.ok(&["guide", "show"]).stdout;
    assert!(guide.contains("另设的字段") && guide.contains("会议地点"), "{guide}");
}

#[test]
fn an_own_field_stands_on_the_blank_form_and_on_the_filled_one() {
    let (school, case) = Sandbox::school_with(FIELDS);
    school.ok(&words("print meeting --blank --to md --out 空白.md"));
    assert!(fs::read_to_string(school.path("空白.md")).unwrap().contains("会议地点"));
    school.ok(&words(&format!(
        "--by keeper record meeting {case} --purpose 研判 --participants principal,严示例 --decisions 某 --own place=三楼"
    )));
    school.ok(&words(&format!("print {case} meeting --to md --out 纪要.md")));
    let paper = fs::read_to_string(school.path("纪要.md")).unwrap();
    assert!(paper.contains("会议地点") && paper.contains("三楼"), "{paper}");
    school.ok(&words("print handover --blank --to md --out 方案.md"));
    assert!(!fs::read_to_string(school.path("方案.md")).unwrap().contains("另记"));
}

#[test]
fn a_field_that_the_guide_does_not_have_is_told_by_the_audit() {
    let (school, case) = Sandbox::school_with(FIELDS);
    let folder = school.path(&format!("cases/{case}/records"));
    let text = "---\nid: k2m4\nkind: meeting\nepisode: 1\nat: 2026-03-05T22:00+08:00\nby: keeper\nwritten: 2026-03-05T22:00+08:00\npurpose: 研判\nparticipants: []\ndecisions: [某]\nown: { room: 三楼 }\n---\n";
    fs::write(folder.join("2026-03-05-meeting-k2m4.md"), text).unwrap();
    let audit = school.run(&["audit", &case]);
    assert!(audit.stdout.contains("〔另记〕里有指南没有的词") && audit.stdout.contains("会议地点"), "{}", audit.stdout);
    let unread = text.replace("own: { room: 三楼 }", "room: 三楼");
    fs::write(folder.join("2026-03-05-meeting-k2m4.md"), unread).unwrap();
    let audit = school.run(&["audit", &case]);
    assert!(audit.stdout.contains("room"), "{}", audit.stdout);
}

#[test]
fn a_doubt_before_writing_tells_what_to_say_and_no_record_that_is_not_there() {
    let (school, _) = Sandbox::school_with(&FIELDS.replace("\"contact\"", "\"report\""));
    let open = |student: &str, more: &str| {
        let line = format!(
            "--by keeper open --student {student} --at 2026-03-05T21:40 --known 2026-03-05T21:42 --source 某 --finder 某 --saw 某 {more}"
        );
        school.run(&words(&line))
    };
    let opened = open("严示例", "");
    let told = opened.stderr.as_str();
    assert!(opened.status == 0 && told.contains("写上 --own informed=是或否；这次照写"), "{told}");
    let doubt = told.split("案号").next().unwrap_or_default();
    assert!(!doubt.contains("更正 2026-") && !doubt.contains("--set"), "{told}");
    let said = open("王示例", "--own informed=是");
    assert!(said.status == 0 && !said.stderr.contains("informed"), "{}", said.stderr);
}
