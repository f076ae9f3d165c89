//! What comes closest to a duty that is not met, and what exactly it lacks.

use serde_json::Value;

use crate::duty::facts::{Facts, Seen};
use crate::duty::matching::{Hit, Match, says, texts};
use crate::duty::state::counts;
use crate::guide::duty::Duty;
use crate::guide::pattern::{Being, Counts, Matcher, Pattern};
use crate::record::shape::{self, Field, Form};
use crate::tell;
use crate::time::stamp;

/// The nearest record and what it lacks, as the end of a sentence.
pub fn lacks(nearest: Option<&str>, lacking: Option<&str>) -> String {
    match (nearest, lacking) {
        (Some(nearest), Some(lacking)) => format!("；有 {nearest}，{lacking}"),
        (None, Some(lacking)) => format!("；{lacking}"),
        _ => String::new(),
    }
}

/// What is lacking, for a page that names nobody: people and what was said stand between 〈 and 〉.
pub fn unnamed(lacking: &str) -> String {
    let mut depth = 0usize;
    let is_plain = |letter: &char| {
        depth += usize::from(*letter == '〈');
        let plain = depth == 0;
        depth -= usize::from(*letter == '〉' && depth > 0);
        plain
    };
    let plain: String = lacking.chars().filter(is_plain).collect();
    plain.replace(REGISTERED.0, "")
}

/// What stands around the names that are registered.
const REGISTERED: (&str, &str, &str) = ("（登记的是）", "（登记的是〈", "〉）");

/// A record that nearly meets a duty.
pub struct Nearest {
    pub record: String,
    pub lacking: String,
    /// The command that adds what is lacking to that record, if nothing else is wrong with it.
    pub cure: Option<String>,
}

/// One thing that a record does not say as it should.
struct Lack {
    told: String,
    /// The part of a command that mends it.
    mends: Option<String>,
}

/// What can be added is less than what would have to be otherwise.
fn weight(lacks: &[Lack]) -> usize {
    lacks.iter().map(|lack| if lack.mends.is_some() { 1 } else { 2 }).sum()
}

/// The record with the least lacking; of several the latest.
pub fn nearest(facts: &Facts<'_, '_>, duty: &Duty, start: Hit<'_, '_>) -> Option<Nearest> {
    // Of two ways that lack as much, a refusal that nearly counts is closer to what happened.
    let asked: Vec<&Pattern> = duty.refused.iter().chain(&duty.needs).flat_map(Pattern::alternatives).collect();
    let tried: Vec<&Pattern> = duty.attempts.iter().flat_map(Pattern::alternatives).collect();
    let mut best: Option<(usize, &Seen, Vec<Lack>)> = None;
    for seen in facts.seen.iter().filter(|seen| facts.has_been(seen)) {
        let is_try = tried.iter().any(|pattern| is_of_kind(pattern, seen) && facts.hit(pattern, seen).is_some());
        let lacks = asked.iter().filter(|pattern| is_of_kind(pattern, seen));
        let lacks = lacks.filter_map(|pattern| lacks_of(facts, duty, pattern, seen, start, is_try));
        let Some(lacks) = lacks.min_by_key(|lacks| weight(lacks)) else { continue };
        let weight = weight(&lacks);
        if best.as_ref().is_none_or(|(least, ..)| weight <= *least) {
            best = Some((weight, seen, lacks));
        }
    }
    let (_, seen, lacks) = best?;
    let id = seen.record.head.id.clone();
    let mends: Option<Vec<&str>> = lacks.iter().map(|lack| lack.mends.as_deref()).collect();
    let cure = mends.filter(|mends| !mends.is_empty());
    let cure = cure.map(|mends| format!("crisis amend {{case}} {id} --right 补记 {}", mends.join(" ")));
    let told: Vec<&str> = lacks.iter().map(|lack| lack.told.as_str()).collect();
    Some(Nearest { lacking: told.join("；"), record: id, cure })
}

fn is_of_kind(pattern: &Pattern, seen: &Seen) -> bool {
    pattern.kinds.have(&seen.record.fact) && !pattern.kinds.have_case()
}

