//! The only one who knows keys: sealing and opening bytes with age, the user's identity file, a case's own key,
//! the recovery key, and turning a folder sealed or plain in place. Knows nothing of records or repositories.
//!
//! Everything written here opens with the stock `age` program alone:
//! `age -d -i identity.txt key.age > case.txt`, then `age -d -i case.txt records/m4t9.md.age`.

pub mod age_file;
pub mod case_key;
pub mod convert;
pub mod identity;
pub mod keyring;
mod opening;
pub mod recipient;
pub mod recovery;
pub mod unopened;
mod x25519;
