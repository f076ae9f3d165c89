//! The contract of the command line, through the real binary.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value;

use crate::common::sandbox::{Sandbox, words};

/// Everything that `open` needs, for a student of the given name and number.
fn open<'a>(name: &'a str, id: &'a str) -> Vec<&'a str> {
    let who = ["open", "--student", name, "--student-id", id];
    let report = words(
        "--guardian 林样本，父亲，13800000000 --class-teacher 丁假设 --known '昨天 21:30' --finder 丁假设 \
         --finder-role 班主任 --saw 室友说她反复讲活着没有意思 --injury 无 --protect 有人陪同 \
         --notified '政教主任，陈虚构，昨天 21:35，电话' --no-input",
    );
    [&who[..], &report].concat()
}

fn assess<'a>(case: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut args =
        vec!["assess", case, "--no-input", "--type", "self_harm_thought", "--level", "严重", "--rationale", "想法持续"];
    for dimension in
        ["情绪=低落", "行为表现=退缩", "社会功能=缺课", "应对机制=肯求助", "环境支持=家人支持", "危险性=有想法"]
    {
        args.extend(["--dimension", dimension]);
    }
    args.extend(more);
    args
}

fn opened(school: &Sandbox) -> String {
    let mut args = open("林示例", "0042");
    args.extend(["--now", "2026-03-06 07:00", "--format", "json"]);
    school.ok(&args).json()["case"].as_str().unwrap().to_owned()
}

fn state(school: &Sandbox, code: &str) -> String {
    let audit = school.run(&["audit", "--format", "json"]).json();
    let duties = audit["cases"][0]["duties"].as_array().unwrap().clone();
    let duty = duties.iter().find(|duty| duty["code"] == code).unwrap();
    duty["state"].as_str().unwrap().to_owned()
}

#[test]
fn writing_answers_with_case_record_and_path() {
    let school = Sandbox::school();
    let mut args = open("林示例", "0042");
    args.extend(["--format", "json"]);
    let ran = school.ok(&args);
    let answer = ran.json();
    let number = answer["case"].as_str().unwrap();
    assert!(number.starts_with("2026-") && number.len() == 9 && !number.contains("林"));
    assert!(school.path(answer["path"].as_str().unwrap()).is_file());
    assert!(ran.stderr.contains("crisis 评估"), "the next step is on the screen: {}", ran.stderr);
    let record = std::fs::read_to_string(school.path(answer["path"].as_str().unwrap())).unwrap();
    assert!(record.contains("finder_role: class_teacher") && record.contains("role: moral_education_director"));
    assert!(record.contains("2026-03-05T21:30+08:00") && record.contains("2026-03-05T21:35+08:00"), "{record}");
}

#[test]
fn a_case_is_found_by_number_prefix_student_number_and_name() {
    let school = Sandbox::school();
    let number = opened(&school);
    for wanted in [&number[..], &number[..8], &number[5..7], &number.to_lowercase(), "0042", "林示例", "林 示例"]
    {
        let shown = school.ok(&["show", wanted, "--format", "json"]).json();
        assert_eq!(shown["case"], *number, "{wanted}");
    }
    for wanted in ["0", "林", "2025", ""] {
        assert_eq!(school.run(&["show", wanted]).status, 2, "{wanted}");
    }
    // A slip of the pen is met with the number of the case that may be meant; anything further off is not.
    let (whole, last) = number.split_at(number.len() - 1);
    let slip = format!("{whole}{}", if last == "9" { "8" } else { "9" });
    for near in [&slip[..], &number.replace('-', ""), "林示列", "林式例", "00420"] {
        let answer = school.run(&["show", near]);
        assert_eq!(
            (answer.status, answer.stderr.contains(&format!("相近的有 {number}"))),
            (2, true),
            "{near}: {}",
            answer.stderr
        );
    }
    for far in ["赵某某", "2025-AAAA", "林"] {
        assert!(!school.run(&["show", far]).stderr.contains("相近"), "{far}");
    }
}

#[test]
fn a_student_never_gets_a_second_folder() {
    let school = Sandbox::school();
    let number = opened(&school);
    let mut again = open("林示例", "００４２");
    again.extend(["--format", "json"]);
    let answer = school.ok(&again).json();
    assert_eq!(answer["case"], *number);
    assert_eq!(std::fs::read_dir(school.path("cases")).unwrap().count(), 1);
    let audit = school.run(&["audit", "--format", "json"]).json();
    let episodes: Vec<&Value> = audit["cases"].as_array().unwrap().iter().map(|case| &case["episode"]).collect();
    assert_eq!(episodes, [1, 2]);
    let other = school.run(&open("林另一", "0042"));
    assert_eq!((other.status, other.stderr.contains("姓名不同")), (2, true));
}