/// What a record of the right kind lacks; nothing where it is another thing altogether.
fn lacks_of(
    facts: &Facts<'_, '_>,
    duty: &Duty,
    pattern: &Pattern,
    seen: &Seen,
    start: Hit<'_, '_>,
    is_try: bool,
) -> Option<Vec<Lack>> {
    let shape = shape::of_name(&seen.record.head.kind);
    let mut lacks = Vec::new();
    let is_start = start.id() == Some(seen.record.head.id.as_str());
    if pattern.counts == Counts::Itself && !is_start || pattern.counts == Counts::Another && is_start {
        return None;
    }
    // What began the duty is near to it whatever it says: one more person told is an addition to the report.
    let mut said = pattern.fields.is_empty() || is_start;
    for (name, matcher) in &pattern.fields {
        let value = seen.fields.get(name);
        if !matches!(facts.matches(seen, value, matcher), Match::No) {
            said = true;
            continue;
        }
        let form = shape.iter().find(|field| field.name == *name).map_or(&Form::Any, |field| &field.form);
        if is_another(matcher, form, value) && !is_try {
            return None;
        }
        lacks.push(lack(facts, &seen.record.head.kind, name, form, value, matcher));
    }
    if !facts.is_made_by(seen, &pattern.by_role) {
        let told = "记录人和在场的人都不是能做这件事的角色".to_owned();
        lacks.push(Lack { told, mends: None });
    }
    if lacks.is_empty() {
        let begins = stamp(start.span.earliest);
        match facts.hit(pattern, seen) {
            // It counts, and the time for another one has come.
            Some(hit) if counts(facts, duty, pattern, &hit, start) => {
                let told = format!("它在 {}，之后还没有", stamp(hit.span.earliest));
                lacks.push(Lack { told, mends: None });
            }
            Some(hit) if hit.span.earliest < start.span.earliest => {
                let told = format!("它在 {}，早于起点（{begins}），之后还没有", stamp(hit.span.earliest));
                lacks.push(Lack { told, mends: None });
            }
            Some(_) => {
                let field = pattern.rests_on.as_deref().unwrap_or_default();
                let told = format!("没有写明{}是哪一条", shape::label(&seen.record.head.kind, field));
                let mends = start.id().filter(|_| !field.is_empty()).map(|id| format!("--set {field}={id}"));
                lacks.push(Lack { told, mends });
            }
            None => lacks.push(Lack { told: "没有写明时间".to_owned(), mends: None }),
        }
    }
    (said || is_try).then_some(lacks)
}

/// A choice that says something else makes it another thing; a yes or no, or what is not said at all, does not.
fn is_another(matcher: &Matcher, form: &Form, value: Option<&Value>) -> bool {
    let chosen = matches!(form, Form::Choice(_) | Form::Word(_));
    matches!(matcher, Matcher::OneOf(_) | Matcher::NoneOf(_)) && chosen && value.is_some()
        || matches!(matcher, Matcher::Present(false))
}

fn lack(facts: &Facts<'_, '_>, kind: &str, name: &str, form: &Form, value: Option<&Value>, matcher: &Matcher) -> Lack {
    let (guide, zone) = (facts.guide(), facts.setting.calendar.zone);
    let label = shape::label(kind, name);
    let told_value = |value: &Value| tell::text(guide, zone, form, value);
    // To set a list or a map would throw away what it says already.
    let add = if matches!(form, Form::List(_) | Form::Pairs(..)) { "--add" } else { "--set" };
    let mends = |to: &str| Some(format!("{add} {name}={to}"));
    match matcher {
        Matcher::Present(_) => Lack { told: format!("还缺：{label}"), mends: mends(&typed(form)) },
        Matcher::OneOf(wanted) => {
            let wanted: Vec<String> = wanted.iter().map(told_value).collect();
            let told = match value {
                Some(value) => format!("{label}：现为“{}”，应为“{}”", told_value(value), wanted.join("”或“")),
                None => format!("还缺：{label}"),
            };
            Lack { told, mends: None }
        }
        Matcher::Has(words) => {
            let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
            Lack { told: format!("{label}里没有“{}”", words.join("”或“")), mends: None }
        }
        Matcher::Holds(roles) => {
            let roles: Vec<&str> = roles.iter().map(|role| guide.name("role", role)).collect();
            Lack { told: format!("{label}不是{}", roles.join("或")), mends: None }
        }
        Matcher::AtLeast(least) if matches!(form, Form::List(_)) => {
            Lack { told: format!("{label}不到 {least} 项"), mends: mends(&typed(form)) }
        }
        Matcher::Without(_) => Lack {
            told: format!("{label}〈{}〉是另一回事", value.map(told_value).unwrap_or_default()),
            mends: None,
        },
        Matcher::NoneOf(_) => {
            Lack { told: format!("{label}是“{}”", value.map(told_value).unwrap_or_default()), mends: None }
        }
        Matcher::AtLeast(least) => Lack { told: format!("{label}不到“{}”", told_value(least)), mends: None },
        Matcher::Is(beings) => is_not(facts, label, value, beings),
        Matcher::All(vocabulary) => {
            let missing: Vec<&str> =
                guide.words(vocabulary).filter(|(code, _)| !says(value, code)).map(|(_, name)| name).collect();
            let each: Option<Vec<String>> = missing.iter().map(|word| mends(&format!("{word}=所见"))).collect();
            Lack { told: format!("{label}还缺：{}", missing.join("、")), mends: each.map(|each| each.join(" ")) }
        }
        Matcher::Entry(entries) => {
            let told = match entries.first() {
                Some((code, _)) if let Form::Pairs(Some(names), _) = form => {
                    let lacking = format!("还缺：{}", guide.name(names, code));
                    return Lack { told: lacking, mends: mends(&format!("{code}=内容")) };
                }
                Some((field, matcher @ (Matcher::OneOf(_) | Matcher::Is(_)))) => {
                    format!("{label}里没有{}", entry_words(facts, form, field, matcher))
                }
                _ => format!("还缺：{label}"),
            };
            Lack { told, mends: mends(&typed(form)) }
        }
    }
}

