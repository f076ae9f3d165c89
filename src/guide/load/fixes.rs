//! What `fix` gives people to type: its values are words of the guide as it is now, not as it once was. A role that was
//! renamed would be written into records, and the duty recommend the same again.

use std::ops::Range;

use super::faults::Faults;
use crate::guide::Guide;
use crate::record::Kind;
use crate::record::shape::{self, Field, Form};
use crate::text;

pub(super) fn known_values(fix: &str, guide: &Guide, span: &Range<usize>, faults: &mut Faults<'_>) {
    let Some(words) = text::words(fix) else {
        return faults.on(span, "fix", fix, "fix 里的引号不成对", "补上另一半引号，或删去它");
    };
    let word = |at: usize| words.get(at).map(String::as_str);
    if word(1) == Some("print")
        && let Some(paper) = word(2 + usize::from(word(2) == Some("{case}"))).filter(|word| !word.starts_with("--"))
        && let Err(error) = guide.paper(paper)
    {
        return faults.on(
            span,
            "fix",
            paper,
            format!("fix 里的“{paper}”不是本校有的文书"),
            error.fix.unwrap_or_default(),
        );
    }
    let Some(kind) = word(1).and_then(|command| Kind::written_by(command, word(2))) else { return };
    for pair in words.windows(2) {
        let [flag, value] = pair else { continue };
        let field = flag.strip_prefix("--").and_then(|flag| shape::of(kind).iter().find(|it| it.flag == flag));
        for (field, value) in field.iter().flat_map(|field| shape::cells(field, value)) {
            if let Some(all) = others(field, value, guide) {
                let fix = format!("改成：{}；由写的人自己填的，写“{}”", all.join("、"), field.label());
                faults.on(span, "fix", value, format!("fix 里 {flag} 的“{value}”不是能写的值"), fix);
            }
        }
    }
}

/// What may be typed in the place of a value that may not.
fn others(field: &Field, value: &str, guide: &Guide) -> Option<Vec<String>> {
    // What the person who types fills in: 角色, ROLE.
    if field.label().contains(value) || value.chars().all(|letter| letter.is_ascii_uppercase()) {
        return None;
    }
    match shape::inner(&field.form) {
        Form::Word(vocabulary) if vocabulary == "role" => guide.roles_of(value).is_empty().then(|| guide.role_words()),
        Form::Word(vocabulary) if guide.words(vocabulary).next().is_some() => {
            let all = || guide.words(vocabulary).map(|(code, name)| format!("{code}（{name}）")).collect();
            guide.code(vocabulary, value).is_none().then(all)
        }
        Form::Choice(options) => {
            let all = || options.iter().map(|(code, label)| format!("{code}（{label}）")).collect();
            options.iter().all(|(code, label)| code != value && label != value).then(all)
        }
        _ => None,
    }
}
