//! A set of small numbers, a bit each: letters, places of words.

#[derive(Default)]
pub struct Bits(Vec<u64>);

impl Bits {
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

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::Bits;

    #[test]
    fn what_was_put_in_is_there() {
        let mut bits = Bits::default();
        assert!(bits.is_empty() && !bits.has(0));
        for number in [0, 63, 64, 70_000] {
            bits.insert(number);
        }
        assert!([0, 63, 64, 70_000].into_iter().all(|number| bits.has(number)) && !bits.is_empty());
        assert!(![1, 62, 65, 128, 70_001, 1_000_000].into_iter().any(|number| bits.has(number)));
    }
}
