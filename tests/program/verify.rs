//! What is on the disk against what was written: `verify`, and what the audit says of the same damage.

use crate::common::sandbox::{Sandbox, words};
use serde_json::Value;

/// A school with one case: a report, a follow-up upon it, and a filed photo.
fn filed() -> (Sandbox, String) {
    let school = Sandbox::school();
    let opened = school.ok(&words(
        "open --student 林示例 --student-id 20260142 --finder 丁假设 --saw 写下告别的话 --known '2026-03-06 07:50' \
         --no-input --format json",
    ));
    let case = opened.json()["case"].as_str().unwrap().to_owned();
    std::fs::write(school.path("告别信.jpg"), b"\xff\xd8\xff\xe0photo").unwrap();
    school.ok(&["attach", &case, "告别信.jpg", "--category", "photo", "--no-input"]);
    school.ok(&["record", "follow_up", &case, "--state", "平稳", "--no-input"]);
    (school, case)
}

/// The path of the only file below the case whose path contains a word.
fn path_of(school: &Sandbox, word: &str) -> String {
    let files = school.files();
    let mut found = files.iter().filter(|(path, _)| path.starts_with("cases/") && path.contains(word));
    let (path, _) = found.next().unwrap_or_else(|| panic!("no {word}"));
    path.clone()
}

fn codes(report: &Value) -> Vec<String> {
    let findings = report["cases"][0]["findings"].as_array().unwrap().iter();
    findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).filter(|code| code.starts_with('C')).collect()
}

#[test]
fn what_was_not_touched_is_whole() {
    let (school, case) = filed();
    let verified = school.run(&["verify", "--format", "json"]);
    assert_eq!(verified.status, 0, "{}", verified.stderr);
    let answer = verified.json();
    assert_eq!((&answer["records"], &answer["materials"], &answer["bytes"]), (&3.into(), &1.into(), &9.into()));
    assert_eq!(codes(&school.run(&["audit", &case, "--format", "json"]).json()), Vec::<String>::new());
}

#[test]
fn an_altered_material_is_found() {
    let (school, case) = filed();
    std::fs::write(school.path(&path_of(&school, "materials/")), b"other").unwrap();
    let verified = school.run(&["verify", &case]);
    assert_eq!(verified.status, 1);
    assert!(verified.stdout.contains("内容与归档时不同"), "{}", verified.stdout);
}

#[test]
fn a_material_that_is_gone_and_one_that_nobody_filed() {
    let (school, case) = filed();
    let file = path_of(&school, "materials/");
    std::fs::rename(school.path(&file), school.path(&file.replace("file.jpg", "moved.jpg"))).unwrap();
    // What Windows leaves in every folder that is looked at as pictures is nobody's document.
    std::fs::write(school.path(&file).with_file_name("Thumbs.db"), b"x").unwrap();
    let verified = school.run(&["verify", &case, "--format", "json"]);
    assert_eq!((verified.status, verified.json()["damage"].as_array().unwrap().len()), (1, 2));
    assert_eq!(codes(&school.run(&["audit", &case, "--format", "json"]).json()), ["C19", "C19"]);
}

#[test]
fn a_record_changed_or_taken_away_is_found() {
    for taken_away in [false, true] {
        let (school, case) = filed();
        let report = path_of(&school, "-report-");
        if taken_away {
            std::fs::remove_file(school.path(&report)).unwrap();
        } else {
            let text = std::fs::read_to_string(school.path(&report)).unwrap();
            std::fs::write(school.path(&report), text.replace("写下告别的话", "没有什么")).unwrap();
        }
        let verified = school.run(&["verify", &case]);
        assert_eq!(verified.status, 1);
        let said = if taken_away { "已不在档案里，或被改动过" } else { "写成之后被改动过" };
        assert!(verified.stdout.contains(said), "{}", verified.stdout);
        let audit = school.run(&["audit", &case, "--format", "json"]).json();
        assert_eq!(codes(&audit), ["C18"]);
    }
}

