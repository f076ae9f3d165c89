//! A set of small numbers, a bit each: letters, places of words.

#[derive(Clone, Default)]
pub struct Bits(Vec<u64>);

impl Bits {
    pub const NONE: Self = Self(Vec::new());

    pub fn insert(&mut self, number: usize) {
        let at = number / 64;
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        self.0[at] |= 1 << (number % 64);
    }

    pub fn has(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|bits| bits & (1 << (number % 64)) != 0)
    }

    /// Whether some number is in both.
    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(one, other)| one & other != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::Bits;

    #[test]
    fn what_was_put_in_is_there() {
        let (mut bits, mut other) = (Bits::default(), Bits::default());
        assert!(!bits.has(0) && !bits.meets(&other));
        for number in [0, 63, 64, 70_000] {
            bits.insert(number);
        }
        assert!([0, 63, 64, 70_000].into_iter().all(|number| bits.has(number)));
        assert!(![1, 62, 65, 128, 70_001, 1_000_000].into_iter().any(|number| bits.has(number)));
        other.insert(62);
        assert!(!bits.meets(&other));
        other.insert(70_000);
        assert!(bits.meets(&other) && other.meets(&bits));
    }
}
