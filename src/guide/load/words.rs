//! Every word of the guide that a condition uses must be one of its own.

use std::collections::BTreeSet;

use toml::Spanned;

use super::faults::Faults;
use crate::guide::pattern::{Being, Fault, Matcher, Pattern};
use crate::guide::{Group, Guide, Role};
use crate::record::shape::{self, Form};

/// Every word of the guide that a condition uses must be one, by its code or by its name.
pub(super) fn known_words(mut pattern: Pattern, guide: &Guide) -> Result<Pattern, Fault> {
    for alternative in &mut pattern.any {
        *alternative = known_words(std::mem::take(alternative), guide)?;
    }
    pattern.by_role = roles(guide, &pattern.by_role)?;
    if pattern.qualified {
        pattern.by_role = guide.roles.iter().filter(|role| role.assesses).map(|role| role.id.clone()).collect();
        if pattern.by_role.is_empty() {
            let fix = "给能做评估的角色加上 assesses = true，或去掉条件里的 qualified";
            return Err(Fault::new("qualified", "没有一个角色能做评估", fix));
        }
    }
    for (name, matcher) in &mut pattern.fields {
        // Of several kinds each must know it.
        let fields = pattern.kinds.iter().flat_map(|kind| shape::of_name(kind)).chain(shape::common());
        for field in fields.filter(|field| field.name == *name) {
            known_words_in(matcher, &field.form, guide)?;
        }
    }
    Ok(pattern)
}

fn known_words_in(matcher: &mut Matcher, form: &Form, guide: &Guide) -> Result<(), Fault> {
    if let (Matcher::Entry(entries), Form::Pairs(Some(names), all)) = (&mut *matcher, form) {
        for (name, matcher) in entries {
            *name = code(guide, names, name)?;
            let form = guide.beside(Some(names), name, all);
            fits_own(matcher, form, name)?;
            known_words_in(matcher, form, guide)?;
        }
        return Ok(());
    }
    let inner = match form {
        Form::List(inner) | Form::Pairs(_, inner) => inner.as_ref(),
        other => other,
    };
    if let Matcher::Holds(named) = matcher {
        *named = roles(guide, named)?;
        return on_the_team(named, guide);
    }
    if let (Matcher::OneOf(values) | Matcher::NoneOf(values), Form::Text) = (&*matcher, inner) {
        return values.iter().filter_map(serde_json::Value::as_str).try_for_each(|word| written_so(word, guide));
    }
    match (matcher, inner) {
        (Matcher::OneOf(values) | Matcher::NoneOf(values), Form::Word(vocabulary)) if vocabulary == "role" => {
            let named: Vec<String> = values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect();
            *values = roles(guide, &named)?.into_iter().map(Into::into).collect();
            Ok(())
        }
        // Of a field for which nobody has a list every word may be said.
        (_, Form::Word(vocabulary)) if shape::is_list(vocabulary) && guide.words(vocabulary).next().is_none() => Ok(()),
        (Matcher::Has(_) | Matcher::Without(_), Form::Word(vocabulary)) if !guide.is_open(vocabulary) => {
            let fix = "改成 字段 = \"编号\" 或 { not = \"编号\" }";
            Err(Fault::new(vocabulary, format!("“{vocabulary}”有词表，不能用 has、without"), fix))
        }
        (Matcher::OneOf(values) | Matcher::NoneOf(values), Form::Word(vocabulary)) => {
            values.iter_mut().try_for_each(|value| {
                *value = code(guide, vocabulary, value.as_str().unwrap_or_default())?.into();
                Ok(())
            })
        }
        (Matcher::AtLeast(value), Form::Word(vocabulary)) => {
            *value = code(guide, vocabulary, value.as_str().unwrap_or_default())?.into();
            Ok(())
        }
        (Matcher::Entry(entries), Form::Table(fields)) => {
            entries.iter_mut().try_for_each(|(name, matcher)| match fields.iter().find(|field| field.name == *name) {
                Some(field) => known_words_in(matcher, &field.form, guide),
                None => Ok(()),
            })
        }
        _ => Ok(()),
    }
}

/// A text is compared letter by letter, and nobody writes codes: such a condition would match nobody.
fn written_so(word: &str, guide: &Guide) -> Result<(), Fault> {
    let said = guide.people.student.iter().chain(guide.people.relations.iter().flatten());
    let names = guide.roles.iter().flat_map(|role| [&role.name].into_iter().chain(&role.also));
    let names = names.chain(guide.groups.iter().map(|group| &group.name));
    if said.chain(names).any(|known| known == word) {
        return Ok(());
    }
    let fix = if Being::ALL.iter().any(|(being, _)| *being == word) {
        format!("说的是那个人的，写 {{ is = \"{word}\" }}；确实有人这样写的，写 {{ has = [\"{word}\"] }}")
    } else if guide.roles.iter().any(|role| role.id == word) || guide.groups.iter().any(|group| group.id == word) {
        format!("说的是这种角色的人的，写 {{ holds = [\"{word}\"] }}；确实有人这样写的，写 {{ has = [\"{word}\"] }}")
    } else {
        return Ok(());
    };
    Err(Fault::new(word, format!("“{word}”是记号，没有人会在这一项里这样写：文字照原样比"), fix))
}

