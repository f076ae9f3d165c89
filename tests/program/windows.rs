//! What only Windows does to a program: code pages, windows of its own, names for devices, long paths, editors with
//! blanks in their paths. Run under Wine by `tests/windows.sh`.

use std::io::Write;
use std::os::windows::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use encoding_rs::GBK;

use crate::common::sandbox::Sandbox;

/// A console that nobody sees, and nobody else is in.
const CREATE_NO_WINDOW: u32 = 0x0800_0000;

/// A case of 示例一.
fn opened(sandbox: &Sandbox) -> String {
    sandbox.opened("示例一", &["--finder", "师乙", "--saw", "某事"])
}

/// What a command line prints into a pipe in a console of this code page.
fn piped(sandbox: &Sandbox, page: u32, args: &str) -> Vec<u8> {
    let program = std::path::absolute(env!("CARGO_BIN_EXE_crisis")).unwrap();
    let script = sandbox.path("管道.cmd");
    let line = format!("@chcp {page} >nul\r\n@\"{}\" {args}\r\n", program.display());
    std::fs::write(&script, GBK.encode(&line).0).unwrap();
    let mut command = Command::new("cmd");
    command.args(["/d", "/c", "管道.cmd"]).current_dir(sandbox.root()).creation_flags(CREATE_NO_WINDOW);
    let done = command.env("CRISIS_NOW", "2026-03-06 08:00").output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}

#[test]
fn a_pipe_speaks_the_code_page_of_its_console() {
    let sandbox = Sandbox::school();
    opened(&sandbox);
    let utf8 = String::from_utf8(piped(&sandbox, 65001, "list")).unwrap();
    assert!(utf8.contains("示例一"), "{utf8}");
    let gbk = piped(&sandbox, 936, "list");
    assert!(std::str::from_utf8(&gbk).is_err());
    assert_eq!(GBK.decode_without_bom_handling(&gbk).0, utf8);
    let json = piped(&sandbox, 936, "list --format json");
    assert!(json.is_ascii() && String::from_utf8(json).unwrap().contains("\\u793a\\u4f8b\\u4e00"));
}

#[test]
fn a_file_is_utf8_whatever_the_code_page() {
    let sandbox = Sandbox::school();
    opened(&sandbox);
    piped(&sandbox, 936, "list > out.txt");
    assert!(std::fs::read_to_string(sandbox.path("out.txt")).unwrap().contains("示例一"));
}

#[test]
fn a_window_of_its_own_stays_until_somebody_has_read_it() {
    let sandbox = Sandbox::empty();
    let mut command = sandbox.command(&[]);
    command.creation_flags(CREATE_NO_WINDOW).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::thread::sleep(Duration::from_secs(3));
    assert!(child.try_wait().unwrap().is_none(), "it is still there");
    child.stdin.take().unwrap().write_all(b"\r\n").unwrap();
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(said.contains("按回车键关闭这个窗口"), "{said}");
    // A command that somebody typed ends by itself.
    let status =
        sandbox.command(&["--version"]).creation_flags(CREATE_NO_WINDOW).stdin(Stdio::piped()).status().unwrap();
    assert!(status.success());
}

#[test]
fn every_name_that_windows_can_not_hold_has_its_own_sentence() {
    let sandbox = Sandbox::school();
    std::fs::create_dir(sandbox.path("文件夹")).unwrap();
    let number = opened(&sandbox);
    let cases = [
        (vec!["dashboard", "--out", "NUL.html"], "留给设备"),
        (vec!["dashboard", "--out", "com1"], "留给设备"),
        (vec!["dashboard", "--out", "看板?.html"], "不能有 ?"),
        (vec!["dashboard", "--out", "看板."], "以点或空格结尾"),
        (vec!["dashboard", "--out", "文件夹"], "这是一个文件夹"),
        (vec!["attach", &number, "文件夹", "--category", "photo"], "没有可以归档的文件"),
        (vec!["attach", &number, "CON", "--category", "photo"], "留给设备"),
        (vec!["-C", "D:\\危机 档案\" list", "list"], "不能以 \\ 结尾"),
        (vec!["init", "AUX", "--school", "示例", "--plain"], "留给设备"),
    ];
    for (args, sentence) in cases {
        let ran = sandbox.run(&args);
        assert_eq!(ran.status, 2, "{args:?}\n{}{}", ran.stdout, ran.stderr);
        assert!(ran.stderr.contains(sentence) && ran.stderr.contains("怎么办"), "{args:?}\n{}", ran.stderr);
    }
}

