//! What a record says, by the names of its fields. A record fills in a dozen of them and is asked a hundred times:
//! to look through them is faster than to hash a name.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// In the order of the kind; nothing that is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields(Vec<(&'static str, Value)>);

/// What is said under a name, by a record or by a table within it.
pub trait Says {
    fn said(&self, name: &str) -> Option<&Value>;

    fn said_mut(&mut self, name: &str) -> Option<&mut Value>;
}

impl Fields {
    /// Room for what most records say.
    pub(super) fn with_room() -> Self {
        Self(Vec::with_capacity(16))
    }

    /// One more, of a name that is not there yet.
    pub(super) fn push(&mut self, name: &'static str, value: Value) {
        self.0.push((name, value));
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| *known != name);
    }

    pub fn to_map(&self) -> Map<String, Value> {
        self.0.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        writer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Says for Fields {
    fn said(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }

    fn said_mut(&mut self, name: &str) -> Option<&mut Value> {
        self.0.iter_mut().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

impl Says for Map<String, Value> {
    fn said(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }

    fn said_mut(&mut self, name: &str) -> Option<&mut Value> {
        self.get_mut(name)
    }
}
