//! age itself: sealing to recipients and opening with identities, whole or as a stream in bounded memory.
//! Files are written binary (git neither merges them line by line nor touches their line ends) and read in both forms.

use super::recipient::Recipient;
use super::unopened::Unopened;
use crate::disk;
use crate::error::{Error, Result};
use age::armor::ArmoredReader;
use age::secrecy::SecretString;
use age::{Decryptor, EncryptError, Encryptor};
use std::collections::BTreeSet;
use std::io::{self, BufRead, BufWriter, Chain, Cursor, Read, Write};
use std::path::Path;
use zeroize::Zeroizing;

const MAGIC: &[u8] = b"age-encryption.org/";
const ARMOR: &[u8] = b"-----BEGIN AGE";
/// More than the header of a file with one recipient.
const SHORT_HEADER: u64 = 4 * 1024;
/// Room for several hundred recipients; the parser behind it reads a header of any length into memory.
const LONGEST_HEADER: usize = 64 * 1024;
/// scrypt costs 2^n: a second or so to write, at most some seconds for a file from elsewhere.
const WORK_WRITTEN: u8 = 17;
const WORK_READ: u8 = 20;

/// For those who may write but not read back, too: needs no private key.
pub fn seal_to(recipients: &[Recipient], plain: &[u8]) -> Result<Vec<u8>> {
    let unique: BTreeSet<&Recipient> = recipients.iter().collect();
    let parsed = unique.into_iter().map(Recipient::to_age).collect::<Result<Vec<_>>>()?;
    seal(parsed.iter().map(|recipient| &**recipient as &dyn age::Recipient), plain)
}

pub fn seal_with_passphrase(passphrase: SecretString, plain: &[u8]) -> Result<Vec<u8>> {
    let mut recipient = age::scrypt::Recipient::new(passphrase);
    recipient.set_work_factor(WORK_WRITTEN);
    seal(std::iter::once(&recipient as &dyn age::Recipient), plain)
}

pub fn open_with_passphrase(passphrase: SecretString, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unopened> {
    let mut identity = age::scrypt::Identity::new(passphrase);
    identity.set_max_work_factor(WORK_READ);
    open(std::iter::once(&identity as &dyn age::Identity), sealed)
}

/// By its first bytes, binary or armored.
pub fn looks_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC) || is_armored(bytes)
}

/// How many keys open a sealed file; age shows that to everyone, though not whose they are.
pub fn count_recipients(sealed: &[u8]) -> Result<usize, Unopened> {
    let sealed = unarmored(sealed)?;
    check_head(sealed.head())?;
    let header = sealed.head().split(|&byte| byte == b'\n').take_while(|line| !line.starts_with(b"---"));
    // Writers add a meaningless stanza whose type ends in "-grease", so that readers stay tolerant.
    let kinds = header.filter_map(|line| line.strip_prefix(b"-> ")?.split(|&byte| byte == b' ').next());
    Ok(kinds.filter(|kind| !kind.ends_with(b"-grease")).count())
}

/// How many bytes a sealed file holds in clear, as its length tells (age format, section "Payload": a nonce of 16 bytes,
/// then a tag of 16 bytes after each 64 KiB). `None` for armor, and for what is too short to be whole.
pub fn plain_size(path: &Path) -> Result<Option<u64>> {
    const PART: u64 = 16;
    const CHUNK: u64 = 64 * 1024;
    let failed = |error| Error::io("读取", path, &error);
    let file = disk::open(path)?;
    let length = file.metadata().map_err(failed)?.len();
    let mut head = Vec::new();
    file.take(SHORT_HEADER).read_to_end(&mut head).map_err(failed)?;
    let mac = head.windows(5).position(|bytes| bytes == b"\n--- ").map(|at| at + 1);
    let end = mac.and_then(|mac| Some(mac + head[mac..].iter().position(|&byte| byte == b'\n')? + 1));
    let sealed = end.filter(|_| head.starts_with(MAGIC)).and_then(|end| length.checked_sub(end as u64 + PART));
    Ok(sealed.and_then(|sealed| sealed.checked_sub(sealed.div_ceil(CHUNK + PART).max(1) * PART)))
}

pub(super) fn seal<'a>(recipients: impl Iterator<Item = &'a dyn age::Recipient>, plain: &[u8]) -> Result<Vec<u8>> {
    let encryptor = Encryptor::with_recipients(recipients).map_err(|error| not_sealed(&error))?;
    let in_memory = |error: io::Error| Error::new(format!("加密失败：{error}")).fix("请重试；仍然失败请报告此问题");
    let mut sealed = Vec::with_capacity(plain.len() + plain.len() / 4096 + 1024);
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(in_memory)?;
    writer.write_all(plain).and_then(|()| writer.finish()).map_err(in_memory)?;
    Ok(sealed)
}

/// Returns the number of plain bytes. What was written so far is worthless after an error.
pub(super) fn seal_stream(
    recipient: &dyn age::Recipient,
    plain: &mut dyn Read,
    out: &mut dyn Write,
) -> io::Result<u64> {
    let encryptor = Encryptor::with_recipients(std::iter::once(recipient)).map_err(io::Error::other)?;
    // Of a header that can't be written age says that, but not why; held back, it goes out with what follows it.
    let mut writer = encryptor.wrap_output(BufWriter::new(out))?;
    let length = io::copy(plain, &mut writer)?;
    writer.finish()?.flush()?;
    Ok(length)
}

