//! Everything on one page, from one round: what is owed, what each file lacks, how each case went.

use crate::audit::CaseAudit;
use crate::case::Case;
use crate::checklist::{self, Row};
use crate::dashboard::{Board, Names, Story, story};
use crate::documents::{self, Choice, Paper, Sheet, Source};
use crate::error::Result;
use crate::finding::Summary;
use crate::office::Office;
use crate::office::inspection::Inspection;
use crate::office::tasks::{self, Task};

pub struct Overview {
    pub rows: Vec<Row>,
    /// Most pressing first.
    pub tasks: Vec<Task>,
    pub stories: Vec<Story>,
    pub sums: Summary,
}

impl Office {
    /// How an episode went.
    pub fn story(&self, case: &Case, audit: &CaseAudit, names: Names) -> Result<Story> {
        Ok(story(self.guide_of(case, audit.episode)?, self.zone(), case, audit, names, self.now))
    }
}

impl Inspection<'_> {
    /// The report as a paper, without the duties, which it does not show.
    pub fn paper(&self) -> Result<(Sheet, Summary)> {
        let slim = |_: &Case, audit| CaseAudit { duties: Vec::new(), unreturned: Vec::new(), ..audit };
        let (audits, sums) = self.collect(slim)?;
        let templates = self.office.templates()?;
        let (source, findings) = (self.office.source(self.guide, &templates), &self.school.findings);
        let source = Source { audits: &audits, findings, ..source };
        Ok((documents::sheet(&source, Paper::named("audit")?, Choice::Latest)?, sums))
    }

    /// The report as a page to look at (HTML).
    pub fn page(&self) -> Result<(String, Summary)> {
        let (office, guide) = (self.office, self.guide);
        let (rows, sums) = self.collect(|_, audit| checklist::row(guide, &audit))?;
        Ok((Board::new(&office.repo.config.school, guide, rows, &sums, office.now).html()?, sums))
    }

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
