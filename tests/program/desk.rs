//! The desk, spoken to as browsers do and as those do who should get nowhere.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crisis::disk::Existing;
use crisis::record::{KINDS, shape};
use crisis::vault::identity;

use crate::common::sandbox::Sandbox;

mod acts;
#[cfg(target_os = "linux")]
mod bounds;

struct Desk {
    child: Child,
    port: u16,
    token: String,
    cookie: String,
}

struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Port and token of an address.
fn parts(address: &str) -> (u16, String) {
    let (port, token) = address.strip_prefix("http://127.0.0.1:").unwrap().split_once("/?token=").unwrap();
    (port.parse().unwrap(), token.trim().to_owned())
}

impl Desk {
    fn of(sandbox: &Sandbox) -> Self {
        Self::with(sandbox, &["--by", "keeper"])
    }

    fn with(sandbox: &Sandbox, more: &[&str]) -> Self {
        Self::started(sandbox.command(&[more, &["desk", "--no-browser"]].concat()))
    }

    fn started(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let (port, token) = parts(&line);
        let mut desk = Self { child, port, token, cookie: String::new() };
        let entered = desk.ask("GET", &format!("/?token={}", desk.token), &[], b"");
        assert_eq!(entered.status, 303, "{}", entered.text());
        let cookie = &entered.headers["set-cookie"];
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        cookie.split(';').next().unwrap().clone_into(&mut desk.cookie);
        desk
    }

