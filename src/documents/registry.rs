//! Which papers there are: the template of each, what it is about, what it is called. A new one costs a template and a
//! line in [`PAPERS`]; a school's folder `templates/` may replace any of them.

use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::paper::page::Size;
use crate::paper::template::Templates;
use crate::record::{Fact, Record, agreement};

/// A paper as the registry knows it.
pub struct Paper {
    /// What it is called on the command line and in file names.
    pub name: &'static str,
    /// Its title where the guide has no word for it.
    pub(super) title: &'static str,
    word: Word,
    pub subject: Subject,
    pub(super) template: &'static str,
    /// It comes back signed, as a scan. The catalogue of a file does not count: a record of printing it would itself
    /// move the head of the chain that it prints.
    pub signed: bool,
    pub(super) size: Size,
}

/// Where the guide's own word for a paper stands.
#[derive(Clone, Copy)]
enum Word {
    Material(&'static str),
    Kind(&'static str),
    None,
}

/// What a paper is about.
#[derive(Clone, Copy)]
pub enum Subject {
    /// One record of a kind, the latest unless another is named; where `blank`, also a form to fill in by hand.
    Record { kind: &'static str, fits: fn(&Record) -> bool, blank: bool },
    /// All records of some kinds (none named: all) in an episode.
    Episode(&'static [&'static str]),
    /// The whole school.
    School,
}

/// Before and after every copy for one role, whoever wrote the paper's own template.
pub(super) const SCOPE_TOP: &str = "scope-top.md";
/// What the guide adds to the kind of a form.
pub(super) const OWN_FIELDS: &str = "own.md";
pub(super) const SCOPE_END: &str = "scope-end.md";
/// After every paper of a case that shows a record which was corrected.
pub(super) const CORRECTIONS: &str = "corrections.md";

/// The paper that lists every record and material of a file, and the end of its chain.
pub(super) const WHOLE_FILE: &str = "archive-catalogue";

/// Every form to fill in by hand, as one paper.
pub static PACK: Paper = Paper {
    name: "all",
    title: "全部空白表",
    word: Word::None,
    subject: Subject::School,
    template: "",
    signed: false,
    size: Size::Page,
};
/// Everything of an episode in order, as one paper: cover, catalogue, what its records are printed as, lists, timeline.
pub static BUNDLE: Paper = Paper {
    name: "bundle",
    title: "全卷",
    word: Word::None,
    subject: Subject::Episode(&[]),
    template: "",
    signed: false,
    size: Size::Page,
};
pub(super) const COVER: &str = "cover";

macro_rules! papers {
    ($($name:literal $title:literal $word:expr, $subject:expr, $signed:literal, $size:ident;)*) => {
        /// Every paper, in the order in which a case needs them.
        pub static PAPERS: &[Paper] = &[$(Paper {
            name: $name,
            title: $title,
            word: $word,
            subject: $subject,
            template: concat!($name, ".md"),
            signed: $signed,
            size: Size::$size,
        },)*];
        const EMBEDDED: &[(&str, &str)] = &[
            $((concat!($name, ".md"), include_str!(concat!("../../templates/", $name, ".md"))),)*
            (OWN_FIELDS, include_str!("../../templates/own.md")),
            (SCOPE_TOP, include_str!("../../templates/scope-top.md")),
            (SCOPE_END, include_str!("../../templates/scope-end.md")),
            (CORRECTIONS, include_str!("../../templates/corrections.md")),
        ];
    };
}

papers! {
    "cover" "卷宗封面" Word::None, Subject::Episode(&[]), false, Form;
    "first-report-card" "首见报告卡" Word::None, Subject::School, false, Card;
    "assessment" "评估表" Word::Kind("assessment"), one("assessment", any, true), false, Page;
    "meeting" "商议纪要" Word::Kind("meeting"), one("meeting", any, true), false, Form;
    "plan" "帮助方案" Word::Kind("plan"), one("plan", any, false), false, Form;
    "agreement-student" "安全协议书（学生）" Word::Material("agreement_student"), one("agreement", with_student, true), true, Page;
    "agreement-guardian" "安全协议书（监护人）" Word::Material("agreement_guardian"), one("agreement", with_guardian, true), true, Page;
    "safety-plan" "安全计划" Word::Kind("safety_plan"), one("safety_plan", any, true), false, Page;
    "referral" "转介建议书" Word::Material("referral"), one("referral", is_letter, false), true, Letter;
    "intervention-record" "干预记录表" Word::Material("intervention_record"), Subject::Episode(&[]), false, Page;
    "contact-record" "家校沟通记录" Word::Material("contact_record"), Subject::Episode(&["contact"]), false, Page;
    "leave-record" "请假情况记录" Word::Material("leave"), Subject::Episode(&["leave"]), false, Page;
    "enrolment" "学籍异动备案表" Word::None, one("enrolment", any, true), true, Form;
    "handover" "当面交接单" Word::Kind("handover"), one("handover", any, true), true, Form;
    "disclosure-ledger" "保密突破登记" Word::Kind("disclosure"), Subject::Episode(&["disclosure"]), false, Page;
    "mandatory-report" "强制报告记录" Word::Kind("mandatory_report"), one("mandatory_report", any, true), false, Form;
    "transfer" "档案移交清单" Word::Kind("transfer"), one("transfer", any, false), true, Form;
    "timeline" "个案时间线" Word::None, Subject::Episode(&[]), false, Page;
    "outline" "个案简表" Word::None, Subject::Episode(&[]), false, Page;
    "archive-catalogue" "卷内目录" Word::None, Subject::Episode(&[]), false, Page;
    "audit" "核查报告" Word::None, Subject::School, false, Page;
    "staff-handover" "工作交接单" Word::None, Subject::School, false, Page;
}

const fn one(kind: &'static str, fits: fn(&Record) -> bool, blank: bool) -> Subject {
    Subject::Record { kind, fits, blank }
}

fn any(_: &Record) -> bool {
    true
}

fn with_student(record: &Record) -> bool {
    matches!(&record.fact, Fact::Agreement(found) if found.party == agreement::Party::Student)
}

fn with_guardian(record: &Record) -> bool {
    matches!(&record.fact, Fact::Agreement(found) if found.party == agreement::Party::Guardian)
}

/// What answers a letter is not one.
fn is_letter(record: &Record) -> bool {
    matches!(&record.fact, Fact::Referral(referral) if referral.letter.is_none())
}

impl Paper {
    pub fn named(name: &str) -> Result<&'static Self> {
        PAPERS
            .iter()
            .chain([&PACK, &BUNDLE])
            .find(|paper| paper.name == name.trim() || paper.title == name.trim())
            .ok_or_else(|| {
                let all: Vec<String> = PAPERS.iter().map(|paper| format!("{} {}", paper.name, paper.title)).collect();
                Error::new("没有这种文书").field("DOC").fix(format!("可用：{}", all.join("、")))
            })
    }

    /// As the guide calls it, in the brackets of Chinese print.
    pub fn title(&self, guide: &Guide) -> String {
        let own = || self.title.to_owned();
        let title = match self.word {
            Word::Material(id) => guide.material(id).map_or_else(own, |material| material.name.clone()),
            Word::Kind(kind) => guide.kinds.get(kind).cloned().unwrap_or_else(own),
            Word::None => own(),
        };
        title.replace('(', "（").replace(')', "）")
    }

    /// Whether there is anything of it that no file has filled in: a form, or what is the same for everybody.
    pub fn has_blank(&self) -> bool {
        self.is_form() || self.size == Size::Card
    }

    /// The one kind of record that it shows; empty where there is none or several.
    pub(super) fn kind(&self) -> &'static str {
        match self.subject {
            Subject::Record { kind, .. } | Subject::Episode(&[kind]) => kind,
            _ => "",
        }
    }

