//! Questions on a real terminal: an answer that can't be read is asked for again, and giving up writes nothing.

use std::time::Duration;

use crate::common::sandbox::Sandbox;
use expectrl::session::OsSession;
use expectrl::{Eof, Expect, Regex, Session};

/// A person at the keyboard.
struct Person {
    session: OsSession,
}

impl Person {
    fn runs(sandbox: &Sandbox, args: &[&str]) -> Self {
        let mut command = sandbox.command(args);
        command.env("TERM", "xterm-256color");
        let mut session = Session::spawn(command).unwrap();
        session.get_process_mut().set_window_size(120, 40).unwrap();
        session.set_expect_timeout(Some(Duration::from_secs(60)));
        Self { session }
    }

    fn sees(&mut self, text: &str) {
        if let Err(error) = self.session.expect(text) {
            panic!("{text} was not shown: {error}");
        }
    }

    /// Answers a question when it stands there.
    fn answers(&mut self, question: &str, answer: &str) {
        self.sees(question);
        // Its words stand there a moment before it listens.
        std::thread::sleep(Duration::from_millis(60));
        self.session.send(format!("{answer}\r")).unwrap();
    }

    /// Under which number something stands in the list of answers.
    fn number_of(&mut self, label: &str) -> String {
        let found = self.session.expect(format!(". {label}：")).unwrap();
        let before = String::from_utf8_lossy(found.before()).into_owned();
        before.chars().rev().take_while(char::is_ascii_digit).collect::<Vec<_>>().into_iter().rev().collect()
    }

    /// Leaves every question open until the last one stands there, and answers that so too.
    fn skips_to(&mut self, last: &str) {
        for _ in 0..100 {
            let asked = self.session.expect(Regex(QUESTION)).unwrap_or_else(|error| panic!("no {last}: {error}"));
            let is_last = String::from_utf8_lossy(asked.get(0).unwrap_or_default()).contains(last);
            std::thread::sleep(Duration::from_millis(60));
            self.session.send("\r").unwrap();
            if is_last {
                return;
            }
        }
        panic!("{last} was not asked");
    }

    /// Two keys that come at once are another key.
    fn escapes(&mut self) {
        std::thread::sleep(Duration::from_millis(200));
        self.session.send("\u{1b}").unwrap();
    }

    /// Waits until the question is asked again, takes back what stands on its line, and answers.
    fn corrects(&mut self, error: &str, wrong: &str, answer: &str) {
        self.sees(error);
        self.session.expect(Regex(QUESTION)).unwrap_or_else(|error| panic!("{wrong} is not asked again: {error}"));
        std::thread::sleep(Duration::from_millis(60));
        let back = "\u{7f}".repeat(wrong.chars().count());
        self.session.send(format!("{back}{answer}\r")).unwrap();
    }

    /// Until the program ends; gives its status.
    fn ends(mut self) -> i32 {
        self.session.expect(Eof).unwrap();
        match self.session.get_process().wait().unwrap() {
            expectrl::process::unix::WaitStatus::Exited(_, status) => status,
            other => panic!("{other:?}"),
        }
    }
}

/// A question that was not there before: its first line, after the terminal was told that pasted text may come.
const QUESTION: &str = r"\x1b\[\?2004h[^\n]*\n";
const DOWN: &str = "\u{1b}[B";

