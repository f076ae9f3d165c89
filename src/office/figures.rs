//! De-identified figures: what is counted, in the guide's words and order.

use crate::error::Result;
use crate::guide::Guide;
use crate::office::Office;
use crate::office::rounds::parallel;
use crate::stats::entry::outcomes;
use crate::stats::{Entry, Figures, Question, figures};

/// The figures, and of how many cases nobody here can read anything.
pub struct Counted {
    pub figures: Figures,
    pub locked: usize,
}

impl Office {
    /// Of the episodes that began in a term, by its name, or of all.
    pub fn figures(&self, term: Option<&str>) -> Result<Counted> {
        let guide = self.guide()?;
        let term = term.map(|name| self.repo.config.calendar.named(name)).transpose()?;
        let (mut entries, locked) = self.entries()?;
        entries.retain(|entry| term.is_none_or(|term| entry.term.as_ref() == Some(&term.name)));
        let questions = self.questions(guide, &entries, term.is_some());
        Ok(Counted { figures: figures(&entries, &questions, self.repo.config.suppress_below), locked })
    }

    /// Every episode that can be read, and of how many cases none can.
    fn entries(&self) -> Result<(Vec<Entry>, usize)> {
        let config = &self.repo.config;
        let read = parallel(&self.repo.numbers()?, |number| {
            let case = self.repo.case(number);
            let case = case.happened_by(self.now, config.calendar.zone);
            let entry = |episode: u32| {
                let guide = self.guide_of(&case, episode)?;
                Ok(Entry::of(self.setting(guide), &config.grades, &case, episode))
            };
            let entries = case.episodes().into_iter().map(entry).collect::<Result<Vec<_>>>();
            entries.map(|entries| (entries, case.is_locked()))
        });
        let read = read.into_iter().collect::<Result<Vec<_>>>()?;
        let locked = read.iter().filter(|(_, is_locked)| *is_locked).count();
        Ok((read.into_iter().flat_map(|(entries, _)| entries).collect(), locked))
    }

    fn questions(&self, guide: &Guide, entries: &[Entry], of_term: bool) -> Vec<Question> {
        let config = &self.repo.config;
        let names = |vocabulary: &str| guide.words(vocabulary).map(|(_, name)| name.to_owned()).collect::<Vec<_>>();
        let mut grades = config.grades.clone();
        if grades.is_empty() {
            grades = entries.iter().filter_map(|entry| entry.grade.clone()).collect();
            grades.sort_unstable();
            grades.dedup();
        }
        let mut asked = vec![
            question("grade", "年级", grades, "未写明", |entry| entry.grade.iter().cloned().collect()),
            question("type", "类型（一次可有多种）", names("type"), "未写明", |entry| entry.types.clone()),
        ];
        for (axis, name) in guide.words("axis") {
            let mut levels: Vec<_> = guide.levels.iter().filter(|level| level.axis == axis).collect();
            levels.sort_by_key(|level| level.order);
            let words = levels.into_iter().map(|level| level.name.clone()).collect();
            let of = axis.to_owned();
            let answer = move |entry: &Entry| entry.level.get(&of).into_iter().cloned().collect();
            asked.push(question(&format!("level.{axis}"), &format!("等级（{name}）"), words, "未定", answer));
        }
        let terms: Vec<String> = config.calendar.terms.iter().map(|term| term.name.clone()).collect();
        if !of_term && !terms.is_empty() {
            asked.push(question("term", "学期", terms, "学期之外", |entry| entry.term.iter().cloned().collect()));
        }
        let ends = outcomes().iter().map(|(_, word)| word.clone()).collect();
        asked.push(question("outcome", "结果", ends, "进行中", |entry| entry.outcome.iter().cloned().collect()));
        asked
    }
}

fn question(
    key: &str,
    title: &str,
    words: Vec<String>,
    otherwise: &str,
    answer: impl Fn(&Entry) -> Vec<String> + 'static,
) -> Question {
    Question {
        key: key.to_owned(),
        title: title.to_owned(),
        words,
        otherwise: otherwise.to_owned(),
        answer: Box::new(answer),
    }
}
