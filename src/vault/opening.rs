//! An X25519 key of age that opens many small files. The crate's own key works its public half out again for every
//! file and climbs the slow ladder; together that was most of the time of a sealed audit. Here the public half is kept,
//! and the product is taken the fastest way that there is.

use super::x25519::{self, SHARE, product};
use age::DecryptError;
use age::secrecy::{ExposeSecret, SecretString};
use age::x25519::{Identity, Recipient};
use age_core::format::{FILE_KEY_BYTES, FileKey, Stanza};
use age_core::primitives::{aead_decrypt, bech32_decode, hkdf};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use std::str::FromStr;
use zeroize::{Zeroize as _, Zeroizing};

/// age's names, <https://c2sp.org/age#x25519-recipient-stanza>.
const TAG: &str = "X25519";
const LABEL: &[u8] = b"age-encryption.org/v1/X25519";
const WRAPPED: usize = FILE_KEY_BYTES + 16;

/// Never shown; wiped when dropped.
#[derive(Clone)]
pub struct OpeningKey {
    identity: Identity,
    secret: Zeroizing<[u8; SHARE]>,
    public: [u8; SHARE],
}

impl OpeningKey {
    pub fn generate() -> Self {
        Self::from(Identity::generate())
    }

    pub fn to_public(&self) -> Recipient {
        self.identity.to_public()
    }

    /// As it stands in an identity file.
    pub fn to_text(&self) -> SecretString {
        self.identity.to_string()
    }

    /// What the file's key is wrapped with. `None` for every stanza that is not quite usual; age judges those.
    fn wrapping_key(&self, stanza: &Stanza) -> Option<Zeroizing<[u8; 32]>> {
        let [share] = &stanza.args[..] else { return None };
        if stanza.tag != TAG || stanza.body.len() != WRAPPED {
            return None;
        }
        let mut salt = [0; 2 * SHARE];
        // One byte more than fits is an error, and so is one less.
        if BASE64_STANDARD_NO_PAD.decode_slice(share, &mut salt[..=SHARE]) != Ok(SHARE) {
            return None;
        }
        let shared = product(*salt.first_chunk()?, &self.secret)?;
        salt[SHARE..].copy_from_slice(&self.public);
        Some(Zeroizing::new(hkdf(&salt, LABEL, &*shared)))
    }
}

impl age::Identity for OpeningKey {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        let Some(key) = self.wrapping_key(stanza) else { return self.identity.unwrap_stanza(stanza) };
        let mut opened = aead_decrypt(&key, FILE_KEY_BYTES, &stanza.body).ok()?;
        Some(Ok(FileKey::init_with_mut(|file_key| {
            file_key.copy_from_slice(&opened);
            opened.zeroize();
        })))
    }
}

impl From<Identity> for OpeningKey {
    fn from(identity: Identity) -> Self {
        let text = identity.to_string();
        let bytes = bech32_decode(
            text.expose_secret(),
            |_| (),
            |_| Ok(()),
            |_, bytes| Ok(Zeroizing::new(bytes.collect::<Vec<_>>())),
        );
        let bytes = bytes.expect("age writes its keys in Bech32");
        let secret = Zeroizing::new(<[u8; SHARE]>::try_from(&bytes[..]).expect("a key of X25519 has 32 bytes"));
        let public = x25519::public(&secret);
        Self { identity, secret, public }
    }
}

impl FromStr for OpeningKey {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<Identity>().map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::unopened::Unopened;
    use age::{Identity as _, Recipient as _};
    use proptest::prelude::*;

    /// Errors of age without its words for them.
    fn opened(result: Option<Result<FileKey, DecryptError>>) -> Option<Result<[u8; FILE_KEY_BYTES], Unopened>> {
        result.map(|opened| opened.map(|key| *key.expose_secret()).map_err(Unopened::from))
    }

    proptest! {
        #[test]
        fn it_opens_what_age_opens(file_key: [u8; FILE_KEY_BYTES], other in any::<bool>()) {
            let key = OpeningKey::generate();
            let reader = if other { OpeningKey::generate() } else { key.clone() };
            let (stanzas, _) = key.to_public().wrap_file_key(&FileKey::new(Box::new(file_key))).unwrap();
            let ours = opened(reader.unwrap_stanza(&stanzas[0]));
            prop_assert_eq!(&ours, &(!other).then_some(Ok(file_key)));
            prop_assert_eq!(ours, opened(reader.identity.unwrap_stanza(&stanzas[0])));
        }

        #[test]
        fn an_odd_stanza_is_judged_by_age(
            tag in "X25519|X25519-|scrypt", args in prop::collection::vec("[A-Za-z0-9+/=]{0,3}|[A-Za-z0-9+/]{40,45}", 0..3),
            body in prop::collection::vec(any::<u8>(), WRAPPED - 1..=WRAPPED + 1),
        ) {
            let key = OpeningKey::generate();
            let stanza = Stanza { tag, args, body };
            prop_assert_eq!(opened(key.unwrap_stanza(&stanza)), opened(key.identity.unwrap_stanza(&stanza)));
        }
    }

    /// Two of those that <https://cr.yp.to/ecdh.html#validate> lists: the product is zero, and age refuses the file.
    #[test]
    fn a_share_of_small_order_opens_nothing() {
        let key = OpeningKey::generate();
        let (zero, one) = ([0; SHARE], std::array::from_fn(|at| u8::from(at == 0)));
        for share in [zero, one] {
            let args = vec![BASE64_STANDARD_NO_PAD.encode(share)];
            let stanza = Stanza { tag: TAG.into(), args, body: vec![0; WRAPPED] };
            assert_eq!(opened(key.unwrap_stanza(&stanza)), Some(Err(Unopened::Header)));
        }
    }
}
