//! The recovery key, which is printed and never stored, and its optional split over three sheets of which any two
//! suffice. Each sheet carries two of three random-looking parts whose exclusive-or is the key (replicated sharing):
//! one sheet says nothing, two give all, and no finite-field code is needed. Over the symbols of Bech32 every part is a
//! well-formed age key itself, so its own checksum finds a wrong letter.

use super::recipient::Recipient;
use crate::error::{Error, Result};
use age::secrecy::{ExposeSecret, SecretString};
use age::x25519::Identity;
use zeroize::Zeroizing;

const PREFIX: &str = "AGE-SECRET-KEY-1";
const SHARE: &str = "CRISIS-SHARE-1";
const SYMBOLS: &[u8; 32] = b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

pub struct RecoveryKey(Identity);

/// One sheet: text of letters, digits, `-` and `:`, which is what a QR code packs best.
pub struct Share(Zeroizing<String>);

impl RecoveryKey {
    pub fn generate() -> Self {
        Self(Identity::generate())
    }

    pub fn recipient(&self) -> Recipient {
        self.0.to_public().into()
    }

    /// One line of an age identity file, to be printed and forgotten.
    pub fn text(&self) -> SecretString {
        self.0.to_string()
    }

    pub fn split(&self) -> Result<[Share; 3]> {
        let [first, second] = [Identity::generate(), Identity::generate()].map(|part| symbols(&part));
        let third = combine(&[&first, &second, &symbols(&self.0)])?;
        let parts = [first, second, third];
        let public = self.recipient().as_str().to_ascii_uppercase();
        Ok([0, 1, 2].map(|at| {
            let number = at + 1;
            let fields = [SHARE, &number.to_string(), &public, &parts[at], &parts[number % 3]];
            Share(Zeroizing::new(fields.join(":")))
        }))
    }

    /// From two sheets as they were typed or scanned; blanks, line ends and small letters do not matter.
    pub fn join(one: &str, other: &str) -> Result<Self> {
        let (one, other) = (Sheet::parse(one)?, Sheet::parse(other)?);
        if one.number == other.number {
            return Err(Error::new("两张是同一份恢复密钥分片").fix("请用编号不同的两张"));
        }
        // Two of three consecutive numbers: the second part of one sheet is the first of the other.
        let (before, after) = if one.number % 3 + 1 == other.number { (one, other) } else { (other, one) };
        let mixed = || Error::new("两张分片不是同一次拆分的").fix("核对打印日期和公钥，找出同一次拆分的另一张");
        if before.public != after.public || before.parts[1] != after.parts[0] {
            return Err(mixed());
        }
        let key = combine(&[&before.parts[0], &before.parts[1], &after.parts[1]])?;
        let key = Self(identity(&key).ok_or_else(mixed)?);
        if key.recipient().as_str().eq_ignore_ascii_case(&before.public) { Ok(key) } else { Err(mixed()) }
    }
}

impl Share {
    pub fn expose(&self) -> &str {
        &self.0
    }
}

struct Sheet {
    /// From 1 to 3.
    number: usize,
    public: String,
    parts: [Zeroizing<String>; 2],
}

impl Sheet {
    fn parse(text: &str) -> Result<Self> {
        let unreadable = || {
            let error = Error::new(format!("恢复密钥分片读不出来：应以 {SHARE}: 开头，共五段，有一处抄错"));
            error.fix("逐段对照纸面重新输入，或扫二维码")
        };
        let mut compact = Zeroizing::new(String::with_capacity(text.len()));
        compact.extend(text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()));
        let fields: Vec<&str> = compact.split(':').collect();
        let [SHARE, number, public, one, other] = fields[..] else { return Err(unreadable()) };
        let number = number.parse().ok().filter(|number| (1..=3).contains(number)).ok_or_else(unreadable)?;
        if identity(one).is_none() || identity(other).is_none() {
            return Err(unreadable());
        }
        let parts = [one, other].map(|part| Zeroizing::new(part.to_owned()));
        Ok(Self { number, public: public.to_owned(), parts })
    }
}

fn symbols(identity: &Identity) -> Zeroizing<String> {
    Zeroizing::new(identity.to_string().expose_secret()[PREFIX.len()..].to_owned())
}

fn identity(symbols: &str) -> Option<Identity> {
    let mut line = Zeroizing::new(String::with_capacity(PREFIX.len() + symbols.len()));
    line.push_str(PREFIX);
    line.push_str(symbols);
    line.parse().ok()
}

/// Symbol by symbol. An odd number of checksums of one prefix combines to a right checksum again.
fn combine(parts: &[&str; 3]) -> Result<Zeroizing<String>> {
    let mut combined = Zeroizing::new(String::with_capacity(parts[0].len()));
    for ((a, b), c) in parts[0].bytes().zip(parts[1].bytes()).zip(parts[2].bytes()) {
        let value = [a, b, c].iter().try_fold(0, |sum, symbol| Some(sum ^ SYMBOLS.iter().position(|s| s == symbol)?));
        let value = value.ok_or_else(|| Error::new("恢复密钥含有不认识的字符").fix("逐字对照纸面重新输入"))?;
        combined.push(char::from(SYMBOLS[value]));
    }
    Ok(combined)
}
