//! What happens in a case, as written down in `lives/`: a text of sections, each the front matter of one record with
//! words between angle brackets that differ from case to case.
//!
//! `<3 21:40>` a time on the fourth day, `<3>` that day, `<now-2>` two days before the school's day, `<say mood>` one of
//! several phrases, `<of letter>` the number of another record, `<student>` and the like: see `person`.

use std::sync::LazyLock;

use chrono::NaiveDate;

pub struct Life {
    pub name: &'static str,
    /// The latest first day.
    pub latest: NaiveDate,
    /// By how many weeks the first day may lie before that.
    pub weeks: usize,
    /// Of how many cases, more or less.
    pub share: usize,
    pub about: String,
    pub sections: Vec<Section>,
}

/// A record before it has a number.
#[derive(Clone)]
pub struct Section {
    pub label: String,
    pub kind: String,
    pub episode: String,
    pub is_optional: bool,
    /// The front matter without the lines that the program fills in.
    pub text: String,
    /// Instead of an invented one.
    pub body: Option<String>,
}

pub static LIVES: LazyLock<Vec<Life>> = LazyLock::new(|| {
    vec![
        life("care", 30, include_str!("lives/care.md")),
        life("crisis", 28, include_str!("lives/crisis.md")),
        life("injury", 12, include_str!("lives/injury.md")),
        life("refusal", 8, include_str!("lives/refusal.md")),
        life("again", 12, include_str!("lives/again.md")),
        life("suspension", 10, include_str!("lives/suspension.md")),
    ]
});

impl Life {
    pub fn named(name: &str) -> &'static Self {
        LIVES.iter().find(|life| life.name == name).unwrap_or_else(|| panic!("no life is called {name}"))
    }
}

/// The texts are part of the program: a mistake in one ends it.
fn life(name: &'static str, share: usize, text: &str) -> Life {
    let mut parts = text.split("=== ").skip(1).map(|part| part.split_once('\n').expect("a heading ends its line"));
    let (heading, about) = parts.next().expect("a life begins with its days");
    let mut days = heading.split(' ').skip(1);
    let mut day = || days.next().unwrap_or_else(|| panic!("{name} lacks a word in its heading"));
    Life {
        name,
        latest: day().parse().expect("the latest first day"),
        weeks: day().parse().expect("a number of weeks"),
        share,
        about: about.to_owned(),
        sections: parts.map(|(heading, text)| section(heading, text)).collect(),
    }
}

fn section(heading: &str, text: &str) -> Section {
    let words: Vec<&str> = heading.split(' ').collect();
    Section {
        label: words[0].to_owned(),
        kind: words[1].to_owned(),
        episode: words[2].to_owned(),
        is_optional: words.get(3) == Some(&"?"),
        text: text.to_owned(),
        body: None,
    }
}