#[test]
fn the_main_job_moves_from_missing_to_met() {
    let school = Sandbox::school();
    let case = opened(&school);
    assert_eq!(state(&school, "D20"), "missing");
    school.ok(&assess(&case, &["--crisis", "yes", "--refer", "yes", "--now", "2026-03-06 07:20"]));
    assert_eq!(
        (state(&school, "D20"), state(&school, "D31"), state(&school, "D40")),
        ("met".into(), "missing".into(), "missing".into())
    );
    let refer = format!("refer {case} --to 市精神卫生中心 --reason 需要检查 --now '2026-03-06 07:30' --format json");
    let answer = school.ok(&words(&refer)).json();
    for letter in answer["letters"].as_array().unwrap() {
        let name = letter.as_str().unwrap();
        let text = std::fs::read_to_string(school.path(name)).unwrap();
        assert!(!name.contains("林") && text.contains("林示例") && text.contains("市精神卫生中心"), "{name}");
    }
    assert_eq!(
        (state(&school, "D40"), state(&school, "D41"), state(&school, "D44")),
        ("awaiting_paper".into(), "missing".into(), "pending".into())
    );
    school.ok(&["refer", &case, "--receipt", "同意", "--receipt-by", "林样本", "--receipt-at", "7:50", "--no-input"]);
    assert_eq!((state(&school, "D40"), state(&school, "D41")), ("awaiting_paper".into(), "met".into()));
    std::fs::write(school.path("scan.pdf"), b"%PDF-1.4\n%%EOF\n").unwrap();
    let letter = answer["record"].as_str().unwrap();
    school.ok(&["attach", &case, "scan.pdf", "--category", "referral", "--of", letter, "--no-input"]);
    assert_eq!(state(&school, "D40"), "met");
    let audit = school.run(&["audit", "--format", "json"]).json();
    assert_eq!(audit["cases"][0]["materials"]["②转介建议书"], "met");
    assert_eq!(audit["cases"][0]["level"]["risk"], "严重");
}

#[test]
fn exit_codes_of_audit() {
    let school = Sandbox::school();
    assert_eq!(school.run(&["audit"]).status, 0, "nothing to find");
    opened(&school);
    assert_eq!(school.run(&["audit"]).status, 1);
    assert_eq!(school.run(&["audit", "--deny", "never"]).status, 0);
    assert_eq!(school.run(&["audit", "--only", "D01"]).status, 0);
    assert_eq!(school.run(&["audit", "--only", "D20"]).status, 1);
    assert_eq!(school.run(&["audit", "--only", "D99"]).status, 2);
    assert_eq!(school.run(&["audit", "--term", "没有的学期"]).status, 2);
    assert_eq!(Sandbox::empty().run(&["audit"]).status, 2, "no repository");
}

