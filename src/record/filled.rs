//! A struct as fields, without what is empty: nothing is written that says nothing. Field by field, because most of what
//! a record may say it does not say.

use serde::Serialize;
use serde::ser::{Error as _, Impossible, SerializeStruct, Serializer};
use serde_json::{Error, Map, Value};

use super::fields::Fields;

/// What a struct says.
pub fn fields(of: &impl Serialize) -> Fields {
    of.serialize(Struct).expect("a record is a struct of plain values")
}

/// Drops null, empty lists and tables, and `false` where it is only the absence of a mark.
pub fn tidy(mut fields: Map<String, Value>) -> Map<String, Value> {
    fields.retain(|name, value| is_said(name, value));
    fields
}

/// Whether a value says something; what is in it is tidy then.
fn is_said(name: &str, value: &mut Value) -> bool {
    const MARKS: [&str; 3] = ["at_approx", "improper", "retract"];
    match value {
        Value::Null => false,
        Value::Array(items) => {
            for item in items.iter_mut().filter_map(Value::as_object_mut) {
                item.retain(|name, value| is_said(name, value));
            }
            !items.is_empty()
        }
        Value::Object(inner) => {
            inner.retain(|name, value| is_said(name, value));
            !inner.is_empty()
        }
        Value::Bool(yes) => *yes || !MARKS.contains(&name),
        _ => true,
    }
}

struct Said(Fields);

impl SerializeStruct for Said {
    type Ok = Fields;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        let mut value = serde_json::to_value(value)?;
        if is_said(name, &mut value) {
            self.0.push(name, value);
        }
        Ok(())
    }

    fn end(self) -> Result<Fields, Error> {
        Ok(self.0)
    }
}

/// Takes a struct, and nothing else.
struct Struct;

type No = Impossible<Fields, Error>;

/// What is no struct is refused.
macro_rules! refuse {
    ($($method:ident $(<$of:ident>)? ($($type:ty),*) -> $made:ty;)*) => {
        $(fn $method $(<$of: Serialize + ?Sized>)? (self, $(_: $type),*) -> Result<$made, Error> {
            Err(Error::custom("no struct"))
        })*
    };
}

impl Serializer for Struct {
    type Ok = Fields;
    type Error = Error;
    type SerializeSeq = No;
    type SerializeTuple = No;
    type SerializeTupleStruct = No;
    type SerializeTupleVariant = No;
    type SerializeMap = No;
    type SerializeStruct = Said;
    type SerializeStructVariant = No;

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Said, Error> {
        Ok(Said(Fields::with_room()))
    }

    refuse! {
        serialize_bool(bool) -> Self::Ok;
        serialize_i8(i8) -> Self::Ok;
        serialize_i16(i16) -> Self::Ok;
        serialize_i32(i32) -> Self::Ok;
        serialize_i64(i64) -> Self::Ok;
        serialize_u8(u8) -> Self::Ok;
        serialize_u16(u16) -> Self::Ok;
        serialize_u32(u32) -> Self::Ok;
        serialize_u64(u64) -> Self::Ok;
        serialize_f32(f32) -> Self::Ok;
        serialize_f64(f64) -> Self::Ok;
        serialize_char(char) -> Self::Ok;
        serialize_str(&str) -> Self::Ok;
        serialize_bytes(&[u8]) -> Self::Ok;
        serialize_none() -> Self::Ok;
        serialize_some<T>(&T) -> Self::Ok;
        serialize_unit() -> Self::Ok;
        serialize_unit_struct(&'static str) -> Self::Ok;
        serialize_unit_variant(&'static str, u32, &'static str) -> Self::Ok;
        serialize_newtype_struct<T>(&'static str, &T) -> Self::Ok;
        serialize_newtype_variant<T>(&'static str, u32, &'static str, &T) -> Self::Ok;
        serialize_seq(Option<usize>) -> No;
        serialize_tuple(usize) -> No;
        serialize_tuple_struct(&'static str, usize) -> No;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> No;
        serialize_map(Option<usize>) -> No;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> No;
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde_json::{Value, json};

    use super::{fields, tidy};

    #[derive(Serialize)]
    struct Whole {
        none: Option<u8>,
        #[serde(rename = "type")]
        named: &'static str,
        empty: Vec<Part>,
        parts: Vec<Part>,
        part: Part,
        retract: bool,
        crisis: bool,
        zero: u8,
        blank: &'static str,
    }

    #[derive(Serialize)]
    struct Part {
        who: Option<&'static str>,
    }

    #[test]
    fn what_says_nothing_is_no_field() {
        let part = |who| Part { who };
        let (parts, named) = (vec![part(Some("甲")), part(None)], "self_harm");
        let (empty, part) = (Vec::new(), part(None));
        let whole = Whole { none: None, named, empty, parts, part, retract: false, crisis: false, zero: 0, blank: "" };
        let said = fields(&whole);
        let expected =
            json!({ "type": "self_harm", "parts": [{ "who": "甲" }, {}], "crisis": false, "zero": 0, "blank": "" });
        assert_eq!(Value::Object(said.to_map()), expected);
        let Ok(Value::Object(all)) = serde_json::to_value(&whole) else { panic!("a struct") };
        assert_eq!(said.to_map(), tidy(all));
    }
}
