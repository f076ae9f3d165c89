//! The person's own key at the command line: where it is found, and which member it belongs to.

use std::path::Path;

use age::secrecy::SecretString;
use zeroize::Zeroizing;

use crate::app::App;
use crate::disk::Existing;
use crate::error::{Error, Result};
use crate::ui::Ui;
use crate::vault::identity::{self, IdentityText, Loaded};
use crate::vault::keyring::Keyring;
use crate::vault::recipient::Recipient;

/// The keys in the identity file; asks for its passphrase if it has one.
pub fn keyring(app: &App) -> Result<Keyring> {
    let loaded = load(app)?;
    if let Some(warning) = &loaded.warning {
        app.ui.warning(warning);
    }
    loaded.identity.keyring(&mut || passphrase(&app.ui, "ssh 私钥的口令"))
}

pub fn load(app: &App) -> Result<Loaded> {
    identity::read(path(app)?, &mut || passphrase(&app.ui, "身份文件的口令"))
}

/// Where the identity file is, or will be.
pub fn path(app: &App) -> Result<&Path> {
    let path = app.identity.given.as_deref().or(app.identity.home.as_deref());
    path.ok_or_else(|| Error::new("不知道身份文件该放哪里：系统没有给出用户文件夹").fix("用 --identity 指明一个文件"))
}

/// Public keys as somebody typed them.
pub fn recipients(said: &[String], flag: &str) -> Result<Vec<Recipient>> {
    said.iter().map(|key| Recipient::parse(key).map_err(|error| error.field(flag))).collect()
}

/// Writes a new identity where none is yet; with a passphrase, if it is to have one.
pub fn keep(app: &App, identity: &IdentityText, path: &Path, protect: bool) -> Result<()> {
    let passphrase = if protect { Some(new_passphrase(&app.ui)?) } else { None };
    identity.write(path, passphrase, Existing::Refuse)
}

/// Asks for a passphrase that is not shown.
pub fn passphrase(ui: &Ui, question: &str) -> Result<SecretString> {
    if !ui.can_ask() {
        return Err(Error::new("身份文件有口令，这里没有终端可以输入").fix("在终端里运行，不要加 --no-input"));
    }
    ui.ask_secret(question).map(SecretString::from)
}

/// Asks twice.
pub fn new_passphrase(ui: &Ui) -> Result<SecretString> {
    if !ui.can_ask() {
        return Err(Error::new("设口令要在终端里输入").fix("在终端里运行，不要加 --no-input"));
    }
    let first = ui.ask_secret("新的口令").map(Zeroizing::new)?;
    let again = ui.ask_secret("再输一次").map(Zeroizing::new)?;
    if first.is_empty() || *first != *again {
        return Err(Error::new("口令是空的，或两次不一样").fix("再运行一次"));
    }
    Ok(SecretString::from(first.to_string()))
}
