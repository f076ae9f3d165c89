//! A sealed repository through the real binary: nothing readable on the disk, nothing lost, nobody locked out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::common::sandbox::{Ran, Sandbox, words};

/// Everything about people that the life of a case types in.
const SECRETS: [&str; 13] = [
    "林示例",
    "20260142",
    "高二七班",
    "林样本",
    "13800000000",
    "反复讲没有意思",
    "写告别的话",
    "持续低落两周",
    "希望先不告诉同学",
    "电话里说会来接",
    "家庭里的事",
    "聊天截图",
    "图里的内容",
];

const OPEN: &str = "open --student 林示例 --student-id 20260142 --class 高二七班 --guardian 林样本,父亲,13800000000 \
     --known '2026-03-05 21:30' --finder 丁假设 --saw 反复讲没有意思 --injury none --no-input";

const ASSESS: &str = "assess 20260142 --dimension 情绪=持续低落两周 --dimension 行为表现=写告别的话 --level 严重 \
     --crisis yes --refer yes --voice 希望先不告诉同学 --no-input";

/// A school in the folder `s`, sealed, with the first member's key where the system keeps such things.
pub fn sealed_school() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.ok(&["init", "s", "--no-git", "--school", "示例实验高中", "--recovery-sheet", "sheet.html", "--no-input"]);
    sandbox
}

pub fn ok(sandbox: &Sandbox, args: &[&str]) -> Ran {
    sandbox.ok(&[&["-C", "s"], args].concat())
}

