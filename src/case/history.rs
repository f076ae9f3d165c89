//! What the records written one after another make together: their order in the chain, and what they say once they
//! are amended.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::error::Error;
use crate::record::amendment::Amended;
use crate::record::{Fact, Record};

/// How many records lie before each in its chain, on the longest way to the beginning.
pub fn depths(written: &[Arc<Record>]) -> Vec<usize> {
    let places: BTreeMap<&str, usize> =
        written.iter().enumerate().map(|(at, record)| (record.digest.as_str(), at)).collect();
    let before = |record: &Arc<Record>| record.head.links().filter_map(|digest| places.get(digest).copied()).collect();
    let before: Vec<Vec<usize>> = written.iter().map(before).collect();
    let mut depths = vec![0; written.len()];
    // Each round reaches one link further; a chain bent into a circle by hand ends with the number of its links.
    for _ in 0..written.len() {
        let mut is_settled = true;
        for (at, before) in before.iter().enumerate() {
            let deepest = before.iter().map(|at| depths[*at]).max();
            let depth = deepest.map_or(0, |depth| depth + 1).min(written.len());
            is_settled &= std::mem::replace(&mut depths[at], depth) == depth;
        }
        if is_settled {
            break;
        }
    }
    depths
}

/// Whether the writer of `new` may have seen `old`, itself or through the records before: where a link leads to nothing,
/// nobody knows what lay behind it.
pub fn may_lie_before(written: &[Arc<Record>], old: &Record, new: &Record) -> bool {
    lies_before(written, old, new) != Some(false)
}

/// The same, where the links that are there say so.
pub fn does_lie_before(written: &[Arc<Record>], old: &Record, new: &Record) -> bool {
    lies_before(written, old, new) == Some(true)
}

/// None: nobody knows.
fn lies_before(written: &[Arc<Record>], old: &Record, new: &Record) -> Option<bool> {
    let by_digest: BTreeMap<&str, &Record> =
        written.iter().map(|record| (record.digest.as_str(), record.as_ref())).collect();
    let mut open: Vec<&str> = new.head.links().collect();
    let (mut seen, mut is_whole) = (BTreeSet::new(), true);
    while let Some(digest) = open.pop() {
        if digest == old.digest {
            return Some(true);
        }
        match by_digest.get(digest) {
            None => is_whole = false,
            Some(record) if seen.insert(digest) => open.extend(record.head.links()),
            Some(_) => {}
        }
    }
    is_whole.then_some(false)
}

/// Records as their amendments leave them, and each amendment's effect. Amendments of amendments come first: what was
/// taken back changes nothing. An amendment of what is not there is a fault, and changes nothing either.
pub fn amended(written: &[Arc<Record>], faults: &mut Vec<Error>) -> (Vec<Arc<Record>>, Vec<Amended>) {
    let mut history =
        History { written, current: written.iter().cloned().map(Some).collect(), steps: Vec::new(), faults };
    let amendments: Vec<usize> = (0..written.len()).filter(|at| is_amendment(&written[*at])).collect();
    for (before, target) in amendments.iter().enumerate().rev() {
        for later in amendments[before + 1..].iter().filter(|later| written[**later].amends(&written[*target])) {
            history.apply(*later, *target);
        }
    }
    for at in amendments {
        match written.iter().position(|target| written[at].amends(target)) {
            // A file that no record told of was taken out.
            None if written[at].head.amends.is_none() && is_withdrawal(&written[at]) => {}
            Some(target) if is_amendment(&written[target]) && target < at => {}
            Some(target) if !is_amendment(&written[target]) => history.apply(at, target),
            _ => history.lost(at),
        }
    }
    (history.current.into_iter().flatten().collect(), history.steps)
}

fn is_amendment(record: &Record) -> bool {
    matches!(record.fact, Fact::Amendment(_) | Fact::Withdrawal(_))
}

fn is_withdrawal(record: &Record) -> bool {
    matches!(record.fact, Fact::Withdrawal(_))
}

/// What the records say so far.
struct History<'a> {
    written: &'a [Arc<Record>],
    /// None: taken back.
    current: Vec<Option<Arc<Record>>>,
    steps: Vec<Amended>,
    faults: &'a mut Vec<Error>,
}

impl History<'_> {
    fn apply(&mut self, at: usize, target: usize) {
        let Some(by) = self.current[at].clone() else { return };
        let before = match self.current[target].clone() {
            Some(before) => before,
            // Taken back before its file was taken out.
            None if is_withdrawal(&by) => return,
            None => return self.lost(at),
        };
        let after = match &by.fact {
            Fact::Amendment(amendment) if !amendment.retract => match before.amended(amendment.change()) {
                Ok(new) => Some(Arc::new(new)),
                Err(error) => return self.faults.push(error.field("set")),
            },
            _ => None,
        };
        self.current[target].clone_from(&after);
        self.steps.push(Amended { by, before, after });
    }

    fn lost(&mut self, at: usize) {
        let lost = Error::new("所更正的记录不在档案里").path(&self.written[at].path).field("amends");
        self.faults.push(lost.fix("核对 amends 后面的记录编号；用 `crisis amend` 重新更正"));
    }
}
