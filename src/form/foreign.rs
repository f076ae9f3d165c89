//! Texts of others, as files and from other programs: read in their encoding, which is said where it is not the usual
//! one, and asked about where it is not certain.

use std::io::Read;
use std::path::Path;

use crate::error::{Error, Result};
use crate::form::ask;
use crate::store;
use crate::text::encoding::{self, PLAIN, Reading, Way};
use crate::ui::Ui;

/// A file, or `-`: what another program says.
pub fn text(ui: &Ui, encoding: Option<&str>, file: &str) -> Result<String> {
    if file == "-" {
        return standard_input(ui, encoding);
    }
    let path = Path::new(file);
    let way = read(ui, &store::read(path)?, encoding, ui.can_ask()).map_err(|error| error.path(path))?;
    Ok(way.text)
}

/// Who answers questions there can't send a text there too.
pub fn standard_input(ui: &Ui, encoding: Option<&str>) -> Result<String> {
    let mut bytes = Vec::new();
    let done = std::io::stdin().read_to_end(&mut bytes);
    done.map_err(|error| Error::io("读取标准输入", Path::new("-"), &error))?;
    Ok(read(ui, &bytes, encoding, false)?.text)
}

/// The text with the ends of its lines as they are today.
fn read(ui: &Ui, bytes: &[u8], encoding: Option<&str>, may_ask: bool) -> Result<Way> {
    let way = as_it_is(ui, bytes, encoding, may_ask)?;
    // A lone carriage return ended lines once.
    let text = way.text.replace("\r\n", "\n").replace('\r', "\n");
    Ok(Way { text, ..way })
}

/// The text with every letter that it has.
pub fn as_it_is(ui: &Ui, bytes: &[u8], encoding: Option<&str>, may_ask: bool) -> Result<Way> {
    let way = match encoding::read(bytes, encoding)? {
        Reading::Several(ways) if may_ask => {
            let chosen = ask::pick("这段文字可以读成几种，哪一种对", ways.iter().map(sample).collect())?;
            ways.into_iter().nth(chosen).ok_or_else(|| Error::new("没有选"))?
        }
        reading => reading.sure()?,
    };
    if way.encoding != PLAIN {
        ui.hint(&format!("文字的编码：{}", way.encoding));
    }
    Ok(way)
}

/// The first words that are not the same in all of them.
fn sample(way: &Way) -> String {
    let line = way.text.lines().find(|line| !line.is_ascii()).unwrap_or_default();
    format!("{}：{}", way.encoding, line.trim().chars().take(30).collect::<String>())
}