fn fails(sandbox: &Sandbox, args: &[&str]) -> Ran {
    let before = sandbox.files();
    let ran = sandbox.run(&[&["-C", "s"], args].concat());
    assert_eq!(ran.status, 2, "{args:?}\n{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("错误：") && ran.stderr.contains("怎么办："), "{}", ran.stderr);
    assert!(sandbox.files() == before, "{args:?} wrote something");
    ran
}

/// Two cases with a few records and a filed document.
pub fn life(sandbox: &Sandbox) {
    ok(sandbox, &words(OPEN));
    ok(sandbox, &words(ASSESS));
    fs::write(sandbox.path("聊天截图.png"), "图里的内容").unwrap();
    let photo = "attach 20260142 聊天截图.png --category 有关照片和图片 --provided-by 父亲 --basis 家长提供 --no-input";
    ok(sandbox, &words(photo));
    ok(sandbox, &["refer", "20260142", "--to", "市精神卫生中心", "--reason", "持续低落两周", "--no-input"]);
    let other =
        "open --student 周样例 --known '2026-03-05 20:00' --finder 丁假设 --saw 家庭里的事 --injury none --no-input";
    ok(sandbox, &words(other));
}

pub fn cases(sandbox: &Sandbox) -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> =
        fs::read_dir(sandbox.path("s/cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

/// The folder of the student who has everything.
pub fn case(sandbox: &Sandbox) -> PathBuf {
    let number = ok(sandbox, &["show", "20260142", "--format", "json"]).json()["case"].as_str().unwrap().to_owned();
    sandbox.path("s/cases").join(number)
}

pub fn number(folder: &Path) -> String {
    folder.file_name().unwrap().to_str().unwrap().to_owned()
}

fn sealed_files(folder: &Path) -> Vec<PathBuf> {
    let below = |name: &str| fs::read_dir(folder.join(name)).into_iter().flatten().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        below("").chain(below("records")).chain(below("materials")).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

pub fn audit(sandbox: &Sandbox) -> String {
    ok(sandbox, &["audit", "--format", "json", "--deny", "never"]).stdout
}

fn nothing_readable(sandbox: &Sandbox) {
    for (name, bytes) in sandbox.files().iter().filter(|(name, _)| name.starts_with("s/")) {
        for secret in SECRETS {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found && !name.contains(secret), "{name} holds {secret}");
        }
    }
}

pub fn everything_sealed(sandbox: &Sandbox) {
    for file in cases(sandbox).iter().flat_map(|case| sealed_files(case)) {
        assert!(fs::read(&file).unwrap().starts_with(b"age-encryption.org/v1"), "{}", file.display());
    }
}

#[test]
fn after_a_whole_life_no_file_holds_a_word() {
    let sandbox = sealed_school();
    life(&sandbox);
    let folder = case(&sandbox);
    let number = number(&folder);
    let report = fs::read_dir(folder.join("records")).unwrap().count();
    assert_eq!(report, 4);
    let called =
        format!("record contact {number} --with 林样本 --via 电话 --reached yes --said 电话里说会来接 --no-input");
    ok(&sandbox, &words(&called));
    let again = "report --student 林示例 --student-id 20260142 --known '2026-03-07 10:00' --finder 丁假设 \
         --saw 写告别的话 --injury none --no-input";
    ok(&sandbox, &words(again));
    let waiting = ok(&sandbox, &["intake", "list", "--format", "json"]).json();
    ok(&sandbox, &["intake", "accept", waiting[0]["intake"].as_str().unwrap(), "--case", &number]);
    ok(&sandbox, &["member", "add", "moral", "--name", "陈虚构", "--role", "moral_education_director"]);
    ok(&sandbox, &["key", "recovery", "--recovery-sheet", "again.html"]);
    everything_sealed(&sandbox);
    nothing_readable(&sandbox);
    assert!(ok(&sandbox, &["show", &number, "--full"]).stdout.contains("电话里说会来接"));
    assert!(sandbox.files().iter().all(|(name, _)| !name.contains(".tmp") && !name.starts_with("s/letters")));
}

#[test]
fn an_audit_of_a_sealed_copy_says_the_same() {
    let sandbox = Sandbox::empty();
    sandbox.ok(&["init", "s", "--no-git", "--school", "示例实验高中", "--plain"]);
    life(&sandbox);
    let (plain, shown) = (audit(&sandbox), ok(&sandbox, &["show", "20260142", "--format", "json"]).stdout);
    let before = sandbox.files();
    let public = sandbox.ok(&["key", "new"]).stdout;
    fails(&sandbox, &["seal", "--recovery-sheet", "sheet.html"]);
    ok(&sandbox, &["member", "key", "keeper", public.trim()]);
    ok(&sandbox, &["seal", "--recovery-sheet", "sheet.html"]);
    everything_sealed(&sandbox);
    assert_eq!(audit(&sandbox), plain);
    assert_eq!(ok(&sandbox, &["show", "20260142", "--format", "json"]).stdout, shown);
    ok(&sandbox, &["unseal"]);
    let of_cases = |files: Vec<(String, Vec<u8>)>| {
        files.into_iter().filter(|(name, _)| name.starts_with("s/cases")).collect::<Vec<_>>()
    };
    assert!(of_cases(sandbox.files()) == of_cases(before), "every byte and every name is back");
    assert_eq!(audit(&sandbox), plain);
}

#[test]
fn an_audit_reads_a_sealed_document_when_it_is_told_to() {
    let sandbox = sealed_school();
    life(&sandbox);
    fs::write(sandbox.path("扫描.txt"), "今后一切后果自负。").unwrap();
    ok(&sandbox, &words("attach 20260142 扫描.txt --category agreement_guardian --no-input"));
    let tells = |more: &[&str]| {
        let args = [&["audit", "20260142", "--deny", "never"], more].concat();
        ok(&sandbox, &args).stdout.contains("后果自负")
    };
    assert!(!tells(&[]) && tells(&["--bytes"]));
}

#[test]
fn who_has_no_key_sees_a_number_and_a_grant_opens() {
    let sandbox = sealed_school();
    life(&sandbox);
    let folder = case(&sandbox);
    let number = number(&folder);
    let other = ["-i", "other.txt", "--by", "ding"];
    let public = sandbox.ok(&["-i", "other.txt", "key", "new"]).stdout;
    ok(&sandbox, &["member", "add", "ding", "--name", "丁假设", "--role", "class_teacher", "--key", public.trim()]);
    let theirs = |args: &[&str]| sandbox.run(&[&["-C", "s"], &other[..], args].concat());
    let audit = theirs(&["audit", "--format", "json"]);
    assert_eq!(audit.status, 0, "{}", audit.stderr);
    assert!(audit.stdout.contains("K01") && audit.stdout.contains(&number) && !audit.stdout.contains("林示例"));
    assert!(theirs(&["list"]).stdout.contains("无权打开"));
    let shut = theirs(&["show", &number]);
    assert!(shut.status == 2 && shut.stderr.contains("无权打开"), "{}", shut.stderr);
    fails(&sandbox, &["grant", &number, "ding", "--why", "本班", "--approved-by", "ding"]);
    ok(&sandbox, &["grant", &number, "ding", "--why", "本班", "--approved-by", "keeper", "--until", "2026-03-20"]);
    assert!(theirs(&["show", &number, "--full"]).stdout.contains("林示例"));
    let late = sandbox.run(&["-C", "s", "audit", &number, "--format", "json", "--now", "2026-03-21 08:00"]);
    assert!(late.stdout.contains("K03"), "{}", late.stdout);
    let records = sealed_files(&folder);
    let before: Vec<Vec<u8>> = records.iter().map(|file| fs::read(file).unwrap()).collect();
    ok(&sandbox, &["revoke", &number, "ding", "--why", "换班"]);
    assert_eq!(theirs(&["show", &number]).status, 2);
    for (file, before) in records.iter().zip(before) {
        assert_ne!(fs::read(file).unwrap(), before, "{} is sealed anew", file.display());
    }
    assert!(ok(&sandbox, &["show", &number, "--full"]).stdout.contains("林示例"));
    let lone = sandbox.run_with(&["-C", "s", "audit"], &[("CRISIS_IDENTITY", "nobody.txt")]);
    assert_eq!(lone.status, 2);
}

#[test]
fn one_holder_is_too_few_and_clear_text_is_told() {
    let sandbox = sealed_school();
    life(&sandbox);
    let path = sandbox.path("s/crisis.toml");
    let config = fs::read_to_string(&path).unwrap();
    let alone = config.lines().filter(|line| !line.starts_with("recovery")).collect::<Vec<_>>().join("\n");
    fs::write(&path, alone).unwrap();
    assert!(audit(&sandbox).contains("K02"));
    fs::write(&path, config).unwrap();
    assert!(!audit(&sandbox).contains("K0"));
    fs::write(case(&sandbox).join("materials/m4t9-file.txt"), "图里的内容").unwrap();
    assert!(audit(&sandbox).contains("K05"));
    ok(&sandbox, &["seal"]);
    nothing_readable(&sandbox);
}

#[test]
fn a_member_who_leaves_loses_the_key_when_the_cases_are_sealed_anew() {
    let sandbox = sealed_school();
    life(&sandbox);
    let number = number(&case(&sandbox));
    let other = ["-i", "other.txt", "--by", "wei"];
    let public = sandbox.ok(&["-i", "other.txt", "key", "new"]).stdout;
    ok(&sandbox, &["member", "add", "wei", "--name", "魏虚构", "--role", "counsellor", "--key", public.trim()]);
    let theirs = || sandbox.run(&[&["-C", "s"], &other[..], &["show", &number]].concat()).status;
    assert_eq!(theirs(), 0);
    assert!(ok(&sandbox, &["member", "leave", "wei"]).stderr.contains("crisis 封存"));
    assert_eq!(theirs(), 0, "the last day is a day of work");
    let after = ["--now", "2026-03-07 08:00"];
    let audit = sandbox.run(&[&["-C", "s", "audit", &number, "--format", "json"], &after[..]].concat());
    assert!(audit.stdout.contains("K04"), "{}", audit.stdout);
    ok(&sandbox, &[&["seal"], &after[..]].concat());
    assert_eq!(theirs(), 2);
}

#[test]
fn a_copy_leaves_only_where_somebody_says_and_is_on_record_sealed() {
    let sandbox = sealed_school();
    life(&sandbox);
    let copy = ["print", "20260142", "assessment", "--for", "institution", "--recipient", "某某医院"];
    let copy = [&copy[..], &["--basis", "监护人同意", "--to", "html"]].concat();
    assert!(fails(&sandbox, &copy).stderr.contains("--out"));
    let out = sandbox.path("copy.html");
    ok(&sandbox, &[&copy[..], &["--out", out.to_str().unwrap()]].concat());
    let copy = fs::read_to_string(&out).unwrap();
    assert!(copy.contains("写告别的话") && !copy.contains("希望先不告诉同学"), "the institution sees part of it");
    nothing_readable(&sandbox);
    everything_sealed(&sandbox);
    assert!(ok(&sandbox, &["show", "20260142", "--full"]).stdout.contains("某某医院"));
}

/// A record under the name of another would hide that other.
#[test]
fn a_file_under_another_name_is_told() {
    let sandbox = sealed_school();
    life(&sandbox);
    let records = case(&sandbox).join("records");
    let mut files: Vec<PathBuf> = fs::read_dir(&records).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    fs::copy(&files[0], &files[1]).unwrap();
    assert!(fails(&sandbox, &words(ASSESS)).stderr.contains("文件名与其中的记录编号不符"));
}

#[test]
fn a_report_is_for_the_team_alone() {
    let sandbox = sealed_school();
    let elsewhere = [("HOME", "/nonexistent"), ("APPDATA", "C:\\nonexistent")];
    let args = words(
        "-C s report --student 林示例 --known '2026-03-05 21:30' --finder 丁假设 --saw 家庭里的事 --injury none --no-input",
    );
    let sent = sandbox.run_with(&args, &elsewhere);
    assert_eq!(sent.status, 0, "{}", sent.stderr);
    nothing_readable(&sandbox);
    assert_eq!(sandbox.run_with(&["-C", "s", "intake", "list"], &elsewhere).status, 2);
    let waiting = ok(&sandbox, &["intake", "list", "--format", "json"]).json();
    let id = waiting[0]["intake"].as_str().unwrap();
    assert_eq!(waiting[0]["student"], "林示例");
    ok(&sandbox, &["intake", "accept", id]);
    assert!(ok(&sandbox, &["show", "林示例", "--full"]).stdout.contains("家庭里的事"));
    assert!(ok(&sandbox, &["intake", "list"]).stdout.contains("没有等待受理"));
}

#[test]
fn a_case_is_destroyed_by_two_and_leaves_a_stone() {
    let sandbox = sealed_school();
    life(&sandbox);
    let folder = case(&sandbox);
    let number = number(&folder);
    let destroy = ["destroy", &number, "--why", "保管期满", "--approved-by", "head"];
    ok(&sandbox, &["member", "add", "head", "--name", "严示例", "--role", "principal"]);
    assert!(fails(&sandbox, &destroy).stderr.contains("还没有结束"));
    ok(
        &sandbox,
        &["close", &number, "--outcome", "危机解除", "--reason", "稳定", "--although", "已转到外校", "--no-input"],
    );
    assert!(fails(&sandbox, &destroy).stderr.contains("保管期限"));
    let config = fs::read_to_string(sandbox.path("s/crisis.toml")).unwrap();
    fs::write(sandbox.path("s/crisis.toml"), config.replacen("guide =", "retention = \"3y\"\nguide =", 1)).unwrap();
    assert!(fails(&sandbox, &destroy).stderr.contains("未满"));
    let later = [&destroy[..], &["--now", "2029-04-01 08:00"]].concat();
    let own = [&later[..4], &["--approved-by", "keeper", "--now", "2029-04-01 08:00"]].concat();
    assert!(fails(&sandbox, &own).stderr.contains("自己"));
    for (said, flag) in [(&later[..2], "--why"), (&later[..4], "--approved-by")] {
        assert!(fails(&sandbox, &[said, &later[6..]].concat()).stderr.contains(flag));
    }
    crate::examples::copy(&folder, &sandbox.path("before"));
    let done = ok(&sandbox, &later);
    assert!(done.stdout.contains("销毁证明") && done.stdout.contains("严示例"));
    assert!(!folder.exists());
    // As a run leaves it that was cut off after it had written the stone.
    crate::examples::copy(&sandbox.path("before"), &folder);
    let seen = sandbox.run(&["-C", "s", "verify"]);
    assert!(seen.status == 1 && seen.stdout.contains(&format!("crisis 销毁 {number}")), "{}", seen.stdout);
    assert!(ok(&sandbox, &["destroy", &number]).stdout.contains("严示例"));
    assert!(!folder.exists() && ok(&sandbox, &["verify"]).status == 0);
    let stone = fs::read_to_string(sandbox.path("s/destroyed").join(format!("{number}.yaml"))).unwrap();
    assert!(stone.contains("approved_by: head") && !stone.contains("林"));
}

#[cfg(unix)]
#[test]
fn an_edit_is_checked_before_it_is_taken() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = sealed_school();
    life(&sandbox);
    let folder = case(&sandbox);
    let edit = |script: &str| {
        let path = sandbox.path("editor.sh");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let env = [("EDITOR", path.to_str().unwrap()), ("PATH", "/usr/bin:/bin")];
        sandbox.run_with(&["-C", "s", "edit", "20260142"], &env)
    };
    let before = fs::read(folder.join("case.yaml.age")).unwrap();
    assert_eq!(edit("echo 'studnet: x' > \"$1\"").status, 2);
    assert_eq!(fs::read(folder.join("case.yaml.age")).unwrap(), before);
    let done = edit("sed -i 's/高二七班/高二八班/' \"$1\"");
    assert_eq!(done.status, 0, "{}", done.stderr);
    assert!(ok(&sandbox, &["show", "20260142", "--full"]).stdout.contains("高二八班"));
    nothing_readable(&sandbox);
}

#[test]
fn what_is_damaged_is_told_and_nothing_is_written() {
    let sandbox = sealed_school();
    life(&sandbox);
    let folder = case(&sandbox);
    let number = number(&folder);
    let other = cases(&sandbox).into_iter().find(|path| *path != folder).unwrap();
    let write = ["record", "contact", &number, "--with", "林样本", "--via", "电话", "--reached", "yes", "--no-input"];
    let record = fs::read_dir(folder.join("records")).unwrap().next().unwrap().unwrap().path();
    let foreign = fs::read(fs::read_dir(other.join("records")).unwrap().next().unwrap().unwrap().path()).unwrap();
    for path in [record, folder.join("case.yaml.age"), folder.join("key.age")] {
        let whole = fs::read(&path).unwrap();
        let mut flipped = whole.clone();
        *flipped.last_mut().unwrap() ^= 1;
        for broken in [whole[..whole.len() - 7].to_vec(), flipped, Vec::new(), foreign.clone()] {
            fs::write(&path, broken).unwrap();
            let told = fails(&sandbox, &write).stderr;
            assert!(!told.contains("林示例"), "{told}");
            assert_eq!(sandbox.run(&["-C", "s", "show", &number]).status, 2);
            fs::write(&path, &whole).unwrap();
        }
    }
    sandbox.ok(&["-i", "stranger.txt", "key", "new"]);
    fails(&sandbox, &[&["-i", "stranger.txt", "--by", "keeper"], &write[..]].concat());
    fs::write(sandbox.path("junk.txt"), "AGE-SECRET-KEY-1JUNK").unwrap();
    fails(&sandbox, &[&["-i", "junk.txt"], &write[..]].concat());
    let key = fs::read(folder.join("key.age")).unwrap();
    fs::remove_file(folder.join("key.age")).unwrap();
    fails(&sandbox, &write);
    fs::write(folder.join("key.age"), key).unwrap();
    ok(&sandbox, &write);
}

/// The key that a sheet of paper shows.
fn written_on(sheet: &Path) -> String {
    let page = fs::read_to_string(sheet).unwrap();
    let start = page.find("<p class=\"key\"><code>").unwrap() + 21;
    page[start..start + page[start..].find('<').unwrap()].to_owned()
}

#[test]
fn two_of_three_sheets_open_everything_and_their_use_is_on_record() {
    let sandbox = Sandbox::empty();
    sandbox.ok(&[
        "init",
        "s",
        "--no-git",
        "--school",
        "示例实验高中",
        "--recovery-sheet",
        "sheet.html",
        "--split",
        "--no-input",
    ]);
    life(&sandbox);
    for sheet in ["1", "2", "3"] {
        fs::write(sandbox.path(sheet), written_on(&sandbox.path(&format!("sheet-{sheet}.html")))).unwrap();
    }
    fails(&sandbox, &["key", "join", "1", "1", "--out", "recovery.txt", "--why", "钥匙丢失"]);
    ok(&sandbox, &["key", "join", "3", "1", "--out", "recovery.txt", "--why", "钥匙丢失"]);
    assert_eq!(fs::read_dir(sandbox.path("s/recovery")).unwrap().count(), 1);
    fs::remove_dir_all(sandbox.path(".config")).unwrap();
    assert_eq!(sandbox.run(&["-C", "s", "show", "20260142"]).status, 2);
    assert!(sandbox.ok(&["-C", "s", "-i", "recovery.txt", "show", "20260142"]).stdout.contains("林示例"));
    let inside =
        sandbox.run(&["init", "t", "--no-git", "--school", "某校", "--recovery-sheet", "t/sheet.html", "--no-input"]);
    assert!(inside.status == 2 && inside.stderr.contains("不能放在档案库里"), "{}", inside.stderr);
    assert!(!sandbox.path(".config").exists(), "nothing is made before everything can be");
}

#[test]
fn a_key_is_made_once_shown_and_carried_over() {
    let sandbox = Sandbox::empty();
    let public = sandbox.ok(&["key", "new"]).stdout;
    assert_eq!(sandbox.ok(&["key", "show"]).stdout, public);
    let again = sandbox.run(&["key", "new"]);
    assert!(again.status == 2 && again.stderr.contains("不会覆盖"));
    sandbox.ok(&["-i", "copy.txt", "key", "import", ".config/crisis/identity.txt"]);
    assert_eq!(sandbox.ok(&["-i", "copy.txt", "key", "show"]).stdout, public);
    let asked = sandbox.run(&["key", "passphrase", "--no-input"]);
    assert!(asked.status == 2 && asked.stderr.contains("终端"), "{}", asked.stderr);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(sandbox.path("copy.txt")).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
    }
}

/// `None` where there is no stock `age` on the machine; CI installs it.
fn stock(args: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    use std::io::Write;
    let mut command = Command::new("age");
    let mut child = command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    child.stdin.take().unwrap().write_all(input).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "age {args:?}");
    Some(done.stdout)
}

