//! Who is meant by a word: everybody whom the file knows, by every name, number and relation that it knows them by.
//! A word that fits nobody means nobody; it is never read as somebody else.

use std::borrow::Cow;

use crate::case::About;
use crate::record::{Fact, Record};
use crate::text::plain;

/// The guide's words for people.
#[derive(Clone, Copy)]
pub struct Kin<'a> {
    /// What the student is called: 学生, 本人.
    pub student: &'a [String],
    /// Words for one relation, a list for each: 祖母, 奶奶.
    pub relations: &'a [Vec<String>],
}

/// Everybody whom the file and the team know.
pub struct People<'a> {
    persons: Vec<Person<'a>>,
    student: Vec<Plain<'a>>,
    /// Names of relations; the first of each list stands for all of it.
    relations: Vec<Vec<Plain<'a>>>,
}

/// Made plain by [`plain`].
type Plain<'a> = Cow<'a, str>;

struct Person<'a> {
    names: Vec<Plain<'a>>,
    /// To the student, each by the first word of its list.
    relations: Vec<Plain<'a>>,
    is_guardian: bool,
}

/// Whom a word means: several where two share a name or a relation, none where it fits nobody.
pub struct Meant {
    text: String,
    persons: Vec<usize>,
}

/// The field in which a record says whom it puts under suspicion.
pub const SUSPECTS: &str = "suspects";

/// Whom a record puts under suspicion, as it is written.
pub fn suspects(record: &Record) -> &[String] {
    match &record.fact {
        Fact::Report(report) => &report.suspects,
        Fact::Assessment(assessment) => &assessment.suspects,
        _ => &[],
    }
}

impl<'a> People<'a> {
    /// `members` are the team's ids and names.
    pub fn of(about: &'a About, kin: Kin<'a>, members: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let relations = kin.relations.iter().map(|words| words.iter().map(|word| plain(word)).collect()).collect();
        let student = kin.student.iter().map(|word| plain(word)).collect();
        let mut people = Self { persons: Vec::new(), student, relations };
        people.add([&about.student.name].into_iter().chain(&about.student.also).map(String::as_str), &[], false);
        for guardian in &about.guardians {
            let names = [&guardian.name].into_iter().chain(&guardian.also).map(String::as_str);
            people.add(names, guardian.relation.as_slice(), true);
            for delegate in &guardian.delegates {
                people.add([delegate.name.as_str()].into_iter(), delegate.relation.as_slice(), false);
            }
        }
        for (id, name) in members {
            people.add([id, name].into_iter(), &[], false);
        }
        let of_case = about.class_teacher.iter().map(|tenure| &tenure.who);
        for who in of_case.chain(about.temporary.iter().map(|temporary| &temporary.who)) {
            if !people.persons.iter().any(|person| person.names.contains(&plain(who))) {
                people.add([who.as_str()].into_iter(), &[], false);
            }
        }
        people
    }

    fn add(&mut self, names: impl Iterator<Item = &'a str>, relations: &'a [String], is_guardian: bool) {
        let names = names.map(plain).filter(|name| !name.is_empty()).collect();
        let relations = relations.iter().map(|word| self.first_of(plain(word))).collect();
        self.persons.push(Person { names, relations, is_guardian });
    }

