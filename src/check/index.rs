//! What checks across cases need to know of the others: who has which folder, and which minutes lie in it. Built
//! once for an audit, so that ten thousand cases are not compared with one another one by one.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::record::Fact;
use crate::text::{letters, narrow, plain};

/// A student of the school: one case of the repository, or an entry of the roster.
#[derive(Clone, Default)]
pub struct Known {
    /// None of somebody who is only on the school's roster.
    pub case: Option<String>,
    pub name: String,
    /// What else the student is or was called.
    pub also: Vec<String>,
    pub id: Option<String>,
    pub class: Option<String>,
}

/// A student, and what lies in the folder and should lie in no other.
#[derive(Clone, Default)]
pub struct Folder {
    pub student: Known,
    /// What [`minutes_of`] makes of the case's meetings.
    pub minutes: Vec<Mark>,
    /// Of the files in the case, by their SHA-256.
    pub files: Vec<Mark>,
}

impl Known {
    /// The number of the case, where that is another one.
    pub fn other_case(&self, own: &str) -> Option<&str> {
        self.case.as_deref().filter(|case| *case != own)
    }

    /// Where somebody else may look, without saying who it is.
    pub fn place(&self) -> String {
        self.case.as_ref().map_or_else(|| "另一处".to_owned(), |case| format!("档案 {case} "))
    }
}

/// A name of a student where it stands in a text.
pub struct Mentioned<'i> {
    /// Byte offset.
    pub at: usize,
    /// As it is compared.
    pub name: &'i str,
    pub student: &'i Known,
}

/// Names, made plain by [`plain`], and whose they are.
type Names = Vec<(Box<str>, usize)>;

#[derive(Default)]
pub struct Index {
    students: Vec<Known>,
    /// The first two letters of a name to the names that begin so.
    by_name: HashMap<(char, char), Names>,
    beginnings: Pairs,
    /// By a student's number, made plain.
    by_id: Marks,
    by_minutes: Marks,
    by_bytes: Marks,
}

impl Index {
    /// One more, before anything is asked.
    pub fn add(&mut self, folder: Folder) {
        let Folder { student, minutes, files } = folder;
        let at = self.students.len();
        for name in [&student.name].into_iter().chain(&student.also).map(|name| plain(name)) {
            let (first, second) = start(&name);
            self.by_name.entry((first, second)).or_default().push((name.into(), at));
            self.beginnings.insert(first, second);
        }
        if let Some(id) = student.id.as_deref().map(plain_id).filter(|id| !id.is_empty()) {
            self.by_id.insert(vec![Mark::of(&id)], at);
        }
        self.by_minutes.insert(minutes, at);
        self.by_bytes.insert(files, at);
        self.students.push(student);
    }

    /// Ready to be asked.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        for marks in [&mut self.by_id, &mut self.by_minutes, &mut self.by_bytes] {
            marks.0.sort_unstable();
        }
        self
    }

    pub fn students(&self) -> &[Known] {
        &self.students
    }

    /// Everybody whose number would be the same if it were written plainly.
    pub fn with_id(&self, id: &str) -> impl Iterator<Item = &Known> {
        self.by_id.of(Mark::of(&plain_id(id))).map(|at| &self.students[at])
    }

    /// Everybody of exactly this name.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Known> {
        let name = plain(name);
        let of_name = self.by_name.get(&start(&name)).into_iter().flatten();
        of_name.filter(move |(known, _)| **known == *name).map(|(_, at)| &self.students[*at])
    }

    pub fn with_minutes(&self, minutes: Mark) -> impl Iterator<Item = &Known> {
        self.by_minutes.of(minutes).map(|at| &self.students[at])
    }

    pub fn with_bytes(&self, file: Mark) -> impl Iterator<Item = &Known> {
        self.by_bytes.of(file).map(|at| &self.students[at])
    }

    /// Whether two letters of a text, however it is typed, begin the name of a student. Most texts have none.
    pub fn may_mention(&self, text: &str) -> bool {
        let mut before = '\0';
        letters(text).any(|letter| {
            let first = std::mem::replace(&mut before, letter);
            self.beginnings.may_hold(first, letter) && self.by_name.contains_key(&(first, letter))
        })
    }

    /// Every place in a text (made plain by [`plain`]) where the name of a student stands, as byte offset.
    pub fn mentioned<'i>(&'i self, text: &'i str) -> impl Iterator<Item = Mentioned<'i>> {
        let pairs = text.char_indices().zip(text.chars().skip(1));
        pairs.flat_map(move |((at, first), second)| {
            let begins = self.by_name.get(&(first, second)).into_iter().flatten();
            let stands = begins.filter(move |(name, _)| text[at..].starts_with(&**name));
            stands.map(move |(name, of)| Mentioned { at, name, student: &self.students[*of] })
        })
    }
}

