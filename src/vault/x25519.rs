//! X25519 (RFC 7748, section 5) in constant time: in assembler where the processor can, otherwise on the Edwards form of
//! the curve (section 4.1), which takes half as long again. A school's old computers are of the second kind.

use curve25519_dalek::montgomery::MontgomeryPoint;
use zeroize::Zeroizing;

pub const SHARE: usize = 32;

/// `None` where the product is zero. May be `None` for a share on the twist of the curve too, of which no honest writer
/// makes one.
pub fn product(share: [u8; SHARE], secret: &[u8; SHARE]) -> Option<Zeroizing<[u8; SHARE]>> {
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    if graviola::util::is_cpu_supported() {
        return in_assembler(share, secret);
    }
    on_edwards(share, secret)
}

pub fn public(secret: &[u8; SHARE]) -> [u8; SHARE] {
    MontgomeryPoint::mul_base_clamped(*secret).to_bytes()
}

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
fn in_assembler(share: [u8; SHARE], secret: &[u8; SHARE]) -> Option<Zeroizing<[u8; SHARE]>> {
    use graviola::key_agreement::x25519::{PublicKey, StaticPrivateKey};
    let shared = StaticPrivateKey::from_array(secret).diffie_hellman(&PublicKey::from_array(&share)).ok()?;
    Some(Zeroizing::new(shared.0))
}

fn on_edwards(share: [u8; SHARE], secret: &[u8; SHARE]) -> Option<Zeroizing<[u8; SHARE]>> {
    // Which of the two points it is makes no difference: both have the same u.
    let point = MontgomeryPoint(share).to_edwards(0)?;
    let shared = Zeroizing::new(point.mul_clamped(*secret).to_montgomery());
    (*shared != MontgomeryPoint::default()).then(|| Zeroizing::new(shared.to_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Way = fn([u8; SHARE], &[u8; SHARE]) -> Option<Zeroizing<[u8; SHARE]>>;

    /// What this machine takes, and what an older one would.
    const WAYS: [Way; 2] = [product, on_edwards];

    proptest! {
        /// Half of the shares are on the twist; some have the bit that is to be ignored.
        #[test]
        fn the_product_is_that_of_the_ladder(share: [u8; SHARE], secret: [u8; SHARE]) {
            for shared in WAYS.iter().filter_map(|way| way(share, &secret)) {
                prop_assert_eq!(*shared, MontgomeryPoint(share).mul_clamped(secret).to_bytes());
            }
        }

        #[test]
        fn both_sides_have_the_same_product(ours: [u8; SHARE], theirs: [u8; SHARE]) {
            for way in WAYS {
                let (one, other) = (way(public(&theirs), &ours), way(public(&ours), &theirs));
                prop_assert!(one.is_some());
                prop_assert_eq!(one, other);
            }
        }
    }

    /// Two of those that <https://cr.yp.to/ecdh.html#validate> lists.
    #[test]
    fn a_share_of_small_order_has_no_product() {
        let (zero, one) = ([0; SHARE], std::array::from_fn(|at| u8::from(at == 0)));
        for share in [zero, one] {
            assert!(WAYS.iter().all(|way| way(share, &[7; SHARE]).is_none()));
        }
    }
}
