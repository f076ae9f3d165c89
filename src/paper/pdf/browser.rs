//! Which program of this PC prints, where it is found, and how it is told to.

use crate::error::{Error, Result};
use std::env;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The variable that names the program when it is somewhere else.
pub const VARIABLE: &str = "CRISIS_BROWSER";
pub const OTHER_WAY: &str =
    "改为输出 HTML 或 Word，双击打开后选“打印→另存为 PDF”；或用环境变量 CRISIS_BROWSER 指明浏览器的位置";

#[derive(Debug, PartialEq, Eq)]
pub enum Printer {
    Browser(PathBuf),
    Office(PathBuf),
}

/// Whether the file tells headings, tables and their cells apart for those who can't see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tags {
    Kept,
    Left,
}

/// Nothing of the person's own profile is used, nothing is fetched, no crash report keeps a copy of the text.
const FLAGS: [&str; 14] = [
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
    // The same wish in the words of older versions.
    "--print-to-pdf-no-header",
    "--disable-features=Translate",
];

impl Printer {
    fn new(path: PathBuf) -> Self {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
        if name.contains("office") { Self::Office(path) } else { Self::Browser(path) }
    }

    pub fn path(&self) -> &Path {
        let (Self::Browser(path) | Self::Office(path)) = self;
        path
    }

    /// Prints `source` to `target` (beside it) with a profile of its own.
    pub fn command(&self, source: &Path, target: &Path, profile: &Path, tags: Tags) -> Command {
        let mut command = Command::new(self.path());
        match self {
            Self::Browser(_) => {
                command.args(FLAGS).arg(joined("--user-data-dir=", profile)).arg(joined("--print-to-pdf=", target));
                if tags == Tags::Left {
                    command.arg("--disable-pdf-tagging");
                }
                if is_root() {
                    // Chromium refuses to start otherwise; the page has no script and loads nothing.
                    command.arg("--no-sandbox");
                }
                command.arg(file_url(source));
            }
            Self::Office(_) => {
                command
                    .arg(format!("-env:UserInstallation={}", file_url(profile)))
                    .args(["--headless", "--norestore", "--nolockcheck", "--convert-to", "pdf", "--outdir", "."])
                    .arg(source);
            }
        }
        command
    }
}

/// The program named by [`VARIABLE`], else the first of those that PCs usually have.
pub fn find() -> Result<Printer> {
    choose(env::var_os(VARIABLE), candidates())
}

fn choose(named: Option<OsString>, candidates: Vec<PathBuf>) -> Result<Printer> {
    if let Some(path) = named.filter(|path| !path.is_empty()).map(PathBuf::from) {
        if !path.is_file() {
            return Err(Error::new(format!("环境变量 {VARIABLE} 指的程序不存在"))
                .path(path)
                .fix("改成浏览器程序的完整路径，或去掉这个变量"));
        }
        return Ok(Printer::new(path));
    }
    candidates
        .into_iter()
        .find(|path| path.is_file())
        .map(Printer::new)
        .ok_or_else(|| Error::new("没有找到能输出 PDF 的程序（Edge、Chrome、Chromium 或 LibreOffice）").fix(OTHER_WAY))
}

/// Browsers before `LibreOffice`: their pages are what the style sheet was made for.
fn candidates() -> Vec<PathBuf> {
    if cfg!(windows) {
        let bases =
            ["ProgramFiles(x86)", "ProgramFiles", "LocalAppData"].map(|name| env::var_os(name).map(PathBuf::from));
        let programs = [
            "Microsoft/Edge/Application/msedge.exe",
            "Google/Chrome/Application/chrome.exe",
            "Chromium/Application/chrome.exe",
            "LibreOffice/program/soffice.exe",
        ];
        return below(&bases.into_iter().flatten().collect::<Vec<_>>(), &programs);
    }
    if cfg!(target_os = "macos") {
        let own = env::home_dir().map(|home| home.join("Applications"));
        let bases: Vec<_> = std::iter::once(PathBuf::from("/Applications")).chain(own).collect();
        let programs = [
            "Google Chrome.app/Contents/MacOS/Google Chrome",
            "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
            "Chromium.app/Contents/MacOS/Chromium",
            "LibreOffice.app/Contents/MacOS/soffice",
        ];
        return below(&bases, &programs);
    }
    // Ubuntu's `chromium-browser` is a script that starts the snap; the snap itself is looked for first.
    let folders = std::iter::once(PathBuf::from("/snap/bin"));
    let bases: Vec<_> = match env::var_os("PATH") {
        Some(path) => folders.chain(env::split_paths(&path)).collect(),
        None => folders.collect(),
    };
    let programs = [
        "microsoft-edge",
        "google-chrome",
        "google-chrome-stable",
        "chromium",
        "chromium-browser",
        "soffice",
        "libreoffice",
    ];
    below(&bases, &programs)
}

/// Every base for the first program, then every base for the second.
fn below(bases: &[PathBuf], programs: &[&str]) -> Vec<PathBuf> {
    programs.iter().flat_map(|program| bases.iter().map(move |base| base.join(program))).collect()
}

fn joined(flag: &str, path: &Path) -> OsString {
    let mut out = OsString::from(flag);
    out.push(path);
    out
}

/// With every byte that an address can't hold written as its number: homes have Chinese names and blanks.
fn file_url(path: &Path) -> String {
    let mut out = String::from(if cfg!(windows) { "file:///" } else { "file://" });
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(*byte)),
            b':' if cfg!(windows) => out.push(':'),
            b'\\' if cfg!(windows) => out.push('/'),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// Without a call into C: `/proc/self` belongs to whom this program runs as.
#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|data| data.uid() == 0)
}

#[cfg(not(unix))]
const fn is_root() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_program_comes_first_and_must_exist() {
        let own = env::current_exe().unwrap();
        assert_eq!(choose(Some(own.clone().into()), vec![]).unwrap(), Printer::Browser(own));
        let error = choose(Some("/nowhere/浏览器".into()), candidates()).unwrap_err();
        assert!(error.to_string().contains("CRISIS_BROWSER"), "{error}");
    }

    #[test]
    fn without_any_program_the_cure_names_the_other_formats() {
        let error = choose(None, vec!["/nowhere/chrome".into()]).unwrap_err();
        assert!(error.to_string().contains("Edge"), "{error}");
        assert!(error.fix.unwrap().contains("HTML"));
    }

    #[test]
    fn libreoffice_is_told_apart_by_its_name() {
        assert_eq!(Printer::new("/usr/bin/soffice".into()), Printer::Office("/usr/bin/soffice".into()));
    }

    #[cfg(unix)]
    #[test]
    fn addresses_hold_any_path() {
        assert_eq!(file_url(Path::new("/home/张 三/a.html")), "file:///home/%E5%BC%A0%20%E4%B8%89/a.html");
    }
}
