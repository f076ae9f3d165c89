//! Which files are meant: those that are named, those that fit a pattern, those in a folder; and how a text is written.

use std::path::{Path, PathBuf};

use glob::{MatchOptions, glob_with};

use crate::app::App;
use crate::disk;
use crate::error::{Error, Result};
use crate::form::ask;
use crate::record::material::is_system;
use crate::store::{self, content};
use crate::text::encoding::{self, PLAIN, Reading};

/// The files that are named; none named, the one that the person at the terminal names.
pub fn named(app: &App, named: Vec<PathBuf>) -> Result<Vec<PathBuf>> {
    if !named.is_empty() {
        let found = named.into_iter().map(matching).collect::<Result<Vec<_>>>()?;
        return found.concat().into_iter().map(within).collect::<Result<Vec<_>>>().map(|found| found.concat());
    }
    if !app.ui.can_ask() {
        return Err(Error::new("没有写是哪些文件").field("FILE").fix("写出要归档的文件"));
    }
    let said = ask::line("要归档的文件", true, "写路径，或把文件拖进这个窗口")?;
    Ok(vec![PathBuf::from(said.trim_matches(['"', '\'', '“', '”']))])
}

/// A text is filed byte for byte; in which encoding it is, is said, and also that this is uncertain.
pub fn tell_encoding(app: &App, path: &Path, size: u64) -> Result<()> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    if !matches!(ending.as_str(), "txt" | "md" | "csv" | "log") || size > content::LARGEST {
        return Ok(());
    }
    match encoding::read(&store::read(path)?, app.encoding.as_deref()).and_then(Reading::sure) {
        Ok(way) if way.encoding == PLAIN => {}
        Ok(way) => app.ui.hint(&format!("{}：文字的编码是 {}，原样存入", path.display(), way.encoding)),
        Err(error) => {
            app.ui.warning(&error.path(path));
            app.ui.hint("归档的是原来的字节，没有改动");
        }
    }
    Ok(())
}

/// `*.JPG` means every file that fits: other shells say which those are, that of Windows leaves it to the program. No file
/// there has such a letter in its name.
fn matching(named: PathBuf) -> Result<Vec<PathBuf>> {
    const ALIKE: MatchOptions =
        MatchOptions { case_sensitive: false, require_literal_separator: true, require_literal_leading_dot: true };
    let text = named.to_string_lossy();
    if !cfg!(windows) || !text.contains(['*', '?']) {
        return Ok(vec![named]);
    }
    // Brackets are letters there.
    let pattern = text.replace('[', "[[]");
    let found = glob_with(&pattern, ALIKE).map_err(|_| Error::new("看不懂这个通配符").path(&named));
    let mut found: Vec<PathBuf> = found?.flatten().filter(|path| path.is_file()).collect();
    found.sort();
    if found.is_empty() {
        return Err(Error::new("没有一个文件符合").path(named).fix("核对文件夹和后缀"));
    }
    Ok(found)
}

/// A folder of screenshots is all the files below it, in the order of their names.
fn within(named: PathBuf) -> Result<Vec<PathBuf>> {
    if !named.is_dir() {
        return Ok(vec![named]);
    }
    let name = |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut found: Vec<PathBuf> = disk::files(&named)?.iter().map(|path| named.join(path)).collect();
    found.retain(|path| !is_system(&name(path)));
    if found.is_empty() {
        return Err(Error::new("这个文件夹里没有可以归档的文件").path(named).fix("核对文件夹的名字"));
    }
    Ok(found)
}
