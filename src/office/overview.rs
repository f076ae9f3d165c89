//! Everything on one page, from one round: what is owed, what each file lacks, how each case went.

use crate::audit::CaseAudit;
use crate::case::Case;
use crate::checklist;
use crate::dashboard::running::{self, Owed, Running};
use crate::dashboard::{Board, Due, Names, Story, prevention, story};
use crate::documents::{self, Choice, Sheet, Source};
use crate::error::Result;
use crate::finding::Summary;
use crate::office::Office;
use crate::office::inspection::Inspection;
use crate::office::tasks::{self, Task};

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
        Ok((documents::sheet(&source, source.guide.made("audit"), Choice::Latest)?, sums))
    }

    /// The report as a page to look at (HTML).
    pub fn page(&self) -> Result<(String, Summary)> {
        let (office, guide) = (self.office, self.guide);
        let (rows, sums) = self.collect(|_, audit| checklist::row(guide, &audit))?;
        Ok((Board::new(&office.repo.config.school, guide, rows, &sums, office.now).html()?, sums))
    }

    /// Everything on one page to look at (HTML); `tell` words what is to be done.
    pub fn board(&self, names: Names, tell: impl Fn(&Task) -> Result<Due> + Sync) -> Result<String> {
        let (office, zone, today) = (self.office, self.office.zone(), self.guide);
        let (mut rows, mut running, mut due, mut stories) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let sums = self.each(
            |case, audit| {
                let guide = office.guide_of(case, audit.episode)?;
                let told = (!case.is_locked()).then(|| story(guide, zone, case, &audit, names, office.now));
                let progress = running::running(guide, zone, case, &audit, names, office.now);
                let row = checklist::row(today, &audit);
                let of_case = tasks::tasks(audit);
                let progress = progress.map(|mut case| {
                    case.owed = owed(&of_case);
                    case
                });
                let of_case = of_case.iter().map(|task| {
                    let (urgency, case) = task.place();
                    Ok(((urgency, case.to_owned()), tell(task)?))
                });
                Ok((row, told, progress, of_case.collect::<Result<Vec<_>>>()?))
            },
            |kept: Result<_>| {
                let (row, story, progress, of_case) = kept?;
                rows.push(row);
                running.extend(progress);
                stories.extend(story);
                due.extend(of_case);
                Ok(())
            },
        )?;
        running::sort(&mut running);
        let team = &office.repo.team;
        for one in running.iter_mut().flat_map(|case: &mut Running| &mut case.owed) {
            // Whoever is not on the team is a person whom a record names.
            let known = one.turn.iter().filter(|id| team.members.iter().any(|member| member.id == **id));
            one.who = known.map(|id| team.name(id).to_owned()).collect();
        }
        due.sort_by(|(one, _), (other, _)| one.cmp(other));
        let due = due.into_iter().enumerate().map(|(rank, (_, due))| Due { rank, ..due });
        let mut board = Board::new(&office.repo.config.school, today, rows, &sums, office.now);
        board.due = Some(due.collect());
        board.running = running;
        board.cases = stories;
        board.prevention = self.school.duties.iter().map(prevention).collect();
        board.html()
    }
}

/// What is owed now, most pressing first.
fn owed(tasks: &[Task]) -> Vec<Owed> {
    let owed = tasks.iter().filter(|task| task.is_owed());
    owed.map(|task| match task.duty() {
        Some(line) => Owed { title: line.title.clone(), turn: line.turn.clone(), who: Vec::new() },
        None => Owed { title: tasks::title(task).to_owned(), turn: Vec::new(), who: Vec::new() },
    })
    .collect()
}
