//! The commands that are killed, and what is done before.

use super::school::{ALL, Kind};

/// A command that writes, and what is done in the school before. `{…}` is known by this school alone.
pub struct Act {
    pub line: &'static str,
    pub before: &'static [&'static str],
    /// In which schools it makes sense.
    pub kinds: &'static [Kind],
}

const PLAIN: &[Kind] = &[Kind::Plain];
const SEALED: &[Kind] = &[Kind::Sealed, Kind::Kept];
const KEPT: &[Kind] = &[Kind::Kept];

const fn act(line: &'static str) -> Act {
    Act { line, before: &[], kinds: ALL }
}

pub const ACTS: &[Act] = &[
    act("open --student 钱假设 --known '2026-03-05 20:00' --finder 丁假设 --saw 话 --injury none"),
    act("record follow_up 20260142 --state 平稳"),
    act("assess 20260142 --dimension 情绪=平稳 --level 严重 --crisis yes --refer no"),
    act("attach 20260142 录音.txt --category recording --provided-by 父亲 --basis 家长提供"),
    act("amend 20260142 {report} --set place=宿舍 --right 补上地点"),
    act("withdraw 20260142 {material} --why 放错了 --to back.png"),
    act("close 20260142 --outcome resolved --reason 平稳 --although 已由校外机构接手"),
    act("teacher 20260142 陆假设 --since 2026-03-06"),
    act("edit 20260142"),
    act("refer 20260142 --to 市精神卫生中心 --reason 低落 --out letters"),
    Act {
        line: "print 20260142 referral --to html --out letter.html --force",
        before: &["refer 20260142 --to 市精神卫生中心 --reason 低落 --out letters"],
        kinds: ALL,
    },
    act("import roster 名册.csv --yes"),
    act("training add --type training --topic 识别与倾听 --audience 教职工"),
    act("member add chen --name 陈虚构 --role moral_education_director"),
    act("archive 20260142 --out bags --although 某故 --no-pdf"),
    act("transfer 20260142 --to 示例二中 --with {report},{material} --consent 母亲 --out moved --no-pdf"),
    act("backup stick"),
    act("report --student 孙假设 --known '2026-03-05 20:00' --finder 丁假设 --saw 话 --injury none"),
    act("due --ics due.ics --force"),
    act("dashboard --out board.html --force"),
    act("stats --format xlsx --out stats.xlsx --force"),
    act("member edit keeper --name 管理员甲"),
    Act { line: "member key chen {key}", before: &["member add chen --name 陈虚构 --role counsellor"], kinds: ALL },
    Act {
        line: "member leave chen --on 2026-03-05",
        before: &["member add chen --name 陈虚构 --role counsellor --key {key}"],
        kinds: ALL,
    },
    act("-i mine.txt key new"),
    act("init n --no-git --school 示例二中 --recovery-sheet paper.html"),
    Act {
        line: "handover 20260142 --to chen --told 都说了 --approved-by keeper --as html --out handed.html --force",
        before: &["member add chen --name 陈虚构 --role counsellor --key {key}"],
        kinds: ALL,
    },
    Act {
        line: "intake accept {arrival}",
        before: &["report --student 孙假设 --known '2026-03-05 20:00' --finder 丁假设 --saw 话 --injury none"],
        kinds: SEALED,
    },
    Act {
        line: "destroy {case} --why 期满 --approved-by chen --out gone.html --force --now '2036-03-06 08:00'",
        before: &[
            "{retention}",
            "member add chen --name 陈虚构 --role moral_education_director",
            "close 20260142 --outcome resolved --reason 平稳 --although 已由校外机构接手",
        ],
        kinds: ALL,
    },
    Act { line: "key recovery --recovery-sheet paper.html", before: &[], kinds: SEALED },
    Act { line: "sync", before: &[], kinds: KEPT },
    Act {
        line: "restore {bag}",
        before: &["archive 20260142 --out bags --although 某故 --no-pdf", "{forget}"],
        kinds: ALL,
    },
    Act {
        line: "reopen 20260142 --why 又来 --approved-by 组长",
        before: &["close 20260142 --outcome resolved --reason 平稳 --although 已由校外机构接手"],
        kinds: ALL,
    },
    Act { line: "seal --recovery-sheet paper.html", before: &[], kinds: PLAIN },
    Act { line: "unseal", before: &[], kinds: SEALED },
    Act {
        line: "grant 20260142 chen --why 本班 --approved-by keeper",
        before: &["member add chen --name 陈虚构 --role class_teacher --key {key}"],
        kinds: SEALED,
    },
    Act {
        line: "revoke 20260142 chen --why 换班",
        before: &[
            "member add chen --name 陈虚构 --role class_teacher --key {key}",
            "grant 20260142 chen --why 本班 --approved-by keeper",
        ],
        kinds: SEALED,
    },
];