/// The student and who stands for the student are in the case, not in the team: nobody ever holds such a role.
fn on_the_team(roles: &[String], guide: &Guide) -> Result<(), Fault> {
    for (being, words) in [
        ("student", guide.people.student.iter().collect::<Vec<_>>()),
        ("guardian", guide.people.relations.iter().flatten().collect()),
    ] {
        let term = guide.term(being, "");
        let is_meant = |role: &&Role| {
            let mut names = [&role.name].into_iter().chain(&role.also);
            role.id == being || names.any(|name| name == term || words.contains(&name))
        };
        let meant = roles.iter().filter_map(|id| guide.roles.iter().find(|role| role.id == *id)).find(is_meant);
        if let Some(role) = meant {
            let what = format!("“{}”登记在学生的档案里，不在工作小组里：holds 永远合不上", role.name);
            return Err(Fault::new("holds", what, format!("写成 {{ is = \"{being}\" }}")));
        }
    }
    Ok(())
}

/// A value that a field of the guide's own can never have would make a condition that never holds.
fn fits_own(matcher: &Matcher, form: &Form, name: &str) -> Result<(), Fault> {
    let fits = match matcher {
        Matcher::OneOf(values) | Matcher::NoneOf(values) => {
            values.iter().all(|value| value.is_boolean() == matches!(form, Form::Bool))
        }
        Matcher::Has(_) | Matcher::Without(_) | Matcher::Holds(_) | Matcher::Is(_) => form.is_text(),
        Matcher::Present(_) => true,
        Matcher::AtLeast(_) | Matcher::All(_) | Matcher::Entry(_) => false,
    };
    let wrong =
        || Fault::new(name, format!("“{name}”不会这样写"), "照 [[field]] 的 type 写：是否写 true、false，文字写引号");
    if fits { Ok(()) } else { Err(wrong()) }
}

/// The codes of roles, and of all that a group holds in the place of its name.
pub(super) fn roles(guide: &Guide, named: &[String]) -> Result<Vec<String>, Fault> {
    let mut roles = Vec::new();
    for word in named {
        match guide.groups.iter().find(|group| group.id == *word || group.name == *word) {
            Some(group) => roles.extend(group.roles.iter().cloned()),
            None => roles.push(code(guide, "role", word)?),
        }
    }
    let mut seen = BTreeSet::new();
    roles.retain(|role| seen.insert(role.clone()));
    Ok(roles)
}

fn code(guide: &Guide, vocabulary: &str, word: &str) -> Result<String, Fault> {
    guide.code(vocabulary, word).map(str::to_owned).ok_or_else(|| {
        let all: Vec<String> = guide.words(vocabulary).map(|(code, name)| format!("{code}（{name}）")).collect();
        if all.is_empty() {
            let what = format!("“{word}”写在填成员编号的一项里，指南里没有成员");
            let fix = "是某种角色的，写 { holds = [\"角色\"] }，由某种角色写的记录，写 by_role = [\"角色\"]；是某个人的，写 { is = \"class_teacher\" } 这样的";
            return Fault::new(word, what, fix);
        }
        Fault::new(word, format!("指南里没有“{word}”"), format!("可用：{}", all.join("、")))
    })
}

/// Roles by their codes; a group holds roles of the guide, and no other group.
pub(super) fn groups(groups: Vec<Spanned<Group>>, guide: &Guide, faults: &mut Faults<'_>) -> Vec<Group> {
    let mut read = Vec::new();
    for item in groups {
        let span = item.span();
        let mut group = item.into_inner();
        if group.roles.is_empty() {
            let what = format!("“{}”里一个角色也没有", group.name);
            faults.say(&span, &group.id, what, "写 roles = [\"……\"]，或删去这一段");
        }
        for role in &mut group.roles {
            if let Some(code) = guide.code("role", role) {
                code.clone_into(role);
            } else {
                let all: Vec<&str> = guide.roles.iter().map(|role| role.id.as_str()).collect();
                faults.say(&span, role, format!("没有“{role}”这个角色"), format!("可用：{}", all.join("、")));
            }
        }
        read.push(group);
    }
    read
}
