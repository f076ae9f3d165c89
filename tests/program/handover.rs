//! Work that goes from one colleague to another: records, access, one paper; and what the program says of its own health.

use std::fs;

use crate::common::sandbox::Sandbox;
use crate::sealed::{life, ok, sealed_school};

const HAND: [&str; 6] = ["handover", "--to", "jia", "--told", "先看安全协议书", "--no-input"];

/// A sealed school with two running cases and a colleague whose role opens none of them.
fn with_colleague() -> (Sandbox, String) {
    let sandbox = sealed_school();
    life(&sandbox);
    let public = sandbox.ok(&["-i", "other.txt", "key", "new", "--no-input"]).stdout;
    let public = public.split_whitespace().find(|word| word.starts_with("age1")).unwrap().to_owned();
    let add = [
        "member",
        "add",
        "jia",
        "--name",
        "贾样本",
        "--role",
        "class_teacher",
        "--key",
        &public,
        "--since",
        "2026-03-01",
    ];
    ok(&sandbox, &add);
    ok(&sandbox, &["member", "add", "yan", "--name", "严示例", "--role", "principal", "--since", "2026-01-01"]);
    let number = ok(&sandbox, &["show", "20260142", "--format", "json"]).json()["case"].as_str().unwrap().to_owned();
    (sandbox, number)
}

#[test]
fn cases_and_keys_go_over_in_one_act_with_one_paper() {
    let (sandbox, number) = with_colleague();
    let approved = [&HAND[..], &["--approved-by", "yan", "--as", "html", "--out", "paper.html"]].concat();
    let as_colleague = |args: &[&str]| sandbox.run(&[&["-C", "s", "-i", "other.txt", "--by", "jia"], args].concat());
    assert_eq!(as_colleague(&["show", &number]).status, 2, "not open to them yet");
    let before = sandbox.files();
    let unapproved = sandbox.run(&[&["-C", "s"], &HAND[..], &["--out", "x.html"]].concat());
    assert_eq!(unapproved.status, 2);
    assert!(unapproved.stderr.contains("--approved-by"), "{}", unapproved.stderr);
    let planned = ok(&sandbox, &[&approved[..], &["--dry-run"]].concat());
    assert!(planned.stdout.contains("（没有写）") && planned.stdout.contains("授权打开"), "{}", planned.stdout);
    assert!(sandbox.files() == before, "a dry run wrote something");

    let done = ok(&sandbox, &[&approved[..], &["--format", "json"]].concat());
    let handing = done.json()["handover"].clone();
    let cases = handing["cases"].as_array().unwrap().len();
    assert!(cases >= 1);
    let all = ok(&sandbox, &["list", "--format", "json"]).json().to_string();
    assert_eq!(all.matches("\"case\"").count(), cases, "every running case goes over: {all}");
    assert_eq!(as_colleague(&["show", &number]).status, 0, "open to them now");
    let record = ok(&sandbox, &["show", &number, "--format", "json"]).json()["records"].to_string();
    assert!(record.contains("reassignment") && record.contains("先看安全协议书"), "{record}");
    let paper = fs::read_to_string(sandbox.path("paper.html")).unwrap();
    for told in [number.as_str(), "贾样本", "先看安全协议书", "团队商议", "恢复密钥纸", "这次授权", "监交人签名"]
    {
        assert!(paper.contains(told), "the paper lacks {told}");
    }
    assert!(!paper.contains("林示例"), "the paper names the student");

    let again = sandbox.run(&[&["-C", "s"], &approved[..], &["--force"]].concat());
    assert_eq!(again.status, 2, "nothing is handed over twice: {}", again.stdout);
    assert!(again.stderr.contains("名下没有"), "{}", again.stderr);
    let verified = sandbox.run(&["-C", "s", "verify", &number, "--format", "json"]).json();
    assert_eq!(verified["damage"].to_string().matches("prev").count(), 0, "{verified}");
}

#[test]
fn a_handover_that_makes_no_sense_is_refused() {
    let (sandbox, number) = with_colleague();
    for (args, told) in [
        (vec!["handover", "--to", "keeper", "--told", "话"], "同一个人"),
        (vec!["handover", "--to", "nobody", "--told", "话"], "没有这位成员"),
        (vec!["handover", "--to", "jia", "--told", "话", "--since", "2026-02-01"], "不在工作小组"),
        (vec!["handover", "2026-XXXX", "--to", "jia", "--told", "话"], "没有"),
        (vec!["handover", &number, "--to", "jia", "--told", "话", "--approved-by", "jia"], "本人"),
        (vec!["handover", &number, "--to", "jia", "--told", "话", "--approved-by", "yan", "--role", "不存在"], "角色"),
    ] {
        let refused = sandbox.run(&[&["-C", "s"], &args[..], &["--out", "x.html", "--as", "html"]].concat());
        assert_eq!(refused.status, 2, "{args:?} {}", refused.stdout);
        assert!(refused.stderr.contains(told) && refused.stderr.contains("怎么办"), "{args:?}: {}", refused.stderr);
    }
    assert!(!sandbox.path("x.html").exists());
}

