//! A public key, kept as the text in which people exchange it, so that kinds to come need no new type.

use crate::error::{Error, Result};
use std::fmt;

/// X25519 keys are checked when made. ssh keys and those of plugins only when something is sealed to them: a list of
/// members must be readable on a machine, or by a build, that lacks them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Recipient(String);

impl Recipient {
    pub fn parse(text: &str) -> Result<Self> {
        let recipient = Self(without_comment(text.trim()));
        if !recipient.is_of_another_kind() {
            recipient.to_age()?;
        }
        Ok(recipient)
    }

    /// Bech32 data has no `1`, so a second one ends the name of a plugin.
    fn is_of_another_kind(&self) -> bool {
        let rest = self.0.strip_prefix("age1");
        self.0.starts_with("ssh-ed25519 ") || rest.is_some_and(|rest| rest.contains('1'))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn to_age(&self) -> Result<Box<dyn age::Recipient>> {
        let text = self.0.as_str();
        let upper = text.to_ascii_uppercase();
        if upper.starts_with("AGE-SECRET-KEY-") || upper.starts_with("AGE-PLUGIN-") || text.starts_with("-----BEGIN") {
            return Err(Error::new("这是私钥，不是公钥").fix("请给出以 age1 开头的公钥；私钥不要发给任何人"));
        }
        if text.starts_with("ssh-") {
            return ssh(text);
        }
        if let Ok(recipient) = text.parse::<age::x25519::Recipient>() {
            return Ok(Box::new(recipient));
        }
        plugin(text)
    }
}

impl From<age::x25519::Recipient> for Recipient {
    fn from(recipient: age::x25519::Recipient) -> Self {
        Self(recipient.to_string())
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The third word of an ssh key is mostly somebody's name and machine.
fn without_comment(text: &str) -> String {
    if !text.starts_with("ssh-") {
        return text.to_owned();
    }
    text.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}

#[cfg(feature = "ssh")]
fn ssh(text: &str) -> Result<Box<dyn age::Recipient>> {
    match text.parse::<age::ssh::Recipient>() {
        Ok(recipient @ age::ssh::Recipient::SshEd25519(..)) => Ok(Box::new(recipient)),
        _ => Err(Error::new("只支持 ssh-ed25519 公钥，或公钥不完整").fix("用 ssh-keygen -t ed25519 另做一把")),
    }
}

#[cfg(not(feature = "ssh"))]
fn ssh(_text: &str) -> Result<Box<dyn age::Recipient>> {
    Err(Error::new("本程序编译时没有包含 ssh 公钥").fix("请改用以 age1 开头的公钥，或以 --features ssh 编译"))
}

#[cfg(feature = "plugin")]
fn plugin(text: &str) -> Result<Box<dyn age::Recipient>> {
    let recipient = text.parse::<age::plugin::Recipient>().map_err(|_| not_a_key())?;
    let name = recipient.plugin().to_owned();
    let plugin = age::plugin::RecipientPluginV1::new(&name, &[recipient], &[], age::NoCallbacks);
    let plugin = plugin.map_err(|_| Error::new(format!("找不到 age 插件 age-plugin-{name}")).fix("安装后再试一次"))?;
    Ok(Box::new(plugin))
}

#[cfg(not(feature = "plugin"))]
fn plugin(text: &str) -> Result<Box<dyn age::Recipient>> {
    if !text.starts_with("age1") {
        return Err(not_a_key());
    }
    Err(not_a_key().fix("检查是否少了或错了字符；硬件钥匙的公钥需要以 --features plugin 编译的程序"))
}

fn not_a_key() -> Error {
    Error::new("不是可用的公钥").fix("公钥以 age1 开头，一整行，检查是否少了或错了字符")
}
