//! BagIt, as RFC 8493 defines it: a folder whose payload lies under `data/`, with lists of what must be there and what
//! each file's bytes add up to. Everything can be checked and read without this program.

mod check;
mod make;
mod tag;
mod unpack;

pub use self::check::{Checked, check, payload};
pub use self::make::{Maker, Nowhere, Sink, into_folder, sum_of};
pub use self::tag::{Label, info};
pub use self::unpack::unpack;

/// Checksums that a manifest may use (RFC 8493 § 2.4), by the name in the name of its file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Algorithm {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Algorithm {
    const ALL: [(&'static str, Self); 6] = [
        ("md5", Self::Md5),
        ("sha1", Self::Sha1),
        ("sha224", Self::Sha224),
        ("sha256", Self::Sha256),
        ("sha384", Self::Sha384),
        ("sha512", Self::Sha512),
    ];

    fn named(name: &str) -> Option<Self> {
        let name = name.to_lowercase().replace('-', "");
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, algorithm)| *algorithm)
    }
}
