//! The templates of a school: those inside the program, each replaceable by a file of the same name. Data is strict: a
//! variable that does not exist stops the printing with template, line and cure, instead of leaving a hole in a letter.

use crate::error::{Error, Result};
use crate::paper::filter;
use crate::text::markdown::escaped;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tera::{Context, ErrorKind, ReportError, Tera};

const HOW_TO_WRITE: &str = "按行号改正模板；{{ … }} 与 {% … %} 要成对，过滤器和引用的模板要存在";

pub struct Templates {
    tera: Tera,
    sources: BTreeMap<String, String>,
}

impl Templates {
    /// `embedded` and `overrides` are pairs of name and text; names end in `.md`, an override takes the place of the
    /// embedded template with its name, and one that no embedded template has is simply one more.
    pub fn new(embedded: &[(&'static str, &'static str)], overrides: &[(String, String)]) -> Result<Self> {
        let mut tera = Tera::default();
        tera.autoescape_on([".md"]);
        tera.set_escape_fn(|text, out| out.write_all(escaped(text).as_bytes()));
        filter::register(&mut tera);
        let embedded = embedded.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        let sources: BTreeMap<_, _> = embedded.chain(overrides.iter().cloned()).collect();
        // All at once: a template may include or extend one that comes after it.
        tera.add_raw_templates(&sources).map_err(|error| match error.kind() {
            // No data is known yet, so tera's own words can only speak of the template.
            ErrorKind::Msg(message) => unusable(message),
            _ => explain(&error),
        })?;
        Ok(Self { tera, sources })
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sources.keys().map(String::as_str)
    }

    /// Whether template `name`, or one that it includes or extends, may show `variable`.
    pub fn shows(&self, name: &str, variable: &str) -> bool {
        let (mut ahead, mut seen) = (vec![name], BTreeSet::new());
        while let Some(name) = ahead.pop() {
            let Some((name, source)) = self.sources.get_key_value(name) else { continue };
            if !seen.insert(name) {
                continue;
            }
            if source.lines().any(|line| speaks_of(line, variable)) {
                return true;
            }
            ahead.extend(self.names().filter(|other| source.contains(*other)));
        }
        false
    }

    /// The Markdown of template `name` filled with `data`, an object. What may be absent is null in it, never left out:
    /// a name that `data` does not have at all is an error even in a branch that is not taken.
    pub fn render(&self, name: &str, data: &Value) -> Result<String> {
        let context = Context::from_serialize(data).map_err(|error| explain(&error))?;
        self.check_names(name, data)?;
        self.tera.render(name, &context).map_err(|error| explain(&error))
    }

    /// tera takes an unknown name in a condition for false, so that a misspelt `{% if %}` would drop a section without
    /// a word. In an included template a name may come from the one that includes it; there tera alone judges.
    fn check_names(&self, name: &str, data: &Value) -> Result<()> {
        let Some(source) = self.sources.get(name) else { return Ok(()) };
        if source.contains("include ") || source.contains("extends ") {
            return Ok(());
        }
        let used = self.tera.get_template_variables(name).map_err(|error| explain(&error))?;
        let Some(unknown) = used.into_iter().filter(|variable| data.get(variable).is_none()).min() else {
            return Ok(());
        };
        let error = undefined_variable(unknown).path(name);
        Err(match source.lines().position(|line| mentions(line, unknown)) {
            Some(index) => error.line(index + 1),
            None => error,
        })
    }
}

/// From tera's report of several lines, `error: Unknown filter …` and ` --> name:line:column`.
fn unusable(report: &str) -> Error {
    let what = report.lines().next().unwrap_or_default().trim_start_matches("error: ");
    let error = Error::new(format!("模板写法有误：{what}")).fix(HOW_TO_WRITE);
    let mut place =
        report.split("--> ").nth(1).and_then(|rest| rest.lines().next()).unwrap_or_default().rsplitn(3, ':');
    match (place.nth(1).and_then(|line| line.parse().ok()), place.next()) {
        (Some(line), Some(name)) => error.path(name).line(line),
        _ => error,
    }
}

/// Whether a tag of this line has `variable` as a word of its own.
fn mentions(line: &str, variable: &str) -> bool {
    line.contains('{') && speaks_of(line, variable)
}

/// The same of any line: a tag may go over several.
fn speaks_of(line: &str, variable: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.');
    line.split(|letter| !is_part(letter)).any(|word| word.split('.').next() == Some(variable))
}

fn undefined_variable(name: &str) -> Error {
    Error::new(format!("模板用了不存在的变量 {name}"))
        .fix("对照程序自带的同名模板改正变量名；可能为空的内容用 {% if 变量 %} 判断")
}

/// tera's errors in Chinese. Its own words are shown only where they speak of the template, never where they might
/// quote what stands in a record.
fn explain(error: &tera::Error) -> Error {
    match error.kind() {
        ErrorKind::SyntaxError(report) => at(report, format!("模板写法有误：{}", report.message())).fix(HOW_TO_WRITE),
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
        return undefined_variable(name).path(report.filename()).line(report.span().start_line);
    }
    let own = filter::MESSAGES.contains(&message);
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