#[test]
fn the_stock_program_opens_everything_and_its_files_are_read() {
    let sandbox = sealed_school();
    life(&sandbox);
    let folder = case(&sandbox);
    let sheet = fs::read_to_string(sandbox.path("sheet.html")).unwrap();
    let at = sheet.find("AGE-SECRET-KEY-1").unwrap();
    fs::write(sandbox.path("recovery.txt"), &sheet[at..at + 74]).unwrap();
    let case_key = sandbox.path("case.txt");
    for identity in ["recovery.txt", ".config/crisis/identity.txt"] {
        let identity = sandbox.path(identity);
        let key = ["-d", "-i", identity.to_str().unwrap(), folder.join("key.age").to_str().unwrap()].map(str::to_owned);
        let Some(key) = stock(&key.each_ref().map(String::as_str), b"") else { return };
        fs::write(&case_key, key).unwrap();
        for file in sealed_files(&folder).iter().filter(|file| !file.ends_with("key.age")) {
            let opened = stock(&["-d", "-i", case_key.to_str().unwrap(), file.to_str().unwrap()], b"").unwrap();
            assert!(
                opened.starts_with(b"---\nid:") || opened.starts_with(b"# crisis") || opened == "图里的内容".as_bytes()
            );
        }
    }
    let text = "---\nid: zzzz\nkind: contact\nepisode: 1\nat: 2026-03-06T09:00+08:00\nby: keeper\nwritten: 2026-03-06T09:00+08:00\nwith: 某人\nvia: 电话\nreached: true\n---\n手工写的\n";
    let made = stock(&["-e", "-i", case_key.to_str().unwrap()], text.as_bytes()).unwrap();
    fs::write(folder.join("records/zzzz.md.age"), made).unwrap();
    assert!(ok(&sandbox, &["show", "20260142", "--full"]).stdout.contains("手工写的"));
    let recovered = sandbox.ok(&["-C", "s", "-i", "recovery.txt", "audit", "--deny", "never"]);
    assert!(!recovered.stdout.contains("K01"));
}

