//! A record file: YAML between two lines of `---`, then a Markdown body. Split by whole lines, so that a title
//! ending in `---` can never cut the header.

use memchr::memmem;

use crate::error::{Error, Result};

#[derive(Debug, PartialEq, Eq)]
pub struct FrontMatter<'a> {
    pub yaml: &'a str,
    /// The line of the file on which `yaml` begins, counted from 1.
    pub first_line: usize,
    pub body: &'a str,
}

/// Accepts a byte order mark and CRLF; the text itself is not changed.
pub fn split(text: &str) -> Result<FrontMatter<'_>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let line_at = |at: usize| text[at..].split_inclusive('\n').next().unwrap_or_default();
    let first = line_at(0);
    if !is_fence(first) {
        return Err(Error::new("文件开头不是 ---").line(1).fix("记录文件的第一行应当只有三个减号 ---"));
    }
    let start = first.len();
    // From the end of the first line on, which may be followed by the second fence.
    let ends = memmem::find_iter(&text.as_bytes()[start - 1..], "\n---").map(|at| start + at);
    for end in ends {
        let line = line_at(end);
        if is_fence(line) {
            return Ok(FrontMatter { yaml: &text[start..end], first_line: 2, body: &text[end + line.len()..] });
        }
    }
    Err(Error::new("缺少结束的 ---").line(1).fix("在字段部分之后另起一行写 ---，其后才是正文"))
}

/// The file's text for front matter `yaml` and a body. Of the YAML only the end of its last line is replaced: any other
/// space there, a wide or an unbroken one too, belongs to the last field.
pub fn join(yaml: &str, body: &str) -> String {
    let body = body.trim_end();
    let gap = if body.is_empty() { "" } else { "\n" };
    let end = if body.is_empty() { "" } else { "\n" };
    let yaml = yaml.strip_suffix('\n').unwrap_or(yaml);
    format!("---\n{yaml}\n---\n{gap}{body}{end}")
}

fn is_fence(line: &str) -> bool {
    line.trim_end_matches(['\n', '\r']) == "---"
}

#[cfg(test)]
mod tests {
    use super::{join, split};

    #[test]
    fn whole_lines_only() {
        let parts = split("\u{feff}---\r\ntitle: a---\r\n---\r\n正文\r\n---\r\n").unwrap();
        assert_eq!(parts.yaml, "title: a---\r\n");
        assert_eq!(parts.body, "正文\r\n---\r\n");
        assert!(split("title: a\n").is_err());
        assert_eq!(split("---\na: 1\n").unwrap_err().what, "缺少结束的 ---");
    }

    #[test]
    fn join_then_split_gives_both_back() {
        let text = join("a: 1\n", "第一行\n第二行\n");
        let parts = split(&text).unwrap();
        assert_eq!((parts.yaml, parts.body.trim()), ("a: 1\n", "第一行\n第二行"));
        for yaml in ["a: 甲\u{a0}\n", "a: |+\n  甲\n\n"] {
            assert_eq!(split(&join(yaml, "")).unwrap().yaml, yaml);
        }
    }
}
