//! What this computer has of what the program uses, without a repository.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::history;
use crate::office::health::Sign;
use crate::paper::pdf;
use crate::vault::identity;

/// What only the edge of the program knows.
pub struct Surroundings {
    /// Where the person's key is, or would be.
    pub identity: Option<PathBuf>,
    /// In which language and letters the system talks to programs, where it says so.
    pub locale: Option<String>,
}

/// The faces that the papers name, by the names of their files on Windows and of their families elsewhere.
const FACES: [(&str, &[&str]); 4] = [
    ("宋体", &["simsun", "songti", "noto serif cjk", "source han serif", "uming", "ar pl uming"]),
    ("仿宋", &["simfang", "fangsong", "stfangsong", "noto serif cjk", "source han serif", "uming"]),
    ("黑体", &["simhei", "heiti", "noto sans cjk", "source han sans", "wqy", "wenquanyi", "pingfang"]),
    ("楷体", &["simkai", "kaiti", "ukai", "ar pl ukai", "noto serif cjk", "source han serif"]),
];

pub fn look(around: &Surroundings) -> Vec<Sign> {
    vec![program(), browser(), fonts(), git(), identity_file(around), letters(around)]
}

fn program() -> Sign {
    let path = std::env::current_exe().map(|path| path.display().to_string()).unwrap_or_default();
    Sign::well("program", "程序", format!("crisis {}　{path}", env!("CARGO_PKG_VERSION")))
}

fn browser() -> Sign {
    let (code, name) = ("browser", "浏览器");
    match pdf::printer() {
        Ok(path) => Sign::well(code, name, format!("用它打印 PDF：{}", path.display())),
        Err(error) => Sign::failed(code, name, &error),
    }
}

fn fonts() -> Sign {
    let (code, name) = ("fonts", "中文字体");
    let Some(known) = faces() else {
        return Sign::note(code, name, "看不出有没有", "打印一份文书看看：crisis print first-report-card");
    };
    let has = |names: &[&str]| names.iter().any(|name| known.iter().any(|face| face.contains(name)));
    let (here, missing): (Vec<_>, Vec<_>) = FACES.iter().partition(|(_, names)| has(names));
    let names = |faces: Vec<&(&str, &[&str])>| faces.iter().map(|(face, _)| *face).collect::<Vec<_>>().join("、");
    if here.is_empty() {
        let fix = "装一套中文字体，例如 Debian：apt install fonts-noto-cjk；Windows 请装“中文（简体）补充字体”";
        return Sign::mend(code, name, "没有中文字体，打印出来会是方框", fix);
    }
    if missing.is_empty() {
        return Sign::well(code, name, names(here));
    }
    Sign::note(code, name, format!("有 {}；没有 {}", names(here), names(missing)), "能打印，只是会用别的字体代替")
}

/// In small letters; none where the system can't be asked.
fn faces() -> Option<Vec<String>> {
    if cfg!(windows) {
        let folder = std::env::var_os("SystemRoot").map(PathBuf::from)?.join("Fonts");
        let entries = std::fs::read_dir(folder).ok()?.flatten();
        return Some(entries.map(|entry| entry.file_name().to_string_lossy().to_lowercase()).collect());
    }
    if cfg!(target_os = "macos") {
        return Path::new("/System/Library/Fonts")
            .exists()
            .then(|| ["songti", "heiti", "kaiti", "stfangsong"].map(str::to_owned).to_vec());
    }
    let listed = Command::new("fc-list").args([":lang=zh-cn", "family"]).stdin(Stdio::null()).output().ok()?;
    Some(String::from_utf8_lossy(&listed.stdout).lines().map(str::to_lowercase).collect())
}

fn git() -> Sign {
    let (code, name) = ("git", "git");
    if history::is_installed() {
        return Sign::well(code, name, "有");
    }
    let told = "没有：不记历史，也不能与另一台电脑同步";
    Sign::note(code, name, told, "从 https://git-scm.com 下载安装；不用历史和同步的，可以不装")
}

fn identity_file(around: &Surroundings) -> Sign {
    let (code, name) = ("identity", "身份文件");
    let Some(path) = &around.identity else {
        let fix = "用 --identity 指明一个文件";
        return Sign::mend(code, name, "不知道放在哪里：系统没有给出用户文件夹", fix);
    };
    if !path.exists() {
        let fix = "新成员：crisis key new；换了电脑：把原来的身份文件放到这里，或 crisis key import 文件";
        return Sign::note(code, name, format!("没有：{}", path.display()), fix);
    }
    match identity::too_open(path) {
        Some(warning) => Sign::failed(code, name, &warning),
        None => Sign::well(code, name, path.display().to_string()),
    }
}

/// Whether what is printed arrives as it was meant.
fn letters(around: &Surroundings) -> Sign {
    let (code, name) = ("encoding", "编码");
    if cfg!(windows) {
        let page = Command::new("cmd").args(["/c", "chcp"]).stdin(Stdio::null()).output().ok();
        let page: Option<String> = page.map(|page| {
            page.stdout.iter().filter(|byte| byte.is_ascii_digit()).map(|&byte| char::from(byte)).collect()
        });
        return match page.as_deref() {
            Some(page @ ("65001" | "936" | "54936")) => Sign::well(code, name, format!("控制台代码页 {page}")),
            Some(page) if !page.is_empty() => {
                let fix = "运行 chcp 65001，或用 Windows 终端";
                Sign::mend(code, name, format!("控制台代码页 {page} 显示不了中文"), fix)
            }
            _ => Sign::note(code, name, "看不出控制台的代码页", "中文显示不对的，运行 chcp 65001"),
        };
    }
    match around.locale.as_deref() {
        Some(locale) if locale.to_lowercase().replace('-', "").contains("utf8") => Sign::well(code, name, locale),
        Some(locale) if !locale.is_empty() => Sign::mend(
            code,
            name,
            format!("系统的编码是 {locale}，中文可能显示不对"),
            "设为 UTF-8，例如 LANG=zh_CN.UTF-8",
        ),
        _ => Sign::note(code, name, "系统没有说用哪种编码", "中文显示不对的，设 LANG=zh_CN.UTF-8 或 C.UTF-8"),
    }
}
