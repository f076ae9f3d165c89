//! What the records written one after another make together: their order in the chain, and what they say once they
//! are amended.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::Error;
use crate::record::{Fact, Record};

/// How many records of the case lie before each in its chain, by digest.
pub fn depths(written: &[Arc<Record>]) -> BTreeMap<String, usize> {
    let links: BTreeMap<&str, Option<&str>> =
        written.iter().map(|record| (record.digest.as_str(), record.head.prev.as_deref())).collect();
    let depth = |record: &Arc<Record>| {
        let mut at = record.head.prev.as_deref();
        let mut depth = 0;
        // A chain bent into a circle by hand ends with the number of its links.
        while let Some(next) = at.and_then(|digest| links.get(digest)).filter(|_| depth < links.len()) {
            depth += 1;
            at = *next;
        }
        depth
    };
    written.iter().map(|record| (record.digest.clone(), depth(record))).collect()
}

/// Applies amendments in the order of writing. An amendment of what is not there is a fault, and changes nothing.
pub fn amended(written: &[Arc<Record>], faults: &mut Vec<Error>) -> Vec<Arc<Record>> {
    let mut current: Vec<Option<Arc<Record>>> = written.iter().cloned().map(Some).collect();
    for record in written {
        let Fact::Amendment(amendment) = &record.fact else { continue };
        let named = |other: &&mut Option<Arc<Record>>| {
            other.as_ref().is_some_and(|other| Some(&other.head.id) == record.head.amends.as_ref())
        };
        let Some(target) = current.iter_mut().find(named) else {
            let lost = Error::new("所更正的记录不在档案里").path(&record.path).field("amends");
            faults.push(lost.fix("核对 amends 后面的记录编号；用 `crisis amend` 重新更正"));
            continue;
        };
        if amendment.retract {
            *target = None;
            continue;
        }
        match target.as_ref().map(|old| old.amended(amendment.change())) {
            Some(Ok(new)) => *target = Some(Arc::new(new)),
            Some(Err(error)) => faults.push(error.field("set")),
            None => {}
        }
    }
    current.into_iter().flatten().collect()
}
