//! A [`Document`] as a Word file: own `WordprocessingML` in a zip whose every byte follows from the document, with no date
//! and no name of a machine in it. Styles carry the look, so that a school can go on writing in what it gets.

mod body;
mod parts;
mod run;
mod table;

use crate::error::{Error, Result};
use crate::paper::document::Document;
use crate::paper::page::Page;
use std::io::{Cursor, Write as _};
use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

/// The bytes of a `.docx`.
pub fn render(document: &Document, page: &Page) -> Result<Vec<u8>> {
    // The order and the content of the first entry let programs recognise the file without unpacking it.
    let mut entries = vec![
        ("[Content_Types].xml", parts::CONTENT_TYPES.to_owned().into_bytes()),
        ("_rels/.rels", parts::PACKAGE_RELATIONS.to_owned().into_bytes()),
        ("docProps/core.xml", parts::properties(page).into_bytes()),
        ("word/document.xml", body::document(document, page).into_bytes()),
        ("word/_rels/document.xml.rels", parts::DOCUMENT_RELATIONS.to_owned().into_bytes()),
        ("word/footer1.xml", parts::footer(page).into_bytes()),
        ("word/settings.xml", parts::SETTINGS.to_owned().into_bytes()),
        ("word/styles.xml", parts::styles(page.size).into_bytes()),
    ];
    if let Some(mark) = &page.mark {
        entries.push(("word/_rels/footer1.xml.rels", parts::FOOTER_RELATIONS.to_owned().into_bytes()));
        entries.push(("word/media/mark.png", mark.png()));
    }
    packed(&entries).map_err(|error| Error::new(format!("无法生成 Word 文件：{error}")).fix("改为输出 HTML 或 PDF"))
}

fn packed(entries: &[(&str, Vec<u8>)]) -> Result<Vec<u8>, zip::result::ZipError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, options)?;
        zip.write_all(content)?;
    }
    Ok(zip.finish()?.into_inner())
}