#[test]
fn a_case_is_opened_by_answering() {
    let school = Sandbox::school();
    let mut teacher = Person::runs(&school, &["open", "--by", "keeper"]);
    teacher.answers("学生姓名", "林示例");
    teacher.answers("最早得知的时间", "不清楚");
    teacher.corrects("时间看不懂", "不清楚", "昨天 21:30");
    teacher.answers("地点", "宿舍");
    teacher.answers("看到、听到了什么", "说不想活了");
    teacher.answers("谁陪着学生", "丁假设、王宿管");
    // Five answers: it is on file and protected, and the first minutes stand on the screen.
    teacher.sees("留在学生身边");
    teacher.sees("危机评估");
    let report = |school: &Sandbox| school.files().into_iter().find(|(name, _)| name.contains("-report-")).unwrap().1;
    let written = String::from_utf8(report(&school)).unwrap();
    for line in ["known: 2026-03-05T21:30+08:00", "saw: 说不想活了", "- 丁假设", "- 王宿管"] {
        assert!(written.contains(line), "{line} is not in\n{written}");
    }
    teacher.answers("学号", "２０２６０１４２");
    teacher.answers("班级", "高二(3)班");
    teacher.answers("监护人　姓名", "林大");
    teacher.answers("关系", "父亲");
    teacher.answers("电话", "13800000000");
    teacher.answers("监护人　姓名", "");
    teacher.answers("负责该班的教师", "ding");
    teacher.answers("最先发现的人", "丁假设");
    teacher.answers("最先发现的人的角色", "bzr");
    teacher.answers("身体伤害", DOWN);
    teacher.answers("保护措施", "陪到家长到校|今天|明天|本人");
    teacher.answers("保护措施", "");
    teacher.answers("还有谁在场或知情", "无");
    teacher.answers("报告了谁　角色", "xz");
    teacher.answers("姓名", "严示例");
    teacher.answers("时间", "昨天 21:40");
    teacher.answers("方式", "电话");
    teacher.answers("报告了谁　角色", "");
    teacher.answers("回车写下", "3");
    teacher.answers("监护人　姓名", "林大,父亲,13800000000");
    teacher.answers("监护人　姓名", "");
    teacher.answers("回车写下", "");
    teacher.sees("最要紧的");
    assert_eq!(teacher.ends(), 0);
    assert_eq!(String::from_utf8(report(&school)).unwrap(), written, "what is written stays");
    let (_, added) = school.files().into_iter().find(|(name, _)| name.contains("-amendment-")).unwrap();
    let added = String::from_utf8(added).unwrap();
    for line in ["injury: none", "role: principal", "finder_role: class_teacher", "what: 陪到家长到校"] {
        assert!(added.contains(line), "{line} is not in\n{added}");
    }
    let case = school.ok(&["list", "--format", "json"]).json()[0]["case"].as_str().unwrap().to_owned();
    let about = std::fs::read_to_string(school.path(&format!("cases/{case}/case.yaml"))).unwrap();
    assert!(about.contains("20260142") && about.contains("13800000000"), "{about}");

    let mut counsellor = Person::runs(&school, &["assess", &case, "--by", "keeper", "--rationale", "面谈所见"]);
    counsellor.answers("发生的时间", "");
    counsellor.answers("危机类型", " ");
    for dimension in ["情绪", "行为表现", "社会功能", "应对机制", "环境支持", "危险性"] {
        counsellor.answers(dimension, &format!("{dimension}如何"));
    }
    counsellor.answers("风险等级", DOWN);
    counsellor.answers("是否处于危机状态", DOWN);
    counsellor.answers("是否需要转介", "");
    counsellor.answers("学生本人的意见", "");
    counsellor.answers("下次评估日期", "某天");
    counsellor.corrects("日期看不懂", "某天", "3天后");
    counsellor.skips_to("回车写下");
    assert_eq!(counsellor.ends(), 0);
    let (_, record) = school.files().into_iter().find(|(name, _)| name.contains("-assessment-")).unwrap();
    let record = String::from_utf8(record).unwrap();
    for line in ["crisis: false", "rationale: 面谈所见", "2026-03-09", "危险性如何"] {
        assert!(record.contains(line), "{line} is not in\n{record}");
    }
    assert!(!record.contains("refer:") && !record.contains("voice:"), "what was left open is not said\n{record}");
}

/// Whoever closes is asked why, where the last assessment says crisis, and about each thing that is still open.
#[test]
fn closing_asks_about_what_is_open() {
    let school = Sandbox::school();
    let said = ["--student", "林示例", "--known", "昨天 21:30", "--finder", "丁假设", "--saw", "话", "--by", "keeper"];
    school.ok(&[&["open"][..], &said].concat());
    school.ok(&["assess", "林示例", "--dimension", "情绪=低落", "--crisis", "yes", "--refer", "no", "--by", "keeper"]);
    let close = ["close", "林示例", "--outcome", "resolved", "--reason", "平稳", "--by", "keeper"];
    let before = school.run(&close);
    assert!(before.status == 2 && before.stderr.contains("最后一次评估仍是危机"), "{}", before.stderr);
    let mut teacher = Person::runs(&school, &close);
    teacher.answers("为何可以结束", "外校接手");
    teacher.answers("接受的理由", "转学前来不及");
    let next = || expectrl::Any::boxed(vec![Box::new("接受的理由"), Box::new("档案不能归档")]);
    while teacher.session.expect(next()).unwrap().as_bytes().ends_with("接受的理由".as_bytes()) {
        teacher.session.send("\r").unwrap();
    }
    assert_eq!(teacher.ends(), 0);
    let shown = school.ok(&["show", "林示例", "--full"]).stdout;
    assert!(shown.contains("外校接手"), "{shown}");
    assert!(shown.contains("转学前来不及 keeper"), "{shown}");
}

