//! clap speaks English; its help has a few fixed words and its errors a few kinds. Both are said in Chinese here.

use std::io::Write;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::ui::{Format, console};

/// The fixed words of rendered help.
const WORDS: [(&str, &str); 16] = [
    ("Usage:", "用法："),
    ("种类:", "种类："),
    ("通用:", "通用："),
    ("Commands:", "命令："),
    ("Arguments:", "参数："),
    ("Options:", "选项："),
    ("Possible values:", "可选的值："),
    ("[possible values: ", "[可选："),
    ("[default: ", "[默认："),
    ("[aliases:", "[又叫："),
    ("[alias:", "[又叫："),
    ("Print help (see more with '--help')", "显示帮助（--help 更详细）"),
    ("Print help (see a summary with '-h')", "显示帮助（-h 只看摘要）"),
    ("Print help", "显示帮助"),
    ("Print version", "显示版本"),
    ("[OPTIONS]", "[选项]"),
];

/// Help goes to stdout with status 0; a wrong call is explained on stderr with status 2.
pub fn usage(error: &Error) -> u8 {
    if !error.use_stderr() {
        let _ = writeln!(console::answer(Format::Human), "{}", help(&error.render().to_string()).trim_end());
        return 0;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = write!(console::beside(), "{}", help(&error.render().to_string()));
        return 2;
    }
    let (what, fix) = sentence(error);
    let _ = writeln!(console::beside(), "错误：{what}\n怎么办：{fix}");
    2
}

pub fn help(text: &str) -> String {
    let said = WORDS.iter().fold(text.to_owned(), |text, (english, chinese)| text.replace(english, chinese));
    said.replace("<COMMAND>", "<命令>").replace("[COMMAND]", "[命令]")
}

fn sentence(error: &Error) -> (String, String) {
    let said = |kind| error.get(kind).map(words).unwrap_or_default();
    let argument = said(ContextKind::InvalidArg);
    let value = said(ContextKind::InvalidValue);
    let help = "加 --help 看这条命令的用法".to_owned();
    match error.kind() {
        ErrorKind::MissingRequiredArgument => (format!("缺少 {argument}"), help),
        ErrorKind::UnknownArgument => {
            let near = said(ContextKind::SuggestedArg);
            let fix = if near.is_empty() { help } else { format!("是不是想写 {near}？加 --help 看用法") };
            (format!("没有 {argument} 这个选项"), fix)
        }
        ErrorKind::InvalidSubcommand => {
            let near = said(ContextKind::SuggestedSubcommand);
            let fix = if near.is_empty() {
                "运行 crisis --help 看全部命令".into()
            } else {
                format!("是不是想写 {near}？")
            };
            (format!("没有“{}”这个命令", said(ContextKind::InvalidSubcommand)), fix)
        }
        ErrorKind::InvalidValue if value.is_empty() => (format!("{argument} 后面缺少内容"), help),
        ErrorKind::InvalidValue => {
            let valid = said(ContextKind::ValidValue);
            let fix = if valid.is_empty() { help } else { format!("可选：{valid}") };
            (format!("{argument} 不能是“{value}”"), fix)
        }
        ErrorKind::ValueValidation if value.trim().is_empty() => (format!("{argument} 是空的"), "写上内容".into()),
        ErrorKind::ValueValidation => (format!("{argument} 不能是“{value}”"), help),
        ErrorKind::ArgumentConflict if said(ContextKind::PriorArg) == argument => {
            (format!("{argument} 写了两次"), "这一项只写一次；可写多次的，--help 里都注明了".into())
        }
        ErrorKind::ArgumentConflict => {
            (format!("{argument} 不能与 {} 同时使用", said(ContextKind::PriorArg)), "只留一个".into())
        }
        ErrorKind::MissingSubcommand => ("后面还缺一个命令".into(), help),
        ErrorKind::TooManyValues => (format!("{argument} 的内容太多：“{value}”"), "含空格的内容用引号括起来".into()),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            (format!("{argument} 的内容个数不对"), help)
        }
        ErrorKind::InvalidUtf8 => ("命令中有看不懂的文字".into(), "请检查终端的编码".into()),
        _ => ("命令的写法不对".into(), help),
    }
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(word) => word.clone(),
        ContextValue::Strings(words) => words.join("、"),
        ContextValue::StyledStr(word) => word.to_string(),
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}
