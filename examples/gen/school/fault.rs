//! What is planted: how a life is spoilt, and exactly what the audit must say of it.

use super::life::Section;
use super::person::Person;
use super::story::Folder;

/// Code and severity.
pub type Said = (&'static str, &'static str);

pub struct Fault {
    pub life: &'static str,
    pub why: &'static str,
    pub found: &'static [Said],
    /// What is found in the case before it as well.
    pub neighbour: &'static [Said],
    pub spoil: Spoil,
}

pub enum Spoil {
    /// Before anything is written: as people write it.
    Sections(fn(&mut Vec<Section>, &Person)),
    /// Afterwards, behind the chain's back.
    Files(fn(&mut Folder)),
    /// Who it is about, given the student of the case before.
    Student(fn(&mut Person, &Person)),
}

use Spoil::{Files, Sections, Student};

const fn fault(life: &'static str, why: &'static str, found: &'static [Said], spoil: Spoil) -> Fault {
    Fault { life, why, found, neighbour: &[], spoil }
}

const fn both(life: &'static str, why: &'static str, found: &'static [Said], spoil: Spoil) -> Fault {
    Fault { life, why, found, neighbour: found, spoil }
}

pub static FAULTS: &[Fault] = &[
    fault(
        "care",
        "冒号是全角的，读不出",
        &[("C01", "error")],
        Sections(|all, _| change(all, "call", "said:", "said：")),
    ),
    fault("crisis", "写成之后改了一个字", &[("C18", "error")], Files(|folder| edit(folder, "talk"))),
    fault("crisis", "写成之后移走了一条", &[("C18", "error")], Files(|folder| lose(folder, "handover"))),
    fault(
        "crisis",
        "归档的诊断证明丢了",
        &[("C19", "error"), ("D44", "error")],
        Files(|folder| drop(folder.materials.pop())),
    ),
    fault("injury", "一份没有登记的文件", &[("C19", "warning")], Files(stray)),
    fault(
        "care",
        "五天以后才写下",
        &[("C17", "notice")],
        Sections(|all, _| {
            change(all, "one", "written: <7 17:00>", "written: <12 17:00>");
        }),
    ),
    fault(
        "crisis",
        "得知早于发生",
        &[("C16", "warning")],
        Sections(|all, _| {
            change(all, "report", "known: <0 21:30>", "known: <0 20:30>");
        }),
    ),
    fault("injury", "约定的日子过了，没有跟踪", &[("D26", "error")], Sections(|all, _| remove(all, &["latest"]))),
    fault(
        "again",
        "没有与监护人签协议",
        &[("D35", "error")],
        Sections(|all, _| remove(all, &["mother_signs_again", "paper of mother_signs_again"])),
    ),
    fault(
        "crisis",
        "签字的不是监护人",
        &[("C11", "error"), ("D35", "error")],
        Sections(|all, _| {
            change(all, "father_signs", "signer: <father>", "signer: 郭邻居");
        }),
    ),
    fault(
        "again",
        "学校作了诊断",
        &[("C03", "warning")],
        Sections(|all, _| {
            change(all, "help", "process: <say process>", "process: 该生患有抑郁症，谈话时话不多");
        }),
    ),
    fault(
        "injury",
        "交接时写了免责的话",
        &[("C04", "error")],
        Sections(|all, _| {
            change(all, "handover", "明天上午一起来校", "离校以后后果自负");
        }),
    ),
    fault(
        "refusal",
        "许诺保密",
        &[("C26", "error")],
        Sections(|all, _| {
            change(all, "help", "process: <say process>", "process: 答应谁也不告诉，之后谈了很久");
        }),
    ),
    both("care", "同一个学号", &[("C21", "error")], Student(|person, other| person.number.clone_from(&other.number))),
    both(
        "care",
        "学号只差写法",
        &[("C22", "warning")],
        Student(|person, other| {
            person.number = format!("00{}", other.number);
        }),
    ),
    fault(
        "care",
        "写了另一名学生的姓名",
        &[("C08", "warning")],
        Sections(|all, other| {
            let body = format!("今天是和{}同学一起来的，两人说好周末去书店。", other.student);
            section(all, "two").body = Some(body);
        }),
    ),
    fault(
        "suspension",
        "不由当时的班主任报备",
        &[("D60", "error")],
        Sections(|all, _| {
            change(all, "resumed", "filed_by: <next_teacher>", "filed_by: 郭邻居");
        }),
    ),
    fault(
        "crisis",
        "告知他人没有写依据",
        &[("D61", "error")],
        Sections(|all, _| {
            change(all, "told", "basis: 保密例外与最低限度突破\n", "");
        }),
    ),
    fault(
        "crisis",
        "录了音，没有归档",
        &[("D52", "error")],
        Sections(|all, _| {
            change(all, "call", "with: <father>", "evidence:\n  - recording\nwith: <father>");
        }),
    ),
    fault(
        "crisis",
        "协议只归了类别，没有写明属于哪条记录",
        &[("C28", "notice"), ("D34", "error")],
        Sections(|all, _| {
            change(all, "paper of student_signs", "of: <of student_signs>\n", "");
        }),
    ),
    fault(
        "crisis",
        "签好的协议是一个空文件",
        &[("C19", "error"), ("D35", "error")],
        Files(|folder| empty(folder, "paper of father_signs")),
    ),
    fault(
        "injury",
        "没有出具转介建议书",
        &[("D40", "error")],
        Sections(|all, _| remove(all, &["letter", "answer", "paper of answer"])),
    ),
    fault(
        "injury",
        "评估缺一个维度",
        &[("D21", "error")],
        Sections(|all, _| {
            change(all, "assessment", "  coping: 划伤是目前主要的办法；愿意试别的\n", "");
        }),
    ),
];

fn section<'s>(sections: &'s mut [Section], label: &str) -> &'s mut Section {
    let found = sections.iter_mut().find(|section| section.label == label);
    found.unwrap_or_else(|| panic!("no section is called {label}"))
}

fn change(sections: &mut [Section], label: &str, from: &str, to: &str) {
    let section = section(sections, label);
    assert!(section.text.contains(from), "{label} does not say {from}");
    section.text = section.text.replace(from, to);
}

fn remove(sections: &mut Vec<Section>, labels: &[&str]) {
    let before = sections.len();
    sections.retain(|section| !labels.contains(&section.label.as_str()));
    assert_eq!(before - sections.len(), labels.len(), "some of {labels:?} are not there");
}

fn edit(folder: &mut Folder, label: &str) {
    let page = folder.pages.iter_mut().find(|page| page.label == label).expect("the record is there");
    page.text.push_str("后来补上的一句。\n");
}

fn lose(folder: &mut Folder, label: &str) {
    folder.pages.retain(|page| page.label != label);
}

fn empty(folder: &mut Folder, label: &str) {
    let page = folder.pages.iter().find(|page| page.label == label).expect("the record is there");
    let file = folder.materials.iter_mut().find(|(name, _)| page.text.contains(name.as_str()));
    file.expect("the file is there").1.clear();
}

fn stray(folder: &mut Folder) {
    folder.materials.push(("materials/微信图片.jpg".to_owned(), b"\xff\xd8\xff\xe0".to_vec()));
}
