//! What can go wrong for the person at the keyboard: what it is, where it is, what to do about it.
//! One type serves both an [`Error`] that stops a command and a fault found in a file while loading.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

pub type Result<T, E = Error> = std::result::Result<T, E>;

const FULL: &str = "磁盘已满";

/// A sentence in Chinese, its place, and the cure. Never carries the text of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub what: String,
    pub fix: Option<String>,
    pub path: Option<PathBuf>,
    /// Counted from 1.
    pub line: Option<usize>,
    pub field: Option<String>,
}

impl Error {
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), fix: None, path: None, line: None, field: None }
    }

    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    #[must_use]
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.path = Some(path.into());
        self
    }

    #[must_use]
    pub fn line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Whether there was no room left.
    pub fn is_full(&self) -> bool {
        self.what.ends_with(FULL)
    }

    /// A text in which somebody's merge left both sides and its marks.
    pub fn unmerged(text: &str) -> Option<Self> {
        const MARKS: [&str; 2] = ["<<<<<<<", ">>>>>>>"];
        let is_mark = |line: &str| {
            let rest = MARKS.iter().find_map(|mark| line.strip_prefix(mark));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        // Each line is looked at only where there is such a sign at all.
        memchr::memchr2(b'<', b'>', text.as_bytes())?;
        let at = text.lines().position(is_mark)?;
        let left = Self::new("合并没有做完，两边的内容和标记（<<<<<<<）都还在文件里").line(at + 1);
        Some(left.fix("留下对的一边，删去标记和另一边；记录从历史或另一台电脑找回原来的一份。同步请用 crisis sync"))
    }

    /// `verb` says what was being done to the file: 读取, 写入, 改名为 …
    pub fn io(verb: &str, path: &Path, error: &io::Error) -> Self {
        let (why, fix) = match error.kind() {
            _ if is_held(error) => {
                ("正被别的程序打开", "关掉正在用它的程序（Word、Excel、看图、预览、网盘、杀毒）再试一次")
            }
            io::ErrorKind::NotFound => ("没有这个文件或文件夹", "核对路径和文件名"),
            io::ErrorKind::PermissionDenied => {
                ("没有权限", "看看文件或文件夹是不是“只读”、是不是别人的；在学校的电脑上请管理员给予权限")
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => (FULL, "腾出空间后再试一次"),
            io::ErrorKind::AlreadyExists => ("已有同名文件", "换一个名字，或先把旧的移走"),
            io::ErrorKind::IsADirectory => ("这是一个文件夹，要的是文件", "写出其中的文件"),
            io::ErrorKind::NotADirectory => ("路径里有一段是文件，不是文件夹", "核对路径"),
            io::ErrorKind::InvalidFilename => ("系统不认这个名字", "核对文件名：太长，或有不能用的字符"),
            _ => ("系统报告了一个错误", "再试一次；若仍不行，请管理员检查磁盘"),
        };
        Self::new(format!("{verb}失败：{why}")).path(path).fix(fix)
    }
}

/// Whether somebody else has the file open, or a part of it locked: what Windows says of it, and what it is called where
/// that was found out some other way.
pub fn is_held(error: &io::Error) -> bool {
    const SHARING_VIOLATION: i32 = 32;
    const LOCK_VIOLATION: i32 = 33;
    let is_said = matches!(error.raw_os_error(), Some(SHARING_VIOLATION | LOCK_VIOLATION));
    error.kind() == io::ErrorKind::ResourceBusy || (cfg!(windows) && is_said)
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(out, "{}", path.display())?;
            if let Some(line) = self.line {
                write!(out, " 第 {line} 行")?;
            }
            write!(out, "：")?;
        } else if let Some(line) = self.line {
            write!(out, "第 {line} 行：")?;
        }
        if let Some(field) = &self.field {
            write!(out, "〔{field}〕")?;
        }
        write!(out, "{}", self.what)
    }
}

impl std::error::Error for Error {}
