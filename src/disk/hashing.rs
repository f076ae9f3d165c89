//! A digest of what streams by.

use std::io::{self, Read, Write};

use sha2::{Digest, Sha256};

/// Large enough to be seldom asked for, small enough to stay in the processor's memory.
const PIECE: usize = 64 * 1024;

/// Hashes what is read through it, and says how much that was.
pub struct Hashing<'a, R> {
    inner: R,
    progress: &'a dyn Fn(u64),
    hash: Sha256,
    size: u64,
}

impl<'a, R: Read> Hashing<'a, R> {
    pub fn new(inner: R, progress: &'a dyn Fn(u64)) -> Self {
        Self { inner, progress, hash: Sha256::new(), size: 0 }
    }

    /// SHA-256 of everything that was read.
    pub fn digest(self) -> [u8; 32] {
        self.hash.finalize().into()
    }

    /// Reads what is left; SHA-256 and size of all.
    pub fn measure(mut self) -> io::Result<([u8; 32], u64)> {
        let mut piece = vec![0; PIECE];
        loop {
            match self.read(&mut piece) {
                Ok(0) => return Ok((self.hash.finalize().into(), self.size)),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl<R: Read> Read for Hashing<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(&buffer[..count]);
        self.size += count as u64;
        (self.progress)(count as u64);
        Ok(count)
    }
}

/// Hashes what is written through it.
pub struct HashingOut<W> {
    inner: W,
    hash: Sha256,
}

impl<W: Write> HashingOut<W> {
    pub fn new(inner: W) -> Self {
        Self { inner, hash: Sha256::new() }
    }

    /// SHA-256 of everything that was written.
    pub fn digest(self) -> [u8; 32] {
        self.hash.finalize().into()
    }
}

impl<W: Write> Write for HashingOut<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(buffer)?;
        self.hash.update(&buffer[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::Hashing;

    #[test]
    fn a_digest_is_of_every_byte_however_it_was_read() {
        let bytes = vec![7; 200_000];
        let seen = std::cell::Cell::new(0);
        let (digest, size) = Hashing::new(bytes.as_slice(), &|count| seen.set(seen.get() + count)).measure().unwrap();
        let mut copied = Hashing::new(bytes.as_slice(), &|_| {});
        std::io::copy(&mut copied, &mut std::io::sink()).unwrap();
        assert_eq!((digest, size, seen.get()), (copied.digest(), 200_000, 200_000));
    }
}
