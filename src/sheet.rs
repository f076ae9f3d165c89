//! The sheet of paper with the recovery key, or with one of its three parts: as a page to print, with a QR code, and
//! as plain text for a screen. Wiped from memory when dropped.

use std::path::{Path, PathBuf};

use age::secrecy::ExposeSecret;
use chrono::NaiveDate;
use qrcodegen::{QrCode, QrCodeEcc};
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::vault::recovery::RecoveryKey;

const PAGE: &str = include_str!("../templates/recovery.html");

const WHOLE: &str = "拿着这张纸的人能打开本档案库的全部案卷，用于所有成员的钥匙都丢失或无法到场的时候。";
const PART: &str =
    "恢复密钥分成三张，任意两张合起来能打开本档案库的全部案卷，单独一张什么也打不开。请由三个人分开保管。";
const USE_WHOLE: [&str; 2] = [
    "把方框里的一行原样存成文件 recovery.txt（扫二维码，或逐字输入）。",
    "运行 crisis -i recovery.txt audit；没有 crisis 时：age -d -i recovery.txt key.age > case.txt，再 age -d -i case.txt records/编号.md.age。用后删除这两个文件。",
];
const USE_PART: [&str; 2] = [
    "把两张纸方框里的文字各存成一个文件（扫二维码，或逐字输入）。",
    "运行 crisis key join 文件一 文件二 --out recovery.txt --why 理由；再运行 crisis -i recovery.txt audit。用后删除这些文件。",
];

pub struct Sheet<'a> {
    pub school: &'a str,
    pub day: NaiveDate,
    /// The public half, by which sheets are told apart.
    pub public: &'a str,
    /// What must not be lost, nor seen.
    pub code: &'a str,
    /// Of three.
    pub part: Option<usize>,
}

impl<'a> Sheet<'a> {
    /// The sheet of a whole key, or the three of which any two are enough, one after the other.
    pub fn each(
        key: &RecoveryKey,
        split: bool,
        (school, day): (&'a str, NaiveDate),
        mut put: impl FnMut(&Sheet<'_>) -> Result<()>,
    ) -> Result<()> {
        let public = key.recipient();
        let mut sheet = |code, part| put(&Sheet { school, day, public: public.as_str(), code, part });
        if !split {
            return sheet(key.text().expose_secret(), None);
        }
        key.split()?.iter().enumerate().try_for_each(|(at, share)| sheet(share.expose(), Some(at + 1)))
    }

    /// The file of this sheet where `path` is asked for: its parts are numbered.
    pub fn file(&self, path: &Path) -> PathBuf {
        let Some(part) = self.part else { return path.to_path_buf() };
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let ending = path.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
        path.with_file_name(format!("{stem}-{part}{ending}"))
    }

    pub fn html(&self) -> Result<Zeroizing<String>> {
        let steps = self.steps().map(|step| format!("<p>{}</p>", escaped(step))).join("\n");
        let qr = Zeroizing::new(svg(self.code)?);
        let mut page = Zeroizing::new(String::with_capacity(PAGE.len() + qr.len() + 4096));
        let fills = [
            ("{title}", self.title()),
            ("{school}", escaped(self.school)),
            ("{day}", self.day.to_string()),
            ("{about}", self.about().to_owned()),
            ("{public}", escaped(self.public)),
            ("{use}", steps),
        ];
        let known = fills.iter().fold(PAGE.to_owned(), |page, (mark, text)| page.replace(mark, text));
        let secrets = [("{code}", self.code), ("{qr}", qr.as_str())];
        let mut rest = known.as_str();
        while let Some((at, (mark, text))) =
            secrets.iter().filter_map(|secret| Some((rest.find(secret.0)?, secret))).min_by_key(|(at, _)| *at)
        {
            page.push_str(&rest[..at]);
            page.push_str(text);
            rest = &rest[at + mark.len()..];
        }
        page.push_str(rest);
        Ok(page)
    }

    pub fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(4096));
        for line in [&self.title(), self.school, &self.day.to_string(), self.about(), "", self.code, "", self.public] {
            text.push_str(line);
            text.push('\n');
        }
        for step in self.steps() {
            text.push_str(step);
            text.push('\n');
        }
        text
    }

    fn title(&self) -> String {
        self.part.map_or_else(|| "恢复密钥".to_owned(), |part| format!("恢复密钥（三分之{part}）"))
    }

    fn about(&self) -> &'static str {
        if self.part.is_some() { PART } else { WHOLE }
    }

    fn steps(&self) -> [&'static str; 2] {
        if self.part.is_some() { USE_PART } else { USE_WHOLE }
    }
}

/// The key never lies in the repository that it opens.
pub fn outside(path: &Path, repo: &Path) -> Result<()> {
    let absolute = |path: &Path| std::path::absolute(path).map_err(|error| Error::io("查找", path, &error));
    if absolute(path)?.starts_with(absolute(repo)?) {
        let inside = Error::new("恢复密钥纸不能放在档案库里").path(path);
        return Err(inside.fix("写到 U 盘或别的文件夹，打印后删除"));
    }
    Ok(())
}

/// One path of squares, with the quiet border that readers need.
fn svg(code: &str) -> Result<String> {
    const BORDER: i32 = 4;
    let qr = QrCode::encode_text(code, QrCodeEcc::Medium)
        .map_err(|_| Error::new("二维码放不下恢复密钥").fix("请报告此问题"))?;
    let size = qr.size() + 2 * BORDER;
    let mut path = String::new();
    for y in 0..qr.size() {
        for x in (0..qr.size()).filter(|x| qr.get_module(*x, y)) {
            path.push_str(&format!("M{},{}h1v1h-1z", x + BORDER, y + BORDER));
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\">\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><path d=\"{path}\"/></svg>"
    ))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::Sheet;

    #[test]
    fn a_sheet_carries_the_key_once_in_letters_and_once_as_a_picture() {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
        let sheet = Sheet { school: "某<校>", day, public: "age1x", code: "AGE-SECRET-KEY-1QQQ", part: None };
        let html = sheet.html().unwrap();
        assert_eq!(html.matches("AGE-SECRET-KEY-1QQQ").count(), 1);
        assert!(html.contains("<svg") && html.contains("某&lt;校&gt;") && !html.contains("{qr}"));
        assert!(sheet.text().contains("AGE-SECRET-KEY-1QQQ"));
    }
}
