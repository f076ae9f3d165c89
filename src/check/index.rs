//! What checks across cases need to know of the others: who has which folder, and which minutes lie in it. Built
//! once for an audit, so that ten thousand cases are not compared with one another one by one.

use crate::case::Student;
use crate::record::Fact;
use crate::text::narrow;

pub use self::marks::Mark;
pub use self::students::Known;

use self::marks::Marks;
use self::names::Names;
use self::students::Students;

mod marks;
mod names;
mod students;

/// A student, and what lies in the folder and should lie in no other.
#[derive(Clone, Default)]
pub struct Folder {
    /// None of somebody who is only on the school's roster.
    pub case: Option<String>,
    pub student: Student,
    /// What [`minutes_of`] makes of the case's meetings.
    pub minutes: Vec<Mark>,
    /// Of the files in the case, by their SHA-256.
    pub files: Vec<Mark>,
}

/// A name of a student where it stands in a text.
pub struct Mentioned<'i> {
    /// Byte offset.
    pub at: usize,
    /// As it is compared.
    pub name: &'i str,
    pub student: Known<'i>,
}

#[derive(Default)]
pub struct Index {
    students: Students,
    names: Names,
    /// By a student's number, made plain.
    by_id: Marks,
    by_minutes: Marks,
    by_bytes: Marks,
}

impl Index {
    /// One more, before anything is asked.
    pub fn add(&mut self, folder: Folder) {
        let Folder { case, student, minutes, files } = folder;
        let at = self.students.add(case.as_deref(), &student);
        student.names().for_each(|name| self.names.add(name, at));
        let id = student.id.as_deref().map(plain_id).filter(|id| !id.is_empty());
        self.by_id.add(id.map(|id| Mark::of(&id)), at);
        self.by_minutes.add(minutes, at);
        self.by_bytes.add(files, at);
    }

    /// Ready to be asked.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.students.close();
        self.names.sort();
        for marks in [&mut self.by_id, &mut self.by_minutes, &mut self.by_bytes] {
            marks.sort();
        }
        self
    }

    pub fn students(&self) -> impl Iterator<Item = Known<'_>> {
        self.students.all()
    }

    /// Everybody whose number would be the same if it were written plainly.
    pub fn with_id(&self, id: &str) -> impl Iterator<Item = Known<'_>> {
        self.by_id.of(Mark::of(&plain_id(id))).map(|at| self.students.get(at))
    }

    /// Everybody of exactly this name.
    pub fn named(&self, name: &str) -> impl Iterator<Item = Known<'_>> {
        self.names.of(name).map(|at| self.students.get(at))
    }

    pub fn with_minutes(&self, minutes: Mark) -> impl Iterator<Item = Known<'_>> {
        self.by_minutes.of(minutes).map(|at| self.students.get(at))
    }

    pub fn with_bytes(&self, file: Mark) -> impl Iterator<Item = Known<'_>> {
        self.by_bytes.of(file).map(|at| self.students.get(at))
    }

    /// Whether a text, however it is typed, may hold the name of a student. Most hold none.
    pub fn may_mention(&self, text: &str) -> bool {
        self.names.may_stand_in(text)
    }

    /// Every place in a text (made plain by [`crate::text::plain`]) where the name of a student stands.
    pub fn mentioned<'i>(&'i self, text: &'i str) -> impl Iterator<Item = Mentioned<'i>> {
        let standing = self.names.standing_in(text);
        standing.map(|(at, name, student)| Mentioned { at, name, student: self.students.get(student) })
    }
}

impl FromIterator<Folder> for Index {
    fn from_iter<F: IntoIterator<Item = Folder>>(folders: F) -> Self {
        let mut index = Self::default();
        folders.into_iter().for_each(|folder| index.add(folder));
        index.sorted()
    }
}

