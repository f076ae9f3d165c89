//! What is noteworthy about what was done, in words.

use std::path::Path;

use crate::case::Case;
use crate::finding::Finding;
use crate::office::bagging::Archiving;
use crate::office::custody::{Change, Gone};
use crate::office::members::Changed;
use crate::office::pen::Note;
use crate::office::trail::Settled;
use crate::wording::answer::{Line, beside, said};

pub fn told(note: &Note, case: &str) -> String {
    match note {
        Note::StillOpen { episode } => format!(
            "注意：第 {episode} 次危机还没有结束。如果这是同一次危机的又一个消息，请作废这条记录，改用 crisis record report {case}"
        ),
        Note::FreeRoles { words, known } => format!(
            "注意：“{}”不是指南里的角色，照原样记下；按角色要求的事不会算在他身上。指南里的角色：{}",
            words.join("”、“"),
            known.join("、")
        ),
        Note::Namesakes { cases } => format!(
            "注意：已有同名学生的档案：{}。如果是同一人，请把这次的情况用 crisis record report 记进原来的档案，并移走新开的这一份；确是两个人的，各自写上学号，就不必理会",
            cases.iter().map(|parts| told_of(parts)).collect::<Vec<_>>().join("；")
        ),
        Note::Differs { what, there, said } => {
            let there = if there.is_empty() { "没有" } else { there };
            format!(
                "注意：{what}与档案不同：档案里 {there}，这次 {said}。没有改动档案，确有变化用 crisis edit {case} 改（换教师用 crisis teacher {case}）"
            )
        }
        Note::FromRoster { filled } if filled.is_empty() => "与名册上的是同一位".to_owned(),
        Note::FromRoster { filled } => format!("从名册取来：{}", filled.join("、")),
        Note::OnRoster { students } => {
            let each = students.join("；");
            format!("注意：名册上有相近的学生（{each}），没有取用；是其中一位的，写明 --student-id")
        }
        Note::OtherName { name } => format!("注意：这个学号在名册上是“{name}”，没有取用；核对学号与姓名"),
        Note::FiledBefore { file, record } => {
            format!("{} 已经归档过（记录 {record}），没有再存一份", file.display())
        }
        Note::OtherKind { file, what } => format!(
            "注意：{} 的后缀与内容不符，{what}；照原样存下了。核对是不是选错了文件，改正后缀后重新归档",
            file.display()
        ),
    }
}

/// What is to be known about a change of the team.
pub fn team(changed: &Changed<'_>) -> Vec<String> {
    let keeps = "到最后一天为止，他的钥匙仍然有效；此后运行一次 crisis seal 收回，没有收回时核查会提醒";
    let keeps = changed.keeps_key.then(|| keeps.to_owned());
    let vacated = changed.vacated.iter().map(|role| format!("注意：固定角色“{}”从此没有人担任", role.name));
    keeps.into_iter().chain(vacated).collect()
}

/// How many cases were gone through, and how many are for others.
pub fn gone(what: &str, gone: &Gone) -> (String, Option<String>) {
    let shut = gone.shut;
    let left =
        (shut > 0).then(|| format!("另有 {shut} 份案卷你无权打开，没有动；请有权限的成员也运行一次 crisis seal"));
    (format!("{what}：{} 份案卷完成", gone.done), left)
}

/// That somebody may open a case now.
pub fn granted(change: &Change<'_>) -> String {
    format!("已授权成员 {} 打开案卷 {}", change.member(), change.case())
}

/// That somebody may not any more; and what that does not undo.
pub fn revoked(change: &Change<'_>) -> (String, &'static str) {
    let told = format!("已收回成员 {} 对案卷 {} 的权限", change.member(), change.case());
    (told, "收回只管以后：此前能打开的内容可能已被看过或拷走。各台电脑同步之后才全部生效。")
}

/// What the history took along besides what was just written.
pub fn settled(settled: &Settled) -> Vec<String> {
    let left = (settled.left > 0).then(|| format!("上次没有记进 git 历史的 {} 个文件，这次补上了", settled.left));
    let by_hand = (!settled.by_hand.is_empty()).then(|| {
        format!("注意：{} 先前手工改动过、没有记进历史；程序这次也写了它，一并记入了", settled.by_hand.join("、"))
    });
    left.into_iter().chain(by_hand).collect()
}

/// What nobody has accepted of what is still open.
pub fn unaccepted(case: &Case, open: &[Finding]) -> String {
    let all: Vec<String> = open.iter().map(|one| format!("{} {}", one.code, one.message)).collect();
    format!(
        "还有没人接受的未了之事，档案不能归档：\n  {}\n补做，或 crisis reopen {} 之后再结束一次，每件加上 --accept \"编号,理由\"",
        all.join("\n  "),
        case.number
    )
}

/// That a file whose taking out is on record already is gone now, too.
pub fn taken_out(dry_run: bool) -> Line {
    let verb = if dry_run { "（没有写）将删去" } else { "已删去" };
    said(format!("取出已经登记过，当时被打断；{verb}档案里的那一份"))
}

/// That something unfinished lies where a package or a bag is to lie.
pub fn left_over(path: &Path) -> Line {
    let path = path.display();
    beside(format!("{path} 是被打断的一次留下的半成品，可能有明文：没有别人正往那里写，就删除它"))
}

/// A folder by its number, with the class and the number of its student.
fn told_of(parts: &[String]) -> String {
    let said: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    said.join(" ")
}

/// That a case was archived, and what of it the bag does not hold.
pub fn archived(case: &Case, archiving: &Archiving) -> String {
    let Archiving { at, by, head, sha256, .. } = archiving;
    let last = case.written.iter().position(|record| Some(&record.digest) == head.as_ref());
    let since = match last.map(|last| case.written.len() - 1 - last) {
        Some(0) => String::new(),
        Some(since) => format!("；那之后又写了 {since} 条"),
        None => "；那时的最后一条记录现在没有了".to_owned(),
    };
    format!("已归档　{}　{by}　校验值 {sha256}{since}", at.get(..10).unwrap_or(at))
}
