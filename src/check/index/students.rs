//! Students packed tightly: their texts stand one behind the other, because each in a place of its own would take four
//! times as much memory.

use crate::case::Student;

/// A student of the school: one case of the repository, or an entry of the roster.
#[derive(Clone, Copy)]
pub struct Known<'i> {
    /// None of somebody who is only on the school's roster.
    pub case: Option<&'i str>,
    pub id: Option<&'i str>,
    pub class: Option<&'i str>,
    pub name: &'i str,
}

impl<'i> Known<'i> {
    /// The number of the case, where that is another one.
    pub fn other_case(self, own: &str) -> Option<&'i str> {
        self.case.filter(|case| *case != own)
    }

    /// Where somebody else may look, without saying who it is.
    pub fn place(self) -> String {
        self.case.map_or_else(|| "另一处".to_owned(), |case| format!("档案 {case} "))
    }
}

#[derive(Default)]
pub struct Students {
    texts: String,
    /// Where the texts of each begin, and where each of them ends.
    ends: Vec<[u32; 5]>,
}

impl Students {
    /// By which number the student is known here.
    pub fn add(&mut self, case: Option<&str>, student: &Student) -> u32 {
        let parts = [None, case, student.id.as_deref(), student.class.as_deref(), Some(student.name.as_str())];
        let ends = parts.map(|part| {
            self.texts.push_str(part.unwrap_or_default());
            place(self.texts.len())
        });
        self.ends.push(ends);
        place(self.ends.len() - 1)
    }

    /// Before they are asked.
    pub fn close(&mut self) {
        self.texts.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    pub fn get(&self, student: u32) -> Known<'_> {
        self.known(self.ends[student as usize])
    }

    pub fn all(&self) -> impl Iterator<Item = Known<'_>> {
        self.ends.iter().map(|ends| self.known(*ends))
    }

    fn known(&self, ends: [u32; 5]) -> Known<'_> {
        let [start, case, id, class, name] = ends.map(|end| end as usize);
        let part = |from: usize, to: usize| Some(&self.texts[from..to]).filter(|text| !text.is_empty());
        Known { case: part(start, case), id: part(case, id), class: part(id, class), name: &self.texts[class..name] }
    }
}

/// As a number of half the size.
pub fn place(at: usize) -> u32 {
    u32::try_from(at).expect("no school has gigabytes of names")
}
