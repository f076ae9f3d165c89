//! What a filed document says, where it is text: plain text, Markdown, a Word file, a PDF with letters in it. A scan says
//! nothing that a program can read, and what is not understood is left alone.

use std::io::{Cursor, Read};
use std::path::Path;

use zip::ZipArchive;

use crate::text::encoding;

mod pdf;

/// More than any agreement; what is larger is not read.
pub const LARGEST: u64 = 20 << 20;

/// Whether a file of this name is one that [`text`] may read.
pub fn is_readable(name: &str) -> bool {
    matches!(ending(name).as_str(), "txt" | "md" | "docx" | "pdf")
}

pub fn text(name: &str, bytes: &[u8]) -> Option<String> {
    match ending(name).as_str() {
        "txt" | "md" => Some(encoding::read(bytes, None).ok()?.sure().ok()?.text).filter(|text| !text.is_empty()),
        "docx" => word(bytes),
        "pdf" => pdf::text(bytes),
        _ => None,
    }
}

fn ending(name: &str) -> String {
    Path::new(name).extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// The letters of the document's body, a line a paragraph. Word cuts sentences into runs wherever it likes.
fn word(bytes: &[u8]) -> Option<String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut xml = String::new();
    archive.by_name("word/document.xml").ok()?.take(LARGEST).read_to_string(&mut xml).ok()?;
    let mut text = String::new();
    let mut parts = xml.split('<');
    parts.next();
    for part in parts {
        let (tag, letters) = part.split_once('>')?;
        match tag.trim_end_matches('/').split_whitespace().next().unwrap_or_default() {
            "w:t" => text.push_str(&plain(letters)),
            "/w:p" | "w:br" => text.push('\n'),
            "w:tab" => text.push(' '),
            _ => {}
        }
    }
    Some(text)
}

fn plain(letters: &str) -> String {
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    named.into_iter().fold(letters.to_owned(), |text, (name, letter)| text.replace(name, letter))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::{is_readable, text};

    #[test]
    fn a_word_file_says_what_it_says() {
        let xml = "<w:document><w:body><w:p><w:r><w:t>一切后</w:t></w:r><w:r><w:t xml:space=\"preserve\">果自负</w:t></w:r></w:p>\
                   <w:p><w:r><w:t>甲&amp;乙</w:t><w:br/></w:r></w:p></w:body></w:document>";
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("word/document.xml", SimpleFileOptions::default()).expect("in memory");
        zip.write_all(xml.as_bytes()).expect("in memory");
        let bytes = zip.finish().expect("in memory").into_inner();
        assert_eq!(text("协议.DOCX", &bytes).as_deref(), Some("一切后果自负\n甲&乙\n\n"));
        assert_eq!(text("协议.docx", b"no zip"), None);
    }

    #[test]
    fn plain_text_is_text_and_a_picture_is_none() {
        assert_eq!(text("a.txt", "\u{feff}后果自负".as_bytes()).as_deref(), Some("后果自负"));
        assert_eq!(text("a.md", b"\xff\xfe"), None);
        assert!(!is_readable("a.jpg") && text("a.jpg", b"x").is_none());
    }
}
