//! Fields that have more than one spelling: what was one text became a list, what was a text became an entry. Read by
//! hand and not by serde's untagged enums, which would lose the line of every error.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A list, or its only item without the list.
pub fn one_or_many<'de, D: Deserializer<'de>, T: Deserialize<'de>>(reader: D) -> Result<Vec<T>, D::Error> {
    reader.deserialize_any(List(PhantomData))
}

struct List<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
    type Value = Vec<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("一项内容，或一个列表")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<T>, E> {
        T::deserialize(StrDeserializer::new(text)).map(|item| vec![item])
    }

    // A telephone number may stand where a name does.
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Vec<T>, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Vec<T>, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Vec<T>, M::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|item| vec![item])
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut items: S) -> Result<Vec<T>, S::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(list)
    }
}

/// An entry of a small table that may also be one text.
pub trait Entry: Sized {
    /// What stands in the file when it is not the text: the fields by name.
    fn from_fields<'de, D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error>;

    /// Errors in words for people.
    fn from_text(text: &str) -> Result<Self, String>;
}

pub fn entry<'de, D: Deserializer<'de>, T: Entry>(reader: D) -> Result<T, D::Error> {
    reader.deserialize_any(Plain(PhantomData))
}

struct Plain<T>(PhantomData<T>);

impl<'de, T: Entry> Visitor<'de> for Plain<T> {
    type Value = T;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("文字，或“字段: 值”的对照")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        T::from_text(text).map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<T, M::Error> {
        T::from_fields(MapAccessDeserializer::new(map))
    }
}

/// Makes a table readable from one text as well. The struct derives its serde with `remote = "Self"`, so that its own
/// reader stays at hand for the table.
macro_rules! entry_or_text {
    ($name:ident, $from_text:expr) => {
        impl crate::record::spelling::Entry for $name {
            fn from_fields<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                Self::deserialize(reader)
            }

            fn from_text(text: &str) -> Result<Self, String> {
                $from_text(text)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
                crate::record::spelling::entry(reader)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
                Self::serialize(self, writer)
            }
        }
    };
}
pub(crate) use entry_or_text;
