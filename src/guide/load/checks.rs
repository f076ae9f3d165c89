//! The checks that the program has, by code, each with the lists of words that it reads besides `words`. What a guide
//! says of another one would have no effect. A test compares this with the checks themselves.

use std::ops::Range;

use toml::Spanned;

use super::faults::Faults;
use super::{known_clause, known_material};
use crate::guide::lexicon::Lexicon;
use crate::guide::{CheckRule, Guide};

pub static CHECKS: &[(&str, &[&str])] = &[
    ("C01", &[]),
    ("C02", &[]),
    ("C03", &["general"]),
    ("C04", &[]),
    ("C05", &[]),
    ("C06", &[]),
    ("C07", &["names"]),
    (
        "C08",
        &[
            "before", "after", "named", "with", "does", "of", "lead", "then", "groups", "brackets", "degrees",
            "common", "words",
        ],
    ),
    ("C09", &[]),
    ("C10", &["speakers", "sayings", "matters"]),
    ("C11", &[]),
    ("C12", &[]),
    ("C13", &[]),
    ("C15", &[]),
    ("C16", &[]),
    ("C17", &[]),
    ("C18", &[]),
    ("C19", &[]),
    ("C21", &[]),
    ("C22", &[]),
    ("C23", &[]),
    ("C24", &[]),
    ("C25", &[]),
    ("C26", &["secrecy", "limits"]),
    ("C27", &[]),
    ("C28", &[]),
    ("C29", &["outside", "guardians"]),
    ("C30", &[]),
    ("C31", &[]),
    ("C32", &[]),
    ("C33", &[]),
    ("C34", &["doers", "acts", "marks", "victims", "blows", "suffered", "others", "instead", "hedges"]),
    ("C35", &[]),
    ("C36", &[]),
    ("C37", &[]),
    ("C38", &[]),
    ("K01", &[]),
    ("K02", &[]),
    ("K03", &[]),
    ("K04", &[]),
    ("K05", &[]),
];

/// The lists that are sought in every text, besides each check's `words`; into the others a check looks where it found
/// something.
const SOUGHT: [(&str, &[&str]); 1] = [("C34", &["acts", "blows", "suffered"])];

/// Gives each word that is sought its place in the lexicon.
pub(super) fn lexicon(checks: &mut [CheckRule]) -> Lexicon {
    let mut lexicon = Lexicon::default();
    for check in checks {
        lexicon.add(&mut check.words);
        let sought = SOUGHT.iter().find(|(code, _)| *code == check.code).map_or(&[][..], |(_, lists)| lists);
        for (_, list) in check.lists.iter_mut().filter(|(name, _)| sought.contains(&name.as_str())) {
            lexicon.add(list);
        }
    }
    lexicon
}

pub(super) fn add_check(guide: &mut Guide, item: Spanned<CheckRule>, faults: &mut Faults<'_>) {
    let span = item.span();
    let check = item.into_inner();
    match &check.clause {
        Some(clause) => known_clause(guide, clause, &span, faults),
        None if check.off => {}
        None => faults.say(
            &span,
            &check.code,
            format!("检查 {} 没有写依据哪一条", check.code),
            "写上 clause = \"条款编号\"；不要这项检查的，写 off = true",
        ),
    }
    for material in &check.materials {
        known_material(guide, material, &span, faults);
    }
    known_lists(&check, &span, faults);
    // One that is written twice was told where codes are compared.
    if let Err(place) = guide.checks.binary_search_by(|known| known.code.cmp(&check.code)) {
        guide.checks.insert(place, check);
    }
}

fn known_lists(check: &CheckRule, span: &Range<usize>, faults: &mut Faults<'_>) {
    let Some((_, lists)) = CHECKS.iter().find(|(code, _)| *code == check.code) else {
        let all: Vec<&str> = CHECKS.iter().map(|(code, _)| *code).collect();
        let fix = format!("删去这一段，或改成：{}", all.join("、"));
        return faults.say(span, &check.code, format!("程序没有检查“{}”", check.code), fix);
    };
    for name in check.lists.keys().filter(|name| !lists.contains(&name.as_str())) {
        let all = if lists.is_empty() {
            "它没有别的词表".to_owned()
        } else {
            format!("可用：{}", lists.join("、"))
        };
        faults.say(span, name, format!("检查 {} 不看 lists.{name} 这张词表", check.code), format!("删去它；{all}"));
    }
}
