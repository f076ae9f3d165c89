//! `archive`, `verify` of a bag, `restore`: a case leaves, stands on its own, and comes back as it was.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::sandbox::Sandbox;
use crate::examples::{copy, here};
use crate::sealed::{life, ok, sealed_school};

/// An ended case that may be archived, one with an accepted open point or none, and one that is open.
const RESTS: &str = "2026-Y3K5";
const OPEN: &str = "2026-6Q88";
const NOW: &str = "2026-06-18 09:00";

/// The example school in the folder `s`.
fn school() -> Sandbox {
    let sandbox = Sandbox::empty();
    copy(&here("examples/shiyan"), &sandbox.path("s"));
    sandbox
}

fn run(school: &Sandbox, args: &[&str]) -> (i32, String) {
    run_at(school, NOW, args)
}

fn run_at(school: &Sandbox, now: &str, args: &[&str]) -> (i32, String) {
    let ran = school.run(&[&["-C", "s", "--now", now], args].concat());
    (ran.status, format!("{}{}", ran.stdout, ran.stderr))
}

/// With the programs of this machine, the one that prints among them.
fn run_printing(school: &Sandbox, now: &str, args: &[&str]) -> (i32, String) {
    let path = std::env::var("PATH").unwrap_or_default();
    let ran = school.run_with(&[&["-C", "s", "--now", now], args].concat(), &[("PATH", &path)]);
    (ran.status, format!("{}{}", ran.stdout, ran.stderr))
}

/// Every file below a folder, with its bytes.
fn files(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<_> = walkdir::WalkDir::new(root)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(root).unwrap().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect();
    all.sort();
    all
}

/// What the reference program of the Library of Congress says of a bag; `None` where it is not installed (`pip install
/// bagit`), which only the project's own check does not put up with.
#[expect(clippy::disallowed_macros, clippy::print_stderr, reason = "whoever runs the tests should know")]
pub fn others_say(bag: &Path) -> Option<bool> {
    let done = Command::new("bagit.py").arg("--validate").arg(bag).output().ok();
    if done.is_none() {
        eprintln!("not asked: bagit.py is not installed (pip install bagit)");
    }
    assert!(done.is_some() || std::env::var_os("CI").is_none(), "bagit.py is not installed");
    done.map(|done| done.status.success())
}

