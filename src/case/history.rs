//! What the records written one after another make together: their order in the chain, and what they say once they
//! are amended.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::Error;
use crate::record::amendment::Amended;
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