    /// What goes over the wire, and what comes back until the desk closes.
    fn raw(&self, text: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        // A desk that refuses what it was sent may close before all of it is there.
        let _ = stream.write_all(text);
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        let end = all.windows(4).position(|part| part == b"\r\n\r\n").unwrap_or(all.len());
        let head = String::from_utf8_lossy(&all[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap_or(0);
        let headers: BTreeMap<String, String> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let body = all.get(end + 4..).unwrap_or_default().to_vec();
        let body =
            if headers.get("transfer-encoding").is_some_and(|kind| kind == "chunked") { joined(&body) } else { body };
        Answer { status, headers, body }
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut text = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        if !headers.iter().any(|(name, _)| *name == "Host") {
            text.push_str(&format!("Host: 127.0.0.1:{}\r\n", self.port));
        }
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("\r\n");
        self.raw(&[text.as_bytes(), body].concat())
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[("Cookie", &self.cookie)], b"")
    }

    fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn send(&self, path: &str, kind: &str, body: &[u8]) -> Answer {
        let headers = [("Cookie", self.cookie.as_str()), ("Origin", &self.origin()), ("Content-Type", kind)];
        self.ask("POST", path, &headers, body)
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", coded(name), coded(value))).collect();
        self.send(path, "application/x-www-form-urlencoded", pairs.join("&").as_bytes())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn joined(chunks: &[u8]) -> Vec<u8> {
    let (mut rest, mut body) = (chunks, Vec::new());
    while let Some(end) = rest.windows(2).position(|part| part == b"\r\n") {
        let size = usize::from_str_radix(&String::from_utf8_lossy(&rest[..end]), 16).unwrap_or(0);
        if size == 0 || rest.len() < end + 2 + size {
            break;
        }
        body.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
    body
}

fn coded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

const ID: &str = "0123456789abcdef0123456789abcdef";

/// Names and values.
type Headers<'a> = Vec<(&'a str, &'a str)>;

#[test]
fn nobody_comes_in_but_by_the_address() {
    let school = Sandbox::school();
    let number = school.opened("林样本", &["--finder", "甲", "--saw", "原话"]);
    let desk = Desk::of(&school);
    let (cookie, origin) = (desk.cookie.clone(), desk.origin());
    let case = format!("/case/{number}");
    let inside = desk.get(&case);
    assert_eq!(inside.status, 200);
    for (name, value) in
        [("cache-control", "no-store"), ("x-content-type-options", "nosniff"), ("x-frame-options", "DENY")]
    {
        assert_eq!(inside.headers[name], value);
    }
    let policy = &inside.headers["content-security-policy"];
    assert!(
        policy.contains("default-src 'none'")
            && policy.contains("frame-ancestors 'none'")
            && !policy.contains("unsafe"),
        "{policy}"
    );
    let own = format!("127.0.0.1:{}", desk.port);
    let form = b"id=0123456789abcdef&do=write&f.student=x";
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    let refused: &[(&str, &str, Headers<'_>)] = &[
        ("no cookie", "GET", vec![]),
        ("a wrong cookie", "GET", vec![("Cookie", "crisis-0=1")]),
        ("another host", "GET", vec![("Cookie", &cookie), ("Host", "evil.example")]),
        ("a name for this machine", "GET", vec![("Cookie", &cookie), ("Host", "localhost:80")]),
        ("no host", "GET", vec![("Cookie", &cookie), ("Host", "")]),
        ("two hosts", "GET", vec![("Cookie", &cookie), ("Host", "evil.example"), ("Host", &own)]),
        ("another origin", "GET", vec![("Cookie", &cookie), ("Origin", "http://evil.example")]),
        ("a post without origin", "POST", vec![("Cookie", &cookie), kind]),
        ("a post from elsewhere", "POST", vec![("Cookie", &cookie), kind, ("Origin", "http://evil.example")]),
        ("a post from nowhere", "POST", vec![("Cookie", &cookie), kind, ("Origin", "null")]),
        ("a post from another port", "POST", vec![("Cookie", &cookie), kind, ("Origin", "http://127.0.0.1:1")]),
        ("a post without cookie", "POST", vec![kind, ("Origin", &origin)]),
    ];
    let before = school.files();
    for (what, method, headers) in refused {
        let path = if *method == "POST" { "/open" } else { case.as_str() };
        let body: &[u8] = if *method == "POST" { form } else { b"" };
        let answer = desk.ask(method, path, headers, body);
        assert!(matches!(answer.status, 400 | 403), "{what}: {}", answer.status);
        assert!(!answer.text().contains("林样本"), "{what}");
    }
    let again = desk.ask("GET", &format!("/?token={}", desk.token), &[], b"");
    assert_eq!(again.status, 403, "a token is good once");
    assert_eq!(before, school.files(), "nobody wrote anything");
}

#[test]
fn no_path_leads_out_of_the_cases() {
    let school = Sandbox::school();
    let number = school.opened("林样本", &["--finder", "甲", "--saw", "原话"]);
    let desk = Desk::of(&school);
    let report = desk.get(&format!("/case/{number}")).text();
    let id = report.split("id=\"r-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    for path in [
        "/case/..%2F..".to_owned(),
        "/case/..%2f..%2fcrisis.toml".to_owned(),
        "/case/%2e%2e".to_owned(),
        "/../crisis.toml".to_owned(),
        "/case/program".to_owned(),
        "/case/林样本".to_owned(),
        format!("/case/{}", &number[..7]),
        format!("/case/{number}/material/..%2F..%2Fcase.yaml"),
        format!("/case/{number}/material/{id}"),
        format!("/case/{number}/record/material"),
        format!("/case/{number}/record/nothing"),
    ] {
        let answer = desk.get(&path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        assert!(!answer.text().contains("privacy"), "{path}");
    }
    let named = desk.post(&format!("/draft/{}", coded("../../crisis")), &[]);
    assert_eq!(named.status, 303);
    assert!(school.path("crisis.toml").is_file());
    assert_eq!(
        desk.post("/draft", &[("id", "../../../evil.evil.evil"), ("action", "/open"), ("f.student", "x")]).status,
        204
    );
    assert!(!school.path("drafts").exists());
}

#[test]
fn large_and_slow_senders_stop_nobody() {
    let school = Sandbox::school();
    let desk = Desk::of(&school);
    let large = [b"f.saw=".as_slice(), &vec![b'x'; 3 << 20]].concat();
    let answer = desk.send("/open", "application/x-www-form-urlencoded", &large);
    assert_ne!(answer.status, 200);
    let mut slow: Vec<TcpStream> = Vec::new();
    for _ in 0..40 {
        let mut stream = TcpStream::connect(("127.0.0.1", desk.port)).unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: 127").unwrap();
        slow.push(stream);
    }
    let since = Instant::now();
    assert_eq!(desk.get("/").status, 200);
    assert!(since.elapsed() < Duration::from_secs(10));
}

#[test]
fn hostile_words_stay_words() {
    let school = Sandbox::school();
    let evil = "</textarea><script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{7*191}}";
    let number = school.opened(
        evil,
        &[
            "--finder",
            evil,
            "--saw",
            evil,
            "--place",
            evil,
            "--guardian",
            &format!("{evil},{evil},1"),
            "--stays-with",
            evil,
            "--body",
            evil,
        ],
    );
    let desk = Desk::of(&school);
    let report = desk.get(&format!("/case/{number}")).text();
    let id = report.split("id=\"r-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut pages: Vec<(String, String)> = Vec::new();
    for path in ["/", "/audit", "/team", "/search?q=script&text=1"] {
        pages.push((path.to_owned(), desk.get(path).text()));
    }
    for path in
        ["", "/papers", "/attach", "/kinds", &format!("/amend/{id}"), "/record/contact?f.said=%3Cscript%3Ealert(1)"]
    {
        let path = format!("/case/{number}{path}");
        pages.push((path.clone(), desk.get(&path).text()));
    }
    for kind in KINDS.iter().filter(|kind| kind.is_of_case()) {
        let fields: Vec<(String, &str)> = shape::own(kind).map(|field| (format!("f.{}", field.name), evil)).collect();
        let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        fields.extend([("id", ID), ("do", "edit"), ("body", evil)]);
        let answer = desk.post(&format!("/case/{number}/record/{}", kind.name), &fields);
        pages.push((kind.name.to_owned(), answer.text()));
    }
    for (path, page) in pages {
        assert!(!page.contains("<script>alert") && !page.contains("<img src=x") && !page.contains("1337"), "{path}");
    }
    let paper = desk.get(&format!("/case/{number}/paper/timeline"));
    assert!(paper.headers["content-security-policy"].contains("sandbox") && !paper.text().contains("<script>alert"));
}

/// What differs between two runs of the same.
fn without_chance(record: &str) -> String {
    record
        .lines()
        .filter(|line| !line.starts_with("id: ") && !line.starts_with("prev: "))
        .collect::<Vec<_>>()
        .join("\n")
}

fn records(school: &Sandbox, number: &str) -> Vec<String> {
    let begin = format!("cases/{number}/records/");
    let own = school.files().into_iter().filter(|(name, _)| name.starts_with(&begin));
    own.map(|(_, bytes)| String::from_utf8(bytes).unwrap()).collect()
}

#[test]
fn a_form_writes_what_flags_write_and_only_once() {
    let school = Sandbox::school();
    let desk = Desk::of(&school);
    let said = [
        ("f.student", "林样本"),
        ("f.known", "昨天 21:30"),
        ("f.saw", "说\r\n不想活了"),
        ("f.stays_with", "苏示例"),
        ("f.place", "教室"),
    ];
    let form = [&[("id", ID), ("do", "write")], &said[..]].concat();
    let (first, again) = (desk.post("/open", &form), desk.post("/open", &form));
    assert_eq!((first.status, again.status), (303, 303), "{}", first.text());
    assert_eq!(first.headers["location"], again.headers["location"]);
    let number = first.headers["location"].split(['/', '?']).nth(2).unwrap().to_owned();
    assert_eq!(records(&school, &number).len(), 1, "sent twice, written once");
    let other = [
        "open",
        "--by",
        "keeper",
        "--student",
        "王样本",
        "--known",
        "昨天 21:30",
        "--saw",
        "说\n不想活了",
        "--stays-with",
        "苏示例",
        "--place",
        "教室",
        "--at",
        "昨天 21:30",
        "--format",
        "json",
        "--finder",
        "x",
    ];
    let ran = school.run(&other);
    let by_flags = ran.json()["case"].as_str().unwrap().to_owned();
    let flags = without_chance(&records(&school, &by_flags)[0]).replace("finder: x\n", "");
    assert_eq!(without_chance(&records(&school, &number)[0]), flags);

    let path = format!("/case/{number}/record/contact");
    let said = [
        ("f.with", "林父"),
        ("f.guardian", "是"),
        ("f.via", "phone"),
        ("f.reached", "yes"),
        ("f.said", "马上来"),
        ("f.at", "7:30"),
    ];
    let preview = desk.post(&path, &[&[("id", "aaaaaaaaaaaaaaaaaaaaaaaa"), ("do", "preview")], &said[..]].concat());
    assert_eq!(preview.status, 200, "{}", preview.text());
    assert!(preview.text().contains("马上来") && records(&school, &number).len() == 1, "a preview writes nothing");
    let done = desk.post(&path, &[&[("id", "aaaaaaaaaaaaaaaaaaaaaaaa"), ("do", "write")], &said[..]].concat());
    assert_eq!(done.status, 303, "{}", done.text());
    school.ok(&[
        "record",
        "contact",
        &by_flags,
        "--by",
        "keeper",
        "--with",
        "林父",
        "--guardian",
        "yes",
        "--via",
        "phone",
        "--reached",
        "yes",
        "--said",
        "马上来",
        "--at",
        "7:30",
    ]);
    assert_eq!(without_chance(&records(&school, &number)[1]), without_chance(&records(&school, &by_flags)[1]));
    let told = desk.get(&done.headers["location"]).text();
    assert!(told.contains("已写入"), "what was done is told");
}

#[test]
fn what_cannot_be_read_stays_with_the_words_of_the_command_line() {
    let school = Sandbox::school();
    let number = school.opened("林样本", &["--finder", "甲", "--saw", "原话"]);
    let desk = Desk::of(&school);
    let path = format!("/case/{number}/record/follow_up");
    let answer =
        desk.post(&path, &[("id", ID), ("do", "write"), ("f.at", "前前天 25:99"), ("f.state", "平稳，按时上课")]);
    assert_eq!(answer.status, 422);
    let flags =
        school.run(&["record", "follow_up", &number, "--by", "keeper", "--at", "前前天 25:99", "--state", "平稳"]);
    let told = flags.stderr.lines().next().unwrap().split(['：', '〕']).next_back().unwrap().to_owned();
    assert!(answer.text().contains(told.trim()), "{told}\n{}", answer.text());
    assert!(
        answer.text().contains("平稳，按时上课") && answer.text().contains("前前天 25:99"),
        "what was typed is still there"
    );
    assert_eq!(records(&school, &number).len(), 1);
    let missing = desk.post(&path, &[("id", ID), ("do", "write")]);
    assert!(missing.status == 422 && missing.text().contains("缺少"));
}

#[test]
fn every_kind_has_a_form_of_all_its_fields() {
    let school = Sandbox::school();
    let number = school.opened("林样本", &["--finder", "甲", "--saw", "原话"]);
    let desk = Desk::of(&school);
    let mut seen = 0;
    for kind in KINDS.iter().filter(|kind| kind.is_of_case()) {
        let page = desk.get(&format!("/case/{number}/record/{}", kind.name));
        if page.status == 404 {
            continue;
        }
        let text = page.text();
        for field in shape::own(kind).filter(|field| !["confirmed", shape::OWN].contains(&field.name.as_str())) {
            assert!(text.contains(&format!("id=\"f.{}\"", field.name)), "{} {}", kind.name, field.name);
        }
        assert!(!text.contains("页面写不出来"), "{}", kind.name);
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn a_form_has_the_words_and_the_fields_of_the_guide() {
    let school = Sandbox::school();
    let path = school.path("guides/shiyan.toml");
    let guide = std::fs::read_to_string(&path).unwrap();
    let field = "[[field]]\nkind = \"contact\"\nid = \"informed\"\nname = \"另一位家长是否知情\"\ntype = \"yes_no\"\nrequired = true\n";
    let word = "[[word]]\nlist = \"meeting.purpose\"\nid = \"grading\"\nname = \"定级会\"\nneeds = [\"based_on\"]\n";
    std::fs::write(&path, format!("{guide}\n{field}\n{word}")).unwrap();
    let number = school.opened("林样本", &["--finder", "甲", "--saw", "原话"]);
    let desk = Desk::of(&school);
    let page = format!("/case/{number}/record/contact");
    let text = desk.get(&page).text();
    assert!(text.contains("id=\"f.own.informed\"") && text.contains("另一位家长是否知情"), "{text}");
    let said = [("id", ID), ("do", "write"), ("f.with", "林父"), ("f.via", "电话"), ("f.reached", "yes")];
    let refused = desk.post(&page, &said);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("缺少〔另一位家长是否知情〕"), "{}", refused.text());
    let written = desk.post(&page, &[&said[..], &[("f.own.informed", "no")]].concat());
    assert_eq!(written.status, 303, "{}", written.text());
    let page = format!("/case/{number}/record/meeting");
    assert!(desk.get(&page).text().contains("value=\"grading\""));
    let said = [
        ("id", "fedcba9876543210fedcba9876543210"),
        ("do", "write"),
        ("f.purpose", "grading"),
        ("f.participants.0.role", "principal"),
        ("f.participants.0.who", "严示例"),
        ("f.decisions", "某"),
    ];
    let refused = desk.post(&page, &said);
    assert!(refused.status == 422 && refused.text().contains("就要写〔依据〕"), "{}", refused.text());
    assert_eq!(desk.post(&page, &[&said[..], &[("f.based_on", "两次评估")]].concat()).status, 303);
}

/// A sealed school with somebody who may read and write.
fn sealed() -> Sandbox {
    let school = Sandbox::empty();
    let sheet = ["--recovery-sheet", "sheet.html", "--no-input"];
    school.ok(&[&["init", "s", "--no-git", "--school", "示例实验高中", "--member", "苏示例"], &sheet[..]].concat());
    school
}

fn upload(boundary: &str, bytes: &[u8], act: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in
        [("id", "bbbbbbbbbbbbbbbbbbbbbbbb"), ("f.category", "photo"), ("f.provided_by", "班主任"), ("do", act)]
    {
        body.extend(
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes(),
        );
    }
    let head =
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../某人.txt\"\r\n\r\n");
    [&body, head.as_bytes(), bytes, format!("\r\n--{boundary}--\r\n").as_bytes()].concat()
}

#[test]
fn what_is_uploaded_to_a_sealed_school_is_nowhere_in_clear() {
    let school = sealed();
    let said = ["--student", "林样本", "--known", "2026-03-05 21:30", "--finder", "甲", "--saw", "原话"];
    let opened = school.ok(&[&["-C", "s", "open", "--format", "json"], &said[..]].concat());
    let number = opened.json()["case"].as_str().unwrap().to_owned();
    let desk = Desk::with(&school, &["-C", "s"]);
    let secret = "聊天记录里的一句话，不该以明文出现在磁盘上。".repeat(4000);
    let kind = "multipart/form-data; boundary=XX";
    let path = format!("/case/{number}/attach");
    let shown = desk.send(&path, kind, &upload("XX", secret.as_bytes(), "preview"));
    assert_eq!(shown.status, 200, "{}", shown.text());
    let part = &secret.as_bytes()[..60];
    let in_clear = || school.files().into_iter().find(|(_, bytes)| bytes.windows(part.len()).any(|own| own == part));
    assert_eq!(in_clear().map(|(name, _)| name), None);
    let done = desk.send(&path, kind, &upload("XX", secret.as_bytes(), "write"));
    assert_eq!(done.status, 303, "{}", done.text());
    assert_eq!(in_clear().map(|(name, _)| name), None);
    let page = desk.get(&format!("/case/{number}")).text();
    let id = page.split("/material/").nth(1).unwrap().split(['"', '?']).next().unwrap().to_owned();
    let back = desk.get(&format!("/case/{number}/material/{id}"));
    assert_eq!(back.body, secret.as_bytes());
    assert!(back.headers["content-disposition"].starts_with("attachment"));
    let shown = desk.get(&format!("/case/{number}/material/{id}?show=1"));
    assert!(
        shown.headers["content-security-policy"].contains("sandbox")
            && shown.headers["content-type"].starts_with("text/plain")
    );
    assert!(page.contains("某人.txt") && !page.contains("../.."), "the name, never the path");
}

#[test]
fn a_passphrase_is_asked_on_the_page_and_guessing_takes_longer_each_time() {
    let school = sealed();
    let path = school.path(".config/crisis/identity.txt");
    let loaded = identity::read(&path, &mut || unreachable!("it has none yet")).unwrap();
    let passphrase = age::secrecy::SecretString::from("三只燕子".to_owned());
    loaded.identity.write(&path, Some(passphrase), Existing::Replace).unwrap();
    let desk = Desk::with(&school, &["-C", "s"]);
    assert!(desk.get("/").text().contains("passphrase"));
    let wrong = desk.post("/unlock", &[("passphrase", "两只燕子")]).text();
    assert!(wrong.contains("秒后可以再试"), "{wrong}");
    let early = desk.post("/unlock", &[("passphrase", "三只燕子")]);
    assert!(early.status == 200 && early.text().contains("请等"), "even the right one waits");
    std::thread::sleep(Duration::from_millis(2200));
    assert_eq!(desk.post("/unlock", &[("passphrase", "三只燕子")]).status, 303);
    assert!(desk.get("/").text().contains("现在欠着"));
}

#[test]
fn a_second_start_joins_and_the_button_ends_both() {
    let school = Sandbox::school();
    let mut desk = Desk::of(&school);
    let second = school.ok(&["desk", "--no-browser"]);
    let (port, token) = parts(second.stdout.trim());
    assert_eq!(port, desk.port);
    let entered = desk.ask("GET", &format!("/?token={token}"), &[], b"");
    assert_eq!((entered.status, entered.headers.contains_key("set-cookie")), (303, true));
    assert_eq!(desk.ask("GET", &format!("/?token={token}"), &[], b"").status, 403);
    assert_eq!(desk.post("/quit", &[]).status, 200);
    let since = Instant::now();
    while desk.child.try_wait().unwrap().is_none() {
        assert!(since.elapsed() < Duration::from_secs(20), "it goes on");
        std::thread::sleep(Duration::from_millis(50));
    }
    let left: Vec<String> =
        school.files().into_iter().map(|(name, _)| name).filter(|name| name.contains("desk-")).collect();
    assert!(left.iter().all(|name| name.ends_with(".lock")), "{left:?}");
}

#[test]
fn the_edition_that_judged_a_case_stands_beside_it() {
    let (school, case) = crate::guides::school_of_two_editions();
    let said = "按开案时的指南：实验高中学生心理危机干预工作指南（原文未注明版次）";
    for (now, stands) in [("2027-10-01 09:00", true), ("2027-03-01 09:00", false)] {
        let desk = Desk::with(&school, &["--by", "keeper", "--now", now]);
        for page in [format!("/case/{case}"), "/audit".to_owned()] {
            assert_eq!(desk.get(&page).text().contains(said), stands, "{page} {now}");
        }
    }
}