#[test]
fn bad_input_is_refused_in_chinese_and_nothing_is_written() {
    let school = Sandbox::school();
    let case = opened(&school);
    let before = school.files();
    let table: &[(&[&str], &str)] = &[
        (&["open", "--no-input"], "--student"),
        (&["open", "--student", "某某", "--no-input"], "--known"),
        (&["assess", &case, "--no-input"], "--dimension"),
        (&["assess", &case, "--dimension", "颜色=红", "--crisis", "yes"], "颜色"),
        (&["assess", &case, "--dimension", "情绪=差", "--crisis", "大概"], "--crisis"),
        (&["assess", &case, "--dimension", "情绪=差", "--crisis", "yes", "--level", "紫色"], "紫色"),
        (&["assess", &case, "--dimension", "情绪=差", "--crisis", "yes", "--at", "25:00"], "--at"),
        (&["record", "leave", &case, "--since", "2月30日", "--type", "病假"], "--since"),
        (&["record", "leave", &case, "--from", "2月20日", "--type", "病假"], "--since"),
        (&["record", "follow_up", &case, "--state", "　 "], "--state"),
        (&["record", "handover", &case, "--to", "甲", "--to", " "], "--to"),
        (&["amend", &case, "aaaa", "--right", "补充"], "record"),
        (&["record", "agreement", &case, "--party", "学生", "--signer", "林示例", "--outcome", "也许"], "--outcome"),
        (&["record", "contact", "没有的案号", "--with", "某", "--via", "电话", "--reached", "yes"], "没有找到"),
        (&["record", "nothing", &case], "nothing"),
        (&["refer", &case, "--to", "某院", "--no-input"], "--reason"),
        (&["attach", &case, "没有的文件", "--category", "photo"], "没有的文件"),
        (&["attach", &case, "team.yaml", "--category", "chat"], "--provided-by"),
        (&["amend", &case, "zzzz", "--wrong", "甲", "--right", "乙"], "编号"),
        (&["attach", &case, "team.yaml", "--category", "photo", "--of", "zzzz"], "--of"),
        (
            &[
                "record",
                "diagnosis",
                &case,
                "--institution",
                "某院",
                "--issued",
                "2026-03-06",
                "--form",
                "copy",
                "--conclusion",
                "未见异常",
                "--document",
                "zzzz",
            ],
            "--document",
        ),
        (&["--by", "nobody", "record", "follow_up", &case, "--state", "平稳"], "成员"),
        (&["--now", "明年", "next", &case], "--now"),
        (&["frobnicate"], "frobnicate"),
        (&["audit", "--format", "yaml"], "yaml"),
    ];
    for (args, word) in table {
        let ran = school.run(args);
        assert_eq!(ran.status, 2, "{args:?}");
        assert!(
            ran.stdout.is_empty() && ran.stderr.contains("错误") && ran.stderr.contains("怎么办"),
            "{args:?}: {}",
            ran.stderr
        );
        assert!(ran.stderr.contains(word), "{args:?}: {}", ran.stderr);
    }
    assert_eq!(school.files(), before, "nothing was written");
}

#[test]
fn dry_run_writes_nothing_and_says_what() {
    let school = Sandbox::school();
    let case = opened(&school);
    let before = school.files();
    let follow = school.ok(&["record", "follow_up", &case, "--state", "平稳", "--dry-run"]);
    assert!(follow.stdout.contains("state: 平稳") && follow.stdout.contains("没有写"));
    school.ok(&["refer", &case, "--to", "某院", "--reason", "某事", "--dry-run"]);
    school.ok(&["attach", &case, "team.yaml", "--category", "photo", "--provided-by", "某人", "--dry-run"]);
    let mut other = open("另一人", "0043");
    other.push("--dry-run");
    school.ok(&other);
    assert_eq!(school.files(), before);
}

#[test]
fn a_record_may_come_from_a_file() {
    let school = Sandbox::school();
    let case = opened(&school);
    std::fs::write(school.path("a.yaml"), "\u{feff}with: 林样本\r\nvia: 电话\r\nreached: true\r\n").unwrap();
    std::fs::write(school.path("b.md"), "---\nstate: 平稳\n---\n聊了半个小时。\n").unwrap();
    std::fs::write(school.path("c.yaml"), "from: 2026-03-06\ntype: 病假\n").unwrap();
    std::fs::write(school.path("bad.yaml"), "with: 林样本\nvia: 电话\nreached: maybe\n").unwrap();
    std::fs::write(school.path("unknown.yaml"), "with: 林样本\nvia: 电话\nreached: true\nmood: 好\n").unwrap();
    school.ok(&["record", "contact", &case, "--from", "a.yaml"]);
    let path = school.ok(&["record", "follow_up", &case, "--from", "b.md", "--format", "json"]).json()["path"].clone();
    assert!(std::fs::read_to_string(school.path(path.as_str().unwrap())).unwrap().contains("聊了半个小时。"));
    school.ok(&["record", "leave", &case, "--from", "c.yaml"]);
    std::fs::write(school.path("wide.yaml"), "with: 林样本\nvia：电话\nreached: true\n").unwrap();
    for (file, word) in
        [("bad.yaml", "reached"), ("unknown.yaml", "mood"), ("wide.yaml", "wide.yaml 第 2 行：〔via〕冒号")]
    {
        let ran = school.run(&["record", "contact", &case, "--from", file]);
        assert_eq!(ran.status, 2, "{file}");
        assert!(ran.stderr.contains(word), "{}", ran.stderr);
    }
}