/// Seals what is written into it, in bounded memory.
pub struct Sealing<W: Write>(age::stream::StreamWriter<BufWriter<W>>);

impl<W: Write> Sealing<W> {
    /// For everybody of these.
    pub fn new(recipients: &[Recipient], out: W) -> Result<Self> {
        let unique: BTreeSet<&Recipient> = recipients.iter().collect();
        let parsed = unique.into_iter().map(Recipient::to_age).collect::<Result<Vec<_>>>()?;
        let parsed = parsed.iter().map(|recipient| &**recipient as &dyn age::Recipient);
        let encryptor = Encryptor::with_recipients(parsed).map_err(|error| not_sealed(&error))?;
        let failed = |error: io::Error| Error::new(format!("加密失败：{error}")).fix("腾出空间后再试一次");
        encryptor.wrap_output(BufWriter::new(out)).map(Self).map_err(failed)
    }

    /// Without this the file is cut off, and whoever opens it is told so.
    pub fn finish(self) -> io::Result<()> {
        self.0.finish()?.flush()
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// All or nothing: no byte is returned unless the whole file is whole.
pub(super) fn open<'a>(
    identities: impl Iterator<Item = &'a dyn age::Identity>,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Unopened> {
    // Large enough from the start: growing would leave unwiped copies behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
    let mut reader = if is_armored(sealed) {
        open_stream(identities, sealed)?
    } else {
        // Lies in memory as it is: nothing to look ahead for.
        check_head(&sealed[..sealed.len().min(LONGEST_HEADER)])?;
        decrypted(identities, Box::new(sealed))?
    };
    reader.read_to_end(&mut plain).map_err(|error| Unopened::from_io(&error, Unopened::Content))?;
    Ok(plain)
}

pub(super) fn open_stream<'a, 'r>(
    identities: impl Iterator<Item = &'a dyn age::Identity>,
    sealed: impl BufRead + 'r,
) -> Result<Plain<'r>, Unopened> {
    let sealed = unarmored(sealed)?;
    check_head(sealed.head())?;
    decrypted(identities, Box::new(sealed.whole))
}

fn decrypted<'a, 'r>(
    identities: impl Iterator<Item = &'a dyn age::Identity>,
    sealed: Box<dyn BufRead + 'r>,
) -> Result<Plain<'r>, Unopened> {
    Ok(Plain(Decryptor::new_buffered(sealed)?.decrypt(identities)?))
}

/// The plain text of a sealed file. Each chunk is genuine when read, but only the end of the file proves that nothing
/// is missing: use nothing before `read` has returned 0.
pub struct Plain<'r>(age::stream::StreamReader<Box<dyn BufRead + 'r>>);

impl Read for Plain<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                Unopened::from_io(&error, Unopened::Content).into_io()
            }
            _ => error,
        })
    }
}

fn unarmored<'r>(sealed: impl BufRead + 'r) -> Result<Peeked<Box<dyn BufRead + 'r>>, Unopened> {
    let mut sealed = Peeked::new(Box::new(sealed) as Box<dyn BufRead + 'r>)?;
    if !is_armored(sealed.head()) {
        return Ok(sealed);
    }
    sealed.skip_blanks();
    Peeked::new(Box::new(ArmoredReader::new(sealed.whole)))
}

/// A reader whose beginning is known and will be read again.
struct Peeked<R> {
    whole: Chain<Cursor<Vec<u8>>, R>,
}

impl<R: BufRead> Peeked<R> {
    fn new(mut sealed: R) -> Result<Self, Unopened> {
        let mut head = Vec::new();
        let read = sealed.by_ref().take(LONGEST_HEADER as u64).read_to_end(&mut head);
        read.map_err(|error| Unopened::from_io(&error, Unopened::Header))?;
        Ok(Self { whole: Cursor::new(head).chain(sealed) })
    }

    fn head(&self) -> &[u8] {
        self.whole.get_ref().0.get_ref()
    }

    /// Allowed before the armor, but the crate does not know.
    fn skip_blanks(&mut self) {
        let blanks = self.head().len() - self.head().trim_ascii_start().len();
        self.whole.get_mut().0.set_position(blanks as u64);
    }
}

fn check_head(head: &[u8]) -> Result<(), Unopened> {
    if head.is_empty() {
        return Err(Unopened::Empty);
    }
    if head.len() < MAGIC.len() && MAGIC.starts_with(head) {
        return Err(Unopened::Truncated);
    }
    if !head.starts_with(MAGIC) {
        return Err(Unopened::NotAge);
    }
    let ends = head.windows(4).any(|window| window == b"\n---");
    if !ends && head.len() == LONGEST_HEADER { Err(Unopened::Header) } else { Ok(()) }
}

fn is_armored(head: &[u8]) -> bool {
    head.trim_ascii_start().starts_with(ARMOR)
}

fn not_sealed(error: &EncryptError) -> Error {
    match error {
        EncryptError::MissingRecipients => {
            Error::new("没有一把可以加密给的公钥").fix("先用 crisis member 给成员登记公钥，再试一次")
        }
        EncryptError::IncompatibleRecipients { .. } => {
            Error::new("这些公钥的种类不能混用").fix("把抗量子公钥和普通公钥分开，只留一类")
        }
        other => Error::new(format!("加密失败：{other}")).fix("检查公钥；用硬件钥匙的，确认 age 插件已安装"),
    }
}