/// Nothing is written and nothing that was typed is lost: whoever comes back goes on where they stopped.
#[test]
fn what_was_answered_is_kept_as_a_draft() {
    let school = Sandbox::school();
    let drafts = |school: &Sandbox| school.files().into_iter().filter(|(name, _)| name.starts_with("drafts")).count();
    let before = school.files();
    let mut teacher = Person::runs(&school, &["open", "--by", "keeper"]);
    teacher.answers("学生姓名", "林示例");
    teacher.answers("最早得知的时间", "昨天 21:30");
    teacher.sees("地点");
    teacher.escapes();
    teacher.sees("要怎样");
    teacher.escapes();
    teacher.sees("先放下了，还没有写进档案");
    assert_eq!(teacher.ends(), 2);
    assert_eq!((drafts(&school), school.files().len()), (1, before.len() + 1));

    let mut again = Person::runs(&school, &["open", "--by", "keeper"]);
    again.answers("没写完的，已答 2 项", "");
    again.sees("地点");
    again.escapes();
    again.answers("要怎样", "");
    again.sees("最早得知的时间");
    // The terminal is lost.
    again.session.get_process_mut().exit(true).unwrap();
    drop(again);

    let mut last = Person::runs(&school, &["open", "--by", "keeper"]);
    last.answers("没写完的", DOWN);
    last.sees("学生姓名");
    last.escapes();
    last.answers("要怎样", DOWN);
    last.sees("什么也没有写");
    assert_eq!(last.ends(), 2);
    assert_eq!(drafts(&school), 0);
    assert_eq!(school.files(), before);
}

/// `crisis` alone: what is owed, then the acts; each asks what it needs, the case too.
#[test]
fn home_leads_to_every_act() {
    let school = Sandbox::school();
    let said = ["--student", "林示例", "--known", "昨天 21:30", "--finder", "丁假设", "--saw", "话", "--by", "keeper"];
    school.ok(&[&["open"][..], &said].concat());
    let mut teacher = Person::runs(&school, &["--by", "keeper"]);
    teacher.sees("现在欠着");
    teacher.sees("保护当事学生");
    teacher.answers("要做什么", "jl");
    teacher.answers("记录什么", "gz");
    teacher.answers("哪一份档案", "林示例");
    teacher.answers("发生的时间", "");
    teacher.answers("状", "平稳");
    teacher.skips_to("回车写下");
    teacher.sees("已写入");
    teacher.answers("要做什么", "离开");
    assert_eq!(teacher.ends(), 0);
    assert!(school.files().iter().any(|(name, _)| name.contains("-follow_up-")));
}

#[test]
fn others_can_write_while_somebody_thinks() {
    let school = Sandbox::school();
    let said = ["--student", "林示例", "--known", "昨天 21:30", "--finder", "丁假设", "--saw", "话", "--by", "keeper"];
    school.ok(&[&["open"][..], &said].concat());
    let mut slow = Person::runs(&school, &["record", "follow_up", "林示例", "--by", "keeper"]);
    slow.answers("发生的时间", "");
    slow.sees("状");
    school.ok(&["record", "follow_up", "林示例", "--state", "平稳", "--by", "keeper"]);
    slow.answers("", "好转");
    slow.skips_to("回车写下");
    assert_eq!(slow.ends(), 0);
    let digests: Vec<_> = school.files().into_iter().filter(|(name, _)| name.contains("-follow_up-")).collect();
    assert_eq!(digests.len(), 2);
    school.ok(&["verify"]);
}

