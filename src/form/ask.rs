//! One question at a terminal: a line, or a choice that a few typed letters narrow down, Chinese or the first letters of
//! their pinyin.

use inquire::validator::Validation;
use inquire::{InquireError, MultiSelect, Select, Text};
use pinyin::ToPinyin;

use crate::error::{Error, Result};

/// Chosen where a question is left open.
pub const UNSAID: &str = "（不填）";

const CHOOSE: &str = "↑↓ 选择，或打几个字、拼音首字母筛选，回车确定";

/// Why there is no answer.
pub enum Stopped {
    /// Escape: the person wants something else than to answer this.
    Escape,
    /// Nobody can be asked any more: interrupted, or no terminal.
    Gone(Error),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Gone(error)
    }
}

/// For a question that stands alone: whoever does not answer has written nothing.
impl From<Stopped> for Error {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Escape => Self::new("已取消，什么也没有写").fix("想好后重新运行这条命令"),
            Stopped::Gone(error) => error,
        }
    }
}

fn stopped(error: InquireError) -> Stopped {
    match error {
        InquireError::OperationCanceled => Stopped::Escape,
        InquireError::OperationInterrupted => Stopped::Gone(Stopped::Escape.into()),
        _ => Stopped::Gone(Error::new("无法在这里提问").fix("用选项写全内容，并加上 --no-input")),
    }
}

/// One line; `required` until there is something.
pub fn line(question: &str, required: bool, help: &str) -> Result<String> {
    Ok(typed(question, "", required, help)?)
}

/// The same, beginning with what was said before.
pub fn typed(question: &str, before: &str, required: bool, help: &str) -> Result<String, Stopped> {
    let must = move |text: &str| {
        let empty = required && text.trim().is_empty();
        Ok(if empty { Validation::Invalid("请填写".into()) } else { Validation::Valid })
    };
    let asked = Text::new(question).with_initial_value(before).with_validator(must).with_help_message(help).prompt();
    asked.map(|text| text.trim().to_owned()).map_err(stopped)
}

/// The place of the chosen label in the list.
pub fn pick(question: &str, labels: Vec<String>) -> Result<usize> {
    Ok(picked(question, labels, 0)?)
}

/// The same, with the cursor on what was chosen before.
pub fn picked(question: &str, labels: Vec<String>, before: usize) -> Result<usize, Stopped> {
    let asked = Select::new(question, labels).with_starting_cursor(before).with_help_message(CHOOSE);
    let chosen = asked.with_scorer(&|typed, _, label, _| fits(typed, label)).with_page_size(12).raw_prompt();
    chosen.map(|chosen| chosen.index).map_err(stopped)
}

/// Any number of them.
pub fn several(question: &str, labels: Vec<String>, before: &[usize]) -> Result<Vec<usize>, Stopped> {
    let asked = MultiSelect::new(question, labels).with_default(before).with_page_size(12);
    let asked = asked.with_help_message("↑↓ 移动，空格选中，回车确定；打几个字或拼音首字母筛选");
    let chosen = asked.with_scorer(&|typed, _, label, _| fits(typed, label)).raw_prompt();
    chosen.map(|chosen| chosen.into_iter().map(|one| one.index).collect()).map_err(stopped)
}

/// How well a label fits what was typed: it begins with it, its pinyin does, it holds it, its pinyin does.
fn fits(typed: &str, label: &str) -> Option<i64> {
    let typed = typed.trim().to_lowercase();
    let (label, initials, spelt) = (label.to_lowercase(), initials(label), spelt(label));
    let ways = [
        label.starts_with(&typed),
        initials.starts_with(&typed),
        spelt.starts_with(&typed.replace(' ', "")),
        label.contains(&typed),
        initials.contains(&typed),
    ];
    ways.iter().position(|fits| *fits).map(|way| -i64::try_from(way).unwrap_or_default())
}

/// 教研组 → jiaoyanzu; what is no Chinese stays.
fn spelt(label: &str) -> String {
    let whole = |letter: char| match letter.to_pinyin() {
        Some(pinyin) => pinyin.plain().replace('ü', "v"),
        None => letter.to_lowercase().to_string(),
    };
    label.chars().filter(|letter| letter.is_alphanumeric()).map(whole).collect()
}

/// 教研组 → jyz; what is no Chinese stays.
fn initials(label: &str) -> String {
    let initial = |letter: char| match letter.to_pinyin() {
        Some(pinyin) => pinyin.first_letter().to_owned(),
        None => letter.to_lowercase().to_string(),
    };
    label.chars().filter(|letter| letter.is_alphanumeric()).map(initial).collect()
}

#[cfg(test)]
mod tests {
    use super::{fits, initials};

    #[test]
    fn labels_are_found_by_their_first_letters() {
        assert_eq!(initials("教研组 A"), "jyza");
        for (typed, label, found) in [
            ("教研", "教研组", true),
            ("jyz", "教研组", true),
            ("YZ", "教研组", true),
            ("研组", "教研组", true),
            ("", "教研组", true),
            ("xz", "教研组", false),
        ] {
            assert_eq!(fits(typed, label).is_some(), found, "{typed} {label}");
        }
        assert!(fits("jy", "教研组") > fits("jy", "老教研组"));
    }
}
