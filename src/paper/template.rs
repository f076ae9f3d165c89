//! The templates of a school: those inside the program, each replaceable by a file of the same name. Data is strict: a
//! variable that does not exist stops the printing with template, line and cure, instead of leaving a hole in a letter.

use crate::error::{Error, Result};
use crate::paper::{escape, filter};
use serde_json::Value;
use tera::{Context, ErrorKind, ReportError, Tera};

pub struct Templates {
    tera: Tera,
}

impl Templates {
    /// `embedded` and `overrides` are pairs of name and text; names end in `.md`, an override takes the place of the
    /// embedded template with its name, and one that no embedded template has is simply one more.
    pub fn new(embedded: &[(&'static str, &'static str)], overrides: &[(String, String)]) -> Result<Self> {
        let mut tera = Tera::default();
        tera.autoescape_on([".md"]);
        tera.set_escape_fn(escape::write_escaped);
        filter::register(&mut tera);
        let replaced = |name: &str| overrides.iter().any(|(own, _)| own == name);
        let kept = embedded.iter().filter(|(name, _)| !replaced(name)).copied();
        let own = overrides.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        // All at once: a template may include or extend one that comes after it.
        tera.add_raw_templates(kept.chain(own)).map_err(|error| explain(&error))?;
        Ok(Self { tera })
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tera.get_template_names()
    }

    /// The Markdown of template `name` filled with `data`, which must be an object.
    pub fn render(&self, name: &str, data: &Value) -> Result<String> {
        let context = Context::from_serialize(data).map_err(|error| explain(&error))?;
        self.tera.render(name, &context).map_err(|error| explain(&error))
    }
}

/// tera's errors in Chinese. Its own words are shown only where they speak of the template, never where they might
/// quote what stands in a record.
fn explain(error: &tera::Error) -> Error {
    match error.kind() {
        ErrorKind::SyntaxError(report) => {
            at(report, format!("模板写法有误：{}", report.message())).fix("按行号改正模板；{{ … }} 与 {% … %} 要成对")
        }
        ErrorKind::RenderingError(report) => rendering(report),
        ErrorKind::TemplateNotFound(name) => {
            Error::new(format!("没有名为“{name}”的模板")).fix("检查模板名；学校自己的模板放在 templates/ 中")
        }
        ErrorKind::MissingParent { current, parent } => Error::new(format!("它继承的模板“{parent}”不存在"))
            .path(current)
            .fix("把 extends 改成存在的模板名，或把那个模板放进 templates/"),
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            Error::new("模板互相引用，绕成了圈").path(tpl).fix("去掉其中一处 extends 或 include")
        }
        _ => Error::new("模板无法使用").fix("对照程序自带的模板检查它"),
    }
}

fn rendering(report: &ReportError) -> Error {
    let message = report.message();
    if let Some(name) = undefined(message) {
        return at(report, format!("模板用了不存在的变量 {name}"))
            .fix("改正变量名；确实可能没有的内容，先用 {% if … is defined %} 判断");
    }
    // The program's own filters speak Chinese, and never of the value.
    let own = message.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter)) && !message.contains('`');
    let what = if own { message } else { "这一处算不出结果（值的类型不对，或过滤器不适用）" };
    at(report, what).fix("按行号改正模板中的这一处")
}

/// The name in "Variable `x` is not defined" and its like.
fn undefined(message: &str) -> Option<&str> {
    if message.contains("variable that is undefined") {
        return Some("（表达式）");
    }
    let is_undefined = message.contains("is not defined") || message.contains("value is undefined");
    let mut parts = message.split('`');
    is_undefined.then(|| parts.nth(1)).flatten()
}

fn at(report: &ReportError, what: impl Into<String>) -> Error {
    Error::new(what).path(report.filename()).line(report.span().start_line)
}
