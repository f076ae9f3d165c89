//! The parts of a packed file, as xlsx files are: texts out, changed texts in, everything else byte for byte.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::error::{Error, Result};

/// Nothing that is read so is larger when it is unpacked.
const LARGEST: u64 = 64 << 20;

/// The texts of those parts whose names are wanted.
pub fn texts(packed: &[u8], wanted: fn(&str) -> bool) -> Result<BTreeMap<String, String>> {
    let mut archive = open(packed)?;
    let names: Vec<String> = archive.file_names().filter(|name| wanted(name)).map(str::to_owned).collect();
    let mut texts = BTreeMap::new();
    for name in names {
        let mut text = String::new();
        let part = archive.by_name(&name).map_err(|_| broken())?;
        part.take(LARGEST).read_to_string(&mut text).map_err(|_| broken())?;
        texts.insert(name, text);
    }
    Ok(texts)
}

/// The same file with other texts in some of its parts.
pub fn with(packed: &[u8], changed: &BTreeMap<String, String>) -> Result<Vec<u8>> {
    let failed = |_| broken();
    let mut archive = open(packed)?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let part = archive.by_index_raw(at).map_err(failed)?;
        let Some(text) = changed.get(part.name()) else {
            out.raw_copy_file(part).map_err(failed)?;
            continue;
        };
        let options = SimpleFileOptions::default().last_modified_time(part.last_modified().unwrap_or_default());
        out.start_file(part.name(), options).map_err(failed)?;
        out.write_all(text.as_bytes()).map_err(|_| broken())?;
    }
    out.finish().map(Cursor::into_inner).map_err(failed)
}

fn open(packed: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>> {
    ZipArchive::new(Cursor::new(packed)).map_err(|_| broken())
}

fn broken() -> Error {
    let broken = Error::new("这个文件打不开：有密码、已损坏，或不是 xlsx");
    broken.fix("用 Excel 打开，去掉密码，另存为“Excel 工作簿（.xlsx）”")
}
