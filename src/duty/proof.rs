//! The paper behind an act. A file's category alone proves nothing: it counts when it is tied to the record of the
//! act, or to the printed form of that record, is there, and is what it is filed as.

use crate::case::Case;
use crate::duty::facts::{Facts, Seen};
use crate::record::elsewhere::Elsewhere;
use crate::record::material::{Material, is_system};
use crate::record::{Fact, Record};

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
        let document = act.fields.get("document").and_then(serde_json::Value::as_str);
        let mut lacking = None;
        for record in self.on_file() {
            match &record.fact {
                Fact::Material(material) if self.is_material(&material.category.0, category) => {
                    let names = material.of.as_deref().is_some_and(|of| tied.contains(&record_of(of)));
                    if !names && document != Some(record.head.id.as_str()) {
                        continue;
                    }
                    match self.unfit(act, material) {
                        None => return Paper::Filed(record),
                        Some(why) => lacking = Some((record, why)),
                    }
                }
                Fact::Elsewhere(elsewhere)
                    if self.is_material(&elsewhere.category.0, category)
                        && elsewhere.of.as_deref().is_some_and(|of| tied.contains(&record_of(of))) =>
                {
                    match self.not_elsewhere(elsewhere) {
                        None => return Paper::Elsewhere(record),
                        Some(why) => lacking = Some((record, why)),
                    }
                }
                _ => {}
            }
        }
        Paper::Awaited(lacking)
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
        let signers = texts_of(act, "signer");
        let is_signer = |name: &String| {
            let meant = self.people.meant(name);
            signers.iter().any(|signer| self.people.is_same(&self.people.meant(signer), &meant))
        };
        if let Some(why) = unsound(self.case, material) {
            return Some(why.to_owned());
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

    /// The word in what is known of a paper that says that it is another kind of paper.
    fn other_name(&self, material: &Material) -> Option<&str> {
        let code = self.guide().code("material", &material.category.0)?;
        let known = [Some(&material.name), material.title.as_ref(), material.description.as_ref()];
        let is_said = |word: &&String| known.iter().flatten().any(|text| text.contains(word.as_str()));
        self.guide().material(code)?.not_called.iter().find(is_said).map(String::as_str)
    }

    /// On a colleague's phone or stick it is not elsewhere: it is missing.
    pub fn not_elsewhere(&self, elsewhere: &Elsewhere) -> Option<String> {
        let members = &self.setting.team.members;
        let is_own = |name: &&String| {
            let meant = self.people.meant(name);
            members.iter().any(|member| self.people.is_same(&self.people.meant(&member.id), &meant))
        };
        let own = elsewhere.held_by.iter().find(is_own);
        own.map(|name| format!("在校内人员〈{name}〉手里，应当归档"))
    }
}

/// `ID/ITEM` and `ID` name the record `ID`.
pub fn record_of(of: &str) -> &str {
    of.split('/').next().unwrap_or(of)
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

fn texts_of(seen: &Seen<'_>, field: &str) -> Vec<String> {
    match seen.fields.get(field) {
        Some(serde_json::Value::String(text)) => vec![text.clone()],
        Some(serde_json::Value::Array(items)) => {
            items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    }
}
