//! Whether a file is what its name says: its first bytes against its ending. Nothing is claimed about what is in it.

use std::io::Read;
use std::path::Path;

use crate::disk;
use crate::error::{Error, Result};

/// How many bytes are enough to tell.
pub const HEAD: u64 = 8192;

/// Endings that stand for one kind of file, or that programs write for one another.
const ALIKE: [&[&str]; 8] = [
    &["jpg", "jpeg", "jpe", "jfif"],
    &["tif", "tiff"],
    &["heic", "heif", "avif"],
    &["mp4", "m4a", "m4v", "mov", "3gp", "3g2", "qt"],
    &["zip", "docx", "xlsx", "pptx", "odt", "ods", "odp", "wps", "et", "dps", "epub"],
    &["doc", "xls", "ppt", "wps", "et", "dps", "msg", "msi"],
    &["mp3", "mpga"],
    &["ogg", "opus", "oga", "ogv", "ogx"],
];
/// Endings of which every file begins with bytes that are known.
const MARKED: [&str; 30] = [
    "jpg", "jpeg", "png", "gif", "bmp", "webp", "heic", "tif", "tiff", "pdf", "zip", "docx", "xlsx", "pptx", "doc",
    "xls", "ppt", "mp4", "m4a", "mov", "mkv", "avi", "wmv", "wav", "amr", "flac", "ogg", "rar", "7z", "gz",
];
/// Endings of plain text, which begins with nothing in particular.
const TEXTS: [&str; 8] = ["txt", "md", "csv", "html", "htm", "eml", "json", "xml"];

/// The first bytes of a file, as many as [`mismatch`] looks at.
pub fn head(path: &Path) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    let read = disk::open(path)?.take(HEAD).read_to_end(&mut head);
    read.map_err(|error| Error::io("读取", path, &error))?;
    Ok(head)
}

/// What a file is instead of what its name says. Silent about endings that nobody knows.
pub fn mismatch(name: &str, head: &[u8]) -> Option<String> {
    let ending = Path::new(name).extension()?.to_string_lossy().to_lowercase();
    let is = infer::get(head).map(|kind| kind.extension());
    let is_alike =
        |is: &str| is == ending || ALIKE.iter().any(|group| group.contains(&is) && group.contains(&ending.as_str()));
    match is {
        Some(is) if is_alike(is) => None,
        Some("html" | "xml" | "sh" | "eml" | "rtf" | "ps" | "srt") if TEXTS.contains(&ending.as_str()) => None,
        Some(is) if MARKED.contains(&ending.as_str()) || TEXTS.contains(&ending.as_str()) => {
            Some(format!("里面其实是 {is}"))
        }
        None if MARKED.contains(&ending.as_str()) => Some(format!("打开来不是 {ending}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::mismatch;
    use crate::record::material::is_system;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const JPG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0";
    const PDF: &[u8] = b"%PDF-1.7\n";
    const MP4: &[u8] = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2mp41";

    #[test]
    fn a_file_is_what_its_name_says() {
        for (name, head) in [
            ("a.png", PNG),
            ("a.JPG", JPG),
            ("a.jpeg", JPG),
            ("a.pdf", PDF),
            ("录音.m4a", MP4),
            ("a.mov", MP4),
            ("说明.txt", "今天".as_bytes()),
            ("网页.html", b"<!DOCTYPE html><html>"),
            ("无后缀", PNG),
            ("a.dat", PNG),
            ("a.docx", b"PK\x03\x04\x14\0\0\0"),
        ] {
            assert_eq!(mismatch(name, head), None, "{name}");
        }
    }

    #[test]
    fn or_it_is_not() {
        for (name, head) in [
            ("a.png", JPG),
            ("a.jpg", PDF),
            ("a.pdf", "今天".as_bytes()),
            ("a.txt", PDF),
            ("a.jpg", b"".as_slice()),
            ("a.docx", PDF),
            ("a.mp4", PNG),
        ] {
            assert!(mismatch(name, head).is_some(), "{name}");
        }
    }

    #[test]
    fn what_systems_leave_behind() {
        for name in ["Thumbs.db", ".DS_Store", "~$协议.docx", "desktop.ini", "._a.jpg", "下载.crdownload"] {
            assert!(is_system(name), "{name}");
        }
        for name in ["协议.docx", "图片.jpg", "~协议.docx", "tmp.pdf"] {
            assert!(!is_system(name), "{name}");
        }
    }
}