    /// Whether there is a form of it to fill in by hand.
    pub(super) fn is_form(&self) -> bool {
        match self.subject {
            Subject::Record { blank, .. } => blank,
            Subject::Episode(kinds) => !kinds.is_empty() || self.material().is_some(),
            // The card hangs on a wall and is printed by itself.
            Subject::School => false,
        }
    }

    /// One line for the list of papers.
    pub fn about(&self) -> String {
        format!("{}（{}）", self.name, self.title)
    }

    /// The material that its signed scan is.
    pub fn material(&self) -> Option<&'static str> {
        match self.word {
            Word::Material(id) => Some(id),
            Word::Kind(_) | Word::None => None,
        }
    }

    /// Whether it shows the catalogue of a file, which says what the audit of that case says.
    pub fn shows_catalogue(&self, templates: &Templates) -> bool {
        templates.shows(self.template, "catalogue")
    }

    /// Whether it shows the audit of every case and of the school.
    pub fn shows_audit(&self, templates: &Templates) -> bool {
        matches!(self.subject, Subject::School) && templates.shows(self.template, "audit")
    }

    /// The paper that is printed of a record.
    pub fn of(record: &Record) -> Option<&'static Self> {
        let prints = |paper: &&Self| match paper.subject {
            Subject::Record { kind, fits, .. } => kind == record.head.kind && fits(record),
            _ => false,
        };
        PAPERS.iter().find(prints)
    }
}

/// The program's own templates, and in their place those that a school has.
pub fn templates(overrides: &[(String, String)]) -> Result<Templates> {
    Templates::new(EMBEDDED, overrides)
}