#[test]
fn a_bag_stands_on_its_own_and_is_the_same_every_time() {
    let school = school();
    let before = files(&school.path("s/cases"));
    let (status, told) = run_printing(&school, "2026-11-02 09:00", &["archive", RESTS, "--out", "one"]);
    assert_eq!(status, 0, "{told}");
    let bag = school.path("one").join(RESTS);
    for name in [
        "bagit.txt",
        "bag-info.txt",
        "README.txt",
        "data/case/case.yaml",
        "data/audit.json",
        "data/guide/shiyan.toml",
        "data/read/archive-catalogue-1.html",
        "data/read/timeline-1.html",
    ] {
        assert!(bag.join(name).is_file(), "{name}");
    }
    let is_printed = bag.join("data/read/archive-catalogue-1.pdf").is_file();
    assert!(is_printed != told.contains("包里没有 PDF"), "{told}");
    assert!(is_printed || std::env::var_os("CI").is_none() || cfg!(windows), "nothing here prints");
    assert_eq!(files(&bag.join("data/case")), files(&school.path("s/cases").join(RESTS)), "the case as it lies there");
    #[cfg(unix)]
    for entry in walkdir::WalkDir::new(school.path("one")).into_iter().map(Result::unwrap) {
        use std::os::unix::fs::PermissionsExt;
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "nobody else reads {}", entry.path().display());
    }
    assert_eq!(files(&school.path("s/cases")), before, "and there it stays as it was");
    assert_ne!(others_say(&bag), Some(false), "bagit.py refuses it");
    let info = fs::read_to_string(bag.join("bag-info.txt")).unwrap();
    assert!(info.contains("Crisis-Case: 2026-Y3K5") && info.contains("Payload-Oxum: "), "{info}");
    let name = fs::read_to_string(school.path("s/cases").join(RESTS).join("case.yaml")).unwrap();
    let name = name.lines().find_map(|line| line.trim().strip_prefix("name: ")).unwrap().to_owned();
    for tag in ["bag-info.txt", "README.txt", "manifest-sha256.txt"] {
        assert!(!fs::read_to_string(bag.join(tag)).unwrap().contains(&name), "{tag} names somebody");
    }
    let (status, told) = run_printing(&school, "2026-11-02 10:00", &["archive", RESTS, "--out", "two"]);
    assert_eq!(status, 0, "{told}");
    let again = files(&school.path("two").join(RESTS));
    let other: Vec<_> = files(&bag).into_iter().filter(|file| !again.contains(file)).map(|(name, _)| name).collect();
    assert!(other.is_empty() && again.len() == files(&bag).len(), "the same case, the same bytes: {other:?}");
    let noted = fs::read_to_string(school.path("s/archived").join(format!("{RESTS}.yaml"))).unwrap();
    assert!(noted.matches("sha256:").count() == 2 && !noted.contains(&name), "{noted}");
    let (status, told) = run(&school, &["show", RESTS]);
    assert!(status == 0 && told.contains("已归档　2026-11-02") && !told.contains("现在没有了"), "{told}");
    let earlier = run(&school, &["show", RESTS, "--as-of", "2026-05-01"]).1;
    assert!(!earlier.contains("已归档"), "{earlier}");
    let (status, told) = run(&school, &["archive", "--no-pdf", RESTS, "--out", "one"]);
    assert!(status == 2 && told.contains("已有这个包"), "{told}");
    fs::create_dir(school.path("two/.crisis-x.tmp")).unwrap();
    // Of an earlier version, or somebody's own.
    fs::create_dir(school.path("two/.new-x")).unwrap();
    let (status, told) = run(&school, &["archive", "--no-pdf", OPEN, "--out", "two", "--although", "试"]);
    assert_eq!(status, 0, "{told}");
    assert_eq!(
        school.path("two/.crisis-x.tmp").exists(),
        cfg!(windows),
        "what a killed run left goes, where that can be told"
    );
    assert!(school.path("two/.new-x").exists() && told.contains(".new-x"), "it is named and stays: {told}");
    let (status, told) = run(&school, &["archive", "--no-pdf", RESTS, "--out", "s/bags"]);
    assert!(status == 2 && told.contains("包不能放在档案库里"), "{told}");
    assert!(!school.path("s/bags").exists());
}

#[test]
fn what_is_not_ended_is_archived_only_with_a_reason() {
    let school = school();
    let (status, told) = run(&school, &["archive", "--no-pdf", OPEN, "--out", "out"]);
    assert!(status == 2 && told.contains("尚未结束") && told.contains("--although"), "{told}");
    assert!(!school.path("out").exists() && !school.path("s/archived").exists());
    let (status, told) = run(&school, &["archive", "--no-pdf", OPEN, "--out", "out", "--although", "学校停办"]);
    assert!(status == 0 && told.contains("未了："), "{told}");
    let info = fs::read_to_string(school.path("out").join(OPEN).join("bag-info.txt")).unwrap();
    assert!(info.contains("Crisis-Although: 学校停办") && info.contains("Crisis-Open-Points: "), "{info}");
    let (status, told) = run(&school, &["archive", "--no-pdf", "--term", "2025-2026学年第二学期", "--out", "term"]);
    assert!(status == 1 && told.contains(&format!("{OPEN} 还不能归档")), "{told}");
    assert!(school.path("term").join(RESTS).is_dir() && !school.path("term").join(OPEN).exists());
    let record = fs::read_dir(school.path("s/cases").join(RESTS).join("records")).unwrap().next().unwrap().unwrap();
    let told = run(&school, &["show", RESTS]).1;
    assert!(told.contains("已归档") && !told.contains("现在没有了"), "{told}");
    fs::write(record.path(), "---\nid: [\n---\n").unwrap();
    let (status, told) = run(&school, &["archive", "--no-pdf", RESTS, "--out", "broken", "--although", "某故"]);
    assert!(status == 2 && told.contains("读不出"), "what can't be read is never archived: {told}");
}

