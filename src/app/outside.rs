//! Where papers go: of a plain repository into its `letters`, of a sealed one into a folder outside of it that the person
//! names once. Which one that is, is remembered beside their identity, as is when the last backup was made.

use std::path::{Path, PathBuf};

use clap::builder::PossibleValue;

use crate::app::App;
use crate::error::{Error, Result};
use crate::form::ask;
use crate::office::Office;
use crate::office::backup::memory::{self, Memory};
use crate::office::papers::To;
use crate::store::{self, write};

/// Beside the identity file.
const REMEMBERED: &str = "papers.txt";

/// The kinds of file that a paper can be.
impl clap::ValueEnum for To {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Pdf, Self::Docx, Self::Html, Self::Md]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.ending()))
    }
}

impl App {
    /// What this computer remembers of backups.
    pub fn memory(&self) -> Memory {
        Memory(self.beside_identity(memory::REMEMBERED))
    }

    pub fn folder_for_papers(&self, office: &Office, out: Option<PathBuf>) -> Result<PathBuf> {
        let nowhere = match office.folder(out) {
            Ok(folder) => return Ok(folder),
            Err(nowhere) => nowhere,
        };
        let place = self.beside_identity(REMEMBERED);
        if let Some(folder) = place.as_deref().and_then(remembered) {
            office.may_put(&folder.join(REMEMBERED), true)?;
            return Ok(folder);
        }
        let Some(place) = place.filter(|_| self.ui.can_ask() && !self.dry_run) else { return Err(nowhere) };
        self.ui.hint("档案库是封存的，库里不留明文。打印的文书放在库外的一个文件夹里，用完请删除。");
        loop {
            let said = ask::line("放在哪个文件夹", true, "例如 D:\\文书；记住了，以后不再问")?;
            let folder = std::path::absolute(&said).map_err(|error| Error::io("读取", Path::new(&said), &error))?;
            match office.may_put(&folder.join(REMEMBERED), true) {
                Ok(()) => {
                    write::replace(&place, folder.display().to_string().as_bytes())?;
                    return Ok(folder);
                }
                Err(error) => self.ui.error(&error),
            }
        }
    }

    /// A file that this computer keeps of the person; none where no home is known.
    fn beside_identity(&self, name: &str) -> Option<PathBuf> {
        self.identity.home.as_ref().map(|identity| identity.with_file_name(name))
    }
}

fn remembered(place: &Path) -> Option<PathBuf> {
    let text = store::read_text(place).ok()?;
    Some(text.trim()).filter(|text| !text.is_empty()).map(PathBuf::from)
}
