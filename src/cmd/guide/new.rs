//! A school's own guide, begun: asks what things are called there, and writes a file to go on from.

use std::path::PathBuf;

use crate::app::{App, Done};
use crate::error::{Error, Result};
use crate::form::{self, ask};
use crate::office::drafting::{self, Wishes};
use crate::wording::guide as words;

#[derive(clap::Args)]
pub struct Args {
    /// 写到哪里，例如 mingde.toml（文件名就是指南的 id）
    file: PathBuf,
    /// 学校名称
    #[arg(long, value_name = "NAME", value_parser = form::filled)]
    school: Option<String>,
    /// 指南的名称
    #[arg(long, value_name = "TEXT", value_parser = form::filled)]
    title: Option<String>,
    /// 工作小组的角色，用顿号或逗号隔开
    #[arg(long, value_name = "NAMES", value_parser = form::filled)]
    roles: Option<String>,
    /// 其中由谁评估，可以有几种
    #[arg(long, value_name = "ROLES")]
    assesses: Option<String>,
    /// 其中哪个是负责一个班的老师；没有的写 ""
    #[arg(long, value_name = "ROLE")]
    class_teacher: Option<String>,
    /// 其中由谁保管全部档案
    #[arg(long, value_name = "ROLE")]
    keeper: Option<String>,
    /// 等级，从轻到重；没有等级的写 ""
    #[arg(long, value_name = "NAMES")]
    levels: Option<String>,
    /// 评估的维度
    #[arg(long, value_name = "NAMES", value_parser = form::filled)]
    dimensions: Option<String>,
    /// 归档表的各种材料；没有的写 ""
    #[arg(long, value_name = "NAMES")]
    materials: Option<String>,
}

pub fn run(app: &App, args: Args) -> Done {
    let school = said(app, args.school, "学校名称", "--school", true, "")?;
    let title = args.title.unwrap_or_else(|| format!("{school}学生心理危机干预办法"));
    let roles = some(&said(app, args.roles, "工作小组有哪些角色", "--roles", true, LIST)?, "--roles")?;
    let assesses = assessors(app, args.assesses, &roles)?;
    let class_teacher = class_teacher(app, args.class_teacher, &roles)?;
    let keeper = one_of(app, args.keeper, &roles, "由谁保管全部档案", "--keeper")?;
    let levels = names(&said(app, args.levels, "等级，从轻到重", "--levels", false, LIST)?);
    let dimensions =
        some(&said(app, args.dimensions, "评估看哪几个维度", "--dimensions", true, LIST)?, "--dimensions")?;
    let materials = names(&said(app, args.materials, "归档表有哪几种材料", "--materials", false, LIST)?);
    let wishes = Wishes {
        path: args.file,
        school,
        title,
        roles,
        assesses,
        keeper,
        class_teacher,
        levels,
        dimensions,
        materials,
    };
    let draft = drafting::draft(&wishes)?;
    if app.only_would(format_args!("写 {}", wishes.path.display()))? {
        return Ok(0);
    }
    draft.write()?;
    app.say(words::begun(&wishes.path))?;
    Ok(0)
}

const LIST: &str = "几个之间用顿号、逗号或空格隔开";

/// What was said, or is asked now.
fn said(app: &App, said: Option<String>, question: &str, flag: &str, required: bool, help: &str) -> Result<String> {
    match said {
        Some(said) => Ok(said.trim().to_owned()),
        None if app.ui.can_ask() => ask::line(question, required, help),
        None => {
            Err(Error::new(format!("没有写{question}")).field(flag).fix(format!("加上 {flag}；在终端里运行会逐项问")))
        }
    }
}

fn one_of(app: &App, said: Option<String>, roles: &[String], question: &str, flag: &str) -> Result<String> {
    match said {
        Some(said) => Ok(said.trim().to_owned()),
        None if app.ui.can_ask() => Ok(roles[ask::pick(question, roles.to_vec())?].clone()),
        None => Err(Error::new(format!("没有写{question}")).field(flag).fix(format!("加上 {flag} 和一个角色"))),
    }
}

fn assessors(app: &App, said: Option<String>, roles: &[String]) -> Result<Vec<String>> {
    if said.is_none() && app.ui.can_ask() && roles.len() > 1 {
        let chosen = ask::several("由谁评估（可以有几种）", roles.to_vec(), &[0])?;
        let chosen: Vec<String> = chosen.into_iter().map(|at| roles[at].clone()).collect();
        return some(&chosen.join("、"), "--assesses");
    }
    some(&one_of(app, said, roles, "由谁评估", "--assesses")?, "--assesses")
}

/// Nobody where none is; who was not asked may still have one that is called so everywhere.
fn class_teacher(app: &App, said: Option<String>, roles: &[String]) -> Result<Option<String>> {
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
fn some(text: &str, flag: &str) -> Result<Vec<String>> {
    let names = names(text);
    if names.is_empty() { Err(Error::new("至少要写一个").field(flag).fix(LIST)) } else { Ok(names) }
}

/// Each once, in the order in which they were said.
fn names(text: &str) -> Vec<String> {
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
