//! The key of one case. Its plain form is an age identity file whose first key is in use; the keys below it were
//! retired by a revocation and still open what another machine sealed before it heard of that.

use super::age_file::{self, Plain};
use super::keyring::key_lines;
use super::opening::OpeningKey;
use super::recipient::Recipient;
use super::unopened::Unopened;
use crate::error::Result;
use age::secrecy::ExposeSecret;
use std::io::{self, BufRead, Read, Write};
use zeroize::Zeroizing;

const KEY_LINE: usize = "AGE-SECRET-KEY-1".len() + 58 + 1;
/// age passes over comments, and shows nobody for whom a file is; so the key file itself says it, inside.
const HOLDER: &str = "# holder: ";

/// Never shown; wiped when dropped. Each case has its own, so a file carried over from another case does not open.
pub struct CaseKey {
    current: OpeningKey,
    retired: Vec<OpeningKey>,
    holders: Vec<Recipient>,
}

impl CaseKey {
    pub fn generate() -> Self {
        Self { current: OpeningKey::generate(), retired: Vec::new(), holders: Vec::new() }
    }

    /// A fresh key that takes over; the old ones only read.
    #[must_use]
    pub fn rotated(&self) -> Self {
        let retired = std::iter::once(&self.current).chain(&self.retired).cloned().collect();
        Self { current: OpeningKey::generate(), retired, holders: Vec::new() }
    }

    /// The key of a case that changed on two machines. The one that took over from the other's is in use; where each
    /// machine put its own in the place of an older one, a fresh one, because each may be known to somebody who lost
    /// access on the other. Nothing that was sealed is lost.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Self {
        let public = |identity: &OpeningKey| identity.to_public().to_string();
        let holds = |key: &Self, identity: &OpeningKey| key.all().any(|own| public(own) == public(identity));
        let current = match (holds(self, &other.current), holds(other, &self.current)) {
            (true, _) => self.current.clone(),
            (_, true) => other.current.clone(),
            _ => OpeningKey::generate(),
        };
        let mut joined = Self { current, retired: Vec::new(), holders: Vec::new() };
        for identity in self.all().chain(other.all()) {
            if !holds(&joined, identity) {
                joined.retired.push(identity.clone());
            }
        }
        joined
    }

    /// Anyone may seal to it; also says whether two keys are the same.
    pub fn recipient(&self) -> Recipient {
        self.current.to_public().into()
    }

    /// Whether there was another before it, under which a file may still be.
    pub const fn is_rotated(&self) -> bool {
        !self.retired.is_empty()
    }

    /// Who could open the key file from which this key came; nobody for a key that was just made.
    pub fn holders(&self) -> &[Recipient] {
        &self.holders
    }

    /// The content of `key.age`.
    pub fn lock(&self, holders: &[Recipient]) -> Result<Vec<u8>> {
        let listed = holders.iter().map(|holder| HOLDER.len() + holder.as_str().len() + 1).sum::<usize>();
        let mut text = Zeroizing::new(Vec::with_capacity(KEY_LINE * (1 + self.retired.len()) + listed));
        for holder in holders {
            text.extend_from_slice(HOLDER.as_bytes());
            text.extend_from_slice(holder.as_str().as_bytes());
            text.push(b'\n');
        }
        for identity in self.all() {
            text.extend_from_slice(identity.to_text().expose_secret().as_bytes());
            text.push(b'\n');
        }
        age_file::seal_to(holders, &text)
    }

    pub(super) fn from_text(text: &[u8]) -> Result<Self, Unopened> {
        let text = std::str::from_utf8(text).map_err(|_| Unopened::NotAKey)?;
        let parsed = key_lines(text).map(|(_, key)| key.parse::<OpeningKey>()).collect::<Result<Vec<_>, _>>();
        let mut keys = parsed.map_err(|_| Unopened::NotAKey)?.into_iter();
        let current = keys.next().ok_or(Unopened::NotAKey)?;
        let holders = text.lines().filter_map(|line| Recipient::parse(line.strip_prefix(HOLDER)?).ok()).collect();
        Ok(Self { current, retired: keys.collect(), holders })
    }

    /// One recipient per file: each costs everyone who reads it a curve operation.
    pub fn seal(&self, plain: &[u8]) -> Result<Vec<u8>> {
        age_file::seal(std::iter::once(&self.current.to_public() as &dyn age::Recipient), plain)
    }

    /// Returns the number of plain bytes. After an error `sealed` holds an unusable beginning: write to a temporary file.
    pub fn seal_stream(&self, plain: &mut dyn Read, sealed: &mut dyn Write) -> io::Result<u64> {
        age_file::seal_stream(&self.current.to_public(), plain, sealed)
    }

    pub fn open(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unopened> {
        age_file::open(self.all().map(as_identity), sealed).map_err(of_this_case)
    }

    pub fn open_stream<'r>(&self, sealed: impl BufRead + 'r) -> Result<Plain<'r>, Unopened> {
        age_file::open_stream(self.all().map(as_identity), sealed).map_err(of_this_case)
    }

    /// False for what is still sealed with a retired key, or is not sealed with this case's key at all.
    pub fn is_current(&self, sealed: impl BufRead) -> bool {
        age_file::open_stream(std::iter::once(as_identity(&self.current)), sealed).is_ok()
    }

    fn all(&self) -> impl Iterator<Item = &OpeningKey> {
        std::iter::once(&self.current).chain(&self.retired)
    }
}

fn as_identity(identity: &OpeningKey) -> &dyn age::Identity {
    identity
}

fn of_this_case(unopened: Unopened) -> Unopened {
    if unopened == Unopened::NoKey { Unopened::OtherCase } else { unopened }
}
