//! The user's identity file, outside every repository: where it lies, how it is made, read, and protected.

use super::age_file;
use super::keyring::{Ask, Keyring};
use crate::disk::{self, Existing, private};
use crate::error::{Error, Result};
use age::armor::{ArmoredWriter, Format};
use age::secrecy::{ExposeSecret, SecretString};
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
        let mut file = disk::temporary(folder).map_err(|error| io(&error))?;
        private::close(file.path())?;
        match passphrase {
            None => file.write_all(self.0.as_bytes()),
            Some(passphrase) => {
                armor(&age_file::seal_with_passphrase(passphrase, self.0.as_bytes())?, file.as_file_mut())
            }
        }
        .and_then(|()| file.as_file().sync_all())
        .map_err(|error| io(&error))?;
        // Somebody may have made one meanwhile; it stays.
        let kept = disk::keep(file, path, existing);
        if kept.is_err() && existing == Existing::Refuse && path.symlink_metadata().is_ok() {
            return Err(taken(path));
        }
        kept
    }
}

pub fn read(path: &Path, ask: &mut Ask<'_>) -> Result<Loaded> {
    let bytes = disk::read_if_there(path)?.map(Zeroizing::new).ok_or_else(|| {
        let error = Error::io("读取身份文件", path, &io::ErrorKind::NotFound.into());
        error.fix("用 --identity 指明身份文件；还没有的，用 crisis key new 做一把")
    })?;
    let is_protected = age_file::looks_sealed(&bytes);
    let bytes = if is_protected {
        let opened = age_file::open_with_passphrase(ask()?, &bytes);
        opened.map_err(|unopened| Error::from(unopened).path(path))?
    } else {
        bytes
    };
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Error::new("身份文件不是 UTF-8 文本").path(path).fix("确认文件没有拿错，或从备份恢复"))?;
    // With a passphrase it may lie on a stick, which gives everything to everybody.
    let warning = if is_protected { None } else { too_open(path) };
    Ok(Loaded { identity: IdentityText(Zeroizing::new(text.to_owned())), warning })
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

/// Whether others on this computer may read it: then it is no private key.
pub fn too_open(path: &Path) -> Option<Error> {
    let open = private::others_may_read(path)?;
    let fix = if cfg!(windows) {
        "放回自己的用户文件夹，或在文件“属性→安全”里去掉别的用户；U 盘上的钥匙要有口令（crisis key passphrase）"
            .to_owned()
    } else {
        format!("运行 chmod 600 {}", path.display())
    };
    Some(Error { what: format!("身份文件里是私钥，{}", open.what), ..open }.fix(fix))
}
