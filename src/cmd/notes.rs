//! What is noteworthy about an act, in words.

use crate::office::pen::Note;

pub fn told(note: &Note, case: &str) -> String {
    match note {
        Note::Ended { episode } => {
            format!("注意：第 {episode} 次危机已经结束，这条记录仍归在其中；如果是新的危机，请用 crisis open 开案")
        }
        Note::StillOpen { episode } => format!(
            "注意：第 {episode} 次危机还没有结束。如果这是同一次危机的又一个消息，请作废这条记录，改用 crisis record report {case}"
        ),
        Note::FreeRole { word } => {
            format!("注意：“{word}”不是指南里的角色，照原样记下；按角色要求的事不会算在他身上")
        }
        Note::Namesakes { cases } => format!(
            "注意：已有同名学生的档案 {}。如果是同一人，请把这次的情况用 crisis record report 记进原来的档案，并移走新开的这一份；确是两个人的，在 case.yaml 里写上各自的学号",
            cases.join("、")
        ),
        Note::FiledBefore { file, record } => {
            format!("{} 已经归档过（记录 {record}），没有再存一份", file.display())
        }
    }
}
