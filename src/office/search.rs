//! Where words stand: in `case.yaml`, in the fields of records as people read them, and in their bodies.

use serde::Serialize;

use crate::case::Case;
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::office::Office;
use crate::office::rounds::parallel;
use crate::record::Record;
use crate::tell;
use crate::time::Zone;

/// One place.
#[derive(Serialize)]
pub struct Found {
    /// Empty: on the roster.
    pub case: String,
    /// None: in `case.yaml`.
    pub record: Option<String>,
    #[serde(rename = "date")]
    pub day: String,
    pub kind: String,
    /// What is before, the words themselves, what is after.
    pub excerpt: String,
}

/// All places, and how many cases were not searched because the keys at hand do not open them.
pub struct Places {
    pub found: Vec<Found>,
    pub locked: usize,
}

impl Office {
    /// Records in which all the words stand; blanks divide words. With the name of a kind, records of that kind alone.
    pub fn search(&self, text: &str, kind: Option<&str>) -> Result<Places> {
        let words: Vec<Vec<char>> =
            text.split_whitespace().map(|word| folded(word).map(|(_, letter)| letter).collect()).collect();
        if words.is_empty() {
            return Err(Error::new("没有写要找什么").fix("例如 crisis search 天台"));
        }
        let found = parallel(&self.repo.numbers()?, |number| {
            let case = self.repo.case(number);
            let guide = self.guide_of_latest(&case)?;
            Ok((in_case(self.zone(), guide, &case, &words), case.is_locked()))
        });
        let found = found.into_iter().collect::<Result<Vec<_>>>()?;
        let locked = found.iter().filter(|(_, is_locked)| *is_locked).count();
        let mut found: Vec<Found> = found.into_iter().flat_map(|(found, _)| found).collect();
        found.extend(self.on_roster(&words)?);
        found.retain(|found| kind.is_none_or(|kind| found.kind == kind));
        Ok(Places { found, locked })
    }
}

impl Office {
    /// Names, numbers and classes of the roster, in no case.
    fn on_roster(&self, words: &[Vec<char>]) -> Result<Vec<Found>> {
        let students = self.roster()?.unwrap_or_default().students;
        let found = students.iter().filter_map(|entry| {
            let student = &entry.student;
            let mut parts = vec![student.name.as_str()];
            parts.extend(student.also.iter().map(String::as_str));
            parts.extend([student.id.as_deref(), student.class.as_deref()].into_iter().flatten());
            let excerpt = excerpt(&parts.join("　"), words)?;
            let (case, day) = (String::new(), String::new());
            Some(Found { case, record: None, day, kind: "roster".to_owned(), excerpt })
        });
        Ok(found.collect())
    }
}

fn in_case(zone: Zone, guide: &Guide, case: &Case, words: &[Vec<char>]) -> Vec<Found> {
    let about = excerpt(&about(case), words).map(|excerpt| Found {
        case: case.number.clone(),
        record: None,
        day: String::new(),
        kind: "case".to_owned(),
        excerpt,
    });
    let records = case.records.iter().filter_map(|record| {
        Some(Found {
            case: case.number.clone(),
            record: Some(record.head.id.clone()),
            day: record.head.at.date(zone).to_string(),
            kind: record.head.kind.clone(),
            excerpt: excerpt(&text_of(guide, zone, record), words)?,
        })
    });
    about.into_iter().chain(records).collect()
}

/// Everything that `case.yaml` says, one thing after the other.
fn about(case: &Case) -> String {
    let student = &case.about.student;
    let mut parts = vec![Some(student.name.as_str()), student.id.as_deref(), student.class.as_deref()];
    for guardian in &case.about.guardians {
        parts.extend([Some(guardian.name.as_str()), guardian.relation.as_deref(), guardian.phone.as_deref()]);
    }
    parts.extend(case.about.class_teacher.iter().map(|tenure| Some(tenure.who.as_str())));
    parts.extend(case.about.temporary.iter().map(|member| Some(member.who.as_str())));
    parts.into_iter().flatten().collect::<Vec<_>>().join("　")
}

fn text_of(guide: &Guide, zone: Zone, record: &Record) -> String {
    let fields = tell::fields(guide, zone, record);
    let mut text: Vec<String> = fields.into_iter().map(|(label, said)| format!("{label}：{said}")).collect();
    text.push(record.body.clone());
    text.join("　")
}

/// What is compared: blanks do not count, nor do case and full width.
fn folded(text: &str) -> impl Iterator<Item = (usize, char)> {
    let plain = |letter: char| match letter {
        '！'..='～' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        other => other,
    };
    let letters = text.char_indices().filter(|(_, letter)| !letter.is_whitespace());
    letters.flat_map(move |(at, letter)| plain(letter).to_lowercase().map(move |letter| (at, letter)))
}

/// A line around the first of the words, when all of them occur.
fn excerpt(text: &str, words: &[Vec<char>]) -> Option<String> {
    const AROUND: usize = 12;
    let letters: Vec<(usize, char)> = folded(text).collect();
    let place =
        |word: &Vec<char>| letters.windows(word.len()).position(|part| part.iter().map(|(_, letter)| letter).eq(word));
    let places: Vec<usize> = words.iter().map(place).collect::<Option<_>>()?;
    let (first, length) = (*places.first()?, words.first()?.len());
    let start = letters[first.saturating_sub(AROUND)].0;
    let end = letters.get(first + length + AROUND).map_or(text.len(), |(at, _)| *at);
    let (before, after) = (if start > 0 { "…" } else { "" }, if end < text.len() { "…" } else { "" });
    let line: Vec<&str> = text[start..end].split_whitespace().collect();
    Some(format!("{before}{}{after}", line.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::{excerpt, folded};

    fn found(text: &str, words: &[&str]) -> Option<String> {
        let words: Vec<Vec<char>> = words.iter().map(|word| folded(word).map(|(_, letter)| letter).collect()).collect();
        excerpt(text, &words)
    }

    #[test]
    fn blanks_case_and_width_do_not_matter() {
        assert_eq!(found("他说 不想\n活了", &["想活"]).as_deref(), Some("他说 不想 活了"));
        assert_eq!(found("ＱＱ群", &["qq"]).as_deref(), Some("ＱＱ群"));
        assert_eq!(found("天台", &["天台", "电话"]), None);
        assert_eq!(found("", &["天"]), None);
        assert_eq!(found("İstanbul 𠮷野", &["𠮷"]).as_deref(), Some("İstanbul 𠮷野"));
    }

    #[test]
    fn an_excerpt_is_short() {
        let text = format!("{}天台{}", "前".repeat(50), "后".repeat(50));
        assert_eq!(found(&text, &["天台"]).unwrap(), format!("…{}天台{}…", "前".repeat(12), "后".repeat(12)));
    }
}
