//! Everything on one page, from one round: what is owed, what each file lacks, how each case went.

use crate::checklist::{self, Row};
use crate::dashboard::{Names, Story, story};
use crate::error::Result;
use crate::finding::Summary;
use crate::office::inspection::Inspection;
use crate::office::tasks::{self, Task};

pub struct Overview {
    pub rows: Vec<Row>,
    /// Most pressing first.
    pub tasks: Vec<Task>,
    pub stories: Vec<Story>,
    pub sums: Summary,
}

impl Inspection<'_> {
    pub fn overview(&self, names: Names) -> Result<Overview> {
        let (office, zone, today) = (self.office, self.office.zone(), self.guide);
        let (mut rows, mut tasks, mut stories) = (Vec::new(), Vec::new(), Vec::new());
        let sums = self.each(
            |case, audit| {
                let guide = office.guide_of(case, audit.episode)?;
                let told = (!case.is_locked()).then(|| story(guide, zone, case, &audit, names, office.now));
                Ok((checklist::row(today, &audit), told, tasks::tasks(audit)))
            },
            |kept: Result<_>| {
                let (row, story, of_case) = kept?;
                rows.push(row);
                stories.extend(story);
                tasks.extend(of_case);
                Ok(())
            },
        )?;
        Ok(Overview { rows, tasks: tasks::in_order(tasks), stories, sums })
    }
}