#[test]
fn materials_are_filed_byte_for_byte_and_recognised() {
    let school = Sandbox::school();
    let case = opened(&school);
    let bytes: Vec<u8> = (0..=255).cycle().take(3_000_000).collect();
    let name = format!("微信图片 {} 😀𠅤.JPG", "长".repeat(40));
    std::fs::write(school.path(&name), &bytes).unwrap();
    let args = ["attach", &case, &name, "--category", "⑩", "--provided-by", "丁假设", "--format", "json"];
    let path = school.ok(&args).json()["path"].as_str().unwrap().to_owned();
    let record = std::fs::read_to_string(school.path(&path)).unwrap();
    let stored = school.files().into_iter().find(|(path, _)| path.contains("materials/")).unwrap();
    assert!(record.contains("微信图片") && stored.0.is_ascii() && stored.1 == bytes);
    assert_eq!(std::fs::read(school.path(&name)).unwrap(), bytes, "the original is untouched");
    let again = school.run(&args);
    assert!(again.status == 0 && again.stderr.contains("已经归档过"));
    school.ok(&["attach", &case, &name, "--category", "letter", "--provided-by", "丁假设"]);
    let filed = school.files().iter().filter(|(path, _)| path.contains("-material-")).count();
    assert_eq!(filed, 2, "as something else it has a record of its own, and one file");
    assert_eq!(school.files().iter().filter(|(path, _)| path.contains("materials/")).count(), 1);
}

#[test]
fn what_is_no_document_is_not_filed() {
    let school = Sandbox::school();
    let case = opened(&school);
    let attach = |name: &str, bytes: &[u8]| {
        std::fs::write(school.path(name), bytes).unwrap();
        school.run(&["attach", &case, name, "--category", "photo", "--provided-by", "丁假设"])
    };
    for (name, bytes) in [("空.jpg", b"".as_slice()), ("Thumbs.db", b"x"), ("~$协议.docx", b"x"), (".DS_Store", b"x")]
    {
        let ran = attach(name, bytes);
        assert!(ran.status == 2 && ran.stderr.contains("怎么办"), "{name}: {}", ran.stderr);
    }
    assert!(school.files().iter().all(|(path, _)| !path.contains("materials/")), "nothing is filed");
    let ran = attach("照片.jpg", b"%PDF-1.7\n");
    assert!(ran.status == 0 && ran.stderr.contains("后缀与内容不符") && ran.stderr.contains("pdf"), "{}", ran.stderr);
    let ran = attach("好的.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF");
    assert!(ran.status == 0 && !ran.stderr.contains("不符"), "{}", ran.stderr);
}

#[test]
fn an_amendment_corrects_without_touching_the_record() {
    let school = Sandbox::school();
    let case = opened(&school);
    let answer =
        school.ok(&assess(&case, &["--crisis", "yes", "--format", "json", "--now", "2026-03-06 07:20"])).json();
    let (id, path) = (answer["record"].as_str().unwrap(), school.path(answer["path"].as_str().unwrap()));
    let before = std::fs::read(&path).unwrap();
    assert_eq!(state(&school, "D31"), "missing");
    school.ok(&["amend", &case, id, "--wrong", "误写为危机", "--right", "不是危机", "--set", "crisis=no"]);
    assert_eq!((state(&school, "D31"), std::fs::read(&path).unwrap()), ("not_applicable".into(), before));
    let refused = school.run(&["amend", &case, id, "--wrong", "甲", "--right", "乙", "--set", "prev=0"]);
    assert_eq!(refused.status, 2);
    let shown = school.ok(&["show", &case, "--full", "--as-of", "2026-03-06 07:30"]).stdout;
    assert!(shown.contains("是否处于危机状态：是"), "{shown}");
    let shown = school.ok(&["show", &case, "--full"]).stdout;
    assert!(
        shown.contains("是否处于危机状态：否")
            && shown.contains("等级：风险等级：严重 →（清空）；是否处于危机状态：是 → 否"),
        "{shown}"
    );
    let paper = |name: &str| {
        school.ok(&["print", &case, name, "--to", "html", "--force", "--out", "paper.html"]);
        std::fs::read_to_string(school.path("paper.html")).unwrap()
    };
    assert!(paper("assessment").contains("是否处于危机状态：<s>是</s> → 否"));
    school.ok(&["amend", &case, id, "--wrong", "记到别人名下", "--right", "不是他", "--retract"]);
    let (shown, timeline) = (school.ok(&["show", &case, "--full"]).stdout, paper("timeline"));
    assert!(shown.contains("【已作废】\n  作废：记到别人名下") && shown.contains("✗ 是否处于危机状态：否"), "{shown}");
    assert!(timeline.contains("（已作废）") && timeline.contains("<s>是否处于危机状态：否</s>"));
    assert!(paper("archive-catalogue").contains("（已作废）"));
}