#[test]
fn everything_is_looked_at_before_anything_is_written() {
    let school = school();
    let nothing = |told: &str| {
        assert!(!school.path("out").exists() && !school.path("s/archived").exists(), "something was written: {told}");
    };
    let (status, told) = run(&school, &["archive", "--no-pdf", RESTS, OPEN, "--out", "out"]);
    assert!(status == 2 && told.contains(OPEN), "{told}");
    nothing(&told);
    let (status, told) = run(&school, &["archive", "--no-pdf", RESTS, RESTS, "--out", "out", "--dry-run"]);
    assert!(status == 0 && told.contains("将归档 1 份档案"), "{told}");
    nothing(&told);

    let case = school.path("s/cases").join(RESTS);
    for name in ["materials/名单.txt", "materials/旧/a.jpg", "旧/a.md", "备注.txt"] {
        let stray = case.join(name);
        fs::create_dir_all(stray.parent().unwrap()).unwrap();
        fs::write(&stray, "x").unwrap();
        let (status, told) = run(&school, &["archive", "--no-pdf", RESTS, "--out", "out", "--although", "某故"]);
        let is_part = name == "materials/名单.txt";
        assert_eq!(status, if is_part { 0 } else { 2 }, "{name}: {told}");
        if is_part {
            let bag = school.path("out").join(RESTS);
            assert!(files(&bag.join("data/case")) == files(&case), "what lies among the materials goes along");
            fs::remove_dir_all(school.path("out")).unwrap();
            fs::remove_dir_all(school.path("s/archived")).unwrap();
        } else {
            assert!(told.contains("不属于档案的文件"), "{told}");
            nothing(&told);
        }
        fs::remove_file(&stray).unwrap();
        let _ = fs::remove_dir(stray.parent().unwrap());
    }
    fs::write(case.join("materials/Thumbs.db"), "x").unwrap();
    assert_eq!(
        run(&school, &["archive", "--no-pdf", RESTS, "--out", "out", "--dry-run"]).0,
        0,
        "what systems leave behind"
    );

    let material = fs::read_dir(case.join("materials")).unwrap().map(|entry| entry.unwrap().path());
    let material = material.filter(|path| path.extension().is_some_and(|ending| ending == "pdf")).min().unwrap();
    let mut bytes = fs::read(&material).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&material, bytes).unwrap();
    let (status, told) = run(&school, &["archive", "--no-pdf", RESTS, "--out", "out"]);
    assert!(status == 2 && told.contains("与写下时不同"), "{told}");
    nothing(&told);
    let (status, told) = run(&school, &["archive", "--no-pdf", RESTS, "--out", "out", "--although", "原件已毁"]);
    assert!(status == 0 && told.contains("未了：") && told.contains("与写下时不同 1 处"), "{told}");
}

/// What only the other folders show, an audit of the case sees, and so does the archive.
#[test]
fn the_archive_judges_as_the_audit_does() {
    let school = school();
    let archivable = |number: &str| {
        let ran = school.run(&["-C", "s", "--now", NOW, "audit", number, "--format", "json"]);
        ran.json()["cases"].as_array().unwrap().iter().all(|case| case["archivable"] == true)
    };
    assert!(archivable(RESTS));
    let about = |number: &str| school.path("s/cases").join(number).join("case.yaml");
    let own = fs::read_to_string(about(RESTS)).unwrap();
    let id = own.lines().find(|line| line.starts_with("  id: ")).unwrap();
    let other = fs::read_to_string(about(OPEN)).unwrap();
    let same = other.lines().map(|line| if line.starts_with("  id: ") { id } else { line });
    fs::write(about(OPEN), same.collect::<Vec<_>>().join("\n") + "\n").unwrap();
    assert!(!archivable(RESTS), "another folder says that it is about the same student");
    let (status, told) = run(&school, &["archive", "--no-pdf", RESTS, "--out", "out"]);
    assert!(status == 2 && told.contains("还缺") && told.contains("C21"), "{told}");
}

