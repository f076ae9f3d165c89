//! C34: a text that says that somebody hurts the student, while nobody is named as a suspect and nobody has answered
//! whether the law asks for a report (未成年人保护法 11, 反家庭暴力法 14). A question, not a verdict.

use crate::case::people;
use crate::check::prose::{Passage, is_hedged};
use crate::check::{Check, Found, Look, View};
use crate::guide::lexicon::WordList;
use crate::guide::{CheckRule, Severity};
use crate::record::Fact;
use crate::record::shape::{self, Trait};

pub const CHECK: Check = Check {
    code: "C34",
    title: "写着有人伤害学生，没有回答是否报告",
    severity: Severity::Warning,
    page: include_str!("violence.md"),
    lists: &["doers", "acts", "marks", "victims", "blows", "suffered", "others", "instead", "hedges"],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let is_answered = view.case.records.iter().any(|record| !people::suspects(record).is_empty())
        || view.records().any(|record| matches!(record.fact, Fact::MandatoryReport(_)));
    if is_answered {
        return Vec::new();
    }
    let Some(rule) = view.rule(CHECK.code) else { return Vec::new() };
    let deeds = ["acts", "blows", "suffered"].map(|name| rule.list(name));
    let mut of_event = view.told().iter().filter(|told| !shape::is(&told.record.head.kind, Trait::AboutRecords));
    let found = of_event.find_map(|told| {
        let record = told.record;
        let passage = told.passages.iter().find(|passage| is_told_in(view, rule, &deeds, passage))?;
        let message = format!("〔{}〕里写着有人伤害了学生：有没有怀疑？怀疑谁？要不要依法报告？", passage.label);
        let fix = "有怀疑的，用更正补上疑似加害人（suspects），立即 crisis record mandatory_report {case}；没有的，也记一条，写明为什么不适用";
        Some(Found::new(message, fix).of(record))
    });
    found.into_iter().collect()
}

/// What turns a deed to somebody: 把她打, 对她动手.
const TURNED: [&str; 9] = ["把", "将", "朝", "对", "向", "跟", "给", "着", "冲"];
/// The same before the blow itself, where 给她打饭 is none.
const STRUCK: [&str; 4] = ["把", "将", "朝", "着"];
/// What lets somebody else be spoken of: 老师说她打他.
const SPEAKS: [&str; 9] = ["说", "称", "告诉", "反映", "讲", "问", "看见", "看到", "听"];
const PASSIVE: [&str; 3] = ["被", "遭到", "遭"];
const ENDS: [char; 9] = ['，', ',', '。', '；', ';', '”', '）', ')', '\n'];

/// Most texts have no word for a deed.
fn is_told_in<'v>(view: &View<'v>, rule: &'v CheckRule, deeds: &[&WordList], passage: &Passage<'_>) -> bool {
    let sentences = passage.sentences(deeds);
    if sentences.is_empty() {
        return false;
    }
    let words = Words::of(view, rule, passage);
    sentences.into_iter().any(|sentence| words.tells(sentence))
}

/// The guide's lists; of the words for deeds, those that stand in the text.
struct Words<'v> {
    doers: &'v [String],
    marks: &'v [String],
    acts: Vec<&'v str>,
    victims: Vec<&'v str>,
    blows: Vec<&'v str>,
    suffered: Vec<&'v str>,
    others: &'v [String],
    instead: &'v [String],
    hedges: &'v [String],
}

impl<'v> Words<'v> {
    fn of(view: &View<'v>, rule: &'v CheckRule, passage: &Passage<'_>) -> Self {
        let list = |name: &str| rule.list(name);
        let standing = |name: &str| passage.of(list(name)).collect();
        let name = Some(view.case.about.student.name.as_str()).filter(|name| !name.is_empty());
        Self {
            doers: list("doers"),
            marks: list("marks"),
            acts: standing("acts"),
            victims: list("victims").iter().map(String::as_str).chain(name).collect(),
            blows: standing("blows"),
            suffered: standing("suffered"),
            others: list("others"),
            instead: list("instead"),
            hedges: list("hedges"),
        }
    }

    /// Whether a sentence says that somebody does something to the student.
    fn tells(&self, sentence: &str) -> bool {
        self.hits(sentence).any(|(at, len)| {
            let (before, after) = (&sentence[..at], &sentence[at + len..]);
            self.is_by_somebody(before) && !self.is_something_else(after) && !self.is_unsure(before, after)
        }) || self.passive(sentence)
    }