#[test]
fn the_chain_is_what_sha256sum_says() {
    let school = Sandbox::school();
    let case = opened(&school);
    school.ok(&["record", "follow_up", &case, "--state", "平稳"]);
    school.ok(&["record", "follow_up", &case, "--state", "更平稳"]);
    let shown = school.ok(&["show", &case, "--format", "json"]).json();
    let records = shown["records"].as_array().unwrap();
    let digests: Vec<&str> = records.iter().map(|record| record["sha256"].as_str().unwrap()).collect();
    let links: Vec<Option<&str>> = records.iter().map(|record| record["fields"]["prev"].as_str()).collect();
    assert_eq!(links, [None, Some(digests[0]), Some(digests[1])]);
    // Windows has its own program for it.
    if cfg!(unix) {
        let file = school.path(&format!("cases/{case}/{}", records[0]["path"].as_str().unwrap()));
        let sum = std::process::Command::new("sha256sum").arg(file).output().unwrap();
        assert!(String::from_utf8(sum.stdout).unwrap().starts_with(digests[0]));
    }
}

#[test]
fn a_broken_file_never_stops_an_audit_and_never_counts() {
    let school = Sandbox::school();
    let case = opened(&school);
    let answer = school.ok(&assess(&case, &["--crisis", "no", "--format", "json"])).json();
    let path = school.path(answer["path"].as_str().unwrap());
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(state(&school, "D20"), "met");
    let broken: [(&str, Vec<u8>); 6] = [
        ("no fence", text.replacen("---\n", "", 1).into_bytes()),
        ("half", text.as_bytes()[..text.len() / 2].to_vec()),
        ("no yaml", text.replace("crisis: false", "crisis: [").into_bytes()),
        ("unknown kind", text.replace("kind: assessment", "kind: guess").into_bytes()),
        ("not utf-8", [text.as_bytes(), &[0xff, 0xfe, 0xc3]].concat()),
        ("anchors", text.replace("crisis: false", "crisis: &a false\nrationale: *a").into_bytes()),
    ];
    for (what, bytes) in broken {
        std::fs::write(&path, bytes).unwrap();
        let audit = school.run(&["audit", "--format", "json"]);
        assert_eq!(audit.status, 1, "{what}");
        let findings = audit.json()["cases"][0]["findings"].as_array().unwrap().clone();
        let found = findings.iter().find(|finding| finding["code"] == "C01").unwrap_or_else(|| panic!("{what}"));
        assert!(
            found["path"].as_str().unwrap().contains("assessment") && !found["fix"].as_str().unwrap().is_empty(),
            "{what}"
        );
        assert_eq!(state(&school, "D20"), "missing", "{what}");
        assert!(!audit.stdout.contains("想法持续"), "{what}: an error quotes the record");
    }
}

#[test]
fn a_guide_that_is_missing_empty_or_unsound_stops_with_its_place() {
    let school = Sandbox::school();
    let guide = school.path("guides/shiyan.toml");
    let text = std::fs::read_to_string(&guide).unwrap();
    for (what, change, word) in [
        ("empty", String::new(), "空"),
        ("unknown key", text.replacen("\ntitle", "\ntitel", 1), "titel"),
        ("unknown kind", text.replace("{ kind = \"meeting\" }", "{ kind = \"meating\" }"), "meating"),
    ] {
        std::fs::write(&guide, change).unwrap();
        let ran = school.run(&["audit"]);
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{what}");
        assert!(
            ran.stderr.contains(word) && ran.stderr.contains("shiyan.toml") && ran.stderr.contains("怎么办"),
            "{}",
            ran.stderr
        );
    }
    std::fs::remove_file(&guide).unwrap();
    assert!(school.run(&["audit"]).stderr.contains("没有指南文件"));
}

