//! The user's identity file, outside every repository: where it lies, how it is made, read, and protected.

use super::age_file;
use super::keyring::{Ask, Keyring};
use crate::disk;
use crate::error::{Error, Result};
use age::armor::{ArmoredWriter, Format};
use age::secrecy::{ExposeSecret, SecretString};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The text of an identity file, comments included; wiped when dropped, never shown by itself.
pub struct IdentityText(Zeroizing<String>);

/// A file that was read, and what is unwise about it.
pub struct Loaded {
    pub identity: IdentityText,
    pub warning: Option<Error>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    Refuse,
    /// For a change of passphrase: the old file stays until the new one is on the disk.
    Replace,
}

impl IdentityText {
    /// A fresh X25519 key, in the form that `age-keygen` writes.
    pub fn generate() -> Self {
        let key = age::x25519::Identity::generate();
        let secret = key.to_string();
        let public = key.to_public().to_string();
        let lines = ["# public key: ", &public, "\n", secret.expose_secret(), "\n"];
        Self(Zeroizing::new(lines.concat()))
    }

    pub fn keyring(&self, ask: &mut Ask<'_>) -> Result<Keyring> {
        Keyring::parse(&self.0, ask)
    }

    /// Protected by a passphrase the file is armored: people open it with a text editor and keep it in print.
    pub fn write(&self, path: &Path, passphrase: Option<SecretString>, existing: Existing) -> Result<()> {
        if existing == Existing::Refuse && path.symlink_metadata().is_ok() {
            return Err(taken(path));
        }
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        disk::make_folder(folder)?;
        let io = |error: &io::Error| Error::io("写入身份文件", path, error);
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| io(&error))?;
        match passphrase {
            None => file.write_all(self.0.as_bytes()),
            Some(passphrase) => {
                armor(&age_file::seal_with_passphrase(passphrase, self.0.as_bytes())?, file.as_file_mut())
            }
        }
        .and_then(|()| file.as_file().sync_all())
        .map_err(|error| io(&error))?;
        let kept = match existing {
            Existing::Refuse => file.persist_noclobber(path),
            Existing::Replace => file.persist(path),
        };
        kept.map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => taken(path),
            _ => io(&error.error),
        })?;
        disk::sync_folder(folder)
    }
}

pub fn read(path: &Path, ask: &mut Ask<'_>) -> Result<Loaded> {
    let bytes = fs::read(path).map(Zeroizing::new).map_err(|error| {
        let error = Error::io("读取身份文件", path, &error);
        error.fix("用 --identity 指明身份文件；还没有的，用 crisis key new 做一把")
    })?;
    let bytes = if age_file::looks_sealed(&bytes) {
        let opened = age_file::open_with_passphrase(ask()?, &bytes);
        opened.map_err(|unopened| Error::from(unopened).path(path))?
    } else {
        bytes
    };
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Error::new("身份文件不是 UTF-8 文本").path(path).fix("确认文件没有拿错，或从备份恢复"))?;
    Ok(Loaded { identity: IdentityText(Zeroizing::new(text.to_owned())), warning: too_open(path) })
}

/// In the configuration folder of the user, by the custom of the system; `None` where no home is known.
pub fn default_path(env: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let absolute = |name: &str| env(name).filter(|path| path.is_absolute());
    let folder = if cfg!(windows) {
        absolute("APPDATA")?
    } else if cfg!(target_os = "macos") {
        absolute("HOME")?.join("Library/Application Support")
    } else {
        absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")))?
    };
    Some(folder.join("crisis").join("identity.txt"))
}

fn taken(path: &Path) -> Error {
    let error = Error::new("已有身份文件，不会覆盖：没有它，用它封存的一切都打不开").path(path);
    error.fix("换一个文件名，或先把旧文件移到安全的地方")
}

fn armor(sealed: &[u8], out: &mut dyn Write) -> io::Result<()> {
    let mut writer = ArmoredWriter::wrap_output(out, Format::AsciiArmor)?;
    writer.write_all(sealed)?;
    writer.finish()?.flush()
}

/// Whether others on this computer may read it.
#[cfg(unix)]
pub fn too_open(path: &Path) -> Option<Error> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).ok()?.permissions().mode() & 0o777;
    let others = mode & 0o077;
    if others == 0 {
        return None;
    }
    let error = Error::new(format!("身份文件的权限是 {mode:o}，同一台电脑上的其他用户可能读到私钥")).path(path);
    Some(error.fix(format!("运行 chmod 600 {}", path.display())))
}

/// The profile folder of a Windows user is closed to others already.
#[cfg(not(unix))]
pub fn too_open(_path: &Path) -> Option<Error> {
    None
}