    /// Every name in the file, plain.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.persons.iter().flat_map(|person| &person.names).map(AsRef::as_ref)
    }

    pub fn meant(&self, word: &str) -> Meant {
        let text = plain(word.trim()).into_owned();
        let mut persons = self.found(|person| person.names.iter().any(|name| *name == text));
        let parts: Vec<&str> = text.split(['(', ')', ',', '、', ':']).filter(|part| !part.is_empty()).collect();
        if persons.is_empty() {
            let is_named = |name: &Plain<'_>| parts.iter().any(|part| self.is_behind_relation(part, name));
            persons = self.found(|person| person.names.iter().any(is_named));
        }
        if let ([only], true) = (parts.as_slice(), persons.is_empty()) {
            let relation = self.first_word(self.without_student(only));
            persons = self.found(|person| person.relations.iter().any(|own| own == relation));
            if self.student.iter().any(|word| word == only) {
                persons.push(0);
            }
        }
        Meant { text, persons }
    }

    /// Whether it means anybody whom the file or the team knows.
    pub fn knows(&self, word: &str) -> bool {
        !self.meant(word).persons.is_empty()
    }

    pub fn is_guardian(&self, word: &str) -> bool {
        self.meant(word).persons.iter().any(|at| self.persons[*at].is_guardian)
    }

    pub fn is_student(&self, word: &str) -> bool {
        self.meant(word).persons.contains(&0)
    }

    /// Whether both words mean one person. Where the file does not know somebody, the words themselves must: a name
    /// with the relation beside it, or the same relation.
    pub fn is_same(&self, one: &Meant, other: &Meant) -> bool {
        if !one.persons.is_empty() && !other.persons.is_empty() {
            return one.persons.iter().any(|at| other.persons.contains(at));
        }
        let (own, others) = (self.relations_of(one), self.relations_of(other));
        is_beside(&one.text, &other.text)
            || is_beside(&other.text, &one.text)
            || own.iter().any(|relation| others.contains(relation))
    }

    fn found(&self, is: impl Fn(&Person<'_>) -> bool) -> Vec<usize> {
        self.persons.iter().enumerate().filter(|(_, person)| is(person)).map(|(at, _)| at).collect()
    }

    /// The name, or the name with nothing before it but words that say who that is: 父亲某某, 学生的父亲某某.
    fn is_behind_relation(&self, part: &str, name: &str) -> bool {
        let Some(before) = part.strip_suffix(name) else { return false };
        let relation = self.without_student(before);
        relation.is_empty() || self.is_relation(relation)
    }

    fn is_relation(&self, word: &str) -> bool {
        self.relations.iter().flatten().any(|known| known == word)
            || self.persons.iter().flat_map(|person| &person.relations).any(|known| known == word)
    }

    /// 学生的父亲, 学生父亲 → 父亲.
    fn without_student<'t>(&self, text: &'t str) -> &'t str {
        let rest = self.student.iter().filter_map(|word| text.strip_prefix(&**word)).min_by_key(|rest| rest.len());
        rest.map_or(text, |rest| rest.strip_prefix('的').unwrap_or(rest))
    }

    fn first_of(&self, word: Plain<'a>) -> Plain<'a> {
        let list = self.relations.iter().find(|words| words.contains(&word));
        list.and_then(|words| words.first()).cloned().unwrap_or(word)
    }

    /// The word that stands for all that mean the same.
    fn first_word<'t>(&'t self, word: &'t str) -> &'t str {
        let list = self.relations.iter().find(|words| words.iter().any(|known| known == word));
        list.and_then(|words| words.first()).map_or(word, AsRef::as_ref)
    }

    /// The relations of those who are meant; of a stranger, the one that his word begins with: 继父, 继父某某.
    fn relations_of<'t>(&'t self, meant: &'t Meant) -> Vec<&'t str> {
        if !meant.persons.is_empty() {
            return meant.persons.iter().flat_map(|at| &self.persons[*at].relations).map(AsRef::as_ref).collect();
        }
        let text = self.without_student(&meant.text);
        let begins = |word: &&Plain<'_>| {
            let rest = text.strip_prefix(&***word);
            word.chars().count() > 1
                && rest.is_some_and(|rest| rest.chars().count() <= 3 && !rest.contains(['的', '家']))
        };
        let known = self.relations.iter().flatten().chain(self.persons.iter().flat_map(|person| &person.relations));
        let longest = known.filter(begins).max_by_key(|word| word.len());
        longest.map(|word| self.first_word(word)).into_iter().collect()
    }
}