#[test]
fn one_writer_at_a_time() {
    let school = Sandbox::school();
    let case = opened(&school);
    let lock = std::fs::File::options().create(true).append(true).open(school.path(".crisis.lock")).unwrap();
    lock.lock().unwrap();
    let before = school.files();
    let ran = school.run(&["record", "follow_up", &case, "--state", "平稳", "--wait", "0"]);
    assert_eq!((ran.status, ran.stderr.contains("另一个程序正在写")), (2, true));
    assert_eq!(school.files(), before);
    assert_eq!(school.run(&["next", &case]).status, 0, "reading goes on");
    let mut waiting = school.command(&["record", "follow_up", &case, "--state", "平稳"]);
    let mut waiting = waiting.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(waiting.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("等它写完") {
        line.clear();
        assert!(said.read_line(&mut line).unwrap() > 0, "it waits, and says so");
    }
    // Not by closing it: another test may be starting a program, which has the file open for a moment. On Windows no other
    // program has it, and Wine can't unlock it.
    if cfg!(windows) {
        drop(lock);
    } else {
        lock.unlock().unwrap();
    }
    std::io::copy(&mut said, &mut std::io::sink()).unwrap();
    assert!(waiting.wait().unwrap().success());
    assert!(!school.ok(&["record", "follow_up", &case, "--state", "平稳"]).stderr.contains("等它写完"));
}

#[cfg(unix)]
#[test]
fn files_of_a_case_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let school = Sandbox::school();
    let case = opened(&school);
    school.ok(&["record", "follow_up", &case, "--state", "平稳"]);
    for (name, _) in school.files().iter().filter(|(name, _)| name.starts_with("cases/")) {
        let mode = std::fs::metadata(school.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name} {mode:o}");
    }
}

#[test]
fn due_list_next_and_the_calendar() {
    let school = Sandbox::school();
    let case = opened(&school);
    school.ok(&assess(&case, &["--crisis", "no", "--next", "2026-03-10", "--now", "2026-03-06 07:20"]));
    let due = school.ok(&["due", "--force", "--ics", "due.ics"]).stdout;
    assert!(due.contains(&case) && due.contains("2026-03-10") && !due.contains("林示例"), "{due}");
    let calendar = std::fs::read_to_string(school.path("due.ics")).unwrap();
    assert!(calendar.contains("DTSTART:20260310T155959Z") && calendar.contains(&case) && !calendar.contains("林"));
    assert!(calendar.lines().all(|line| line.len() <= 75) && calendar.ends_with("END:VCALENDAR\r\n"));
    let listed = school.ok(&["list", "--format", "json"]).json();
    assert_eq!((listed[0]["case"].as_str(), listed[0]["student"].as_str()), (Some(case.as_str()), Some("林示例")));
    let next = school.ok(&["next", "0042", "--format", "json"]).json();
    assert!(next[0]["duties"].as_array().unwrap().iter().all(|duty| duty["clause"].is_string()));
}

#[test]
fn every_code_is_explained_and_every_kind_has_its_schema() {
    let school = Sandbox::school();
    let listed = school.ok(&["explain", "--format", "json"]).json();
    let codes: Vec<&str> = listed.as_array().unwrap().iter().map(|entry| entry["code"].as_str().unwrap()).collect();
    let pages = school.ok(&[&["explain"], &codes[..]].concat()).stdout;
    let mut rest = pages.as_str();
    for (code, next) in codes.iter().zip(codes.iter().skip(1).map(Some).chain([None])) {
        let end = next.map_or(rest.len(), |next| rest.find(&format!("\n\n{next} ")).expect(next));
        let page = &rest[..end];
        assert!(page.starts_with(code) && page.lines().count() > 2 && page.chars().count() > 20, "{code}: {page}");
        rest = rest[end..].trim_start();
    }
    for kind in school.ok(&["schema", "--format", "json"]).json().as_array().unwrap() {
        let schema = school.ok(&["schema", kind.as_str().unwrap()]).json();
        assert_eq!(schema["additionalProperties"], false, "{kind}");
    }
    // Also before there is a repository, and then it is said whose guide that is.
    let nowhere = Sandbox::empty();
    for words in [&["explain", "D01"][..], &["guide", "show"], &["schema", "case"], &["schema", "report"]] {
        let ran = nowhere.ok(words);
        assert!(ran.stderr.contains("程序自带的指南") || words[0] == "schema", "{words:?}: {}", ran.stderr);
    }
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(school.ok(&["completions", shell]).stdout.contains("assess"), "{shell}");
    }
}

#[test]
fn help_is_chinese() {
    let school = Sandbox::school();
    for args in [
        &["--help"][..],
        &["open", "--help"],
        &["record", "--help"],
        &["record", "leave", "--help"],
        &["audit", "--help"],
        &["guide", "--help"],
    ] {
        let help = school.ok(args).stdout;
        for word in ["Usage", "Options", "Commands", "Arguments", "Print", "possible values", "default", "alias"] {
            assert!(!help.contains(word), "{args:?} says {word}:\n{help}");
        }
    }
}

