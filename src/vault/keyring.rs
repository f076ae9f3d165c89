//! The private keys of the person at the keyboard, ready for use, and what can be opened with them.

use super::age_file::{self, Plain};
use super::case_key::CaseKey;
use super::opening::OpeningKey;
use super::recipient::Recipient;
use super::unopened::Unopened;
use crate::error::{Error, Result};
use age::secrecy::SecretString;
use std::io::BufRead;
use zeroize::Zeroizing;

/// Asks the person for a passphrase; called only when one is needed.
pub type Ask<'a> = dyn FnMut() -> Result<SecretString> + 'a;

/// Never empty, never shown.
pub struct Keyring {
    identities: Vec<Box<dyn age::Identity + Send + Sync>>,
    recipients: Vec<Recipient>,
}

impl Keyring {
    /// `text` is an age identity file: one key a line, `#` before a comment; or a whole ssh private key.
    pub fn parse(text: &str, ask: &mut Ask<'_>) -> Result<Self> {
        if text.trim_start().starts_with("-----BEGIN") {
            return ssh(text, ask);
        }
        let mut ring = Self { identities: Vec::new(), recipients: Vec::new() };
        for (line, key) in key_lines(text) {
            ring.add(key).map_err(|error| error.line(line))?;
        }
        if ring.identities.is_empty() {
            return Err(Error::new("身份文件里没有私钥").fix("用 crisis key new 做一把，或用 crisis key import 导入"));
        }
        Ok(ring)
    }

    /// Those whose public half is known without asking a token: they say which member this is.
    pub fn recipients(&self) -> &[Recipient] {
        &self.recipients
    }

    pub fn unlock(&self, key_age: &[u8]) -> Result<CaseKey, Unopened> {
        CaseKey::from_text(&self.open_any(key_age)?)
    }

    pub fn open_any(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unopened> {
        age_file::open(self.identities(), sealed)
    }

    pub fn open_stream<'r>(&self, sealed: impl BufRead + 'r) -> Result<Plain<'r>, Unopened> {
        age_file::open_stream(self.identities(), sealed)
    }

    fn identities(&self) -> impl Iterator<Item = &dyn age::Identity> {
        self.identities.iter().map(|identity| &**identity as &dyn age::Identity)
    }

    fn add(&mut self, key: &str) -> Result<()> {
        if let Ok(identity) = key.parse::<OpeningKey>() {
            self.recipients.push(identity.to_public().into());
            self.identities.push(Box::new(identity));
            return Ok(());
        }
        self.identities.push(plugin(key)?);
        Ok(())
    }
}

/// Lines that are neither empty nor comments, counted from 1. Notepad may have added a byte-order mark.
pub(super) fn key_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    lines.enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')).map(|(at, line)| (at + 1, line))
}

fn not_a_key() -> Error {
    Error::new("这一行不是可用的私钥").fix("私钥以 AGE-SECRET-KEY-1 开头，一整行；检查是否少了或错了字符")
}

#[cfg(feature = "plugin")]
fn plugin(key: &str) -> Result<Box<dyn age::Identity + Send + Sync>> {
    let identity = key.parse::<age::plugin::Identity>().map_err(|_| not_a_key())?;
    let name = identity.plugin().to_owned();
    let plugin = age::plugin::IdentityPluginV1::new(&name, &[identity], age::NoCallbacks);
    let plugin = plugin.map_err(|_| Error::new(format!("找不到 age 插件 age-plugin-{name}")).fix("安装后再试一次"))?;
    Ok(Box::new(plugin))
}

#[cfg(not(feature = "plugin"))]
fn plugin(key: &str) -> Result<Box<dyn age::Identity + Send + Sync>> {
    if key.starts_with("AGE-PLUGIN-") {
        return Err(Error::new("本程序编译时没有包含硬件钥匙").fix("请改用普通私钥，或以 --features plugin 编译"));
    }
    Err(not_a_key())
}

#[cfg(feature = "ssh")]
fn ssh(text: &str, ask: &mut Ask<'_>) -> Result<Keyring> {
    use age::ssh::Identity;
    let unusable = || Error::new("这把 ssh 私钥不能用").fix("只支持 ssh-ed25519；用 ssh-keygen -t ed25519 另做一把");
    let identity = match Identity::from_buffer(text.as_bytes(), None).map_err(|_| unusable())? {
        Identity::Encrypted(key) => key.decrypt(ask()?).map_err(Unopened::from)?.into(),
        open => open,
    };
    let public = age::ssh::Recipient::try_from(identity.clone()).map_err(|_| unusable())?;
    let public = Recipient::parse(&public.to_string())?;
    public.to_age()?;
    let recipients = vec![public];
    Ok(Keyring { identities: vec![Box::new(identity)], recipients })
}

#[cfg(not(feature = "ssh"))]
fn ssh(_text: &str, _ask: &mut Ask<'_>) -> Result<Keyring> {
    Err(Error::new("本程序编译时没有包含 ssh 私钥").fix("请改用 age 身份文件，或以 --features ssh 编译"))
}