/// A student's number as it would be without what spreadsheets and keyboards make of numbers: full-width digits,
/// blanks, leading zeros, a fraction of zero, a power of ten, letters that look like digits.
pub fn plain_id(id: &str) -> String {
    let text: String = id.chars().map(narrow).filter(|letter| !letter.is_whitespace() && *letter != '\'').collect();
    let text = power_of_ten(&text).unwrap_or(text);
    let text = text.strip_suffix(".0").unwrap_or(&text).to_uppercase();
    let alike = |letter| match letter {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    text.chars().map(alike).collect::<String>().trim_start_matches('0').to_owned()
}

/// `1E5`, `2.0260142E+07` as whole numbers.
fn power_of_ten(text: &str) -> Option<String> {
    let (number, power) = text.split_once(['E', 'e'])?;
    let power: usize = power.trim_start_matches('+').parse().ok().filter(|power| *power <= 30)?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.chars().all(|letter| letter.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > power {
        return None;
    }
    Some(format!("{whole}{fraction}{}", "0".repeat(power - fraction.len())))
}

/// What is the same in two folders when the minutes of one meeting were copied: the moment and what was decided
/// and written. Minutes that say nothing of their own are nobody's.
pub fn minutes_of(fact: &Fact, body: &str) -> Option<Mark> {
    /// Shorter texts are phrases that any two meetings may share.
    const SHORTEST: usize = 20;
    let Fact::Meeting(meeting) = fact else { return None };
    let said = meeting.decisions.iter().map(String::as_str).chain([body]);
    let mut text = format!("{}\n", meeting.at);
    let start = text.len();
    text.extend(said.flat_map(str::split_whitespace));
    (text[start..].chars().count() >= SHORTEST).then(|| Mark::of(&text))
}

#[cfg(test)]
mod tests {
    use super::{Folder, Index, Known, Mark, plain_id};
    use crate::case::Student;

    /// What is passed over without a second look mentions nobody; a pair of letters of two names may be looked at.
    #[test]
    fn a_text_that_mentions_somebody_may_do_so() {
        let student = |name: &str| Student { name: name.to_owned(), ..Student::default() };
        let students = ["林样本", "Ａnna", "叶·示例", "𠮷田某"].map(student);
        let index: Index = students.into_iter().map(|student| Folder { student, ..Folder::default() }).collect();
        for text in
            ["见到林样本", "林 样\u{3000}本", "with Anna", "ＡＮＮＡ和anna和Anna", "叶．示例", "𠮷田某来过", "林样"]
        {
            assert!(index.may_mention(text), "{text}");
        }
        for text in ["", "林", "样林", "林\n样", "叶示例", "田某", "本林叶"] {
            assert!(!index.may_mention(text), "{text}");
            assert_eq!(index.mentioned(&crate::text::plain(text)).count(), 0, "{text}");
        }
        assert!(!Index::default().may_mention("林样本"));
    }

    #[test]
    fn everybody_is_found_as_they_were_put_in() {
        let folder = |case: Option<&str>, name: &str, id: Option<&str>, class: Option<&str>| {
            let [id, class] = [id, class].map(|said| said.map(str::to_owned));
            let student =
                Student { name: name.to_owned(), also: vec!["小林".to_owned()], id, class, ..Student::default() };
            let minutes = vec![Mark::of(name)];
            Folder { case: case.map(str::to_owned), student, minutes, files: vec![Mark::of("同一份")] }
        };
        let folders = [
            folder(Some("2026-AAAA"), "林样本", Some("007"), Some("高一(3)班")),
            folder(None, "林", None, None),
            folder(Some("2026-BBBB"), "", Some("8"), None),
            folder(Some("2026-CCCC"), "林样本", None, Some("")),
        ];
        let index: Index = folders.into_iter().collect();
        let of =
            |found: Vec<Known<'_>>| found.into_iter().map(|known| known.case.map(str::to_owned)).collect::<Vec<_>>();
        let [a, b, c] = ["2026-AAAA", "2026-BBBB", "2026-CCCC"].map(|case| Some(case.to_owned()));
        assert_eq!(of(index.named("林 样本").collect()), [a.clone(), c.clone()]);
        assert_eq!(of(index.named("林").collect()), [None]);
        assert_eq!(of(index.with_id("7").collect()), std::slice::from_ref(&a));
        assert_eq!(of(index.with_minutes(Mark::of("林样本")).collect()), [a.clone(), c.clone()]);
        assert_eq!(of(index.with_bytes(Mark::of("同一份")).collect()), [a.clone(), None, b, c.clone()]);
        let text = "小林和林样本";
        let mentioned: Vec<_> =
            index.mentioned(text).map(|said| (said.at, said.student.case.map(str::to_owned))).collect();
        assert_eq!(mentioned.len(), 6, "the other name of four, and two of one name");
        assert_eq!(mentioned[4..], [(9, a), (9, c)]);
        let known: Vec<_> = index.students().map(|known| (known.name, known.id, known.class)).collect();
        let all = [
            ("林样本", Some("007"), Some("高一(3)班")),
            ("林", None, None),
            ("", Some("8"), None),
            ("林样本", None, None),
        ];
        assert_eq!(known, all);
    }

    #[test]
    fn numbers_that_look_alike() {
        for (one, other) in [
            ("00123", "123"),
            ("１２３", "123"),
            ("1E5", "100000"),
            ("2.0260142E+07", "20260142"),
            ("20260142.0", "20260142"),
            (" 2026 0142", "20260142"),
            ("2O260142", "20260142"),
        ] {
            assert_eq!(plain_id(one), plain_id(other), "{one}");
        }
        for (one, other) in [("1E5", "1E6"), ("A12", "B12"), ("1.5E0", "15"), ("20260142", "20260143")] {
            assert_ne!(plain_id(one), plain_id(other), "{one}");
        }
    }
}
