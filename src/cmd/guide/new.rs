//! A school's own guide, begun: asks what things are called there, and writes a file to go on from.

use std::path::PathBuf;

use crate::cmd::{App, Done};
use crate::error::{Error, Result};
use crate::form::{self, ask};
use crate::office::drafting::{self, Wishes};

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
    /// 其中由谁评估
    #[arg(long, value_name = "ROLE")]
    assesses: Option<String>,
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
    let assesses = one_of(app, args.assesses, &roles, "由谁评估", "--assesses")?;
    let keeper = one_of(app, args.keeper, &roles, "由谁保管全部档案", "--keeper")?;
    let levels = names(&said(app, args.levels, "等级，从轻到重", "--levels", false, LIST)?);
    let dimensions =
        some(&said(app, args.dimensions, "评估看哪几个维度", "--dimensions", true, LIST)?, "--dimensions")?;
    let materials = names(&said(app, args.materials, "归档表有哪几种材料", "--materials", false, LIST)?);
    let wishes = Wishes { path: args.file, school, title, roles, assesses, keeper, levels, dimensions, materials };
    let draft = drafting::draft(&wishes)?;
    let path = wishes.path.display();
    if app.only_would(format_args!("写 {path}"))? {
        return Ok(0);
    }
    draft.write()?;
    app.ui.say(&format!("{path}"))?;
    app.ui.hint(&format!(
        "接着：打开它，把条款原文抄进去，改一处查一处：crisis guide check {path}；crisis guide test {path}"
    ));
    app.ui.hint("每个键怎样写：crisis guide language；现成的样子：examples/guides，或 crisis guide show");
    Ok(0)
}

const LIST: &str = "几个之间用顿号或逗号隔开";

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

/// At least one of them.
fn some(text: &str, flag: &str) -> Result<Vec<String>> {
    let names = names(text);
    if names.is_empty() { Err(Error::new("至少要写一个").field(flag).fix(LIST)) } else { Ok(names) }
}

/// Each once, in the order in which they were said.
fn names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in text.split(['、', '，', ',', '；', ';']).map(str::trim).filter(|name| !name.is_empty()) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}