#[test]
fn the_repository_has_findings_of_its_own() {
    let (school, case) = filed();
    let team = std::fs::read_to_string(school.path("team.yaml")).unwrap();
    std::fs::write(school.path("team.yaml"), team.replace("roles: [grade_head]", "roles: [team]")).unwrap();
    let whole = school.run(&["audit", "--format", "json"]).json();
    assert_eq!(whole["findings"][0]["code"], "C23");
    let one = school.run(&["audit", &case, "--format", "json"]).json();
    assert_eq!(one["findings"], serde_json::json!([]), "not when one case was asked for");
}

/// A file or folder moved out of the repository, with a link left behind.
#[cfg(unix)]
#[test]
fn a_link_is_never_followed_and_is_told() {
    for inside in ["-report-", "materials/", "case.yaml"] {
        let (school, case) = filed();
        let elsewhere = Sandbox::empty();
        let path = school.path(&path_of(&school, inside));
        let moved = elsewhere.path("moved");
        std::fs::rename(&path, &moved).unwrap();
        std::os::unix::fs::symlink(&moved, &path).unwrap();
        let verified = school.run(&["verify", &case]);
        assert_eq!(verified.status, 1, "{inside}");
        assert!(verified.stdout.contains("快捷链接"), "{inside}: {}", verified.stdout);
        let audited = school.run(&["audit", &case]);
        assert!(audited.stdout.contains("快捷链接"), "{inside}: {}", audited.stdout);
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_a_link_is_told_too() {
    for inside in ["", "/records", "/materials"] {
        let (school, case) = filed();
        let elsewhere = Sandbox::empty();
        let path = school.path(&format!("cases/{case}{inside}"));
        let moved = elsewhere.path("moved");
        std::fs::rename(&path, &moved).unwrap();
        std::os::unix::fs::symlink(&moved, &path).unwrap();
        let verified = school.run(&["verify"]);
        assert_eq!(verified.status, 1, "{inside}");
        assert!(verified.stdout.contains("快捷链接"), "{inside}: {}", verified.stdout);
    }
}

/// Nothing is taken for whole only because nobody could look.
#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let (school, case) = filed();
    let records = school.path(&format!("cases/{case}/records"));
    std::fs::set_permissions(&records, std::fs::Permissions::from_mode(0o000)).unwrap();
    let is_allowed_everything = std::fs::read_dir(&records).is_ok();
    let verified = school.run(&["verify"]);
    std::fs::set_permissions(&records, std::fs::Permissions::from_mode(0o700)).unwrap();
    assert!(is_allowed_everything || verified.stdout.contains("没有权限"), "{}", verified.stdout);
}

/// What a text or a Word file says is looked at where somebody asks for it, and never otherwise.
#[test]
fn a_waiver_inside_a_filed_agreement() {
    let (school, case) = filed();
    std::fs::write(school.path("扫描.txt"), "家长承诺书\n今后一切后果自负。\n").unwrap();
    school.ok(&["attach", &case, "扫描.txt", "--category", "agreement_guardian", "--no-input"]);
    let found = |more: &[&str]| codes(&school.run(&[&["audit", &case, "--format", "json"], more].concat()).json());
    assert_eq!(found(&[]), ["C28"], "only that nothing ties it");
    assert_eq!(found(&["--bytes"]), ["C04", "C33"], "what it is called says more than that");

    let (school, case) = filed();
    let pdf = include_bytes!("../fixtures/filed/browser.pdf");
    std::fs::write(school.path("打印.pdf"), pdf).unwrap();
    school.ok(&["attach", &case, "打印.pdf", "--category", "agreement_guardian", "--no-input"]);
    let audit = school.run(&["audit", &case, "--bytes", "--format", "json"]);
    assert_eq!(codes(&audit.json()), ["C04", "C33"], "{}", audit.stderr);
}

#[test]
fn an_audit_that_reads_the_bytes_calls_nothing_well_that_was_changed() {
    let school = Sandbox::school();
    let case = school.opened("林示例", &["--finder", "某人", "--saw", "某事", "--evidence", "photo"]);
    std::fs::write(school.path("a.png"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR first").unwrap();
    let report = school.files().into_iter().find(|(path, _)| path.contains("-report-")).unwrap().0;
    let report = report.rsplit('-').next().unwrap().trim_end_matches(".md").to_owned();
    school.ok(&["attach", &case, "a.png", "--of", &format!("{report}/1"), "--provided-by", "某人", "--no-input"]);
    let cell = |more: &[&str]| {
        let audit = school.ok(&[&["audit", "--deny", "never", "--format", "json"], more].concat()).json();
        audit["cases"][0]["materials"]["⑩有关照片和图片"].as_str().unwrap().to_owned()
    };
    assert_eq!((cell(&[]), cell(&["--bytes"])), ("met".to_owned(), "met".to_owned()));
    let (stored, bytes) = school.files().into_iter().find(|(path, _)| path.contains("materials/")).unwrap();
    for (other, without) in
        [(bytes.to_ascii_uppercase(), "met"), (b"short".to_vec(), "missing"), (Vec::new(), "missing")]
    {
        std::fs::write(school.path(&stored), other).unwrap();
        assert_eq!((cell(&[]).as_str(), cell(&["--bytes"]).as_str()), (without, "missing"));
    }
}

/// What is taken away at the end of a chain is seen with the head that somebody kept, and only with it.
#[test]
fn a_kept_head_tells_what_is_gone() {
    let (school, case) = filed();
    let told = school.ok(&["verify", &case]).stdout;
    let head = told.lines().find_map(|line| line.strip_prefix("链头 ")).unwrap().to_owned();
    school.ok(&["record", "follow_up", &case, "--state", "又好一些", "--no-input"]);
    let against = |head: &str| school.run(&["verify", &case, "--against", head]);
    assert!(against(&head[..12]).stdout.contains("那之后又写了 1 条"));
    let records = school.path(&format!("cases/{case}/records"));
    let digest = |path: &std::path::Path| crisis::record::digest(&std::fs::read(path).unwrap());
    let paths = || std::fs::read_dir(&records).unwrap().map(|entry| entry.unwrap().path());
    let last = paths().find(|path| std::fs::read_to_string(path).unwrap().contains("又好一些")).unwrap();
    std::fs::remove_file(last).unwrap();
    assert!(against(&head).stdout.contains("那之后又写了 0 条"));
    let kept = paths().find(|path| digest(path) == head).unwrap();
    std::fs::remove_file(kept).unwrap();
    assert_eq!(school.run(&["verify", &case]).status, 0, "nothing names the last one");
    let gone = against(&head);
    assert!(gone.status == 1 && gone.stdout.contains("没有这个链头的记录"), "{}", gone.stdout);
    for wrong in ["123", "好"] {
        assert_eq!(against(wrong).status, 2, "{wrong}");
    }
    assert_eq!(school.run(&["verify", "--against", &head]).status, 2, "of which case?");
}

#[test]
fn a_case_without_records_and_a_record_without_a_link_are_found() {
    let (school, case) = filed();
    let records = school.path(&format!("cases/{case}/records"));
    let both = |what: &str, status: i32| {
        let ran = school.run(&["verify", &case]);
        assert!(ran.status == 1 && ran.stdout.contains(what), "{}", ran.stdout);
        let audit = school.run(&["audit", &case]);
        assert!(audit.status == status && audit.stdout.contains(what), "{}", audit.stdout);
    };
    let moved = school.path(&format!("cases/{case}/records2"));
    std::fs::rename(&records, &moved).unwrap();
    both("一条记录也没有", 1);
    std::fs::create_dir(&records).unwrap();
    both("一条记录也没有", 1);
    std::fs::remove_dir(&records).unwrap();
    std::fs::rename(&moved, &records).unwrap();
    assert_eq!(school.run(&["verify", &case]).status, 0);
    let last = std::fs::read_dir(&records).unwrap().map(|entry| entry.unwrap().path());
    let last = last.into_iter().find(|path| path.to_string_lossy().contains("-follow_up-")).unwrap();
    let text = std::fs::read_to_string(&last).unwrap();
    let without: Vec<&str> = text.lines().filter(|line| !line.starts_with("prev:")).collect();
    std::fs::write(&last, without.join("\n") + "\n").unwrap();
    both("没有写明上一条记录", 1);
    let told = school.run(&["verify", &case]).stdout;
    assert!(told.contains(last.file_name().unwrap().to_str().unwrap()), "on the right file: {told}");
}
