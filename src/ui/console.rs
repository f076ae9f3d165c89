//! What stands between this program and whoever reads it. A console shows every letter, whatever its code page, because
//! it is given letters. A pipe is given bytes, and what reads them on Windows (`more`, `findstr`, `PowerShell`) takes
//! them for the code page of the console: 936 on a Chinese one. So into a pipe go the bytes of that code page; JSON goes
//! there in ASCII, which every code page and every parser reads alike. Files, and everything elsewhere, are UTF-8.

use std::io::{self, Write};
use std::sync::OnceLock;

use encoding_rs::{BIG5, Encoding, GB18030, GBK};

use super::Format;

/// Where something is said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stream {
    Answer,
    Beside,
}

/// The answer, in the bytes that its reader expects.
pub fn answer(format: Format) -> impl Write {
    static PAGE: OnceLock<Option<&'static Encoding>> = OnceLock::new();
    let page = *PAGE.get_or_init(|| system::page(Stream::Answer));
    Voice { out: io::stdout().lock(), said: page.map_or(Said::Utf8, |page| said(page, format)), rest: Vec::new() }
}

/// What is said beside the answer.
pub fn beside() -> impl Write {
    static PAGE: OnceLock<Option<&'static Encoding>> = OnceLock::new();
    let page = *PAGE.get_or_init(|| system::page(Stream::Beside));
    Voice { out: io::stderr().lock(), said: page.map_or(Said::Utf8, Said::Page), rest: Vec::new() }
}

/// Whether the window is there for this program alone, and goes when it ends: a double click.
pub fn is_own_window() -> bool {
    system::is_own_window()
}

fn said(page: &'static Encoding, format: Format) -> Said {
    match format {
        Format::Human | Format::Csv | Format::Md | Format::Xlsx => Said::Page(page),
        Format::Json => Said::Escapes,
        // It says of itself that it is UTF-8.
        Format::Html => Said::Utf8,
    }
}

#[derive(Clone, Copy)]
enum Said {
    Utf8,
    Page(&'static Encoding),
    /// `\u4e2d` for every letter beyond ASCII: in JSON they stand in strings alone.
    Escapes,
}

impl Said {
    fn bytes(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Page(page) => text.chars().flat_map(|letter| in_page(page, letter)).collect(),
            Self::Escapes => text.chars().flat_map(escaped).collect(),
        }
    }
}

/// What the code page does not have is a question mark, as everywhere on Windows.
fn in_page(page: &'static Encoding, letter: char) -> Vec<u8> {
    let mut buffer = [0; 4];
    let (bytes, _, is_unknown) = page.encode(letter.encode_utf8(&mut buffer));
    if is_unknown { b"?".to_vec() } else { bytes.into_owned() }
}

fn escaped(letter: char) -> Vec<u8> {
    if letter.is_ascii() {
        return vec![letter as u8];
    }
    let mut units = [0; 2];
    letter.encode_utf16(&mut units).iter().flat_map(|unit| format!("\\u{unit:04x}").into_bytes()).collect()
}

struct Voice<W: Write> {
    out: W,
    said: Said,
    /// The beginning of a letter whose end is still to come.
    rest: Vec<u8>,
}

impl<W: Write> Write for Voice<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if matches!(self.said, Said::Utf8) {
            return self.out.write(bytes);
        }
        self.rest.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.rest) {
            Ok(text) => text.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => self.rest.len(),
        };
        let text = String::from_utf8_lossy(&self.rest[..whole]).into_owned();
        self.rest.drain(..whole);
        self.out.write_all(&self.said.bytes(&text))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The code pages of Chinese consoles. 65001 is UTF-8 and needs nothing; what others there are has no Chinese.
#[cfg_attr(not(windows), expect(dead_code, reason = "only Windows has code pages"))]
fn known(page: u32) -> Option<&'static Encoding> {
    match page {
        936 => Some(GBK),
        54936 => Some(GB18030),
        950 => Some(BIG5),
        _ => None,
    }
}

#[cfg(windows)]
mod system {
    use std::fs::File;
    use std::io::{self, IsTerminal};
    use std::os::windows::io::AsHandle;

    use win32console::console::WinConsole;

    use super::{Encoding, Stream, known};

    pub fn page(stream: Stream) -> Option<&'static Encoding> {
        let is_letters = match stream {
            Stream::Answer => io::stdout().is_terminal() || is_file(&io::stdout()),
            Stream::Beside => io::stderr().is_terminal() || is_file(&io::stderr()),
        };
        if is_letters { None } else { known(WinConsole::get_output_code_page().ok()?) }
    }

    /// A pipe has no file behind it that could be asked.
    fn is_file(stream: &impl AsHandle) -> bool {
        let handle = stream.as_handle().try_clone_to_owned();
        handle.is_ok_and(|handle| File::from(handle).metadata().is_ok_and(|about| about.is_file()))
    }

    pub fn is_own_window() -> bool {
        // The list is filled up with zeros; of more than four it is empty.
        WinConsole::get_process_list().is_ok_and(|ids| ids.iter().filter(|id| **id != 0).count() == 1)
    }
}

#[cfg(not(windows))]
mod system {
    use super::{Encoding, Stream};

    pub const fn page(_: Stream) -> Option<&'static Encoding> {
        None
    }

    pub const fn is_own_window() -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(said: Said, text: &str) -> Vec<u8> {
        let mut voice = Voice { out: Vec::new(), said, rest: Vec::new() };
        // However the bytes come.
        text.as_bytes().chunks(2).for_each(|piece| voice.write_all(piece).unwrap());
        voice.out
    }

    #[test]
    fn a_pipe_is_given_the_bytes_of_the_code_page() {
        let text = "核查：①有 ── 𠮷\n";
        let bytes = written(Said::Page(GBK), text);
        assert_eq!(GBK.decode_without_bom_handling(&bytes).0, "核查：①有 ── ?\n");
        let bytes = written(Said::Page(GB18030), text);
        assert_eq!(GB18030.decode_without_bom_handling(&bytes).0, text);
        assert_eq!(written(Said::Utf8, text), text.as_bytes());
    }

    #[test]
    fn json_is_the_same_json_in_ascii() {
        let value = serde_json::json!({ "学生": "示例𠮷\"\n" });
        let bytes = written(Said::Escapes, &value.to_string());
        assert!(bytes.is_ascii());
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&bytes).unwrap(), value);
    }
}
