//! What holds the records of a case together: each names the ones that were written before it.

use std::sync::Arc;

use super::{Case, history};
use crate::record::Record;

impl Case {
    /// The record that the next one names as `prev`: the latest that no other record names.
    pub fn head(&self) -> Option<&Record> {
        let mut written = self.written.iter().map(Arc::as_ref);
        written.clone().rev().find(|record| !self.is_named(record)).or_else(|| written.next_back())
    }

    /// Digests of the other records of the chain that no record names: written on other machines at the same time. The
    /// next record names them too (`joins`), so that none can go unseen. What has no link itself is older than the
    /// chain.
    pub fn loose_ends(&self) -> Vec<String> {
        let head = self.head().map(|record| record.digest.as_str());
        let is_loose = |record: &&Arc<Record>| {
            record.head.prev.is_some() && Some(record.digest.as_str()) != head && !self.is_named(record)
        };
        self.written.iter().filter(is_loose).map(|record| record.digest.clone()).collect()
    }

    fn is_named(&self, record: &Record) -> bool {
        self.written.iter().any(|other| other.head.links().any(|digest| digest == record.digest))
    }

    /// Whether neither writer knew of the other's record: both are in the chain, and neither lies before the other.
    pub fn are_apart(&self, one: &Record, other: &Record) -> bool {
        let is_chained = |record: &Record| record.head.prev.is_some();
        one.digest != other.digest
            && is_chained(one)
            && is_chained(other)
            && !history::may_lie_before(&self.written, one, other)
            && !history::may_lie_before(&self.written, other, one)
    }
}
