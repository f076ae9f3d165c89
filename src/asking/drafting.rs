//! What things are called in a school that begins its own guide.

use crate::app::App;
use crate::error::{Error, Result};
use crate::form::ask;

pub const LIST: &str = "几个之间用顿号、逗号或空格隔开";

/// What was said, or is asked now.
pub fn said(app: &App, said: Option<String>, question: &str, flag: &str, required: bool, help: &str) -> Result<String> {
    match said {
        Some(said) => Ok(said.trim().to_owned()),
        None if app.ui.can_ask() => ask::line(question, required, help),
        None => {
            Err(Error::new(format!("没有写{question}")).field(flag).fix(format!("加上 {flag}；在终端里运行会逐项问")))
        }
    }
}

pub fn one_of(app: &App, said: Option<String>, roles: &[String], question: &str, flag: &str) -> Result<String> {
    match said {
        Some(said) => Ok(said.trim().to_owned()),
        None if app.ui.can_ask() => Ok(roles[ask::pick(question, roles.to_vec())?].clone()),
        None => Err(Error::new(format!("没有写{question}")).field(flag).fix(format!("加上 {flag} 和一个角色"))),
    }
}

pub fn assessors(app: &App, said: Option<String>, roles: &[String]) -> Result<Vec<String>> {
    if said.is_none() && app.ui.can_ask() && roles.len() > 1 {
        let chosen = ask::several("由谁评估（可以有几种）", roles.to_vec(), &[0])?;
        let chosen: Vec<String> = chosen.into_iter().map(|at| roles[at].clone()).collect();
        return some(&chosen.join("、"), "--assesses");
    }
    some(&one_of(app, said, roles, "由谁评估", "--assesses")?, "--assesses")
}

/// Nobody where none is; who was not asked may still have one that is called so everywhere.
pub fn class_teacher(app: &App, said: Option<String>, roles: &[String]) -> Result<Option<String>> {
    match said {
        Some(said) => Ok(Some(said.trim().to_owned()).filter(|said| !said.is_empty())),
        None if app.ui.can_ask() => {
            let none = std::iter::once("没有这样的角色".to_owned());
            let chosen = ask::pick("哪个是负责一个班的老师", roles.iter().cloned().chain(none).collect())?;
            Ok(roles.get(chosen).cloned())
        }
        None => Ok(None),
    }
}

/// At least one of them.
pub fn some(text: &str, flag: &str) -> Result<Vec<String>> {
    let names = names(text);
    if names.is_empty() { Err(Error::new("至少要写一个").field(flag).fix(LIST)) } else { Ok(names) }
}

/// Each once, in the order in which they were said.
pub fn names(text: &str) -> Vec<String> {
    const DIVIDERS: [char; 6] = ['、', '，', ',', '；', ';', '\n'];
    // A name in English may hold a space.
    let is_spaced = !text.contains(DIVIDERS) && !text.split_whitespace().any(str::is_ascii);
    let mut names: Vec<String> = Vec::new();
    for name in text
        .split(|it| DIVIDERS.contains(&it) || is_spaced && it.is_whitespace())
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_are_divided_as_people_divide_them() {
        for (text, expected) in [
            ("一般 严重", vec!["一般", "严重"]),
            ("校长　心理教师", vec!["校长", "心理教师"]),
            ("一般、严重,一般", vec!["一般", "严重"]),
            ("Head teacher, Counsellor", vec!["Head teacher", "Counsellor"]),
            ("Head teacher", vec!["Head teacher"]),
            ("心育 教师、年级长", vec!["心育 教师", "年级长"]),
            ("", vec![]),
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
    }
}
