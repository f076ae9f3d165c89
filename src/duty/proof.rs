//! The paper behind an act. A file's category alone proves nothing: it counts when it is tied to the record of the
//! act, or to the printed form of that record, is there, and is what it is filed as.

use serde_json::Value;

use crate::case::Case;
use crate::duty::facts::{Facts, Seen};
use crate::duty::matching::texts;
use crate::guide::duty::Duty;
use crate::record::elsewhere::Elsewhere;
use crate::record::material::{Material, is_system};
use crate::record::{Fact, Record, record_of};

/// What is on file of the paper that an act needs.
pub enum Paper<'c> {
    Filed(&'c Record),
    /// It exists, with somebody outside the school.
    Elsewhere(&'c Record),
    /// Nothing that counts; what the nearest file lacks, if there is one.
    Awaited(Option<(&'c Record, String)>),
}

impl<'c> Facts<'_, 'c> {
    /// The paper of a category that is tied to the record of an act.
    pub fn paper(&self, act: &Seen<'c>, category: &str) -> Paper<'c> {
        let tied = self.tied_to(act.record);
        let mut lacking = None;
        for record in self.on_file() {
            let (filed, why) = match &record.fact {
                Fact::Material(material)
                    if self.is_material(&material.category.0, category)
                        && is_tied(act, &tied, record, material.of.as_deref()) =>
                {
                    (Paper::Filed(record), self.unfit(act, material))
                }
                Fact::Elsewhere(elsewhere)
                    if self.is_material(&elsewhere.category.0, category)
                        && is_tied(act, &tied, record, elsewhere.of.as_deref()) =>
                {
                    (Paper::Elsewhere(record), self.not_elsewhere(elsewhere))
                }
                _ => continue,
            };
            let Some(why) = why else { return filed };
            lacking = Some((record, why));
        }
        Paper::Awaited(lacking)
    }

    /// Why a filed document proves nothing of the papers that its category stands for; nothing where it proves one.
    pub fn proves_nothing(&self, record: &'c Record, material: &Material) -> Option<String> {
        let code = self.guide().code("material", &material.category.0).unwrap_or(&material.category.0);
        let asks = |duty: &&Duty| duty.paper.as_deref().or(duty.column.as_deref()) == Some(code);
        let asked = self.guide().duties.iter().filter(asks);
        let patterns = asked.flat_map(|duty| duty.needs.iter().chain(&duty.refused).chain(&duty.attempts));
        // That the wrong hand signed is told with the act.
        let acts = patterns.flat_map(|pattern| self.hits(&pattern.by_anybody())).filter_map(|hit| hit.seen);
        let mut why = None;
        for act in acts.filter(|act| is_tied(act, &self.tied_to(act.record), record, material.of.as_deref())) {
            why = Some(self.unfit(act, material)?);
        }
        let loose = || if material.of.is_some() { "属于另一种记录" } else { "没有写明属于哪条记录" }.to_owned();
        Some(why.unwrap_or_else(loose))
    }

    /// What is on file by now, in whichever episode it was added: a paper may come late.
    pub fn on_file(&self) -> impl Iterator<Item = &'c Record> {
        let (now, zone) = (self.setting.now, self.setting.calendar.zone);
        let case: &'c Case = self.case;
        case.records.iter().map(AsRef::as_ref).filter(move |record| record.head.at.earliest(zone) <= now)
    }

    /// The act itself, what was printed from it, and the answers to it.
    fn tied_to(&self, act: &'c Record) -> Vec<&'c str> {
        let id = act.head.id.as_str();
        let mut tied = vec![id];
        let asked = match &act.fact {
            Fact::Referral(referral) => referral.letter.as_deref(),
            _ => None,
        };
        tied.extend(asked);
        for record in self.on_file() {
            let of = match &record.fact {
                Fact::Print(print) => print.of.as_deref(),
                Fact::Referral(referral) => referral.letter.as_deref(),
                _ => None,
            };
            if of.is_some_and(|of| tied.contains(&of)) {
                tied.push(&record.head.id);
            }
        }
        tied
    }

    pub fn is_material(&self, word: &str, category: &str) -> bool {
        self.guide().code("material", word).unwrap_or(word) == category
    }

    /// Why a filed document is not the paper of an act.
    fn unfit(&self, act: &Seen<'c>, material: &Material) -> Option<String> {
        let opened = self.opened();
        let is_older = |dated| opened.is_some_and(|opened| self.span_of_paper(dated).latest < opened);
        let signers: Vec<&str> = texts(act.fields.get("signer")).collect();
        let is_signer = |name: &String| {
            let meant = self.people.meant(name);
            signers.iter().any(|signer| self.people.is_same(&self.people.meant(signer), &meant))
        };
        if let Some(why) = unsound(self.case, material) {
            return Some(why.to_owned());
        }
        if material.excerpt_of.is_some() {
            return Some("是从一份文字里摘录的几行，不是整份文书".to_owned());
        }
        if let Some(word) = self.other_name(material) {
            return Some(format!("名称里有“{word}”，是另一种文书"));
        }
        if let Some(dated) = material.dated.filter(|dated| is_older(*dated)) {
            return Some(format!("日期 {dated} 早于这次危机"));
        }
        let is_other = !material.signer.is_empty() && !signers.is_empty() && !material.signer.iter().any(is_signer);
        is_other.then(|| {
            format!("纸上的签字人〈{}〉与记录里的〈{}〉不是同一人", material.signer.join("、"), signers.join("、"))
        })
    }

    /// The word in what is known of a paper, or at the beginning of what it says, that makes it another kind of paper.
    pub fn other_name(&self, material: &Material) -> Option<&str> {
        /// Letters among which the title of a document stands.
        const HEADING: usize = 60;
        let code = self.guide().code("material", &material.category.0)?;
        let text = self.case.stored(&material.file).and_then(|stored| stored.text.as_ref());
        let heading = text.map(|text| text.chars().take(HEADING).collect::<String>());
        let known = [Some(&material.name), material.title.as_ref(), material.description.as_ref(), heading.as_ref()];
        let known: Vec<&str> = known.into_iter().flatten().map(String::as_str).collect();
        self.guide().material(code)?.other_name(&known)
    }

    /// On a colleague's phone or stick it is not elsewhere: it is missing.
    pub fn not_elsewhere(&self, elsewhere: &Elsewhere) -> Option<String> {
        let is_said = |text: &String| !self.guide().is_nothing(text);
        if ![&elsewhere.place, &elsewhere.why].into_iter().all(is_said) || !elsewhere.held_by.iter().any(is_said) {
            return Some("没有写明在哪里、在谁手里、为何".to_owned());
        }
        let members = &self.setting.team.members;
        let is_own = |name: &&String| {
            let meant = self.people.meant(name);
            members.iter().any(|member| self.people.is_same(&self.people.meant(&member.id), &meant))
        };
        let own = elsewhere.held_by.iter().find(is_own);
        own.map(|name| format!("在校内人员〈{name}〉手里，应当归档"))
    }
}

/// Whether a file names the act (or what was made from it), or the act names the file.
fn is_tied(act: &Seen<'_>, tied: &[&str], record: &Record, of: Option<&str>) -> bool {
    let document = act.fields.get("document").and_then(Value::as_str);
    of.is_some_and(|of| tied.contains(&record_of(of))) || document == Some(record.head.id.as_str())
}

/// Why the file of a material is not there for anybody who wants to see it.
pub fn unsound(case: &Case, material: &Material) -> Option<&'static str> {
    let Some(stored) = case.stored(&material.file) else { return Some("文件不在") };
    if is_system(&material.name) {
        return Some("是系统或软件自己留下的文件");
    }
    match stored.size {
        _ if stored.fault.is_some() => stored.fault,
        _ if material.size == 0 => Some("文件是空的"),
        Some(0) => Some("文件是空的"),
        Some(size) if size != material.size => Some("文件的大小与归档时不同"),
        _ => None,
    }
}
