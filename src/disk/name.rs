//! Names that not every system can hold. Windows is the most particular: it keeps some names for devices (what is
//! written to `NUL` is gone without an error), and drops a blank or a dot at the end.

use std::path::{Component, Path, PathBuf};

use crate::error::{Error, Result};

/// Why Windows can't have a file of this name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unfit {
    Device,
    Letter(char),
    End,
}

/// What is wrong with one part of a path.
pub fn unfit(name: &str) -> Option<Unfit> {
    const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let is_port = port.is_some_and(|port| {
        let mut digits = port.chars();
        digits.next().is_some_and(|digit| digit.is_ascii_digit() || "¹²³".contains(digit)) && digits.next().is_none()
    });
    // A quote tells more of what went wrong than whatever else it swallowed.
    let quote = name.chars().find(|letter| *letter == '"');
    let letter = || name.chars().find(|letter| letter.is_control() || "<>:/\\|?*".contains(*letter));
    if let Some(letter) = quote.or_else(letter) {
        return Some(Unfit::Letter(letter));
    }
    if DEVICES.contains(&stem.as_str()) || is_port {
        return Some(Unfit::Device);
    }
    name.ends_with(['.', ' ']).then_some(Unfit::End)
}

/// Refuses a path that this system can't have, each with its own sentence. Only Windows has such paths.
pub fn check(path: &Path) -> Result<()> {
    if cfg!(windows) { told(path) } else { Ok(()) }
}

fn told(path: &Path) -> Result<()> {
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(name) => name.to_str(),
        _ => None,
    });
    let Some((name, unfit)) = parts.into_iter().find_map(|name| Some((name, unfit(name)?))) else { return Ok(()) };
    let (what, fix) = match unfit {
        Unfit::Device => (format!("{name} 是 Windows 留给设备的名字，不能用作文件名"), "换一个名字"),
        Unfit::Letter('"') => (
            "路径里混进了引号：写在引号里的路径不能以 \\ 结尾，\\\" 会被当成引号".to_owned(),
            "去掉末尾的 \\，例如 \"D:\\危机 档案\"",
        ),
        Unfit::Letter(letter) if letter.is_control() => {
            ("文件名里有看不见的控制字符".to_owned(), "重新输入文件名，不要粘贴")
        }
        Unfit::Letter(letter) => (format!("Windows 的文件名里不能有 {letter}"), "换成别的字符，例如 - 或 _"),
        Unfit::End => (format!("“{name}”以点或空格结尾，Windows 存不住这样的名字"), "去掉结尾的点或空格"),
    };
    Err(Error::new(what).path(path).fix(fix))
}

/// The path in the form in which Windows takes more than 260 letters; the same path elsewhere, and where it is short.
/// The standard library does so by itself, but not everybody who renames.
pub fn long(path: &Path) -> PathBuf {
    /// With room for a temporary file's own name.
    const SHORT: usize = 200;
    if !cfg!(windows) || path.as_os_str().len() < SHORT {
        return path.to_path_buf();
    }
    std::path::absolute(path).map_or_else(|_| path.to_path_buf(), |path| verbatim(&path))
}

fn verbatim(absolute: &Path) -> PathBuf {
    let text = absolute.to_string_lossy();
    if text.starts_with(r"\\?\") || text.starts_with(r"\\.\") || absolute.to_str().is_none() {
        return absolute.to_path_buf();
    }
    match text.strip_prefix(r"\\") {
        Some(share) => PathBuf::from(format!(r"\\?\UNC\{share}")),
        None => PathBuf::from(format!(r"\\?\{text}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sort_of_unfit_name_has_its_own_sentence() {
        let names = ["NUL", "con.html", "COM1.txt", "lpt¹", "a:b", "问?.md", "D:档案\" list", "名单.", "名单 ", "a\tb"];
        let mut sentences: Vec<String> = Vec::new();
        for name in names {
            assert!(unfit(name).is_some(), "{name}");
            // On Unix `/` alone divides, so that the whole name is one part.
            sentences
                .push(told(Path::new("x").join(name).as_path()).map_or_else(|error| error.what, |()| String::new()));
        }
        assert!(sentences[0].contains("NUL") && sentences[0].contains("设备"), "{sentences:?}");
        assert!(sentences[6].contains('引'), "{sentences:?}");
        for name in ["console", "COM10", "com", "nullable.txt", ".gitignore", "微信图片_2026 (1).jpg", "·"] {
            assert_eq!(unfit(name), None, "{name}");
        }
        assert!(check(Path::new("名单/危机档案.html")).is_ok());
    }

    #[test]
    fn a_long_path_is_written_so_that_windows_takes_it() {
        assert_eq!(verbatim(Path::new(r"D:\档案\a")), Path::new(r"\\?\D:\档案\a"));
        assert_eq!(verbatim(Path::new(r"\\学校\共享\a")), Path::new(r"\\?\UNC\学校\共享\a"));
        for as_it_is in [r"\\?\D:\a", r"\\?\UNC\学校\共享\a", r"\\.\COM10"] {
            assert_eq!(verbatim(Path::new(as_it_is)), Path::new(as_it_is));
        }
        assert_eq!(long(Path::new("短的路径/a")), Path::new("短的路径/a"));
    }

    #[cfg(windows)]
    #[test]
    fn shares_and_long_paths_keep_their_beginning_and_are_judged_behind_it() {
        for fine in [r"\\学校\共享\危机 档案\a.md", r"\\?\D:\危机 档案\a.md", r"\\?\UNC\学校\共享\a.md", r"Z:\a.md"]
        {
            assert!(check(Path::new(fine)).is_ok(), "{fine}");
        }
        for device in [r"\\学校\共享\NUL.md", r"\\?\UNC\学校\共享\con", r"\\?\D:\档案\com1"] {
            assert!(check(Path::new(device)).is_err_and(|error| error.what.contains("设备")), "{device}");
        }
        let deep = "很深的文件夹".repeat(20);
        let share = PathBuf::from(format!(r"\\学校\共享\{deep}"));
        assert_eq!(long(&share), PathBuf::from(format!(r"\\?\UNC\学校\共享\{deep}")));
        // Whichever way the bars lean, and whatever is gone up again.
        let leaning = PathBuf::from(format!("//学校/共享/x/../{deep}"));
        assert_eq!(long(&leaning), PathBuf::from(format!(r"\\?\UNC\学校\共享\{deep}")));
        assert_eq!(long(&long(&share)), long(&share));
    }
}
