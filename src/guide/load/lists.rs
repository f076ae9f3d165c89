//! The words of one field each: of a field that may have a list, each once, with what they count as and what they need.

use std::collections::BTreeSet;

use toml::Spanned;

use super::faults::Faults;
use super::{RawGuide, unique};
use crate::guide::Guide;
use crate::guide::lists::{DECISION, Listed, PLAIN, plain};
use crate::record::shape::{self, Field, Form};

pub(super) fn check_lists(raw: &RawGuide, faults: &mut Faults<'_>) {
    for word in &raw.word {
        known_list(word, faults);
    }
    let of = |list: &str| raw.word.iter().filter(move |word| word.get_ref().list == list).collect::<Vec<_>>();
    let owned: BTreeSet<&str> = raw.word.iter().map(|word| word.get_ref().list.as_str()).collect();
    for list in &owned {
        unique(of(list).iter().map(|word| (word.get_ref().id.as_str(), word.span())), faults);
        let names = of(list);
        let names = names.iter().flat_map(|word| {
            let own = word.get_ref();
            std::iter::once(&own.name).chain(&own.also).map(|name| (name.as_str(), word.span()))
        });
        unique(names, faults);
    }
    for open in raw.head.open_lists.iter().filter(|open| !owned.contains(open.get_ref().as_str())) {
        let list = open.get_ref();
        let what = format!("“{list}”没有词表，本来就什么都可以写，或者不是可以有词表的字段");
        faults.at(open.span().start, list, what, format!("删去它，或写 [[word]] list = \"{list}\""));
    }
}

fn known_list(word: &Spanned<Listed>, faults: &mut Faults<'_>) {
    let (span, word) = (word.span(), word.get_ref());
    if !shape::lists().any(|list| list == word.list) {
        let all: BTreeSet<&str> = shape::lists().collect();
        let all: Vec<&str> = all.into_iter().collect();
        let what = format!("“{}”不是可以有词表的字段", word.list);
        faults.say(&span, &word.list, what, format!("可用：{}", all.join("、")));
        return;
    }
    if let Some(counts_as) = word.counts_as.as_deref().filter(|code| plain(&word.list).all(|(known, _)| known != *code))
    {
        let all: Vec<String> = plain(&word.list).map(|(code, name)| format!("{code}（{name}）")).collect();
        let fix = if all.is_empty() { "删去 as".to_owned() } else { format!("可用：{}", all.join("、")) };
        faults.say(&span, counts_as, format!("程序不认得“{counts_as}”，不能算作它"), fix);
    }
    // What became of an application is read by the program: a word that it can't read would pass for a yes.
    if word.list == DECISION && word.counts_as.is_none() && plain(DECISION).all(|(known, _)| known != word.id) {
        let all: Vec<String> = plain(DECISION).map(|(code, name)| format!("{code}（{name}）")).collect();
        let what = format!("没有写“{}”算作什么，程序会当作通过", word.name);
        faults.say(&span, &word.id, what, format!("写上 as = \"……\"，可用：{}", all.join("、")));
    }
    let kind = word.list.split('.').next().unwrap_or_default();
    let fields: Vec<&Field> = shape::of_name(kind).iter().filter(|field| !field.read_only).collect();
    for need in &word.needs {
        match fields.iter().find(|field| field.name == *need) {
            None => {
                let all: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
                faults.say(&span, need, format!("{kind} 没有“{need}”这个字段"), format!("可用：{}", all.join("、")));
            }
            // An empty list can be written where a list is required.
            Some(field) if field.required && !matches!(field.form, Form::List(_) | Form::Pairs(..)) => {
                faults.say(&span, need, format!("{kind} 的“{need}”本来就必填，写在 needs 里不起作用"), "删去它");
            }
            Some(_) => {}
        }
    }
}

/// The guide's own words, and of every list of which it has none the plain ones.
pub(super) fn add_lists(guide: &mut Guide, own: Vec<Listed>) {
    let is_owned = |word: &&Listed| own.iter().any(|other| other.list == word.list);
    let mut lists: Vec<Listed> = PLAIN.iter().filter(|word| !is_owned(word)).cloned().collect();
    lists.extend(own);
    guide.lists = lists;
}