#[test]
fn a_flipped_byte_is_found_and_nothing_of_such_a_bag_comes_back() {
    let school = school();
    run(&school, &["archive", "--no-pdf", RESTS, "--out", "out"]);
    let bag = school.path("out").join(RESTS);
    let path = bag.to_str().unwrap().to_owned();
    assert_eq!(run(&school, &["verify", &path]).0, 0);
    assert_eq!(school.run(&["verify", &path]).status, 0, "no repository is needed");
    for name in ["data/audit.json", "README.txt", "bag-info.txt", "manifest-sha256.txt", "data/case/case.yaml"] {
        let whole = fs::read(bag.join(name)).unwrap();
        let mut flipped = whole.clone();
        flipped[10] ^= 1;
        fs::write(bag.join(name), &flipped).unwrap();
        let (status, told) = run(&school, &["verify", &path]);
        assert!(status == 1 && told.contains(name), "{name}: {told}");
        let (status, told) = run(&school, &["restore", &path]);
        assert!(status == 2 && told.contains("包不完整"), "{told}");
        fs::write(bag.join(name), whole).unwrap();
    }
    let (status, told) = run(&school, &["restore", &path]);
    assert!(status == 2 && told.contains("档案库里已有"), "{told}");
    let before = files(&school.path("s/cases").join(RESTS));
    fs::remove_dir_all(school.path("s/cases").join(RESTS)).unwrap();
    let stone = school.path("s/destroyed").join(format!("{RESTS}.yaml"));
    fs::create_dir_all(stone.parent().unwrap()).unwrap();
    fs::write(&stone, "").unwrap();
    let (status, told) = run(&school, &["restore", &path]);
    assert!(status == 2 && told.contains("已经销毁"), "{told}");
    fs::remove_dir_all(stone.parent().unwrap()).unwrap();
    let (status, told) = run(&school, &["restore", &path, "--dry-run"]);
    assert!(status == 0 && told.contains(RESTS) && !school.path("s/cases").join(RESTS).exists(), "{told}");
    let (status, told) = run(&school, &["restore", &path]);
    assert_eq!(status, 0, "{told}");
    assert!(files(&school.path("s/cases").join(RESTS)) == before, "byte for byte");
    assert_eq!(run(&school, &["verify", RESTS]).0, 0);
    copy(&bag, &school.path("worse"));
    fs::remove_file(school.path("worse/data/audit.json")).unwrap();
    let (status, told) = run(&school, &["verify", &path, "worse"]);
    assert!(status == 1 && told.contains("worse　data/audit.json") && told.contains("都与清单一样"), "{told}");
    assert_eq!(run(&school, &["verify", &path, RESTS]).0, 2, "a bag and a case are two things");
}

#[test]
fn a_bag_of_somebody_else_is_no_case() {
    let school = school();
    run(&school, &["archive", "--no-pdf", RESTS, "--out", "out"]);
    let bag = school.path("out").join(RESTS);
    let sum = |name: &str| crisis::record::digest(&fs::read(bag.join(name)).unwrap());
    let list =
        |names: &[&str]| names.iter().map(|name| format!("{}  {name}\n", sum(name))).collect::<Vec<_>>().concat();
    let tags = ["README.txt", "bag-info.txt", "bagit.txt", "manifest-sha256.txt"];
    fs::create_dir_all(bag.join("data/case/keys")).unwrap();
    fs::write(bag.join("data/case/keys/x"), "x").unwrap();
    let manifest = fs::read_to_string(bag.join("manifest-sha256.txt")).unwrap();
    let manifest = manifest + &list(&["data/case/keys/x"]);
    fs::write(bag.join("manifest-sha256.txt"), manifest).unwrap();
    let info = fs::read_to_string(bag.join("bag-info.txt")).unwrap();
    let kept: Vec<&str> = info.lines().filter(|line| !line.starts_with("Payload-Oxum")).collect();
    let without_sum = kept.join("\n") + "\n";
    fs::write(bag.join("bag-info.txt"), &without_sum).unwrap();
    fs::write(bag.join("tagmanifest-sha256.txt"), list(&tags)).unwrap();
    fs::remove_dir_all(school.path("s/cases").join(RESTS)).unwrap();
    let path = bag.to_str().unwrap().to_owned();
    assert_eq!(run(&school, &["verify", &path]).0, 0, "a valid bag");
    let (status, told) = run(&school, &["restore", &path]);
    assert!(status == 2 && told.contains("不该有的文件"), "{told}");
    fs::write(bag.join("bag-info.txt"), without_sum.replace("Crisis-Case: 2026-Y3K5", "Crisis-Case: ../../x")).unwrap();
    fs::write(bag.join("tagmanifest-sha256.txt"), list(&tags)).unwrap();
    let (status, told) = run(&school, &["restore", &path]);
    assert!(status == 2 && told.contains("不是 crisis 归档 做的包"), "{told}");
    assert!(!school.path("s/cases").join(RESTS).exists());
}

