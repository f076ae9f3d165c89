//! Codes and words: records keep the guide's codes, people read and write its words.

use serde_json::Value;

use crate::error::{Error, Result};
use crate::guide::lists::Listed;
use crate::guide::{Guide, Material, Role};
use crate::record::fields::Says;
use crate::record::shape::{self, Field, Form};

impl Guide {
    /// Code and name of every word of a vocabulary. Vocabularies that the guide does not define are empty.
    pub fn words(&self, vocabulary: &str) -> Box<dyn Iterator<Item = (&str, &str)> + '_> {
        match vocabulary {
            "role" => Box::new(self.roles.iter().map(|role| (role.id.as_str(), role.name.as_str()))),
            "axis" => Box::new(self.axes.iter().map(|axis| (axis.id.as_str(), axis.name.as_str()))),
            "level" => Box::new(self.levels.iter().map(|level| (level.id.as_str(), level.name.as_str()))),
            "dimension" => Box::new(self.dimensions.iter().map(|word| (word.id.as_str(), word.name.as_str()))),
            "type" => Box::new(self.types.iter().map(|word| (word.id.as_str(), word.name.as_str()))),
            "evidence" => Box::new(self.evidence.iter().map(|word| (word.id.as_str(), word.name.as_str()))),
            "material" => Box::new(self.materials.iter().map(|word| (word.id.as_str(), word.name.as_str()))),
            "rule" => {
                let duties = self.duties.iter().map(|duty| (duty.code.as_str(), duty.title.as_str()));
                Box::new(duties.chain(self.checks.iter().map(|check| (check.code.as_str(), check.code.as_str()))))
            }
            list if shape::is_list(list) => {
                if let Some(kind) = shape::kind_of_own(list) {
                    let fields: Vec<(&str, &str)> = self.own_fields(kind).map(|own| (&*own.id, &*own.name)).collect();
                    return Box::new(fields.into_iter());
                }
                let words: Vec<(&str, &str)> = self.listed(list).map(|word| (&*word.id, &*word.name)).collect();
                Box::new(words.into_iter())
            }
            _ => Box::new(std::iter::empty()),
        }
    }

    /// The code of a word given by its code, its name, or a material's mark or full column heading.
    pub fn code(&self, vocabulary: &str, word: &str) -> Option<&str> {
        let word = word.trim();
        // A material without a mark has an empty one.
        if word.is_empty() {
            return None;
        }
        if vocabulary == "material" {
            let named = |material: &&Material| {
                material.called_so().any(|name| name == word) || material.mark == word || material.is_column(word)
            };
            return self.materials.iter().find(named).map(|material| material.id.as_str());
        }
        let also = |role: &&Role| vocabulary == "role" && role.also.iter().any(|name| name == word);
        let listed = |listed: &&Listed| listed.also.iter().any(|name| name == word);
        self.words(vocabulary)
            .find(|(code, name)| *code == word || *name == word)
            .map(|(code, _)| code)
            .or_else(|| self.roles.iter().find(also).map(|role| role.id.as_str()))
            .or_else(|| self.listed(vocabulary).find(listed).map(|word| word.id.as_str()))
    }

    /// The codes of the roles that a word means: one, or all of a group; none where the guide has no such word.
    pub fn roles_of(&self, word: &str) -> Vec<&str> {
        let word = word.trim();
        match self.groups.iter().find(|group| group.id == word || group.name == word) {
            Some(group) => group.roles.iter().map(String::as_str).collect(),
            None => self.code("role", word).into_iter().collect(),
        }
    }

    /// Every word that means a role or several, for whoever wrote another one.
    pub fn role_words(&self) -> Vec<String> {
        let groups = self.groups.iter().map(|group| format!("{}（{}）", group.id, group.name));
        self.words("role").map(|(code, name)| format!("{code}（{name}）")).chain(groups).collect()
    }

    /// The material that somebody who types means: one that is called so, or the only one that any of its names begins
    /// so of. A word that nothing begins with stays as it is.
    pub fn material_meant<'a>(&'a self, word: &'a str) -> Result<&'a str> {
        if let Some(code) = self.code("material", word) {
            return Ok(code);
        }
        let folded = |text: &str| text.trim().to_lowercase().replace('（', "(").replace('）', ")");
        let begin = folded(word);
        let begins = |material: &&Material| material.called_so().any(|name| folded(name).starts_with(&begin));
        let meant: Vec<&Material> = self.materials.iter().filter(begins).collect();
        match meant.as_slice() {
            [] => Ok(word),
            [only] => Ok(&only.id),
            _ => {
                let all: Vec<&str> = meant.iter().map(|material| material.name.as_str()).collect();
                let several = Error::new(format!("“{}”可以是几种材料", word.trim()));
                Err(several.fix(format!("写清楚是哪一种：{}", all.join("、"))))
            }
        }
    }

    /// The school's word for a code; what the guide does not know stays as it is.
    pub fn name<'a>(&'a self, vocabulary: &str, code: &'a str) -> &'a str {
        self.words(vocabulary).find(|(known, _)| *known == code).map_or(code, |(_, name)| name)
    }

    /// Whether records may use words beyond those of the guide (a parent, the police …). Of a field for which nobody
    /// has a list all words are free.
    pub fn is_open(&self, vocabulary: &str) -> bool {
        match vocabulary {
            "role" | "member" | "rule" => true,
            own if shape::kind_of_own(own).is_some() => false,
            list if shape::is_list(list) => {
                self.open_lists.iter().any(|open| open == list) || self.listed(list).next().is_none()
            }
            _ => false,
        }
    }

    /// Turns every word of the guide in a record's fields into its code. Words that it does not know stay and are
    /// returned with their field.
    pub fn encode(&self, shape: &[Field], fields: &mut impl Says) -> Vec<(String, String)> {
        let mut unknown = Vec::new();
        for field in shape {
            if let Some(value) = fields.said_mut(&field.name) {
                self.encode_value(&field.form, value, &mut |vocabulary, word| {
                    let has_words = || self.words(vocabulary).next().is_some();
                    if !self.is_open(vocabulary) && (shape::kind_of_own(vocabulary).is_some() || has_words()) {
                        unknown.push((field.name.clone(), word.to_owned()));
                    }
                });
            }
        }
        unknown
    }

    /// Whether [`Self::encode`] would change nothing and return nothing, as of nearly every record.
    pub fn is_encoded(&self, shape: &[Field], fields: &impl Says) -> bool {
        let holds_words =
            |field: &&Field| matches!(field.form, Form::Word(_) | Form::List(_) | Form::Table(_) | Form::Pairs(..));
        let value = |field: &Field| fields.said(&field.name).is_none_or(|value| self.is_code(&field.form, value));
        shape.iter().filter(holds_words).all(value)
    }

    fn is_code(&self, form: &Form, value: &Value) -> bool {
        let is_known = |vocabulary: &str, word: &str| match self.code(vocabulary, word) {
            Some(code) => code == word,
            None => self.is_open(vocabulary),
        };
        match (form, value) {
            (Form::Word(vocabulary), Value::String(word)) => is_known(vocabulary, word),
            (Form::List(inner), Value::Array(items)) => items.iter().all(|item| self.is_code(inner, item)),
            (Form::Table(fields), Value::Object(entries)) => self.is_encoded(fields, entries),
            (Form::Pairs(names, inner), Value::Object(entries)) => entries.iter().all(|(name, value)| {
                names.as_deref().is_none_or(|vocabulary| is_known(vocabulary, name)) && self.is_code(inner, value)
            }),
            _ => true,
        }
    }

    /// Roles in a record that the guide does not know: a parent, the police, or a word misspelt.
    pub fn free_roles(&self, shape: &[Field], fields: &serde_json::Map<String, Value>) -> Vec<String> {
        let mut free = Vec::new();
        for field in shape {
            if let Some(mut value) = fields.get(&field.name).cloned() {
                self.encode_value(&field.form, &mut value, &mut |vocabulary, word| {
                    if vocabulary == "role" {
                        free.push(word.to_owned());
                    }
                });
            }
        }
        free
    }

    fn encode_value(&self, form: &Form, value: &mut Value, unknown: &mut dyn FnMut(&str, &str)) {
        match (form, value) {
            (Form::Word(vocabulary), Value::String(word)) => match self.code(vocabulary, word) {
                Some(code) if code == word => {}
                Some(code) => *word = code.to_owned(),
                None => unknown(vocabulary, word),
            },
            (Form::List(inner), Value::Array(items)) => {
                for item in items {
                    self.encode_value(inner, item, unknown);
                }
            }
            (Form::Table(fields), Value::Object(entries)) => {
                for field in fields {
                    if let Some(entry) = entries.get_mut(&field.name) {
                        self.encode_value(&field.form, entry, unknown);
                    }
                }
            }
            (Form::Pairs(names, inner), Value::Object(entries)) => {
                for (name, mut value) in std::mem::take(entries) {
                    let known = names.as_deref().and_then(|vocabulary| self.code(vocabulary, &name));
                    if let (None, Some(vocabulary)) = (known, names) {
                        unknown(vocabulary, &name);
                    }
                    self.encode_value(inner, &mut value, unknown);
                    entries.insert(known.map_or(name.clone(), str::to_owned), value);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::guide;
    use crate::record::shape;

    const GUIDE: &str = include_str!("../../templates/guides/shiyan.toml");

    #[test]
    fn a_material_is_meant_by_its_beginning_where_no_other_begins_so() {
        let guide = guide::parse(("shiyan.toml", GUIDE), None).unwrap_or_else(|_| unreachable!("the default guide"));
        for material in &guide.materials {
            for name in material.called_so().chain([material.column().as_str()]) {
                assert_eq!(guide.material_meant(name).ok(), Some(material.id.as_str()), "{name}");
            }
        }
        let (student, guardian) = (&guide.materials[3], &guide.materials[4]);
        let end = student.name.find('(').unwrap_or_default();
        let typed = student.name.replace('(', "（").replace(')', "");
        assert_eq!(guide.material_meant(&typed).ok(), Some(student.id.as_str()));
        let several = guide.material_meant(&student.name[..end]).err().and_then(|error| error.fix).unwrap_or_default();
        assert!(several.contains(&student.name) && several.contains(&guardian.name), "{several}");
        assert_eq!(guide.material_meant("没有这种").ok(), Some("没有这种"));
    }

    #[test]
    fn what_is_called_encoded_is_not_changed() {
        let guide = guide::parse(("shiyan.toml", GUIDE), None).unwrap_or_else(|_| unreachable!("the default guide"));
        let role = &guide.roles[0];
        let dimension = &guide.dimensions[0];
        let by_word = [
            ("follow_up", json!({ "with": [{ "role": role.name, "who": "甲" }] })),
            ("assessment", json!({ "dimension": { dimension.name.as_str(): "低落" } })),
            ("assessment", json!({ "dimension": { "没有这一项": "低落" } })),
        ];
        let by_code = [
            (
                "meeting",
                json!({ "present": [{ "role": role.id, "who": "甲" }, { "role": "派出所民警" }], "body": "乙" }),
            ),
            ("assessment", json!({ "dimension": { dimension.id.as_str(): "低落" } })),
        ];
        let is_changed = |kind: &str, fields: &Value| {
            let mut encoded = fields.as_object().cloned().unwrap_or_default();
            let unknown = guide.encode(shape::of_name(kind), &mut encoded);
            Value::Object(encoded) != *fields || !unknown.is_empty()
        };
        let is_encoded = |kind: &str, fields: &Value| {
            fields.as_object().is_some_and(|fields| guide.is_encoded(shape::of_name(kind), fields))
        };
        for (kind, fields) in &by_word {
            assert!(is_changed(kind, fields) && !is_encoded(kind, fields), "{fields}");
        }
        for (kind, fields) in &by_code {
            assert!(!is_changed(kind, fields) && is_encoded(kind, fields), "{fields}");
        }
    }
}
