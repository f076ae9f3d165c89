//! A text in the person's own editor. The copy lies in memory where the system has such a place, and is overwritten
//! afterwards.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use encoding_rs::{Encoding, GB18030, UTF_8};
use zeroize::Zeroizing;

use crate::disk::{self, private};
use crate::error::{Error, Result};

/// Where the copy lies while somebody edits it.
#[derive(PartialEq, Eq)]
pub enum Place {
    /// A folder that never reaches a disk (swap excepted).
    Memory(PathBuf),
    Disk,
}

impl Place {
    pub fn find() -> Self {
        let session = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.starts_with("/run"));
        let mut candidates = session.into_iter().chain([PathBuf::from("/dev/shm")]);
        let found = if cfg!(target_os = "linux") { candidates.find(|path| path.is_dir()) } else { None };
        found.map_or(Self::Disk, Self::Memory)
    }

    /// A folder of one's own, which nobody else may look into.
    fn folder(&self) -> Result<private::Folder> {
        /// Nobody edits a page for so long.
        const ABANDONED: Duration = Duration::from_secs(24 * 3600);
        let place = match self {
            Self::Memory(path) => path.clone(),
            Self::Disk => std::env::temp_dir(),
        };
        private::Folder::new(&place, "crisis-edit-", ABANDONED)
    }
}

/// A copy of a text in an editor, for as long as somebody works on it. Gone when dropped.
pub struct Desk {
    folder: private::Folder,
    name: &'static str,
}

/// What an editor left.
pub struct Left {
    pub text: Zeroizing<String>,
    /// It was saved in another encoding than UTF-8: in which.
    pub encoding: Option<&'static str>,
    /// The editor ended so soon that nobody can have worked in it: it handed the text to a window that is open still.
    pub at_once: bool,
}

impl Desk {
    /// `name` tells the editor what sort of text it is.
    pub fn new(place: &Place, name: &'static str, text: &str) -> Result<Self> {
        let desk = Self { folder: place.folder()?, name };
        fs::write(desk.path(), text).map_err(|error| Error::io("写入", &desk.path(), &error))?;
        Ok(desk)
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join(self.name)
    }

    pub fn edit(&self) -> Result<Left> {
        const AT_ONCE: Duration = Duration::from_secs(2);
        let since = Instant::now();
        run_editor(&self.path())?;
        let at_once = since.elapsed() < AT_ONCE;
        Ok(Left { at_once, ..self.left()? })
    }

    /// The text as it stands now. What is no UTF-8 is read as what old editors on a Chinese computer write.
    pub fn left(&self) -> Result<Left> {
        let bytes = disk::read(&self.path()).map(Zeroizing::new)?;
        let (encoding, start) = Encoding::for_bom(&bytes).unwrap_or((UTF_8, 0));
        let decode = |encoding: &'static Encoding| {
            let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[start..]);
            text.map(|text| (encoding, Zeroizing::new(text.into_owned())))
        };
        let Some((encoding, text)) = decode(encoding).or_else(|| decode(GB18030)) else {
            let odd = Error::new("编辑后的文件既不是 UTF-8 也不是 GBK 文字").path(self.path());
            return Err(odd.fix("在编辑器里另存，把“编码”选成 UTF-8"));
        };
        Ok(Left { text, encoding: (encoding != UTF_8).then(|| encoding.name()), at_once: false })
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        wipe(&self.path());
    }
}

fn run_editor(path: &Path) -> Result<()> {
    let editor = ["VISUAL", "EDITOR"].iter().find_map(|name| std::env::var(name).ok()).filter(|name| !name.is_empty());
    let editor = editor.unwrap_or_else(|| if cfg!(windows) { "notepad" } else { "vi" }.to_owned());
    let words = words(&editor, |path| Path::new(path).is_file());
    let (program, flags) = words.split_first().map_or(("vi", &[][..]), |(program, flags)| (program.as_str(), flags));
    match Command::new(program).args(flags).arg(path).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Error::new("编辑器没有正常结束，没有改动").fix("再运行一次；换编辑器就设 EDITOR")),
        Err(_) => {
            let fix = if cfg!(windows) { "notepad" } else { "nano" };
            let missing = Error::new(format!("编辑器启动不了：{program}"));
            Err(missing.fix(format!("把环境变量 EDITOR 设成能用的编辑器，例如 {fix}；路径里有空格的，整个写进引号")))
        }
    }
}

/// The words of `EDITOR`: a path with blanks in it is one, also without quotes. A backslash is no escape: Windows has
/// it in every path.
fn words(editor: &str, is_file: impl Fn(&str) -> bool) -> Vec<String> {
    let editor = editor.trim();
    if is_file(editor) {
        return vec![editor.to_owned()];
    }
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for letter in editor.chars() {
        match (letter, quote) {
            ('"' | '\'', None) => quote = Some(letter),
            (letter, Some(open)) if letter == open => quote = None,
            (letter, None) if letter.is_whitespace() => words.push(std::mem::take(&mut word)),
            (letter, _) => word.push(letter),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// On a disk this is no proof, but costs nothing.
fn wipe(path: &Path) {
    let length = fs::metadata(path).map_or(0, |about| usize::try_from(about.len()).unwrap_or(0));
    if let Ok(mut file) = fs::File::options().write(true).open(path) {
        // The folder is removed in any case.
        let _ = file.write_all(&vec![0; length]).and_then(|()| file.sync_all());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_with_blanks_in_its_path_is_one_word() {
        let windows = r"C:\Program Files\Notepad++\notepad++.exe";
        let is_file = |path: &str| path == windows;
        assert_eq!(words(windows, is_file), [windows]);
        assert_eq!(
            words(&format!("\"{windows}\" -multiInst -nosession"), is_file),
            [windows, "-multiInst", "-nosession"]
        );
        assert_eq!(words("code --wait", is_file), ["code", "--wait"]);
        assert_eq!(words("'/opt/my editor/e' -n", is_file), ["/opt/my editor/e", "-n"]);
    }

    #[test]
    fn a_text_in_another_encoding_is_the_same_text() {
        let desk = Desk::new(&Place::Disk, "case.yaml", "").unwrap();
        let text = "student:\n  name: 示例一\n";
        let utf16: Vec<u8> =
            "\u{feff}".chars().chain(text.chars()).flat_map(|letter| (letter as u16).to_le_bytes()).collect();
        for bytes in [
            text.as_bytes().to_vec(),
            format!("\u{feff}{text}").into_bytes(),
            GB18030.encode(text).0.into_owned(),
            utf16,
        ] {
            fs::write(desk.path(), bytes).unwrap();
            assert_eq!(*desk.left().unwrap().text, text);
        }
        fs::write(desk.path(), [0xff, 0xff, 0x80]).unwrap();
        assert!(desk.left().is_err());
    }
}