/// What stands for the value of a field in a command that shows how it is typed.
fn typed(form: &Form) -> String {
    match form {
        Form::List(inner) => typed(inner),
        Form::Moment => "时间".to_owned(),
        Form::Day | Form::Dated => "日期".to_owned(),
        Form::Table(fields) => columns(fields),
        _ => "内容".to_owned(),
    }
}

fn columns(fields: &[Field]) -> String {
    let mut typed = String::new();
    for field in shape::columns(fields) {
        typed.push_str(field.label());
        typed.push(field.divider);
    }
    typed.pop();
    if typed.contains('|') { format!("\"{typed}\"") } else { typed }
}

/// The first few of what an entry may say.
const FEW: usize = 3;

fn entry_words(facts: &Facts<'_, '_>, form: &Form, field: &str, matcher: &Matcher) -> String {
    let inner = match form {
        Form::List(inner) => inner.as_ref(),
        other => other,
    };
    let Form::Table(fields) = inner else { return field.to_owned() };
    let Some(known) = fields.iter().find(|known| known.name == field) else { return field.to_owned() };
    match matcher {
        Matcher::OneOf(wanted) => {
            let told = |value: &Value| tell::text(facts.guide(), facts.setting.calendar.zone, &known.form, value);
            let words: Vec<String> = wanted.iter().take(FEW).map(told).collect();
            format!("{}{}", words.join("、"), if wanted.len() > FEW { "等" } else { "" })
        }
        Matcher::Is(beings) => beings.iter().map(|being| being_word(facts, *being)).collect::<Vec<_>>().join("、"),
        _ => known.label().to_owned(),
    }
}

fn being_word(facts: &Facts<'_, '_>, being: Being) -> String {
    let term = |key: &str| facts.guide().terms.get(key).cloned().unwrap_or_else(|| key.to_owned());
    match being {
        Being::Student => term("student"),
        Being::Guardian => term("guardian"),
        Being::Delegate => format!("{}书面委托的人", term("guardian")),
        Being::ClassTeacher => term("class_teacher"),
        Being::Safe => "疑似加害人以外的人".to_owned(),
        Being::Suspect => "疑似加害人".to_owned(),
    }
}

/// Who is named, and who it should be.
fn is_not(facts: &Facts<'_, '_>, label: &str, value: Option<&Value>, beings: &[Being]) -> Lack {
    let words: Vec<String> = beings.iter().map(|being| being_word(facts, *being)).collect();
    let wanted = words.join("或");
    let named: Vec<&str> = texts(value).collect();
    if named.is_empty() {
        return Lack { told: format!("没有写明{label}（应是{wanted}）"), mends: None };
    }
    let about = &facts.case.about;
    let suspect = named.iter().any(|name| facts.is_suspect(name));
    let known: Vec<&str> = beings
        .iter()
        .flat_map(|being| match being {
            Being::Guardian => about.guardians.iter().map(|guardian| guardian.name.as_str()).collect::<Vec<_>>(),
            Being::Student => vec![about.student.name.as_str()],
            Being::Delegate | Being::Safe | Being::Suspect => Vec::new(),
            Being::ClassTeacher => about.class_teacher.iter().map(|tenure| tenure.who.as_str()).collect(),
        })
        .map(|who| facts.setting.team.name(who))
        .collect();
    let registered =
        if known.is_empty() { String::new() } else { format!("{}{}{}", REGISTERED.1, known.join("、"), REGISTERED.2) };
    let told = if suspect {
        format!("{label}〈{}〉是疑似加害人，不算", named.join("、"))
    } else {
        format!("{label}〈{}〉不是登记的{wanted}{registered}", named.join("、"))
    };
    Lack { told, mends: None }
}

#[cfg(test)]
mod tests {
    use super::unnamed;

    #[test]
    fn what_stands_between_the_marks_is_cut() {
        for (lacking, plain) in [
            ("签字人〈某〉不是监护人", "签字人不是监护人"),
            ("〈某〈乙〉丙〉都在", "都在"),
            ("多出的〉不算", "多出的〉不算"),
            ("没有闭合〈某", "没有闭合"),
        ] {
            assert_eq!(unnamed(lacking), plain, "{lacking}");
        }
    }
}