#[test]
fn a_printed_paper_is_asked_for_until_it_returns_or_is_refused() {
    let school = Sandbox::school();
    let case = opened(&school);
    for document in ["agreement-guardian", "agreement-student"] {
        school.ok(&["print", &case, document, "--blank", "--to", "docx"]);
    }
    let waiting = || -> Vec<String> {
        let due = school.ok(&["due", "--format", "json", "--force", "--ics", "due.ics"]).json();
        let papers = due.as_array().unwrap().iter().filter_map(|line| line["unreturned"]["record"].as_str());
        papers.map(str::to_owned).collect()
    };
    let printed = waiting();
    assert_eq!(printed.len(), 2);
    let calendar = std::fs::read_to_string(school.path("due.ics")).unwrap();
    assert!(printed.iter().all(|id| calendar.contains(&format!("SUMMARY:{case} {id}\r\n"))), "{calendar}");

    let agreement = |party: &str, outcome: &str| {
        let signer = if party == "student" { "林示例" } else { "林大" };
        let said = ["--party", party, "--signer", signer, "--outcome", outcome];
        school.ok(&[&["record", "agreement", case.as_str(), "--format", "json"][..], &said].concat())
    };
    let deferred = agreement("guardian", "deferred").json()["record"].as_str().unwrap().to_owned();
    assert_eq!(waiting(), printed, "who is still thinking about it has the paper in hand");
    agreement("guardian", "refused");
    assert_eq!(waiting(), printed[1..], "nothing signed comes back from who refused");
    school.ok(&["print", &case, "agreement-guardian", "--record", &deferred, "--to", "docx"]);
    assert_eq!(waiting().len(), 2, "printed anew to try again");
    school.ok(&["amend", &case, &deferred, "--wrong", "暂缓", "--right", "拒签", "--set", "outcome=refused"]);
    assert_eq!(waiting(), printed[1..], "corrected to a refusal");
    agreement("student", "signed");
    assert_eq!(waiting(), printed[1..], "the signed copy itself is still to be filed");
    std::fs::write(school.path("scan.jpg"), "scan").unwrap();
    school.ok(&["attach", &case, "scan.jpg", "--signed", "yes", "--of", &printed[1], "--obtained", "2026-03-06"]);
    assert!(waiting().is_empty());
}

#[test]
fn a_namesake_is_pointed_out_when_a_folder_is_made() {
    let school = Sandbox::school();
    let open = |class: &str, id: &[&str]| {
        let said = ["open", "--student", "林示例", "--class", class, "--known", "昨天 21:30", "--finder", "丁假设"];
        school.ok(&[&said[..], &["--saw", "话", "--by", "keeper"], id].concat()).stderr
    };
    assert!(!open("高一(1)班", &[]).contains("同名"));
    assert!(open("高二(1)班", &[]).contains("已有同名学生的档案"), "a class changes, a student may be the same");
    assert!(open("高二(2)班", &["--student-id", "0099"]).contains("同名"));
    let again = open("高三(1)班", &["--student-id", "0099"]);
    assert!(!again.contains("同名"), "a number tells whose folder it is");
    assert!(again.contains("班级与档案不同：档案里 高二(2)班，这次 高三(1)班"), "{again}");
    let mistyped = open("高二(2)班", &["--student-id", "0098"]);
    assert!(mistyped.contains(" 高二(2)班 0099"), "class and number tell namesakes apart: {mistyped}");
}

/// By every name that the file knows, nobody gets a second folder, and nothing blank is taken for a number.
#[test]
fn a_student_is_found_by_other_names() {
    let school = Sandbox::school();
    let number = opened(&school);
    let path = school.path(&format!("cases/{number}/case.yaml"));
    let about = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, about.replace("  name: 林示例", "  name: 林示例\n  also: [林小样]")).unwrap();
    let answer = school.ok(&[&open("林小样", "0042")[..], &["--format", "json"]].concat());
    assert_eq!(answer.json()["case"], *number);
    assert_eq!(school.ok(&["show", "林小样", "--format", "json"]).json()["case"], *number);
    for wrong in ["", " "] {
        let ran = school.run(&open("某人", wrong));
        assert!(ran.status == 2 && ran.stderr.contains("学号是空的"), "{}", ran.stderr);
    }
}

