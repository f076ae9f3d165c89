//! Words that a school's guide owns, in every mouth of the program.

use std::fs;

use crate::common::sandbox::{Sandbox, words};

const LISTS: &str = r#"
[[word]]
list  = "meeting.purpose"
id    = "grading"
name  = "定级会"
also  = ["研判"]
needs = ["based_on"]

[[word]]
list  = "enrolment.change"
id    = "away"
name  = "临时离校"
as    = "suspend"

[[word]]
list  = "enrolment.decision"
id    = "appealed"
name  = "申诉中"
as    = "pending"

# Words of the duties of the default guide, which this school has under other names.
[[word]]
list = "enrolment.change"
id   = "resume"
name = "返校"

[[word]]
list = "enrolment.decision"
id   = "refused"
name = "驳回"

[[word]]
list = "enrolment.decision"
id   = "pending"
name = "在办"
"#;

#[test]
fn a_word_of_the_guide_is_written_as_its_code_and_shown_as_its_name() {
    let (school, case) = Sandbox::school_with(LISTS);
    let meeting = |purpose: &str, more: &str| {
        let line = format!(
            "--by keeper record meeting {case} --purpose {purpose} --participants principal,严示例 --decisions 某 {more}"
        );
        school.run(&words(&line))
    };
    let unknown = meeting("散会", "");
    assert_eq!(unknown.status, 2, "{}", unknown.stderr);
    assert!(
        unknown.stderr.contains("指南里没有“散会”") && unknown.stderr.contains("可用：定级会"),
        "{}",
        unknown.stderr
    );
    let lacking = meeting("研判", "");
    assert_eq!(lacking.status, 2, "{}", lacking.stderr);
    assert!(lacking.stderr.contains("写了“定级会”，就要写〔依据〕") && lacking.stderr.contains("--based-on"));
    let written = meeting("研判", "--based-on 两次评估");
    assert_eq!(written.status, 0, "{}", written.stderr);
    let is_code = |(name, bytes): &(String, Vec<u8>)| {
        name.contains("-meeting-") && String::from_utf8_lossy(bytes).contains("purpose: grading\n")
    };
    assert!(school.files().iter().any(is_code));
    let shown = school.ok(&["show", &case]).stdout;
    assert!(shown.contains("定级会") && !shown.contains("grading"), "{shown}");
    school.ok(&words(&format!(
        "--by keeper record enrolment {case} --change 临时离校 --effective 2026-03-06 --decision 申诉中"
    )));
    let shown = school.ok(&["show", &case]).stdout;
    assert!(shown.contains("临时离校") && shown.contains("申诉中"), "{shown}");
    let guide = school.ok(&["guide", "show"]).stdout;
    assert!(guide.contains("定级会") && guide.contains("要写的字段"), "{guide}");
    let schema = school.ok(&["schema", "enrolment"]).json();
    assert_eq!(schema["properties"]["change"]["oneOf"][0]["description"], "临时离校");
}

#[test]
fn a_blank_form_offers_the_words_of_the_guide() {
    let (school, _) = Sandbox::school_with(LISTS);
    school.ok(&words("print enrolment --blank --to md --out 空白.md"));
    let blank = fs::read_to_string(school.path("空白.md")).unwrap();
    assert!(blank.contains("□ 临时离校　□ 返校") && !blank.contains("休学"), "{blank}");
}
