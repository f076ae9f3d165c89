//! A file that comes as a stream and is filed later: until then it lies in `drafts/` under a key that only the memory of
//! this program has, so that nothing readable is on the disk, and what a killed program leaves opens for nobody.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempPath;

use crate::disk::{self, Hashing};
use crate::error::{Error, Result};
use crate::record::hex;
use crate::store::drafts::FOLDER;
use crate::store::signature;
use crate::store::staged::Staged;
use crate::vault::case_key::CaseKey;

/// What has arrived. The file goes with it.
pub struct Arrival {
    /// As whoever sent it calls it; never a path.
    pub name: String,
    pub sha256: String,
    pub size: u64,
    /// What it is instead of what its name says.
    pub mismatch: Option<String>,
    file: TempPath,
    key: CaseKey,
}

impl Arrival {
    /// Takes in everything that `source` gives.
    pub fn take(root: &Path, name: &str, mut source: impl Read) -> Result<Self> {
        let folder = root.join(FOLDER);
        disk::make_folder(&folder)?;
        let io = |error: std::io::Error| Error::io("接收文件", &folder, &error);
        let mut file = disk::temporary(&folder).map_err(io)?;
        let key = CaseKey::generate();
        let mut head = Vec::new();
        source.by_ref().take(signature::HEAD).read_to_end(&mut head).map_err(io)?;
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
        let mismatch = signature::mismatch(&name, &head);
        let mut source = Hashing::new(head.chain(source), &|_| {});
        let size = key.seal_stream(&mut source, file.as_file_mut()).map_err(io)?;
        Ok(Self { name, sha256: hex(&source.digest()), size, mismatch, file: file.into_temp_path(), key })
    }

    fn open(&self) -> Result<Box<dyn Read + '_>> {
        let file = File::open(&self.file).map_err(|error| Error::io("读取", &self.file, &error))?;
        let plain =
            self.key.open_stream(BufReader::new(file)).map_err(|unopened| Error::from(unopened).path(&*self.file))?;
        Ok(Box::new(plain))
    }
}

/// Where the bytes of a material come from.
#[derive(Clone)]
pub enum Origin {
    File(PathBuf),
    Arrived(Arc<Arrival>),
    /// Copied already.
    Staged(Arc<Staged>),
    /// A text that was cut out of another, under the name of that one.
    Text(PathBuf, Arc<str>),
}

impl Origin {
    /// What it is called: a path, or the bare name of what came as a stream.
    pub fn path(&self) -> &Path {
        match self {
            Self::File(path) => path,
            Self::Arrived(arrival) => Path::new(&arrival.name),
            Self::Staged(staged) => staged.from.path(),
            Self::Text(name, _) => name,
        }
    }

    pub fn open(&self) -> Result<Box<dyn Read + '_>> {
        match self {
            Self::File(path) => Ok(Box::new(disk::open(path)?)),
            Self::Arrived(arrival) => arrival.open(),
            Self::Staged(staged) => staged.from.open(),
            Self::Text(_, text) => Ok(Box::new(text.as_bytes())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Arrival, Origin};
    use std::io::Read;
    use std::sync::Arc;

    #[test]
    fn what_arrives_is_nowhere_in_clear_and_goes_with_its_owner() {
        let root = tempfile::tempdir().unwrap();
        let said = "只有内存里的钥匙打得开".repeat(5_000);
        let arrival = Arc::new(Arrival::take(root.path(), r"C:\某\..\聊天.txt", said.as_bytes()).unwrap());
        assert_eq!((arrival.name.as_str(), arrival.size), ("聊天.txt", said.len() as u64));
        assert_eq!(arrival.sha256, crate::record::digest(said.as_bytes()));
        let file = std::fs::read_dir(root.path().join("drafts")).unwrap().next().unwrap().unwrap();
        let bytes = std::fs::read(file.path()).unwrap();
        assert!(!bytes.windows(12).any(|part| part == &said.as_bytes()[..12]));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        let mut back = String::new();
        Origin::Arrived(Arc::clone(&arrival)).open().unwrap().read_to_string(&mut back).unwrap();
        assert_eq!(back, said);
        drop(arrival);
        assert!(!file.path().exists());
    }
}
