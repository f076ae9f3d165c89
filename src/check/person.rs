//! Whether letters that may be a student's name are a person where they stand. Two letters may be any word, so what
//! stands around them must say so; which words say so is data of the guide.

use crate::check::{CheckRule, View};

/// The lists that the guide gives.
pub const LISTS: &[&str] = &[
    "before", "after", "named", "with", "does", "of", "lead", "then", "groups", "brackets", "degrees", "common",
    "words",
];

/// What ends a part of a sentence, in a text made plain.
const ENDS: [char; 21] =
    ['\n', ',', '。', ';', '；', ':', '!', '?', '！', '？', '“', '”', '(', ')', '《', '》', '…', '—', '"', '/', '|'];
const LIST_MARKS: [char; 5] = ['、', '和', '与', '及', '跟'];

/// What stands around a name.
pub struct Surroundings<'v> {
    rule: Option<&'v CheckRule>,
}

impl<'v> Surroundings<'v> {
    pub fn of(view: &View<'v>, code: &str) -> Self {
        Self { rule: view.rule(code) }
    }

    fn list(&self, name: &str) -> &'v [String] {
        self.rule.and_then(|rule| rule.lists.get(name)).map_or(&[], |list| list)
    }

    fn ends(&self, text: &str, list: &str) -> bool {
        self.list(list).iter().any(|word| text.ends_with(word.as_str()))
    }

    fn begins(&self, text: &str, list: &str) -> bool {
        self.list(list).iter().any(|word| text.starts_with(word.as_str()))
    }

    fn holds(&self, text: &str, list: &str) -> bool {
        self.list(list).iter().any(|word| text.contains(word.as_str()))
    }

    fn is_in(&self, name: &str, list: &str) -> bool {
        self.list(list).iter().any(|word| word == name)
    }

    /// `before` and `after` are what stands around the name in a text made plain; `is_name` knows other people.
    pub fn tell_a_person(&self, before: &str, name: &str, after: &str, is_name: &dyn Fn(&str) -> bool) -> bool {
        // 小张明天来 does not speak of 张明天.
        if before.ends_with(['小', '老']) {
            return false;
        }
        if name.chars().count() > 2 {
            return !self.is_in(name, "common");
        }
        if before.trim().is_empty() && after.trim().is_empty()
            || self.ends(before, "named")
            || self.is_listed(before, name, after, is_name)
        {
            return true;
        }
        if self.is_in(name, "common") || self.ends(before, "degrees") {
            return false;
        }
        self.begins(after, "after")
            || self.is_bracketed(before, after)
            || self.ends(before, "with") && self.begins(after, "does")
            || self.ends(before, "before") && self.begins(after, "does")
            || self.ends(before, "of") && (is_end(after) || self.begins(after, "does"))
            || !self.is_in(name, "words") && self.is_start(before) && self.begins(after, "does")
    }

    /// 高某(高二3班), 同桌(高某), 当事人:高某.
    fn is_bracketed(&self, before: &str, after: &str) -> bool {
        let inner = after.strip_prefix('(').and_then(|rest| rest.split(')').next());
        let behind = inner.is_some_and(|inner| inner.chars().count() <= 10 && self.holds(inner, "brackets"));
        let within = before.strip_suffix(['(', ':']).is_some_and(|rest| self.ends(rest, "before"));
        behind || within && is_end(after)
    }

    /// One of several in a list that speaks of people: another one is known by name, a number of people ends it, or
    /// what they are stands before it.
    fn is_listed(&self, before: &str, name: &str, after: &str, is_name: &dyn Fn(&str) -> bool) -> bool {
        let left = before.rsplit(ENDS).next().unwrap_or(before);
        let right = after.split(ENDS).next().unwrap_or(after);
        if !left.ends_with('、') && !right.starts_with('、') {
            return false;
        }
        let headed =
            before[..before.len() - left.len()].strip_suffix([':', '(']).is_some_and(|head| self.ends(head, "before"));
        let begins = left.is_empty()
            || left.ends_with(LIST_MARKS)
            || ["before", "lead", "with"].iter().any(|list| self.ends(left, list));
        let ends = right.is_empty()
            || right.starts_with(LIST_MARKS)
            || ["groups", "does"].iter().any(|list| self.begins(right, list));
        let is_word = self.is_in(name, "common");
        let is_person = |item: &str| is_name_at(item, is_name) || !is_word && self.is_grouped(item);
        let mut items = left.split(LIST_MARKS).chain(right.split(LIST_MARKS)).filter(|item| !item.is_empty());
        begins && ends && (headed || self.ends(left, "before") || items.any(is_person))
    }

    /// 王某三人, 李某等同学: at most a name before the number of people.
    fn is_grouped(&self, item: &str) -> bool {
        let groups = self.list("groups").iter().filter_map(|word| item.find(word.as_str()));
        groups.min().is_some_and(|at| item[..at].chars().count() <= 3)
    }

    /// The beginning of a part of a sentence, or of what follows a word of time there.
    fn is_start(&self, before: &str) -> bool {
        let is_edge = |text: &str| text.is_empty() || text.ends_with(ENDS);
        is_edge(before) || self.list("then").iter().any(|word| before.strip_suffix(word.as_str()).is_some_and(is_edge))
    }
}

/// The name of somebody else at either end: 在场的有林某, 林某都看见了.
fn is_name_at(item: &str, is_name: &dyn Fn(&str) -> bool) -> bool {
    let letters: Vec<(usize, char)> = item.char_indices().collect();
    (2..=4.min(letters.len())).any(|length| {
        let end = letters.get(length).map_or(item.len(), |(at, _)| *at);
        is_name(&item[..end]) || is_name(&item[letters[letters.len() - length].0..])
    })
}

fn is_end(after: &str) -> bool {
    after.is_empty() || after.starts_with(ENDS) || after.starts_with('、')
}
