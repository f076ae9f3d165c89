//! Which papers a school has, what they are called, who signs and who keeps them, as its guide says it.

use std::fs;

use crate::common::sandbox::{Ran, Sandbox, words};

const PAPERS: &str = r#"
[[paper]]
id    = "referral"
name  = "就诊建议书"
signs = ["guardian", "class_teacher", "校医"]
keeps = ["学校", "guardian", "县心理中心"]

[[paper]]
id  = "timeline"
off = true

[[paper]]
id    = "outline"
signs = ["head"]
keeps = ["学校", "年级"]

[[paper]]
id    = "home-visit"
name  = "家访记录表"
kind  = "contact"
signs = ["class_teacher", "同去的人"]

[[paper]]
id    = "calls"
name  = "联系一览"
kinds = ["contact", "report"]
"#;

fn printed(school: &Sandbox, line: &str) -> String {
    school.ok(&words(&format!("print {line} --to md --out paper.md --force")));
    fs::read_to_string(school.path("paper.md")).unwrap()
}

fn refused(school: &Sandbox, line: &str) -> Ran {
    let refused = school.run(&words(line));
    assert_eq!(refused.status, 2, "{line}: {}{}", refused.stdout, refused.stderr);
    refused
}

#[test]
fn a_paper_has_the_guides_title_signers_and_keepers() {
    let (school, case) = Sandbox::school_with(PAPERS);
    school.ok(&words(&format!("--by keeper refer {case} --to 市精神卫生中心 --reason 低落 --out letters")));
    let letter = printed(&school, &format!("{case} 就诊建议书"));
    for keeper in ["学校留存", "监护人留存", "县心理中心留存"] {
        assert_eq!(letter.matches(&format!("（{keeper}）")).count(), 1, "{letter}");
    }
    // The slip to be sent back is on the first copy only.
    for signer in ["监护人签名", "班主任签名", "校医签名"] {
        assert_eq!(letter.matches(signer).count(), 1, "{letter}");
    }
    assert!(letter.contains("就诊建议书") && !letter.contains("见证人") && !letter.contains("转介建议书"), "{letter}");
    let outline = printed(&school, &format!("{case} outline"));
    assert!(outline.contains("学校危机干预工作组负责人签名"), "{outline}");
    assert!(outline.contains("一式 2 份：学校、年级各存一份"), "{outline}");
    let shown = school.ok(&["guide", "show"]).stdout;
    assert!(shown.contains("就诊建议书") && shown.contains("县心理中心") && !shown.contains("timeline"), "{shown}");
}

#[test]
fn a_paper_that_the_school_does_not_have_is_printed_nowhere() {
    let (school, case) = Sandbox::school_with(PAPERS);
    let told = refused(&school, &format!("print {case} timeline --to md --out t.md")).stderr;
    assert!(told.contains("没有这种文书") && told.contains("home-visit（家访记录表）"), "{told}");
    assert!(!printed(&school, &format!("{case} bundle")).contains("个案时间线"));
    let off = "\n[[paper]]\nid = \"referral\"\noff = true\n";
    let (school, case) = Sandbox::school_with(off);
    let written = school.ok(&words(&format!("--by keeper refer {case} --to 市精神卫生中心 --reason 低落")));
    assert!(!school.files().iter().any(|(name, _)| name.starts_with("letters/")), "{}", written.stdout);
    refused(&school, &format!("print {case} referral --to md --out t.md"));
}

#[test]
fn a_paper_of_the_schools_own_is_a_form_of_its_kind_until_it_has_a_template() {
    let (school, case) = Sandbox::school_with(PAPERS);
    let blank = printed(&school, "--blank home-visit");
    assert!(
        blank.contains("# 家访记录表") && blank.contains("对方姓名：＿") && blank.contains("□ 是　□ 否"),
        "{blank}"
    );
    assert!(blank.contains("班主任签名") && blank.contains("同去的人签名"), "{blank}");
    let contact = format!("--by keeper record contact {case} --with 林父 --via 家访 --reached yes");
    school.ok(&words(&contact));
    let filled = printed(&school, &format!("{case} home-visit"));
    assert!(filled.contains("林父") && filled.contains("家访") && filled.contains(&case), "{filled}");
    let listed = printed(&school, &format!("{case} calls"));
    assert!(listed.contains("# 联系一览") && listed.contains("林父") && listed.contains("首见报告"), "{listed}");
    fs::create_dir_all(school.path("templates")).unwrap();
    fs::write(school.path("templates/home-visit.md"), "# {{ title }}\n\n{{ record.with | join(sep=\"、\") }}来访\n")
        .unwrap();
    let own = printed(&school, &format!("{case} home-visit"));
    assert!(own.contains("林父来访") && own.contains("同去的人签名"), "{own}");
}