#[test]
fn a_star_stands_for_every_file_that_fits() {
    let sandbox = Sandbox::school();
    let number = opened(&sandbox);
    std::fs::create_dir(sandbox.path("截图 [1]")).unwrap();
    for name in ["a.JPG", "b.jpg", "c.png"] {
        let jpeg = [b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", name.as_bytes()].concat();
        std::fs::write(sandbox.path("截图 [1]").join(name), jpeg).unwrap();
    }
    let flags = ["--category", "photo", "--provided-by", "班主任", "--basis", "校园监控", "--contains-others", "no"];
    sandbox.ok(&[&["attach", &number, "截图 [1]\\*.JPG", "--by", "keeper"], &flags[..]].concat());
    let materials = sandbox.path("cases").join(&number).join("materials");
    assert_eq!(std::fs::read_dir(materials).unwrap().count(), 2);
    let none = sandbox.run(&["attach", &number, "截图 [1]\\*.gif", "--category", "photo"]);
    assert!(none.status == 2 && none.stderr.contains("没有一个文件符合"), "{}", none.stderr);
}

#[test]
fn a_path_of_more_than_260_letters_holds_a_repository() {
    let sandbox = Sandbox::empty();
    let deep: PathBuf = std::iter::repeat_n("很深的文件夹 abcdefghijklmnopqrstuvwxyz", 9).collect();
    let deep = sandbox.root().join(deep);
    assert!(deep.as_os_str().len() > 260);
    let root = deep.to_str().unwrap();
    sandbox.ok(&["init", root, "--school", "示例", "--no-git", "--plain"]);
    let report = ["--student", "示例一", "--known", "2026-03-05 21:30", "--finder", "师乙", "--saw", "某事"];
    let opened = sandbox.ok(&[&["-C", root, "open", "--format", "json"], &report[..]].concat());
    let number = opened.json()["case"].as_str().unwrap().to_owned();
    assert!(sandbox.ok(&["-C", root, "show", &number]).stdout.contains("示例一"));
    let audit = sandbox.run(&["-C", root, "audit", "--format", "json", "--deny", "never"]);
    assert_eq!(audit.json()["summary"]["cases"], 1);
}

#[test]
fn an_editor_with_blanks_in_its_path_saves_in_gbk() {
    let sandbox = Sandbox::school();
    let number = opened(&sandbox);
    let folder = sandbox.path("my editor");
    std::fs::create_dir(&folder).unwrap();
    let editor = folder.join("改 名.cmd");
    std::fs::write(&editor, GBK.encode("@copy /y \"%~dp0new.yaml\" \"%~1\" >nul\r\n").0).unwrap();
    let path = sandbox.path("cases").join(&number).join("case.yaml");
    let old = std::fs::read_to_string(&path).unwrap();
    let body = old.split_once('\n').unwrap().1;
    let new = body.replace("示例一", "示例二").replace('\n', "\r\n");
    std::fs::write(folder.join("new.yaml"), GBK.encode(&new).0).unwrap();
    let ran = sandbox.run_with(&["edit", &number], &[("EDITOR", editor.to_str().unwrap())]);
    assert_eq!(ran.status, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("gb18030"), "{}", ran.stderr);
    let now = std::fs::read_to_string(&path).unwrap();
    assert!(now.contains("示例二") && !now.contains('\r'), "{now}");
}
