//! What the desk may take: little memory, however large a file; nobody's patience, however slow a client; no socket but
//! one on this machine. And no other command opens any.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use super::Desk;
use crate::calls;
use crate::common::sandbox::Sandbox;

const SIZE: u64 = 2 << 30;
/// SHA-256 of 2 GiB of zeros, as `sha256sum` prints it.
const DIGEST: &str = "a7c744c13cc101ed66c29f672f92455547889cc586ce6d44fe76ae824958ea51";

/// Head and tail of a form with one file of `size` bytes between them.
fn around(desk: &Desk, path: &str, size: u64) -> (String, String) {
    let mut form = String::new();
    for (name, value) in [
        ("id", super::ID),
        ("f.category", "recording"),
        ("f.provided_by", "甲"),
        ("f.basis", "紧急情况"),
        ("f.consent", "家长"),
        ("do", "write"),
    ] {
        form.push_str(&format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    form.push_str("--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"录音.m4a\"\r\n\r\n");
    let tail = "\r\n--XX--\r\n".to_owned();
    let length = form.len() as u64 + size + tail.len() as u64;
    let head = format!(
        "POST {path} HTTP/1.1\r\nConnection: close\r\nHost: 127.0.0.1:{}\r\nOrigin: {}\r\nCookie: {}\r\nContent-Type: multipart/form-data; boundary=XX\r\nContent-Length: {length}\r\n\r\n{form}",
        desk.port,
        desk.origin(),
        desk.cookie
    );
    (head, tail)
}

#[test]
#[ignore = "writes 2 GiB"]
fn a_large_file_is_uploaded_in_less_than_64_mebibytes() {
    let school = Sandbox::school();
    let number = school.opened("林样本", &["--finder", "甲", "--saw", "原话"]);
    let desk = Desk::of(&school);
    let (head, tail) = around(&desk, &format!("/case/{number}/attach"), SIZE);
    let mut stream = TcpStream::connect(("127.0.0.1", desk.port)).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let zeros = vec![0; 1 << 20];
    let mut slowest = Duration::ZERO;
    for at in 0..SIZE / (1 << 20) {
        stream.write_all(&zeros).unwrap();
        if at % 512 == 0 {
            // Others are served meanwhile.
            let since = Instant::now();
            assert_eq!(desk.get("/blank").status, 200);
            slowest = slowest.max(since.elapsed());
        }
    }
    stream.write_all(tail.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    assert!(slowest < Duration::from_secs(10), "{slowest:?}");
    let status = fs::read_to_string(format!("/proc/{}/status", desk.child.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    let told = format!("the desk took {} MiB at most for 2 GiB\n", peak >> 10);
    std::io::stderr().write_all(told.as_bytes()).unwrap();
    assert!(peak < 64 << 10, "{peak} KiB");
    let record = super::records(&school, &number).into_iter().find(|record| record.contains("kind: material")).unwrap();
    assert!(record.contains(DIGEST), "{record}");
    assert!(
        school.path("drafts").read_dir().is_ok_and(|mut left| left.next().is_none()) || !school.path("drafts").exists(),
        "nothing of it is left"
    );
}

#[test]
fn whoever_sends_or_fetches_slowly_keeps_nobody() {
    let school = Sandbox::school();
    let number = school.opened("林样本", &["--finder", "甲", "--saw", "原话"]);
    let desk = Desk::of(&school);
    let mut slow = Vec::new();
    // Uploads that stop in the middle, and readers who never read.
    for _ in 0..16 {
        let (head, _) = around(&desk, &format!("/case/{number}/attach"), 1 << 20);
        let mut stream = TcpStream::connect(("127.0.0.1", desk.port)).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&[0; 4096]).unwrap();
        slow.push(stream);
        let mut stream = TcpStream::connect(("127.0.0.1", desk.port)).unwrap();
        let asks = format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nCookie: {}\r\n\r\n", desk.port, desk.cookie);
        stream.write_all(asks.repeat(20).as_bytes()).unwrap();
        slow.push(stream);
    }
    let since = Instant::now();
    assert_eq!(desk.get(&format!("/case/{number}")).status, 200);
    assert!(since.elapsed() < Duration::from_secs(20), "{:?}", since.elapsed());
    let written = super::records(&school, &number).len();
    drop(slow);
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(super::records(&school, &number).len(), written, "half a file is none");
    assert_eq!(desk.get("/").status, 200);
}

#[test]
fn no_other_command_opens_a_socket() {
    if !calls::are_seen() {
        return;
    }
    let school = Sandbox::school();
    let number = school.opened("林样本", &["--finder", "甲", "--saw", "原话"]);
    fs::write(school.path("scan.txt"), "聊天记录").unwrap();
    let by = "--by";
    let commands: &[&[&str]] = &[
        &[
            by,
            "keeper",
            "open",
            "--student",
            "王样本",
            "--known",
            "昨天 21:30",
            "--finder",
            "甲",
            "--saw",
            "原话",
            "--no-input",
        ],
        &[
            by,
            "keeper",
            "record",
            "contact",
            &number,
            "--with",
            "林父",
            "--guardian",
            "yes",
            "--via",
            "phone",
            "--reached",
            "yes",
            "--said",
            "来",
        ],
        &[by, "keeper", "attach", &number, "scan.txt", "--category", "chat", "--provided-by", "甲", "--no-input"],
        &["next", &number],
        &["show", &number],
        &["list"],
        &["due"],
        &["audit", "--deny", "never"],
        &["audit", "--format", "xlsx", "--out", "a.xlsx", "--deny", "never"],
        &["search", "林样本"],
        &["stats"],
        &["dashboard", "--out", "d.html"],
        &[by, "keeper", "print", &number, "timeline", "--to", "docx", "--out", "t.docx"],
        &["verify"],
        &["member", "list"],
        &["training", "list"],
        &["guide", "test"],
        &["explain", "D01"],
        &["handbook", "--out", "h.html"],
        &["doctor"],
        &["--identity", "k.txt", "key", "new"],
        &["archive", &number, "--out", "bag"],
        &["backup", "../disk", "--no-input"],
    ];
    for args in commands {
        let (_, calls) = calls::traced(&school, &["-e", "trace=network"], args, &[]);
        assert_eq!(calls, "", "{args:?}");
    }
}

#[test]
fn the_desk_is_heard_on_this_machine_alone() {
    if !calls::are_seen() {
        return;
    }
    let school = Sandbox::school();
    let log = school.path("trace");
    let plain = school.command(&[]);
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq", "-e", "trace=network", "-e", "signal=none", "-o"]).arg(&log).arg(plain.get_program());
    traced.args(["--by", "keeper", "desk", "--no-browser"]).current_dir(school.root()).env_clear();
    traced.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    traced.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let desk = Desk::started(traced);
    for path in ["/", "/audit", "/guide", "/team"] {
        assert_eq!(desk.get(path).status, 200, "{path}");
    }
    assert_eq!(desk.post("/quit", &[]).status, 200);
    let since = Instant::now();
    let calls = loop {
        let calls = fs::read_to_string(&log).unwrap_or_default();
        if calls.contains("bind(") && since.elapsed() > Duration::from_secs(2) {
            break calls;
        }
        assert!(since.elapsed() < Duration::from_secs(30), "{calls}");
        std::thread::sleep(Duration::from_millis(100));
    };
    let of = |call: &str| calls.lines().filter(|line| line.contains(call)).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(of(" bind(").len(), 1, "{calls}");
    assert!(of(" bind(")[0].contains("inet_addr(\"127.0.0.1\")"), "{calls}");
    assert!(
        of(" connect(").is_empty()
            && of("AF_INET6").is_empty()
            && of("sendto(").iter().all(|line| !line.contains("sin_addr")),
        "{calls}"
    );
    assert_eq!(of(" socket(").len(), 1, "{calls}");
}