/// The name alone, or with who that is beside it: 父亲某某, 某某(父亲).
fn is_beside(text: &str, name: &str) -> bool {
    let beside = |rest: &str| rest.is_empty() || rest.starts_with(['(', ',']);
    name.chars().count() > 1 && (text.ends_with(name) || text.strip_prefix(name).is_some_and(beside))
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::{Kin, People};
    use crate::case::{Case, File};
    use crate::time::Calendar;

    const ABOUT: &str = "student: { name: 林示例, also: [林某某] }\nguardians:\n  - name: 林样本\n    relation: 爸爸\n    \
                         also: [林老大]\n    delegates: [{ name: 林姑, relation: 姑姑 }]\n  - { name: 叶·样本, relation: 母亲 }\n\
                         class_teacher: [{ who: d }]\n";

    struct Known {
        case: Case,
        student: Vec<String>,
        relations: Vec<Vec<String>>,
    }

    static KNOWN: LazyLock<Known> = LazyLock::new(|| {
        let content = Ok(ABOUT.as_bytes().to_vec());
        let case = Case::load("2026-TEST", vec![File::new("case.yaml", content)], Calendar::default().zone);
        assert!(case.faults.is_empty());
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let relations = [&["父亲", "爸爸"][..], &["母亲", "妈妈"], &["继父", "后爸"], &["祖母", "奶奶"], &["叔"]];
        Known { case, student: list(&["学生", "当事学生"]), relations: relations.map(list).to_vec() }
    });

    fn people() -> People<'static> {
        let Known { case, student, relations } = &*KNOWN;
        People::of(&case.about, Kin { student, relations }, [("d", "丁假设")].into_iter())
    }

    fn is_same(one: &str, other: &str) -> bool {
        let people = people();
        people.is_same(&people.meant(one), &people.meant(other))
    }

    #[test]
    fn one_person_by_every_word() {
        for word in ["林 样本", "父亲", "爸爸", "父亲林样本", "林样本（父亲）", "学生的父亲", "当事学生爸爸", "林老大"]
        {
            assert!(is_same("林样本", word) && people().is_guardian(word), "{word}");
        }
        for (one, other) in [
            ("叶•样本", "妈妈"),
            ("学生", "林某某"),
            ("丁假设", "d"),
            ("林姑", "姑姑"),
            ("继父", "后爸"),
            ("继父", "继父王某"),
            ("王某", "继父王某"),
            ("奶奶", "祖母"),
        ] {
            assert!(is_same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn nobody_is_read_as_somebody_else() {
        for word in ["继父", "奶奶", "王林样本", "父亲王某", "父亲的朋友", "林姑", "姑姑", "学生", "样本", ""]
        {
            assert!(!people().is_guardian(word), "{word}");
        }
        for (one, other) in
            [("父亲", "母亲"), ("继父", "父亲"), ("继父", "林样本"), ("林样本", "林示例"), ("d", "林示例")]
        {
            assert!(!is_same(one, other), "{one} {other}");
        }
    }

    /// Of strangers the words themselves must say that one person is meant.
    #[test]
    fn strangers_are_known_by_their_words_alone() {
        for (one, other, same) in [
            ("王某", "王某(邻居)", true),
            ("王某", "王某,邻居", true),
            ("王某", "邻居王某", true),
            ("王某", "王某家", false),
            // A single letter names nobody.
            ("王", "邻居王", false),
            ("王", "王(邻居)", false),
            // Whom the file knows is not the stranger whose words hold the name.
            ("林样本", "林样本的朋友", false),
            ("林姑", "姑姑家的人", false),
            // The relation that a word begins with, and nothing that only belongs to it.
            ("后爸", "继父李某某", true),
            ("后爸", "继父李某某某", false),
            ("后爸", "继父的同事", false),
            ("后爸", "继父家", false),
            ("姑姑", "姑姑某", true),
            // A single letter may begin any name.
            ("叔某", "叔孙", false),
        ] {
            assert_eq!(is_same(one, other), same, "{one} {other}");
            assert_eq!(is_same(other, one), same, "{other} {one}");
        }
        // A relation that only the file knows is one.
        assert!(people().knows("姑姑林姑") && !people().knows("表姑林姑"));
    }

    /// A member who is also the class teacher is one person.
    #[test]
    fn nobody_stands_there_twice() {
        let people = people();
        assert_eq!(people.meant("丁假设").persons, people.meant("d").persons);
        assert_eq!(people.meant("d").persons.len(), 1);
        assert_eq!(people.names().filter(|name| *name == "d").count(), 1);
    }
}