#[test]
fn what_must_be_said_is_no_blank_and_what_may_be_left_out_is() {
    let school = Sandbox::school();
    let case = opened(&school);
    for line in [
        "record contact CASE --with 甲 --with ' ' --via 电话 --reached yes",
        "record contact CASE --with 甲 --via ' ' --reached yes",
        "assess CASE --dimension emotion= --crisis no",
        "grant CASE keeper --why '' --approved-by keeper",
        "member add x --name ' '",
        "amend CASE m4t9 --right '' --set state=好",
    ] {
        let line = line.replace("CASE", &case);
        let ran = school.run(&words(&line));
        assert!(ran.status == 2 && ran.stderr.contains("是空的"), "{line}: {}", ran.stderr);
    }
    let twice = school.run(&["record", "follow_up", &case, "--state", "甲", "--state", "乙"]);
    assert!(twice.status == 2 && twice.stderr.contains("写了两次"), "{}", twice.stderr);
    let contact =
        ["record", "contact", &case, "--with", "甲", "--via", "电话", "--reached", "yes", "--said", " ", "--dry-run"];
    assert!(!school.ok(&contact).stdout.contains("said"));
}

#[test]
fn what_is_added_later_needs_nothing_to_have_been_wrong() {
    let school = Sandbox::school();
    let case = school.ok(&words(
        "open --student 林示例 --known '昨天 21:30' --finder 丁假设 --finder-role 路人 --saw 话 --by keeper --format json \
         --protect '陪着，不离开|昨天 21:40' --evidence letter,一页 --evidence photo",
    ));
    let told = case.stderr.clone();
    assert!(told.contains("“路人”不是指南里的角色") && told.contains("指南里的角色：书记/校长"), "{told}");
    let (case, record) = (case.json()["case"].clone(), case.json()["record"].clone());
    let (case, record) = (case.as_str().unwrap(), record.as_str().unwrap());
    let amend = |more: &[&str]| school.run(&[&["amend", case, record, "--by", "keeper"][..], more].concat());
    assert_eq!(amend(&["--right", "还有一张照片", "--add", "evidence=photo,后院", "--clear", "finder-role"]).status, 0);
    let shown = school.ok(&["show", case, "--full"]).stdout;
    assert!(shown.contains("1 信件字条 一页；2 照片图片；3 照片图片 后院"), "{shown}");
    assert!(shown.contains("陪着，不离开 2026-03-05 21:40"), "{shown}");
    for (wrong, why) in [("--add=finder=乙", "--set finder"), ("--clear=saw", "必填"), ("--clear=id", "不能更正")]
    {
        let ran = amend(&["--right", "乙", wrong]);
        assert!(ran.status == 2 && ran.stderr.contains(why), "{wrong}: {}", ran.stderr);
    }
}

/// What somebody wants to have takes the place of nothing, and of nothing of the repository's own at all.
#[test]
fn a_file_that_is_there_is_not_replaced_by_the_way() {
    let school = Sandbox::school();
    let case = opened(&school);
    std::fs::write(school.path("mine.html"), "mine").unwrap();
    let makes: [&[&str]; 5] = [
        &["dashboard", "--out"],
        &["audit", "--deny", "never", "--out"],
        &["due", "--ics"],
        &["print", &case, "timeline", "--to", "html", "--out"],
        &["print", "first-report-card", "--to", "md", "--out"],
    ];
    let own = ["crisis.toml", "team.yaml", "guides/shiyan.toml", "cases/x.html", "program", ".git/x"];
    let before = school.files();
    for make in makes {
        let at = |path: &str, more: &[&str]| school.run(&[make, &[path], more].concat());
        let ran = at("mine.html", &[]);
        assert!(ran.status == 2 && ran.stderr.contains("没有覆盖") && ran.stderr.contains("--force"), "{}", ran.stderr);
        for path in own {
            let ran = at(path, &["--force"]);
            assert_eq!(ran.status, 2, "{make:?} {path}: {}", ran.stderr);
        }
        assert!(school.files() == before, "{make:?} wrote something");
        assert_eq!(at("new.html", &[]).status, 0);
        assert_eq!(at("new.html", &["--force"]).status, 0);
        std::fs::remove_file(school.path("new.html")).unwrap();
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(school.path("team.yaml"), school.path("link.html")).unwrap();
        let ran = school.run(&["dashboard", "--out", "link.html", "--force"]);
        assert_eq!(ran.status, 2, "a link to it is it: {}", ran.stderr);
    }
}
