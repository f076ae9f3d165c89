//! A piece of a text, filed as a material of its own that names the bytes which it was taken from and the lines: the whole
//! stays what it is, and whoever doubts the piece cuts it out again.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::case::Case;
use crate::error::{Error, Result};
use crate::office::Office;
use crate::office::materials::{Excerpt, Filing, length};
use crate::record::material::Material;
use crate::record::{Fact, digest};
use crate::store::arrival::Origin;
use crate::store::{self, content};

/// Lines of a text, the first one being 1; both are in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    first: usize,
    last: usize,
}

impl FromStr for Lines {
    type Err = Error;

    /// `120-180`, `120—180`, `120到180` or one line.
    fn from_str(text: &str) -> Result<Self> {
        let half = |letter: char| match letter {
            '０'..='９' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
            '—' | '–' | '－' | '~' | '～' | '到' | '至' => '-',
            other => other,
        };
        let plain: String = text.chars().filter(|letter| !letter.is_whitespace()).map(half).collect();
        let (first, last) = plain.split_once('-').unwrap_or((&plain, &plain));
        let lines = first.parse().ok().zip(last.trim_start_matches('-').parse().ok());
        match lines.map(|(first, last)| Self { first, last }) {
            Some(lines) if 0 < lines.first && lines.first <= lines.last => Ok(lines),
            _ => Err(Error::new(format!("看不懂“{text}”是哪几行"))
                .field("--lines")
                .fix("写 第一行-最后一行，例如 --lines 120-180；行号在记事本里看（查看 → 状态栏）")),
        }
    }
}

impl fmt::Display for Lines {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            return write!(out, "{}", self.first);
        }
        write!(out, "{}-{}", self.first, self.last)
    }
}

impl Lines {
    /// These lines with their ends, as they stand there.
    fn of(self, text: &str) -> Result<&str> {
        let mut ends = ends(text);
        let begin = if self.first == 1 { Some(0) } else { ends.nth(self.first - 2) };
        if let Some((begin, end)) = begin.zip(ends.nth(self.last - self.first)) {
            return Ok(&text[begin..end]);
        }
        let beyond = Error::new(format!("原文只有 {} 行，没有第 {} 行", self::ends(text).count(), self.last));
        Err(beyond.field("--lines").fix("打开原文核对行号，改写 --lines"))
    }
}

/// Behind each line: where it ends with a line feed, a carriage return or both, and where the text ends.
fn ends(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let is_end = move |at: &usize| match bytes[*at - 1] {
        b'\n' => true,
        b'\r' => bytes.get(*at) != Some(&b'\n'),
        _ => *at == bytes.len(),
    };
    (1..=bytes.len()).filter(is_end)
}

/// A text of which a piece is wanted.
pub struct Original {
    /// As whoever names it calls it.
    pub name: PathBuf,
    pub bytes: Vec<u8>,
    /// What is known of where it came from, if it is filed in this case.
    pub filed: Option<Map<String, Value>>,
}

impl Office {
    /// A file, or the record that filed one.
    pub fn original(&self, case: &Case, named: &Path) -> Result<Original> {
        if named.exists() {
            small_enough(length(named)?, named)?;
            let bytes = store::read(named)?;
            let sha256 = digest(&bytes);
            let filed = materials(case).find(|(_, material)| material.sha256 == sha256);
            return Ok(Original {
                name: named.to_path_buf(),
                bytes,
                filed: filed.map(|(_, material)| origin(material)),
            });
        }
        let Some((_, material)) = materials(case).find(|(id, _)| Path::new(id) == named) else {
            let none = Error::new("没有这个文件，这份案卷里也没有这个编号的材料").path(named);
            return Err(none.fix("写文件的路径，或已归档的那条材料的编号（crisis show 里有）"));
        };
        small_enough(material.size, named)?;
        let bytes = self.repo.material(&case.number, &material.file)?;
        if digest(&bytes) != material.sha256 {
            let changed = Error::new("文件的内容与归档时不同，不从它摘录").path(&material.file);
            return Err(changed.fix("运行 crisis verify，从备份里找回原来的文件"));
        }
        Ok(Original { name: PathBuf::from(&material.name), bytes, filed: Some(origin(material)) })
    }
}

impl Original {
    /// `text` is what the bytes say in their encoding. The piece is UTF-8, its letters and ends of lines are those of the
    /// whole.
    pub fn excerpt(&self, text: &str, lines: Lines) -> Result<Filing> {
        let piece = lines.of(text).map_err(|error| error.path(&self.name))?;
        if piece.trim().is_empty() {
            let empty = Error::new(format!("第 {lines} 行是空的")).path(&self.name).field("--lines");
            return Err(empty.fix("打开原文核对行号，改写 --lines"));
        }
        Ok(Filing {
            from: Origin::Text(self.name.clone(), Arc::from(piece)),
            sha256: digest(piece.as_bytes()),
            size: piece.len() as u64,
            mismatch: None,
            excerpt: Some(Excerpt { of: digest(&self.bytes), lines: lines.to_string() }),
        })
    }
}

fn materials(case: &Case) -> impl Iterator<Item = (&str, &Material)> {
    case.records.iter().filter_map(|record| match &record.fact {
        Fact::Material(material) => Some((record.head.id.as_str(), &**material)),
        _ => None,
    })
}

/// What holds for a piece as for the whole. Whether others are in it, and what it proves, may be another matter.
fn origin(material: &Material) -> Map<String, Value> {
    const SAME: [&str; 5] = ["category", "provided_by", "obtained", "basis", "consent"];
    let all = serde_json::to_value(material).unwrap_or_default();
    let said = |field: &&str| all.get(*field).filter(|value| !value.is_null()).cloned();
    SAME.iter().filter_map(|field| Some(((*field).to_owned(), said(field)?))).collect()
}

fn small_enough(size: u64, path: &Path) -> Result<()> {
    if size <= content::LARGEST {
        return Ok(());
    }
    let large = Error::new("这个文件太大，不像一段文字").path(path);
    Err(large.fix("整份归档（不写 --lines），或先分成几个文件"))
}

#[cfg(test)]
mod tests {
    use super::Lines;

    fn cut(lines: &str, text: &str) -> String {
        lines.parse::<Lines>().and_then(|lines| lines.of(text).map(str::to_owned)).unwrap_or_else(|error| error.what)
    }

    #[test]
    fn lines_are_counted_as_editors_count_them() {
        let text = "一\r\n二\n三\r四\r\n\r\n六";
        for (lines, piece) in [
            ("1", "一\r\n"),
            ("2-3", "二\n三\r"),
            ("４—５", "四\r\n\r\n"),
            ("6", "六"),
            ("1 到 6", text),
            ("5-7", "原文只有 6 行，没有第 7 行"),
            ("0-2", "看不懂“0-2”是哪几行"),
            ("3-2", "看不懂“3-2”是哪几行"),
            ("-", "看不懂“-”是哪几行"),
        ] {
            assert_eq!(cut(lines, text), piece);
        }
        assert_eq!(cut("2", "一\n"), "原文只有 1 行，没有第 2 行");
        assert_eq!(cut("120--180", ""), "原文只有 0 行，没有第 180 行");
    }
}