/// Two students of one event, in a plain and in a sealed repository: every mouth says the same of the second folder, also
/// where only a correction tells that the first one was there.
#[test]
fn what_the_folder_of_a_fellow_says_is_known_everywhere() {
    let plain = || {
        let school = Sandbox::empty();
        school.ok(&["init", "s", "--no-git", "--school", "示例实验高中", "--plain", "--no-input"]);
        school
    };
    for (school, is_corrected) in [(plain(), false), (plain(), true), (sealed_school(), false), (sealed_school(), true)]
    {
        let open = |student: &str, more: &[&str]| {
            let said = ["open", "--student", student, "--finder", "丁假设", "--saw", "话", "--stays-with", "丁假设"];
            let known = ["--known", "昨天 21:30", "--no-input", "--format", "json"];
            ok(&school, &[&said[..], &known, more].concat()).json()["record"].as_str().unwrap().to_owned()
        };
        if is_corrected {
            let report = open("林示例", &[]);
            let said = ["--wrong", "没写事件", "--right", "同一事件", "--set", "event=0305事件"];
            ok(&school, &[&["amend", "林示例", &report][..], &said].concat());
        } else {
            open("林示例", &["--event", "0305事件"]);
        }
        open("叶示例", &["--event", "0305事件"]);
        // As owed, not in a remark on what is done.
        let owed = |more: &[&str]| {
            let told = school.run(&[&["-C", "s"], more].concat()).stdout;
            told.lines().filter(|line| line.contains("D06") && !line.contains("说明")).count()
        };
        let everywhere = || [owed(&["next", "叶示例"]), owed(&["audit", "叶示例"]), owed(&["audit"]), owed(&["due"])];
        let before = everywhere();
        assert!(before.iter().all(|count| *count > 0), "{before:?}");
        let taught =
            ["record", "follow_up", "林示例", "--state", "平稳", "--protect-others", "上一堂班会课", "--no-input"];
        ok(&school, &taught);
        assert_eq!(everywhere(), [0; 4]);
        let shown = ok(&school, &["show", "叶示例", "--full"]).stdout;
        assert!(shown.contains("见同一事件的另一份档案") && !shown.contains("班会课"), "{shown}");
    }
}

