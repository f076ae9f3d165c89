//! Bags by whomever: complete and valid ones pass, and whatever is wrong with one is named on its file. The cases follow
//! those of the Library of Congress' conformance suite.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crisis::bag::{self, Checked, Maker};

/// The files of a bag, by path.
type Files = BTreeMap<String, Vec<u8>>;

const DECLARED: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

fn sum(bytes: &[u8]) -> String {
    crisis::record::digest(bytes)
}

fn long_sum(bytes: &[u8]) -> String {
    use sha2::Digest;
    crisis::record::hex(&sha2::Sha512::digest(bytes))
}

/// A bag of two files, with its lists.
fn basic() -> Files {
    let mut files = Files::new();
    let mut put = |name: &str, bytes: &[u8]| files.insert(name.to_owned(), bytes.to_vec());
    put("data/a.txt", b"one");
    put("data/b/c.txt", b"two");
    let manifest = format!("{}  data/a.txt\n{}  data/b/c.txt\n", sum(b"one"), sum(b"two"));
    put("bagit.txt", DECLARED.as_bytes());
    put("bag-info.txt", b"Source-Organization: x\n  y\nPayload-Oxum: 6.2\nContact: a\nContact: b\n");
    put("manifest-sha256.txt", manifest.as_bytes());
    let tags = format!("{}  bagit.txt\n{}  manifest-sha256.txt\n", sum(DECLARED.as_bytes()), sum(manifest.as_bytes()));
    put("tagmanifest-sha256.txt", tags.as_bytes());
    files
}

fn checked(files: &Files) -> Checked {
    let folder = crate::memory::folder();
    lay(folder.path(), files);
    bag::check(folder.path(), &|_, _| {}).unwrap()
}

fn lay(root: &Path, files: &Files) {
    for (name, bytes) in files {
        let path = root.join(name);
        fs::create_dir_all(if name.ends_with('/') { &path } else { path.parent().unwrap() }).unwrap();
        if !name.ends_with('/') {
            fs::write(path, bytes).unwrap();
        }
    }
}

fn with(change: impl FnOnce(&mut Files)) -> Files {
    let mut files = basic();
    // What is changed below is not what the list of tag files says; that list is a case of its own.
    files.remove("tagmanifest-sha256.txt");
    change(&mut files);
    files
}

fn set(name: &str, text: &str) -> Files {
    with(|files| drop(files.insert(name.to_owned(), text.as_bytes().to_vec())))
}

