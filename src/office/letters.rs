//! Numbers by chance: two machines may write at once, so nothing is counted up. No letters that look alike on paper.

use crate::error::{Error, Result};

const RECORD: &[u8; 30] = b"23456789abcdefghjkmnpqrstvwxyz";
const CASE: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Four letters for a record.
pub fn record_id() -> Result<String> {
    four(RECORD)
}

/// Four letters for the end of a case's number.
pub fn case_tail() -> Result<String> {
    four(CASE)
}

fn four(letters: &[u8; 30]) -> Result<String> {
    let mut bytes = [0u8; 4];
    getrandom::fill(&mut bytes).map_err(|error| Error::new(format!("系统不给随机数：{error}")))?;
    Ok(bytes.iter().map(|byte| char::from(letters[usize::from(*byte) % letters.len()])).collect())
}
