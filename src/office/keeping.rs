//! How long a file is kept: by the guide of today and by `crisis.toml`, until the last of what they say.

use crate::audit::kept::Keeping;
pub use crate::audit::kept::Kept;
use crate::case::Case;
use crate::error::{Error, Result};
use crate::guide::KeptFrom;
use crate::office::Office;

impl Office {
    /// Every file that has ended: first those that may be destroyed, then by when they may. What can't be opened is left
    /// out, and counted.
    pub fn keepings(&self) -> Result<(Vec<Kept>, usize)> {
        let looked = self.rounds()?.collect(|case, _| (case.is_locked(), self.kept(case)))?;
        let (mut all, mut locked) = (Vec::new(), 0);
        for (is_locked, kept) in looked {
            if is_locked {
                locked += 1;
            } else {
                all.extend(kept?);
            }
        }
        all.sort_by_key(|one| (!one.may_go, one.until.is_none(), one.until, one.case.clone()));
        Ok((all, locked))
    }

    /// Nothing of a file that goes on.
    pub fn kept(&self, case: &Case) -> Result<Option<Kept>> {
        let guide = self.guide()?;
        let own = self.repo.config.retention.map(|keep| (KeptFrom::Closing, keep));
        let rules: Vec<_> = guide.retention.iter().map(|rule| (rule.from, rule.keep)).chain(own).collect();
        let keeping = Keeping { guide, calendar: &self.repo.config.calendar, rules };
        let kept = keeping.of(case, self.now);
        if kept.is_some() && keeping.rules.is_empty() {
            let unset = Error::new("学校还没有规定保管期限").path("crisis.toml").field("retention");
            let fix = "在指南里写 [[retention]]，或在 crisis.toml 写明保管期限，例如 retention = \"3y\"，再运行";
            return Err(unset.fix(fix));
        }
        Ok(kept)
    }
}
