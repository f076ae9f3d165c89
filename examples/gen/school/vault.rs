//! A sealed school: one counsellor holds a key, another lies in the safe.

use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use crisis::config::with_setting;
use crisis::error::Result;
use crisis::store::locker::sealed_name;
use crisis::vault::case_key::CaseKey;
use crisis::vault::convert::KEY_FILE;
use crisis::vault::recipient::Recipient;

pub struct Vault {
    /// The identity file of the counsellor.
    pub identity: String,
    holder: Recipient,
    recovery: Recipient,
}

impl Vault {
    pub fn new() -> Result<Self> {
        let (identity, holder) = key()?;
        let (_, recovery) = key()?;
        Ok(Self { identity, holder, recovery })
    }

    pub fn config(&self, text: &str) -> String {
        let sealed = with_setting(text, "privacy", "sealed");
        with_setting(&sealed, "recovery", self.recovery.as_str())
    }

    /// The key is the first member's, whose role opens every case.
    pub fn team(&self, text: &str) -> String {
        let role = "    roles: [counsellor]\n";
        text.replacen(role, &format!("{role}    key: {}\n", self.holder.as_str()), 1)
    }

    /// The files of a case as they lie there, its key first.
    pub fn sealed<'f>(&self, files: impl Iterator<Item = (&'f str, &'f [u8])>) -> Result<Vec<(String, Vec<u8>)>> {
        let key = CaseKey::generate();
        let mut holders = vec![self.holder.clone(), self.recovery.clone()];
        holders.sort();
        let mut sealed = vec![(KEY_FILE.to_owned(), key.lock(&holders)?)];
        for (name, bytes) in files {
            let name = sealed_name(name).unwrap_or_else(|| format!("{name}.age"));
            sealed.push((name, key.seal(bytes)?));
        }
        Ok(sealed)
    }
}

/// The text of an identity file and its public half.
fn key() -> Result<(String, Recipient)> {
    let key = Identity::generate();
    let public = key.to_public().to_string();
    let text = format!("# public key: {public}\n{}\n", key.to_string().expose_secret());
    Ok((text, Recipient::parse(&public)?))
}
