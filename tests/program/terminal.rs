//! Questions on a real terminal: an answer that can't be read is asked for again, and giving up writes nothing.

use std::time::Duration;

use crate::common::sandbox::Sandbox;
use expectrl::session::OsSession;
use expectrl::{Eof, Expect, Session};

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
        session.set_expect_timeout(Some(Duration::from_secs(20)));
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
        self.session.send(format!("{answer}\r")).unwrap();
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

const DOWN: &str = "\u{1b}[B";

#[test]
fn a_case_is_opened_by_answering() {
    let school = Sandbox::school();
    let mut teacher = Person::runs(&school, &["open", "--by", "keeper"]);
    teacher.answers("学生姓名", "林示例");
    teacher.answers("学号", "２０２６０１４２");
    teacher.answers("班级", "高二(3)班");
    teacher.answers("监护人", "林大,父亲,13800000000");
    teacher.answers("监护人", "");
    teacher.answers("负责该班的教师", "ding");
    teacher.answers("最早得知的时间", "不清楚");
    teacher.sees("时间看不懂");
    teacher.answers("最早得知的时间", "昨天 21:30");
    teacher.answers("第一发现人姓名", "丁假设");
    teacher.answers("第一发现人的角色", "");
    teacher.answers("看到、听到了什么", "说不想活了");
    teacher.answers("身体伤害", DOWN);
    teacher.answers("采取的保护措施", "陪到家长到校");
    teacher.answers("采取的保护措施", "");
    teacher.answers("谁陪着学生", "丁假设");
    teacher.answers("谁陪着学生", "");
    teacher.answers("还有谁在场或知情", "无");
    teacher.answers("报告了谁", "校长,严示例,昨天 21:40,电话");
    teacher.answers("报告了谁", "");
    teacher.sees("现在要做的事");
    assert_eq!(teacher.ends(), 0);

    let (_, record) = school.files().into_iter().find(|(name, _)| name.contains("-report-")).unwrap();
    let record = String::from_utf8(record).unwrap();
    for line in ["known: 2026-03-05T21:30+08:00", "saw: 说不想活了", "injury: none", "role: principal"] {
        assert!(record.contains(line), "{line} is not in\n{record}");
    }
    let case = school.ok(&["list", "--format", "json"]).json()[0]["case"].as_str().unwrap().to_owned();
    let about = std::fs::read_to_string(school.path(&format!("cases/{case}/case.yaml"))).unwrap();
    assert!(about.contains("20260142") && about.contains("13800000000"), "{about}");

    let mut counsellor = Person::runs(&school, &["assess", &case, "--by", "keeper", "--rationale", "面谈所见"]);
    counsellor.answers("危机类型", " ");
    for dimension in ["情绪", "行为表现", "社会功能", "应对机制", "环境支持", "危险性"] {
        counsellor.answers(dimension, &format!("{dimension}如何"));
    }
    counsellor.answers("风险等级", DOWN);
    counsellor.answers("是否处于危机状态", DOWN);
    counsellor.answers("是否需要转介", "");
    counsellor.answers("学生本人的意见", "");
    counsellor.answers("下次评估日期", "某天");
    counsellor.sees("日期看不懂");
    counsellor.answers("下次评估日期", "3天后");
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
    let shown = school.ok(&["show", "林示例"]).stdout;
    assert!(shown.contains("外校接手"), "{shown}");
    assert!(shown.contains("转学前来不及 keeper"), "{shown}");
}

#[test]
fn giving_up_writes_nothing() {
    let school = Sandbox::school();
    let before = school.files();
    let mut teacher = Person::runs(&school, &["open", "--by", "keeper", "--student", "林示例"]);
    teacher.answers("最早得知的时间", "昨天 21:30");
    teacher.sees("第一发现人姓名");
    teacher.session.send("\u{1b}").unwrap();
    teacher.sees("（已取消）");
    teacher.sees("什么也没有写");
    assert_eq!(teacher.ends(), 2);
    assert_eq!(school.files(), before);
}

#[test]
fn others_can_write_while_somebody_thinks() {
    let school = Sandbox::school();
    let said = ["--student", "林示例", "--known", "昨天 21:30", "--finder", "丁假设", "--saw", "话", "--by", "keeper"];
    school.ok(&[&["open"][..], &said].concat());
    let mut slow = Person::runs(&school, &["record", "follow_up", "林示例", "--by", "keeper"]);
    slow.sees("状");
    school.ok(&["record", "follow_up", "林示例", "--state", "平稳", "--by", "keeper"]);
    slow.answers("", "好转");
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
    assert_eq!(keeper.ends(), 0);
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