/// What can be made again goes when a repository is sealed, and that is said.
#[test]
fn letters_and_drafts_do_not_stay_in_clear() {
    let school = Sandbox::school();
    school.ok(&words("open --student 林示例 --known '昨天 21:30' --finder 丁假设 --saw 话 --by keeper"));
    school.ok(&["refer", "林示例", "--to", "某医院", "--reason", "请检查", "--by", "keeper"]);
    std::fs::create_dir_all(school.path("drafts")).unwrap();
    std::fs::write(school.path("drafts/open.yaml"), "saved: 2026-03-06\nanswers: { saw: 一句话 }\n").unwrap();
    let key = tempfile::tempdir().unwrap();
    let (identity, sheet) = (key.path().join("me.txt"), key.path().join("paper.html"));
    let (identity, sheet) = (identity.display().to_string(), sheet.display().to_string());
    let made = school.ok(&["key", "new", "--identity", &identity]).stdout;
    let public = made.split_whitespace().find(|word| word.starts_with("age1")).unwrap().to_owned();
    school.ok(&["member", "key", "keeper", &public]);
    let sealed = school.ok(&["seal", "--identity", &identity, "--recovery-sheet", &sheet, "--by", "keeper"]);
    assert!(sealed.stderr.contains("letters/") && sealed.stderr.contains("drafts/open.yaml"), "{}", sealed.stderr);
    let left: Vec<_> = school
        .files()
        .into_iter()
        .filter(|(name, _)| name.starts_with("letters") || name.starts_with("drafts"))
        .collect();
    assert!(left.is_empty());
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(school.files().iter().all(|(_, bytes)| !text(bytes).contains("一句话") && !text(bytes).contains("林示例")));
}