#[test]
fn a_passphrase_is_asked_for_and_not_shown() {
    let empty = Sandbox::empty();
    let said =
        "init school --school 示例实验高中 --member 苏演示 --identity me.txt --passphrase --recovery-sheet paper.html";
    let mut keeper = Person::runs(&empty, &said.split(' ').collect::<Vec<_>>());
    keeper.answers("新的口令", "correct horse");
    keeper.answers("再输一次", "correct horse");
    keeper.answers("恢复密钥收好了吗", "");
    assert_eq!(keeper.ends(), 0);
    let was = std::fs::read(empty.path("school/crisis.toml")).unwrap();
    let renew = "-C school --identity me.txt key recovery --recovery-sheet other.html".split(' ').collect::<Vec<_>>();
    let mut careful = Person::runs(&empty, &renew);
    careful.answers("口令", "correct horse");
    careful.answers("恢复密钥收好了吗", DOWN);
    careful.sees("没有换上这把恢复密钥");
    assert_eq!(careful.ends(), 2);
    assert_eq!(std::fs::read(empty.path("school/crisis.toml")).unwrap(), was, "the key before stays in force");
    let mut wrong = Person::runs(&empty, &["-C", "school", "list", "--identity", "me.txt"]);
    wrong.answers("口令", "wrong");
    wrong.sees("错误");
    assert_eq!(wrong.ends(), 2);
    let mut right = Person::runs(&empty, &["-C", "school", "list", "--identity", "me.txt"]);
    right.sees("口令");
    right.session.send("correct horse\r").unwrap();
    let shown = right.session.expect(Eof).unwrap();
    assert!(!String::from_utf8_lossy(shown.as_bytes()).contains("horse"), "what is typed is not shown");
    assert_eq!(right.ends(), 0);
}

/// A name that nobody registered has is asked about, and only Enter names nobody.
#[test]
fn who_is_meant_is_asked() {
    let school = Sandbox::school();
    let said = ["--student", "林示例", "--known", "昨天 21:30", "--finder", "丁假设", "--saw", "话", "--by", "keeper"];
    let open = [&["open", "--guardian", "林大,父亲", "--suspects", "隔壁老王"][..], &said].concat();
    let mut teacher = Person::runs(&school, &open);
    teacher.answers("“隔壁老王”不是登记过的人", "");
    teacher.sees("现在要做的事");
    assert_eq!(teacher.ends(), 0);
    let agreement = |signer: &'static str| {
        let record = ["record", "agreement", "林示例", "--party", "guardian", "--outcome", "signed", "--by", "keeper"];
        [&record[..], &["--signer", signer]].concat()
    };
    let mut counsellor = Person::runs(&school, &agreement("林老大"));
    counsellor.answers("“林老大”不是登记过的人", DOWN);
    assert_eq!(counsellor.ends(), 0);
    assert_eq!(Person::runs(&school, &agreement("爸爸")).ends(), 0, "known by the relation: nothing is asked");
    school.ok(&[agreement("某邻居"), vec!["--no-input"]].concat());
    let written: Vec<String> =
        school.files().into_iter().map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()).collect();
    let says = |line: &str| written.iter().any(|text| text.contains(line));
    assert!(says("- 隔壁老王") && says("- 林大") && says("- 爸爸") && says("- 某邻居") && !says("林老大"));
}

/// What was written is looked over and changed; two windows on one form keep two drafts.
#[test]
fn a_correction_is_asked_for() {
    let school = Sandbox::school();
    let said = ["--student", "林示例", "--known", "昨天 21:30", "--finder", "丁假设", "--saw", "话", "--by", "keeper"];
    school.ok(&[&["open"][..], &said].concat());
    let mut teacher = Person::runs(&school, &["更正", "林示例", "--by", "keeper"]);
    teacher.answers("更正哪一条", "");
    teacher.answers("要怎样更正", "");
    let mut colleague = Person::runs(&school, &["更正", "林示例", "--by", "keeper"]);
    colleague.answers("更正哪一条", "");
    colleague.answers("要怎样更正", "");
    for (person, place) in [(&mut teacher, "天台"), (&mut colleague, "操场")] {
        let number = person.number_of("地点");
        person.answers("要改哪一项", &number);
        person.answers("地点", place);
        person.sees(&format!("地点：{place}"));
    }
    for person in [&mut teacher, &mut colleague] {
        person.sees("要改哪一项");
        person.escapes();
        person.sees("要怎样");
        person.escapes();
        person.sees("先放下了");
    }
    assert_eq!((teacher.ends(), colleague.ends()), (2, 2));
    let drafts = || school.files().into_iter().filter(|(name, _)| name.starts_with("drafts")).count();
    assert_eq!(drafts(), 2);
    let mut again = Person::runs(&school, &["更正", "林示例", "--by", "keeper"]);
    again.answers("更正哪一条", "");
    again.answers("要怎样更正", "");
    again.answers("没写完的", "");
    again.sees("地点：天台");
    again.answers("要改哪一项", "");
    again.answers("错在哪里", "");
    again.answers("应当是什么", "");
    again.sees("已写入");
    assert_eq!(again.ends(), 0);
    assert_eq!(drafts(), 1);
    let shown = school.ok(&["show", "林示例", "--full"]).stdout;
    assert!(shown.contains("地点：天台") && shown.contains("写明地点"), "{shown}");
}
