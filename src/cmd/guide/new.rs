//! A school's own guide, begun: asks what things are called there, and writes a file to go on from.

use std::path::PathBuf;

use crate::app::{App, Done};
use crate::asking::drafting::{LIST, assessors, class_teacher, names, one_of, said, some};
use crate::form;
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
