//! The reference of the guide language, made of what the loader knows, as a page.

use std::fmt::Write;

use crate::duty::State;
use crate::guide::language::{BEINGS, DUES, Key, MARKS, MATCHERS, SECTIONS, STARTS};
use crate::guide::lists;
use crate::guide::terms::PLAIN;
use crate::record::KINDS;
use crate::record::shape::{self, Field, Form};
use crate::text::markdown::escaped;

const LEAD: &str = "# 指南怎样写\n\n\
由 `crisis guide language` 生成：列出的就是程序认得的全部。写完运行 `crisis guide check 文件`，不认得的、不起作用的，一次说完，各有行号和办法；\
再写几个情景，运行 `crisis guide test 文件`。\n\n\
文件是 TOML：`#` 后面是说明；一段 `[[duty]]` 是一项；引号、方括号、等号一律用英文的。\
时长写成数字加单位：`10m` 分钟、`24h` 小时、`3d` 天、`5sd` 上学日、`2w` 周、`6mo` 月、`1y` 年；天和更长的单位，第一天不算，到最后一天的半夜为止。\n";

/// Two duties with what tries them, both ways; a test plays them.
const DUTIES: &str = include_str!("../../../templates/guide-duty.toml");
const TRIED: &str = include_str!("../../../templates/guide-duty.scenarios.yaml");
/// Above its first entry it says how such a file is written.
const SCENARIOS: &str = include_str!("../../../templates/guides/shiyan.scenarios.yaml");

/// A duty by hand, from the first line to the last.
fn walk() -> String {
    let keys = SCENARIOS.lines().take_while(|line| line.starts_with('#')).filter_map(|line| line.strip_prefix("#   "));
    let keys: Vec<&str> = keys.filter(|line| !line.starts_with("crisis")).collect();
    let states: Vec<&str> = State::ALL.iter().map(|state| state.word()).collect();
    format!(
        "\n## 加一项职责，从头到尾\n\n1. 把这样的一段抄到指南文件末尾，照自己的改：\n\n```toml\n{DUTIES}```\n\n\
         2. 运行 `crisis guide check 文件`，改到合格为止。\n\
         3. 在旁边同名的 `.scenarios.yaml` 里写情景，每项职责几面都试：应当做的时候、不应当做的时候、做到了的时候（never 的：真的有了、“不许有”的时候）：\n\n```yaml\n{TRIED}```\n\n\
         4. 运行 `crisis guide test 文件`：不符的、还没有几面都试过的、从来没有做到过的，都会说出来。\n\n\
         情景文件里能写的：\n\n```text\n{}\n```\n\n状态有：{}。\n",
        keys.join("\n"),
        states.join("、")
    )
}

pub fn page() -> String {
    let mut text = LEAD.to_owned();
    text.push_str(&walk());
    for section in SECTIONS {
        let heading = if section.heading.is_empty() { "文件开头" } else { section.heading };
        let _ = write!(text, "\n## {heading}\n\n{}\n\n", section.about);
        text.push_str(&keys(section.keys));
    }
    for (heading, about, list) in [
        (
            "条件",
            "条件写在花括号里：kind 是哪种记录，其余是它的字段要怎样；各项都要合乎。字段 = 一个值，或一组值里的任何一个；文字要一字不差，只要里面有的写 has；等级、角色、材料这些词，写编号或名称都可以；\
          列表里有一条合乎就算；`notified = { role = \"principal\" }` 是列表里有一条是这样的。下面是字段之外的标记。",
            MARKS,
        ),
        ("字段怎样比", "字段的值也可以是下面这样的。", MATCHERS),
        ("is 后面的人", "", BEINGS),
        ("何时到期 due", "没有数字的写成文字，有数字的写成花括号；一项职责只写一种。", DUES),
        (
            "从哪里起算 from",
            "不写是从职责产生起。档案里没有写那个时间的（没有生日、没有学期），职责一直显示为期限内，并说要补什么。",
            STARTS,
        ),
    ] {
        let _ = write!(text, "\n## {heading}\n\n");
        if !about.is_empty() {
            let _ = write!(text, "{about}\n\n");
        }
        text.push_str(&keys(list));
    }
    text.push_str("\n## 称呼 [terms]\n\n能写的全部，和不写时程序的说法；first_minutes 的花括号里用到的也可以写。\n\n| 键 | 不写时 |\n|---|---|\n");
    for (key, word) in &*PLAIN {
        let _ = writeln!(text, "| `{key}` | {} |", escaped(word));
    }
    text.push_str("\n## 记录的种类和字段\n\n条件里 kind 和字段能写的全部。“词”是指南里的编号或名称；“一组”是列表。\n");
    let _ = write!(text, "\n### \"*\"：任何种类都有的\n\n{}", fields(shape::common()));
    let _ = write!(text, "\n### case：档案本身\n\n{}", fields(shape::case()));
    for kind in KINDS {
        let own = fields(shape::own(kind));
        let _ = write!(text, "\n### {}：{}\n\n{own}", kind.name, kind.about());
    }
    text
}

fn keys(keys: &[Key]) -> String {
    let mut text = "| 键 | 意思 | 例子 |\n|---|---|---|\n".to_owned();
    for key in keys {
        let _ = writeln!(text, "| `{}` | {} | `{}` |", key.name, escaped(key.says), key.example.replace('|', "\\|"));
    }
    text
}

fn fields(fields: impl IntoIterator<Item = &'static Field>) -> String {
    let mut text = "| 字段 | 是什么 | 写什么 |\n|---|---|---|\n".to_owned();
    for field in fields {
        let _ = writeln!(text, "| `{}` | {} | {} |", field.name, escaped(field.label()), form(&field.form));
    }
    text
}

fn form(form: &Form) -> String {
    match form {
        Form::Text | Form::Any => "文字".to_owned(),
        Form::Word(list) if shape::is_list(list) => {
            let plain: Vec<String> = lists::plain(list).map(|(code, name)| format!("{code} {name}")).collect();
            let plain = if plain.is_empty() { "文字".to_owned() } else { plain.join("、") };
            format!("词表（{list}）；不写时：{plain}")
        }
        Form::Word(vocabulary) => format!("词（{vocabulary}）"),
        Form::Bool => "true、false".to_owned(),
        Form::Number => "数字".to_owned(),
        Form::Day | Form::Dated => "日期".to_owned(),
        Form::Moment => "时间".to_owned(),
        Form::Choice(options) => {
            let all: Vec<String> = options.iter().map(|(code, label)| format!("{code} {label}")).collect();
            all.join("、")
        }
        Form::List(inner) => format!("一组：{}", self::form(inner)),
        Form::Table(fields) => {
            let all: Vec<String> = fields.iter().map(|field| format!("`{}` {}", field.name, field.label())).collect();
            all.join("，")
        }
        Form::Pairs(Some(names), _) if shape::kind_of_own(names).is_some() => "每个 [[field]] 一项".to_owned(),
        Form::Pairs(Some(names), inner) => format!("每个 {names} 一项：{}", self::form(inner)),
        Form::Pairs(None, inner) => format!("每个名称一项：{}", self::form(inner)),
    }
}