#[test]
fn from_a_sealed_repository_and_back() {
    let school = sealed_school();
    life(&school);
    let number = ok(&school, &["list", "--format", "json"]).json()[0]["case"].as_str().unwrap().to_owned();
    let told = ok(&school, &["archive", "--no-pdf", &number, "--out", "out", "--although", "试"]);
    assert!(told.stderr.contains("包是明文"), "{}", told.stderr);
    let bag = school.path("out").join(&number);
    assert_ne!(others_say(&bag), Some(false));
    let case = files(&bag.join("data/case"));
    assert!(
        case.iter()
            .any(|(name, bytes)| name == "case.yaml" && bytes.starts_with(b"# crisis") && !bytes.starts_with(b"age")),
        "in clear"
    );

    let (key, recipient) = key_pair(&school);
    let own = ok(&school, &["key", "show"]).stdout;
    let own = own.split_whitespace().find(|word| word.starts_with("age1")).unwrap();
    ok(
        &school,
        &["archive", "--no-pdf", &number, "--out", "sealed", "--although", "试", "--to", &recipient, "--to", own],
    );
    let sealed = school.path("sealed").join(format!("{number}.bag.tar.age"));
    let bytes = fs::read(&sealed).unwrap();
    for (what, harm) in
        [("cut", bytes[..bytes.len() - 40].to_vec()), ("head", [&bytes[..40], b"x", &bytes[41..]].concat())]
    {
        let harmed = school.path("harmed.bag.tar.age");
        fs::write(&harmed, harm).unwrap();
        for command in ["verify", "restore"] {
            let ran = school.run(&["-C", "s", command, harmed.to_str().unwrap()]);
            assert!(ran.status == 2 && ran.stderr.contains("harmed.bag.tar.age"), "{what} {command}: {}", ran.stderr);
        }
    }
    let checked = ok(&school, &["verify", sealed.to_str().unwrap()]).stdout;
    assert!(checked.contains("完整，都与清单一样"), "{checked}");
    assert!(bytes.starts_with(b"age-encryption.org/") && !String::from_utf8_lossy(&bytes).contains("林示例"));
    if let Some(tar) = opened_by_age(&key, &sealed) {
        fs::write(school.path("bag.tar"), tar).unwrap();
        let unpacked = school.path("unpacked");
        fs::create_dir(&unpacked).unwrap();
        let done = Command::new("tar").arg("xf").arg(school.path("bag.tar")).arg("-C").arg(&unpacked).status().unwrap();
        assert!(done.success());
        assert!(files(&unpacked.join(&number)) == files(&bag), "sealed or not, the same bag");
    }

    fs::remove_dir_all(school.path("s/cases").join(&number)).unwrap();
    let restored = ok(&school, &["restore", bag.to_str().unwrap()]);
    assert_eq!(restored.stdout.trim(), number);
    let once = school.path("s/cases").join(&number);
    fs::remove_dir_all(&once).unwrap();
    assert_eq!(ok(&school, &["restore", sealed.to_str().unwrap()]).stdout.trim(), number, "from one sealed file");
    assert!(files(&school.path("s/cases").join(&number)).iter().all(|(name, _)| name.ends_with(".age")), "sealed anew");
    ok(&school, &["archive", "--no-pdf", &number, "--out", "again", "--although", "试"]);
    assert!(files(&school.path("again").join(&number)) == files(&bag), "the same case as before");
}

/// An identity file of somebody outside, and its public key.
fn key_pair(school: &Sandbox) -> (std::path::PathBuf, String) {
    let path = school.path("other.key");
    let identity = age::x25519::Identity::generate();
    let secret = age::secrecy::ExposeSecret::expose_secret(&identity.to_string()).to_owned();
    fs::write(&path, secret).unwrap();
    (path, identity.to_public().to_string())
}

fn opened_by_age(key: &Path, sealed: &Path) -> Option<Vec<u8>> {
    let done = Command::new("age").arg("-d").arg("-i").arg(key).arg(sealed).output().ok();
    assert!(done.is_some() || std::env::var_os("CI").is_none(), "age is not installed");
    let done = done?;
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Some(done.stdout)
}