fn utf16(text: &str) -> Vec<u8> {
    [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect()
}

fn put(name: &str, bytes: &[u8]) -> Files {
    with(|files| drop(files.insert(name.to_owned(), bytes.to_vec())))
}

fn remove(name: &str) -> Files {
    with(|files| drop(files.remove(name)))
}

/// The list of the payload.
fn list() -> String {
    String::from_utf8(basic()["manifest-sha256.txt"].clone()).unwrap()
}

/// With one more line in that list.
fn line(path: &str) -> Files {
    set("manifest-sha256.txt", &format!("{}{}  {path}\n", list(), sum(b"x")))
}

/// With a file under another name, which the list writes so.
fn renamed(from: &str, to: &str, written: &str) -> Files {
    with(|files| {
        let bytes = files.remove(from).unwrap();
        files.insert(to.to_owned(), bytes);
        files.insert("manifest-sha256.txt".to_owned(), list().replace(from, written).into_bytes());
    })
}

/// With another list instead, of these sums.
fn other(name: &str, one: &str, two: &str) -> Files {
    with(|files| {
        files.remove("manifest-sha256.txt");
        files.insert(name.to_owned(), format!("{one}  data/a.txt\n{two}  data/b/c.txt\n").into_bytes());
    })
}

fn old(text: &str) -> String {
    text.replace("1.0", "0.97")
}

/// Windows holds no break in a name, no device, and no two names that differ in capitals alone.
fn can_be_here(files: &Files) -> bool {
    let small: BTreeSet<String> = files.keys().map(|name| name.to_lowercase()).collect();
    let is_odd = |name: &String| name.contains('\n') || name.ends_with("/aux.txt");
    !cfg!(windows) || small.len() == files.len() && !files.keys().any(is_odd)
}

fn are_valid(rows: Vec<(&str, Files)>) {
    for (what, files) in rows.into_iter().filter(|(_, files)| can_be_here(files)) {
        let checked = checked(&files);
        assert_eq!(checked.faults, [], "{what}");
        let payload = files.keys().filter(|name| name.starts_with("data/") && !name.ends_with('/')).count();
        assert!(checked.files >= payload, "{what}: nothing was read");
    }
}

fn are_faulty(rows: Vec<(&str, Files, &str)>) {
    for (what, files, path) in rows {
        let faults = checked(&files).faults;
        assert!(faults.iter().any(|fault| fault.path == path), "{what}: {faults:?}");
    }
}

#[test]
fn complete_and_valid_bags() {
    are_valid(vec![
        ("basic", basic()),
        ("without metadata", with(|files| drop(files.remove("bag-info.txt")))),
        ("lines that end as on Windows", set("manifest-sha256.txt", &list().replace('\n', "\r\n"))),
        ("lines that end as on old Macs", set("manifest-sha256.txt", &list().replace('\n', "\r"))),
        (
            "checksums in capitals",
            set(
                "manifest-sha256.txt",
                &list().to_uppercase().replace("DATA/A.TXT", "data/a.txt").replace("DATA/B/C.TXT", "data/b/c.txt"),
            ),
        ),
        ("marked as bytes", set("manifest-sha256.txt", &list().replace("  data", " *data"))),
        ("a leading dot", set("manifest-sha256.txt", &list().replace("  data", "  ./data"))),
        ("a space in a name", renamed("data/a.txt", "data/a b.txt", "data/a b.txt")),
        ("a name in Chinese", renamed("data/a.txt", "data/卷内目录.txt", "data/卷内目录.txt")),
        ("a percent sign", renamed("data/a.txt", "data/100%.txt", "data/100%25.txt")),
        ("a break in a name", renamed("data/a.txt", "data/a\nb.txt", "data/a%0Ab.txt")),
        ("md5", other("manifest-md5.txt", "f97c5d29941bfb1b2fdab0874906ab82", "b8a9f715dbb64fd5c56e7783c6820a61")),
        (
            "sha1",
            other(
                "manifest-sha1.txt",
                "fe05bcdcdc4928012781a5f1a2a77cbb5398e106",
                "ad782ecdac770fc6eb9a62e44f90873fb97fb26b",
            ),
        ),
        (
            "a bag in a bag",
            with(|files| {
                files.insert("data/a.txt".to_owned(), b"one".to_vec());
                files.insert("notes/bagit.txt".to_owned(), b"anything".to_vec());
            }),
        ),
        ("fetched already", set("fetch.txt", "http://example.org/a 3 data/a.txt\n")),
        ("fetched, in columns", set("fetch.txt", "http://example.org/a  \t 3\t  data/a.txt\r\n")),
        (
            "sha512, and sha256 beside it",
            set(
                "manifest-sha512.txt",
                &format!("{}  data/a.txt\n{}  data/b/c.txt\n", long_sum(b"one"), long_sum(b"two")),
            ),
        ),
        ("no payload but its folder", {
            let mut files = set("manifest-sha256.txt", "");
            files.retain(|name, _| !name.starts_with("data/") && name != "bag-info.txt");
            files.insert("data/".to_owned(), Vec::new());
            files
        }),
        ("any other file of that older name", set("package-info.txt", "whatever it says\n")),
    ]);
}

#[test]
fn older_bags_were_free_to_do_more() {
    are_valid(vec![
        ("version 0.97", set("bagit.txt", &old(DECLARED))),
        (
            "in UTF-16",
            with(|files| {
                files.insert(
                    "bagit.txt".to_owned(),
                    b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-16\n".to_vec(),
                );
                let info = utf16("Source-Organization: \u{e9}\n");
                files.insert("bag-info.txt".to_owned(), info);
                files.insert("manifest-sha256.txt".to_owned(), utf16(&list()));
            }),
        ),
        (
            "in Latin-1",
            with(|files| {
                files.insert(
                    "bagit.txt".to_owned(),
                    b"BagIt-Version: 0.97\nTag-File-Character-Encoding: ISO-8859-1\n".to_vec(),
                );
                files.insert("bag-info.txt".to_owned(), b"Source-Organization: \xe9\n".to_vec());
            }),
        ),
        (
            "labels apart from their values, before version 1.0",
            with(|files| {
                files.insert("bagit.txt".to_owned(), old(DECLARED).into_bytes());
                files.insert(
                    "bag-info.txt".to_owned(),
                    b"Contact-Name :   a\nContact-Phone:b\nPayload-Oxum\t: 6.2\n".to_vec(),
                );
            }),
        ),
        (
            "a list of tag files that names no list, before version 1.0",
            with(|files| {
                let declared = old(DECLARED);
                files.insert(
                    "tagmanifest-sha256.txt".to_owned(),
                    format!("{}  bagit.txt\n", sum(declared.as_bytes())).into_bytes(),
                );
                files.insert("bagit.txt".to_owned(), declared.into_bytes());
            }),
        ),
        (
            "one file told twice alike, before version 1.0",
            with(|files| {
                files.insert("bagit.txt".to_owned(), old(DECLARED).into_bytes());
                files.insert("manifest-sha256.txt".to_owned(), list().repeat(2).into_bytes());
            }),
        ),
        (
            "the older name of the metadata",
            with(|files| {
                let info = files.remove("bag-info.txt").unwrap();
                files.insert("package-info.txt".to_owned(), info);
                files.insert("bagit.txt".to_owned(), DECLARED.replace("1.0", "0.93").into_bytes());
            }),
        ),
    ]);
}

#[test]
fn what_is_wrong_with_the_payload_or_its_list() {
    // What is called `100%25.txt` on the disk would be `100%2525.txt` in a list.
    let renamed = renamed("data/a.txt", "data/100%25.txt", "data/100%25.txt");
    are_faulty(vec![
        ("a byte of the payload", put("data/a.txt", b"onE"), "data/a.txt"),
        ("the payload cut short", put("data/a.txt", b"on"), "data/a.txt"),
        ("a file of the payload gone", remove("data/a.txt"), "data/a.txt"),
        ("a file too many", put("data/x.txt", b"x"), "data/x.txt"),
        ("a hidden file too many", put("data/.x", b"x"), "data/.x"),
        ("no list", remove("manifest-sha256.txt"), "manifest-sha256.txt"),
        (
            "a list that nobody can check",
            with(|files| {
                let list = files.remove("manifest-sha256.txt").unwrap();
                files.insert("manifest-whirlpool.txt".to_owned(), list);
            }),
            "manifest-whirlpool.txt",
        ),
        ("a list in another encoding", put("manifest-sha256.txt", b"\xff\xfe"), "manifest-sha256.txt"),
        (
            "a line that is none",
            put("manifest-sha256.txt", format!("{}hello\n", list()).as_bytes()),
            "manifest-sha256.txt",
        ),
        ("one file told twice", line("data/a.txt"), "manifest-sha256.txt"),
        (
            "not in every list",
            put("manifest-md5.txt", b"f97c5d29941bfb1b2fdab0874906ab82  data/a.txt\n"),
            "data/b/c.txt",
        ),
        (
            "another sum in another list",
            put(
                "manifest-md5.txt",
                b"f97c5d29941bfb1b2fdab0874906ab83  data/a.txt\nb8a9f715dbb64fd5c56e7783c6820a61  data/b/c.txt\n",
            ),
            "data/a.txt",
        ),
        ("a percent sign that is not written as one", renamed, "data/100%25.txt"),
        (
            "told twice and differently, before version 1.0",
            with(|files| {
                files.insert("bagit.txt".to_owned(), DECLARED.replace("1.0", "0.97").into_bytes());
                let twice = format!("{}{}  data/a.txt\n", list(), sum(b"x"));
                files.insert("manifest-sha256.txt".to_owned(), twice.into_bytes());
            }),
            "manifest-sha256.txt",
        ),
    ]);
    let none = with(|files| files.retain(|name, _| !name.starts_with("data/")));
    assert!(checked(&none).faults.iter().any(|fault| fault.path == "data"), "no payload at all");
}

#[test]
fn what_is_wrong_with_the_declaration_or_the_metadata() {
    let swapped: Vec<&str> = DECLARED.lines().rev().collect();
    let swapped = swapped.join("\n") + "\n";
    are_faulty(vec![
        ("no declaration", remove("bagit.txt"), "bagit.txt"),
        ("a byte-order mark", put("bagit.txt", &[b"\xef\xbb\xbf", DECLARED.as_bytes()].concat()), "bagit.txt"),
        ("a declaration of one line", put("bagit.txt", b"BagIt-Version: 1.0\n"), "bagit.txt"),
        ("a declaration of three lines", put("bagit.txt", &[DECLARED.as_bytes(), b"More: x\n"].concat()), "bagit.txt"),
        ("blanks in the declaration", put("bagit.txt", DECLARED.replace(": 1.0", " : 1.0").as_bytes()), "bagit.txt"),
        (
            "two blanks in the declaration",
            put("bagit.txt", DECLARED.replace(": 1.0", ":  1.0").as_bytes()),
            "bagit.txt",
        ),
        ("a version that is none", put("bagit.txt", DECLARED.replace("1.0", "A.B").as_bytes()), "bagit.txt"),
        ("a version to come", put("bagit.txt", DECLARED.replace("1.0", "2.0").as_bytes()), "bagit.txt"),
        ("an encoding that is none", put("bagit.txt", DECLARED.replace("UTF-8", "WTF-8").as_bytes()), "bagit.txt"),
        ("metadata that is none", put("bag-info.txt", b"no label\n"), "bag-info.txt"),
        ("the wrong size", put("bag-info.txt", b"Payload-Oxum: 7.2\n"), "bag-info.txt"),
        ("a size that is none", put("bag-info.txt", b"Payload-Oxum: many\n"), "bag-info.txt"),
        ("the size told twice", put("bag-info.txt", b"Payload-Oxum: 6.2\nPayload-Oxum: 6.2\n"), "bag-info.txt"),
        ("a mark before the metadata", put("bag-info.txt", b"\xef\xbb\xbfContact: a\n"), "bag-info.txt"),
        ("a declaration in UTF-16", put("bagit.txt", &utf16(&DECLARED.replace("UTF-8", "UTF-16"))), "bagit.txt"),
        ("two lines in one order only", put("bagit.txt", swapped.as_bytes()), "bagit.txt"),
        (
            "a version without its first number",
            put("bagit.txt", DECLARED.replace("1.0", ".97").as_bytes()),
            "bagit.txt",
        ),
    ]);
}

#[test]
fn paths_that_leave_the_bag_and_what_is_to_be_fetched() {
    are_faulty(vec![
        ("out of the bag", line("data/../../a.txt"), "manifest-sha256.txt"),
        ("to the root", line("/etc/passwd"), "manifest-sha256.txt"),
        ("to a home", line("~/a.txt"), "manifest-sha256.txt"),
        ("to a drive", line("C:\\a.txt"), "manifest-sha256.txt"),
        ("not of the payload", line("bagit.txt"), "manifest-sha256.txt"),
        ("a folder in a list", line("data/b"), "data/b"),
        ("a name of Windows' own", line("\\\\?\\C:\\a.txt"), "manifest-sha256.txt"),
        ("a home of somebody", line("~root/a.txt"), "manifest-sha256.txt"),
        ("a variable of the shell", line("%HomeDrive%\\a.txt"), "manifest-sha256.txt"),
        ("around the payload", line("data/b/../../bagit.txt"), "manifest-sha256.txt"),
        ("fetched to the root", put("fetch.txt", b"http://example.org/a 3 /tmp/a.txt\n"), "fetch.txt"),
        ("fetched to a home", put("fetch.txt", b"http://example.org/a 3 ~/a.txt\n"), "fetch.txt"),
        ("fetched to a drive", put("fetch.txt", b"http://example.org/a 3 C:\\a.txt\n"), "fetch.txt"),
        ("a tag file fetched", put("fetch.txt", b"http://example.org/a 3 bagit.txt\n"), "fetch.txt"),
        ("fetched from nowhere", put("fetch.txt", b"a.txt 3 data/a.txt\n"), "fetch.txt"),
        (
            "not fetched yet",
            with(|files| {
                files.remove("data/a.txt");
                files.insert("fetch.txt".to_owned(), b"http://example.org/a 3 data/a.txt\n".to_vec());
            }),
            "data/a.txt",
        ),
        ("fetched to where it does not belong", put("fetch.txt", b"http://example.org/a 3 ../a.txt\n"), "fetch.txt"),
        ("fetched and not listed", put("fetch.txt", b"http://example.org/a 3 data/z.txt\n"), "fetch.txt"),
        ("a fetch that is none", put("fetch.txt", b"http://example.org/a\n"), "fetch.txt"),
    ]);
}

#[test]
fn what_is_wrong_with_a_list_of_tag_files() {
    are_faulty(vec![
        (
            "a tag file gone",
            put("tagmanifest-sha256.txt", format!("{}  notes.txt\n", sum(b"x")).as_bytes()),
            "notes.txt",
        ),
        (
            "a tag file changed",
            put("tagmanifest-sha256.txt", format!("{}  bag-info.txt\n", sum(b"x")).as_bytes()),
            "bag-info.txt",
        ),
        (
            "a list of itself",
            put("tagmanifest-sha256.txt", format!("{}  tagmanifest-sha256.txt\n", sum(b"x")).as_bytes()),
            "tagmanifest-sha256.txt",
        ),
        (
            "a list of tag files without the list of the payload",
            put("tagmanifest-sha256.txt", format!("{}  bagit.txt\n", sum(DECLARED.as_bytes())).as_bytes()),
            "manifest-sha256.txt",
        ),
        (
            "a file of the payload among the tag files",
            put("tagmanifest-sha256.txt", format!("{}  data/a.txt\n", sum(b"one")).as_bytes()),
            "tagmanifest-sha256.txt",
        ),
        (
            "a list of tag files out of the bag",
            put("tagmanifest-sha256.txt", format!("{}  ../bagit.txt\n", sum(DECLARED.as_bytes())).as_bytes()),
            "tagmanifest-sha256.txt",
        ),
    ]);
}

#[test]
fn names_that_are_one_elsewhere_are_pointed_out() {
    let files = with(|files| {
        let (composed, other) = ("data/\u{e9}.txt", "data/e\u{301}.txt");
        let list = format!("{}  {composed}\n{}  {other}\n", sum(b"one"), sum(b"two"));
        files.retain(|name, _| !name.starts_with("data/"));
        files.insert(composed.to_owned(), b"one".to_vec());
        files.insert(other.to_owned(), b"two".to_vec());
        files.insert("manifest-sha256.txt".to_owned(), list.into_bytes());
    });
    let both = checked(&files);
    assert_eq!((both.faults.len(), both.warnings.len()), (0, 1), "{:?}", both.faults);
    let files = with(|files| {
        files.retain(|name, _| !name.starts_with("data/"));
        files.insert("data/e\u{301}.txt".to_owned(), b"onetwo".to_vec());
        files.insert("manifest-sha256.txt".to_owned(), format!("{}  data/\u{e9}.txt\n", sum(b"onetwo")).into_bytes());
        files.insert("bag-info.txt".to_owned(), b"Payload-Oxum: 6.1\n".to_vec());
    });
    let one = checked(&files);
    assert_eq!((one.faults.len(), one.warnings.len(), one.files), (0, 1, 1), "{:?}", one.faults);
}

#[test]
fn what_other_tools_and_systems_make_of_it_is_pointed_out() {
    let manifest = String::from_utf8(basic()["manifest-sha256.txt"].clone()).unwrap();
    let twice = with(|files| {
        files.insert("bagit.txt".to_owned(), DECLARED.replace("1.0", "0.97").into_bytes());
        files.insert("manifest-sha256.txt".to_owned(), format!("{manifest}{}  data/a.txt\n", sum(b"one")).into_bytes());
    });
    let capitals = with(|files| {
        files.insert("data/A.txt".to_owned(), b"x".to_vec());
        files.insert("bag-info.txt".to_owned(), b"Payload-Oxum: 7.3\n".to_vec());
        files.insert("manifest-sha256.txt".to_owned(), format!("{manifest}{}  data/A.txt\n", sum(b"x")).into_bytes());
    });
    let device = with(|files| {
        files.insert("data/aux.txt".to_owned(), b"x".to_vec());
        files.insert("bag-info.txt".to_owned(), b"Payload-Oxum: 7.3\n".to_vec());
        files.insert("manifest-sha256.txt".to_owned(), format!("{manifest}{}  data/aux.txt\n", sum(b"x")).into_bytes());
    });
    let rows: Vec<(&str, Files, &str)> = vec![
        (
            "made with md5sum's sisters",
            set("manifest-sha256.txt", &manifest.replace("  data", " *data")),
            "manifest-sha256.txt",
        ),
        ("a leading dot", set("manifest-sha256.txt", &manifest.replace("  data", "  ./data")), "manifest-sha256.txt"),
        ("told twice alike", twice, "manifest-sha256.txt"),
        ("names that differ in capitals", capitals, "data/a.txt"),
        ("a name that is a device elsewhere", device, "data/aux.txt"),
    ];
    for (what, files, path) in rows.into_iter().filter(|(_, files, _)| can_be_here(files)) {
        let checked = checked(&files);
        let pointed_out: Vec<&str> = checked.warnings.iter().map(|warning| warning.path.as_str()).collect();
        assert!(checked.faults.is_empty() && pointed_out == [path], "{what}: {:?} {pointed_out:?}", checked.faults);
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_never_followed_and_what_is_no_file_is_never_opened() {
    let folder = crate::memory::folder();
    let bag = folder.path().join("bag");
    lay(&bag, &basic());
    let fifo = std::process::Command::new("mkfifo").arg(bag.join("data/pipe")).status().unwrap();
    assert!(fifo.success());
    std::os::unix::fs::symlink("/etc/hostname", bag.join("data/link")).unwrap();
    fs::remove_file(bag.join("data/a.txt")).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", bag.join("data/a.txt")).unwrap();
    let paths = |checked: &Checked| checked.faults.iter().map(|fault| fault.path.clone()).collect::<Vec<_>>();
    let told = paths(&bag::check(&bag, &|_, _| {}).unwrap());
    for path in ["data/link", "data/pipe", "data/a.txt"] {
        assert!(told.iter().any(|told| told == path), "{path}: {told:?}");
    }
    lay(&folder.path().join("whole"), &basic());
    std::os::unix::fs::symlink(folder.path().join("whole"), folder.path().join("way")).unwrap();
    let checked = bag::check(&folder.path().join("way"), &|_, _| {}).unwrap();
    assert_eq!((paths(&checked), checked.files), (Vec::new(), 4), "the way to a bag may lead over a link");
}

#[test]
fn what_is_made_is_valid_and_the_same_every_time() {
    let made = |root: &Path| {
        bag::into_folder(root, |folder| {
            let mut maker = Maker::new(folder);
            maker.payload("a/%.txt", 3, &mut &b"one"[..])?;
            maker.payload(if cfg!(windows) { "b c.txt" } else { "b\nc.txt" }, 0, &mut &b""[..])?;
            maker.beside("README.txt", "读我\n")?;
            maker.finish(&[("Source-Organization".to_owned(), "某校\n二部".to_owned())])
        })
        .unwrap()
        .1
    };
    let folder = crate::memory::folder();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    assert_eq!(made(&one), made(&two));
    let checked = bag::check(&one, &|_, _| {}).unwrap();
    assert_eq!((checked.faults.len(), checked.files, checked.bytes > 3), (0, 6, true), "{:?}", checked.faults);
    assert!(checked.info.contains(&("Source-Organization".to_owned(), "某校 二部".to_owned())));
    let wrong = bag::into_folder(&folder.path().join("three"), |folder| {
        let mut maker = Maker::new(folder);
        maker.payload("a", 4, &mut &b"one"[..])
    });
    assert!(wrong.is_err() && !folder.path().join("three").exists(), "all of it or nothing");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left over");
}