    /// Every blow in a sentence, with its length: 打了她, 把她打, 动手, and 打的 at the end of what is said.
    fn hits<'t>(&'t self, sentence: &'t str) -> impl Iterator<Item = (usize, usize)> + 't {
        let acts = self.acts.iter().flat_map(move |act| sentence.match_indices(*act));
        let struck = acts.filter_map(move |(at, act)| {
            let rest = &sentence[at + act.len()..];
            let mark =
                self.marks.iter().filter(|mark| rest.starts_with(mark.as_str())).map(String::len).max().unwrap_or(0);
            let victim = self.victims.iter().find(|victim| rest[mark..].starts_with(**victim));
            let is_turned = self.victims.iter().any(|victim| {
                let before = sentence[..at].strip_suffix(victim);
                before.is_some_and(|before| STRUCK.iter().any(|turn| before.ends_with(turn)))
            });
            let is_told_of = rest.strip_prefix('的').is_some_and(|rest| rest.is_empty() || rest.starts_with(ENDS));
            let whole = victim.map(|victim| act.len() + mark + victim.len());
            whole.or((is_turned || is_told_of).then_some(act.len())).map(|len| (at, len))
        });
        let blows = self.blows.iter().flat_map(move |blow| sentence.match_indices(*blow));
        struck.chain(blows.map(|(at, blow)| (at, blow.len())))
    }

    /// The last one named before the blow is somebody who may have hurt the student, and neither the student nor
    /// anybody else is the one who acts or is acted on between.
    fn is_by_somebody(&self, before: &str) -> bool {
        // 与同学打架, 对老师动手 are done to them.
        let acts = |at: usize| {
            !["与", "和", "跟", "同", "对", "向", "把", "将", "被"].iter().any(|word| before[..at].ends_with(word))
        };
        let named = self.doers.iter().flat_map(|doer| before.match_indices(doer.as_str()));
        let Some(end) = named.filter(|(at, _)| acts(*at)).map(|(at, doer)| at + doer.len()).max() else { return false };
        let between = &before[end..];
        let is_subject = |who: &&str| {
            between.match_indices(*who).any(|(at, _)| !TURNED.iter().any(|word| between[..at].ends_with(word)))
        };
        let speaks = SPEAKS.iter().any(|word| between.contains(word));
        let to_another =
            self.others.iter().any(|other| TURNED.iter().any(|word| between.contains(&format!("{word}{other}"))));
        let is_said_of_student = speaks && self.victims.iter().any(is_subject);
        !(to_another || is_said_of_student || self.has_other_subject(between))
    }

    /// 同学推了她，她打他: the clause of the blow begins with the student.
    fn has_other_subject(&self, between: &str) -> bool {
        let clause = between.rsplit(['，', ',', '：', ':', '“']).next().unwrap_or(between);
        clause.len() < between.len() && self.victims.iter().any(|who| clause.starts_with(who))
    }

    /// Other things of the same letters: a letter right behind (动手术, 被打断), a word in the same part of the sentence
    /// (打了她两次电话), or another one who is hurt (家暴母亲).
    fn is_something_else(&self, after: &str) -> bool {
        let clause = after.split(['，', ',', '、']).next().unwrap_or(after);
        let is_instead = |word: &String| match word.chars().count() {
            1 => clause.starts_with(word.as_str()),
            _ => clause.contains(word.as_str()),
        };
        self.instead.iter().any(is_instead) || self.others.iter().any(|other| clause.starts_with(other.as_str()))
    }

    fn is_unsure(&self, before: &str, after: &str) -> bool {
        let clause = before.rsplit(['，', ',', '：', ':', '“']).next().unwrap_or(before);
        is_hedged(clause, self.hedges) || after.contains(['吗', '?', '？']) || after.starts_with("的可能")
    }

    /// 被父亲打, 挨打: the student suffers it, unless somebody else is named right before.
    fn passive(&self, sentence: &str) -> bool {
        self.suffered.iter().any(|word| {
            sentence.match_indices(*word).any(|(at, word)| {
                let (before, after) = (&sentence[..at], &sentence[at + word.len()..]);
                !self.is_of_another(before) && !self.is_something_else(after) && !self.is_unsure(before, after)
            })
        }) || PASSIVE
            .iter()
            .any(|mark| sentence.match_indices(mark).any(|(at, mark)| self.is_suffered(sentence, at, mark)))
    }

    /// 被父亲用衣架打, 遭到校外人员殴打.
    fn is_suffered(&self, sentence: &str, at: usize, mark: &str) -> bool {
        let (before, after) = (&sentence[..at], &sentence[at + mark.len()..]);
        let Some(doer) = self.doers.iter().filter(|doer| after.starts_with(doer.as_str())).map(String::len).max()
        else {
            return false;
        };
        let rest = &after[doer..];
        let acts = self.acts.iter().chain(&self.blows).filter_map(|act| rest.find(*act).map(|at| (at, act)));
        acts.min().is_some_and(|(within, act)| {
            let then = &rest[within + act.len()..];
            rest[..within].chars().count() <= 6
                && !rest[..within].contains(['，', ',', '、'])
                && !self.is_of_another(before)
                && !self.is_something_else(then)
                && !self.is_unsure(before, then)
        })
    }

    fn is_of_another(&self, before: &str) -> bool {
        let clause = before.rsplit(['，', ',', '：', ':', '“', '、']).next().unwrap_or(before);
        let clause = clause.trim_end_matches(['曾', '也', '都', '又', '常', '经']);
        self.others.iter().any(|other| clause.ends_with(other.as_str()))
    }
}