fn sign(told: &serde_json::Value, code: &str) -> String {
    let signs = told["signs"].as_array().unwrap();
    let found = signs.iter().find(|sign| sign["code"] == code);
    found.unwrap_or_else(|| panic!("no {code} in {told}"))["state"].as_str().unwrap().to_owned()
}

#[test]
fn the_doctor_names_what_is_missing_and_is_content_once_it_is_there() {
    let sandbox = sealed_school();
    life(&sandbox);
    let doctor = |more: &[&str]| {
        let ran = sandbox.run(&[&["-C", "s", "doctor", "--format", "json"], more].concat());
        (ran.status, ran.json())
    };
    let (status, told) = doctor(&[]);
    assert_eq!((status, sign(&told, "backup")), (1, "mend".to_owned()));
    for code in ["readable", "guide", "clock", "keys", "recovery", "space", "left_over", "identity"] {
        assert_eq!(sign(&told, code), "well", "{code}: {told}");
    }
    ok(&sandbox, &["backup", "stick"]);
    assert_eq!(sign(&doctor(&[]).1, "backup"), "note", "nobody said how often");
    let settings = fs::read_to_string(sandbox.path("s/crisis.toml")).unwrap();
    fs::write(sandbox.path("s/crisis.toml"), settings.replacen("guide =", "backup_every = \"7d\"\nguide =", 1))
        .unwrap();
    assert_eq!(sign(&doctor(&[]).1, "backup"), "well");
    assert_eq!(sign(&doctor(&["--now", "2026-03-20 08:00"]).1, "backup"), "mend", "fourteen days later");
    let (_, past) = doctor(&["--now", "2026-03-01 08:00"]);
    assert_eq!(sign(&past, "clock"), "mend", "a present before the last record");
    fs::write(sandbox.path("s/cases/.crisis-a1.tmp"), "half").unwrap();
    fs::create_dir_all(sandbox.path("s/letters")).unwrap();
    assert_eq!(sign(&doctor(&[]).1, "left_over"), "mend");
    fs::remove_file(sandbox.path("s/cases/.crisis-a1.tmp")).unwrap();
    fs::write(sandbox.path("s/letters/x.html"), "clear").unwrap();
    assert_eq!(sign(&doctor(&[]).1, "left_over"), "mend");
    fs::remove_file(sandbox.path("s/letters/x.html")).unwrap();
    fs::remove_file(crate::sealed::case(&sandbox).join("case.yaml.age")).unwrap();
    assert_eq!(sign(&doctor(&[]).1, "readable"), "mend");
    fs::rename(sandbox.path(".config"), sandbox.path("away")).unwrap();
    let (_, keyless) = doctor(&[]);
    assert_eq!((sign(&keyless, "keys"), sign(&keyless, "identity")), ("mend".to_owned(), "note".to_owned()));
}

#[test]
fn the_doctor_needs_no_repository_and_says_how_to_mend() {
    let sandbox = Sandbox::empty();
    let bare = sandbox.run_with(&["doctor"], &[("LANG", "zh_CN.GBK")]);
    assert_eq!(bare.status, 1, "{}", bare.stdout);
    assert!(bare.stdout.contains("补　编码") && bare.stdout.contains("LANG=zh_CN.UTF-8"), "{}", bare.stdout);
    assert!(bare.stdout.contains("这里没有档案库"), "{}", bare.stdout);
    let told = sandbox.run_with(&["doctor", "--format", "json"], &[("LANG", "zh_CN.UTF-8")]).json();
    assert_eq!(sign(&told, "encoding"), "well");
    for sign in told["signs"].as_array().unwrap() {
        assert!(sign["state"] == "well" || sign["fix"].as_str().is_some_and(|fix| !fix.is_empty()), "{sign}");
    }
    sandbox.ok(&["-i", "key.txt", "key", "new", "--no-input"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(sandbox.path("key.txt"), fs::Permissions::from_mode(0o644)).unwrap();
        let open = sandbox.run(&["-i", "key.txt", "doctor", "--format", "json"]).json();
        assert_eq!(sign(&open, "identity"), "mend");
    }
}