impl FromIterator<Folder> for Index {
    fn from_iter<F: IntoIterator<Item = Folder>>(folders: F) -> Self {
        let mut index = Self::default();
        folders.into_iter().for_each(|folder| index.add(folder));
        index.sorted()
    }
}

/// A set of pairs of letters that is asked at every letter of a text: quickly, and not exactly, because some pairs share
/// a place in it.
#[derive(Default)]
struct Pairs(Vec<u64>);

impl Pairs {
    const BITS: u32 = 16;

    fn insert(&mut self, first: char, second: char) {
        self.0.resize((1 << Self::BITS) / 64, 0);
        let at = Self::place(first, second);
        self.0[at / 64] |= 1 << (at % 64);
    }

    /// `false` is certain.
    fn may_hold(&self, first: char, second: char) -> bool {
        let at = Self::place(first, second);
        self.0.get(at / 64).is_some_and(|bits| bits & (1 << (at % 64)) != 0)
    }

    /// The upper bits of a product depend on all bits of both (multiplicative hashing).
    fn place(first: char, second: char) -> usize {
        let mixed = u32::from(first).wrapping_mul(0x9e37_79b1).rotate_left(15) ^ u32::from(second);
        (mixed.wrapping_mul(0x85eb_ca6b) >> (32 - Self::BITS)) as usize
    }
}

/// No text has the second letter of a name that has but one.
fn start(name: &str) -> (char, char) {
    let mut letters = name.chars();
    (letters.next().unwrap_or_default(), letters.next().unwrap_or_default())
}

/// By what two texts are known to be the same: half of their SHA-256, because there are many.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark([u8; 16]);

impl Mark {
    pub fn of(text: &str) -> Self {
        let mut half = [0; 16];
        half.copy_from_slice(&Sha256::digest(text.as_bytes())[..16]);
        Self(half)
    }
}

/// What lies in whose folder, in order: a third of what a table would take.
#[derive(Default)]
struct Marks(Vec<(Mark, u32)>);

impl Marks {
    fn insert(&mut self, marks: Vec<Mark>, student: usize) {
        let student = u32::try_from(student).expect("no school has billions of students");
        self.0.extend(marks.into_iter().map(|mark| (mark, student)));
    }

    /// Whose folders have it.
    fn of(&self, mark: Mark) -> impl Iterator<Item = usize> {
        let from = self.0.partition_point(|(known, _)| *known < mark);
        self.0[from..].iter().take_while(move |(known, _)| *known == mark).map(|(_, student)| *student as usize)
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
    text.extend(said.flat_map(str::chars).filter(|letter| !letter.is_whitespace()));
    (text[start..].chars().count() >= SHORTEST).then(|| Mark::of(&text))
}

#[cfg(test)]
mod tests {
    use super::{Folder, Index, Known, plain_id};

    /// What is passed over without a second look mentions nobody; a pair of letters of two names may be looked at.
    #[test]
    fn a_text_that_mentions_somebody_may_do_so() {
        let known = |name: &str| Known { name: name.to_owned(), ..Known::default() };
        let folders = ["林样本", "Ａnna", "叶·示例", "𠮷田某"].map(known);
        let index: Index = folders.into_iter().map(|student| Folder { student, ..Folder::default() }).collect();
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
