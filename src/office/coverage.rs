//! The rules of a guide, and which of its clauses is served by what: duties and checks that cite it, materials, and the kinds, commands and
//! files that the guide names for it, as far as there are such.

use serde::Serialize;

use crate::check;
use crate::guide::{Clause, Guide, Material};
use crate::record::Kind;

/// What serves one clause.
#[derive(Serialize)]
pub struct Served {
    pub clause: String,
    pub title: String,
    pub duties: Vec<String>,
    pub school_duties: Vec<String>,
    pub checks: Vec<String>,
    pub materials: Vec<String>,
    /// Kinds, commands and files.
    pub others: Vec<String>,
    /// Named by the guide, but not in the program.
    pub unknown: Vec<String>,
}

/// Whatever has a page of its own: a duty of an episode, a duty towards everybody, a check.
#[derive(Serialize)]
pub struct Rule {
    pub code: String,
    pub title: String,
    pub clause: String,
    /// A check that the guide does not list, or lists as off.
    pub off: bool,
}

/// Duties as the guide has them, then the checks.
pub fn rules(guide: &Guide) -> Vec<Rule> {
    let rule = |code: &str, title: &str, clause: String| {
        let off = check::is_code(code) && check::is_off(guide, code);
        Rule { code: code.to_owned(), title: title.to_owned(), clause, off }
    };
    let duties = guide.duties.iter().map(|duty| rule(&duty.code, &duty.title, duty.clause.clone()));
    let school = guide.school_duties.iter().map(|duty| rule(&duty.code, &duty.title, duty.clause.clone()));
    let clause_of = |code: &str| guide.check(code).and_then(|rule| rule.clause.clone()).unwrap_or_default();
    let checks = check::all().map(|(code, title, _)| rule(code, title, clause_of(code)));
    duties.chain(school).chain(checks).collect()
}

/// Every clause, in the order of the guide; `commands` are those that the program has.
pub fn coverage(guide: &Guide, commands: &[String]) -> Vec<Served> {
    guide.clauses.iter().map(|clause| served(guide, clause, commands)).collect()
}

fn served(guide: &Guide, clause: &Clause, commands: &[String]) -> Served {
    let cites = |cited: Option<&str>| cited == Some(clause.id.as_str());
    let duties = guide.duties.iter().filter(|duty| cites(Some(&duty.clause)));
    let school = guide.school_duties.iter().filter(|duty| cites(Some(&duty.clause)));
    let checks = check::all().filter(|(code, ..)| cites(guide.check(code).and_then(|rule| rule.clause.as_deref())));
    let materials = guide.materials.iter().filter(|material| cites(material.clause.as_deref()));
    let kept = guide.retention.iter().filter(|rule| cites(rule.clause.as_deref())).map(|_| "[[retention]]".to_owned());
    let (others, unknown): (Vec<String>, Vec<String>) =
        clause.served_by.iter().cloned().partition(|name| exists(name, commands));
    Served {
        clause: clause.id.clone(),
        title: clause.title.clone(),
        duties: duties.map(|duty| format!("{} {}", duty.code, duty.title)).collect(),
        school_duties: school.map(|duty| format!("{} {}", duty.code, duty.title)).collect(),
        checks: checks.map(|(code, title, _)| format!("{code} {title}")).collect(),
        materials: materials.map(Material::column).collect(),
        others: others.into_iter().chain(kept).collect(),
        unknown,
    }
}

/// A command, `record` with a kind, or one of the files that people write.
fn exists(name: &str, commands: &[String]) -> bool {
    match name.split_once(' ') {
        Some(("record", kind)) => Kind::named(kind).is_ok(),
        Some((command, _)) => commands.iter().any(|known| known == command),
        None => name.ends_with(".yaml") || commands.iter().any(|known| known == name),
    }
}

impl Served {
    /// Nothing serves it.
    pub fn is_empty(&self) -> bool {
        [&self.duties, &self.school_duties, &self.checks, &self.materials, &self.others]
            .iter()
            .all(|list| list.is_empty())
    }
}
