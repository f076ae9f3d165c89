//! The shape of a kind, read off its JSON Schema: what flags, forms, the guide's conditions and every rendering
//! need to know about a field without knowing the kind.

use std::sync::{LazyLock, OnceLock};

use schemars::Schema;
use serde_json::{Map, Value};

use self::reading::{table, traits};
use crate::record::{COMMON_FIELDS, KINDS, Kind, OWN_FIELDS, place_of};

mod reading;

/// A field of a kind, or of a small table within one.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own in the schema")]
pub struct Field {
    pub name: String,
    /// What it means, in Chinese.
    pub about: String,
    pub required: bool,
    /// Filled in by a command, never by hand (`readOnly` in the schema).
    pub read_only: bool,
    /// Asked for on a terminal together with what is required, though it may be left open (`x-ask` in the schema).
    pub asked: bool,
    /// May be left open by who is asked in the first minutes, and by nobody else (`x-needed` in the schema).
    pub needed: bool,
    /// Asked for before anything else in the first minutes (`x-first` in the schema).
    pub first: bool,
    /// Its choices stand in their order, the gravest last (`x-graded` in the schema).
    pub graded: bool,
    /// Holds what somebody else said, wrote or measured, not the school (`x-others` in the schema).
    pub of_others: bool,
    /// Names a record of the case, or a piece of its evidence (`x-names` in the schema); of which kinds, any where empty.
    pub names: Option<Vec<String>>,
    /// What its flag is called, without the dashes: like the field, or as its schema says (`x-flag`).
    pub flag: String,
    /// What ends it within an entry: `|` after a sentence (`x-prose` in the schema), which may hold commas.
    pub divider: char,
    pub form: Form,
}

impl Field {
    /// One that no schema describes.
    pub fn plain(name: &str, about: &str, form: Form) -> Self {
        Self {
            name: name.to_owned(),
            about: about.to_owned(),
            required: false,
            read_only: false,
            asked: false,
            needed: false,
            first: false,
            graded: false,
            of_others: false,
            names: None,
            flag: name.replace('_', "-"),
            divider: ',',
            form,
        }
    }

    /// Whether nobody may leave it open but in the first minutes.
    pub const fn must(&self) -> bool {
        self.required || self.needed
    }

    /// The first words of its documentation: what follows a colon or stands in brackets explains how to type it.
    pub fn label(&self) -> &str {
        self.about.split(['：', '（']).next().unwrap_or(&self.about)
    }
}

/// What may stand in a field.
#[derive(Clone, Debug)]
pub enum Form {
    Text,
    /// A word defined by the guide or the team; the name of the vocabulary.
    Word(String),
    Bool,
    Number,
    Day,
    /// A day or a month.
    Dated,
    Moment,
    /// Code and label.
    Choice(Vec<(String, String)>),
    List(Box<Form>),
    Table(Vec<Field>),
    /// Keys of a vocabulary (`None`: any) to values.
    Pairs(Option<String>, Box<Form>),
    Any,
}

impl Form {
    /// Free text, also where a guide may own the words for it.
    pub fn is_text(&self) -> bool {
        match self {
            Self::Text => true,
            Self::Word(vocabulary) => is_list(vocabulary),
            _ => false,
        }
    }
}

macro_rules! traits {
    ($($(#[$about:meta])* $name:ident = $key:literal,)*) => {
        /// What is true of a kind as a whole, and of which of its fields: a fact beside the struct, `x-…` in its schema.
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub enum Trait { $($(#[$about])* $name,)* }

        /// Each with its key.
        const TRAITS: &[(Trait, &str)] = &[$((Trait::$name, $key)),*];
    };
}

traits! {
    /// The words of others belong there: a result, an advice, what the finder saw, why somebody stayed at home.
    OthersWords = "x-others-words",
    /// Written because of other records, not because of something that happened.
    AboutRecords = "x-about-records",
    /// What the team does because of an event can't come before it.
    AfterEvent = "x-after-event",
    /// A talk in the course of which the event came to light may have begun earlier on the same day.
    FromEventDay = "x-from-event-day",
    /// What is signed, handed over or agreed.
    Signed = "x-signed",
    /// What the school decides, advises or demands.
    Decided = "x-decided",
    /// How an episode ended, or what is done with its file afterwards.
    OfFile = "x-of-file",
}

/// The field of every record in which stands why it was written although a check doubted it.
pub const CONFIRMED: &str = "confirmed";

/// The fields that a guide adds to a kind.
pub const OWN: &str = "own";

/// Stands for the text below the front matter where fields are named.
pub const BODY: &str = "body";

struct Shape {
    /// What the kind is, in Chinese.
    about: String,
    fields: Vec<Field>,
    /// The fields of which it is true; none named: all of them. There are few.
    traits: Vec<(Trait, Vec<String>)>,
    /// Which of the fields a person fills in with free text.
    texts: Vec<usize>,
}

impl Shape {
    fn read(kind: &Kind) -> Self {
        let schema = kind.schema();
        let schema = schema.as_value();
        let mut fields = table(schema, schema);
        for field in fields.iter_mut().filter(|field| field.name == OWN) {
            field.form = Form::Pairs(Some(format!("{}.{OWN}", kind.name)), Box::new(Form::Any));
        }
        let is_text = |field: &Field| is_own(field) && holds_text(&field.form);
        let texts = fields.iter().enumerate().filter(|(_, field)| is_text(field)).map(|(at, _)| at).collect();
        let about = schema["description"].as_str().unwrap_or(kind.name).to_owned();
        Self { about, fields, traits: traits(schema), texts }
    }

    /// Of which fields something is true, where it is.
    fn fields_of(&self, what: Trait) -> Option<&[String]> {
        self.traits.iter().find(|(known, _)| *known == what).map(|(_, fields)| &fields[..])
    }
}

/// Each read when it is first asked for: a schema takes longer to make than a short command has.
static SHAPES: LazyLock<Vec<(&Kind, OnceLock<Shape>)>> =
    LazyLock::new(|| KINDS.iter().map(|kind| (kind, OnceLock::new())).collect());

fn shape(kind: &str) -> Option<&'static Shape> {
    let (kind, shape) = &SHAPES[place_of(kind)?];
    Some(shape.get_or_init(|| Shape::read(kind)))
}

/// Whether something is true of a kind.
pub fn is(kind: &str, what: Trait) -> bool {
    shape(kind).is_some_and(|shape| shape.fields_of(what).is_some())
}

/// Whether it is true of one field of the kind, or of its text ([`BODY`]).
pub fn is_of_field(kind: &str, field: &str, what: Trait) -> bool {
    let fields = shape(kind).and_then(|shape| shape.fields_of(what));
    fields.is_some_and(|fields| fields.is_empty() || fields.iter().any(|named| named == field))
}

static COMMON: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let is_common = |name: &str| OWN_FIELDS.contains(&name) || COMMON_FIELDS.contains(&name);
    of(&KINDS[0]).iter().filter(|field| is_common(&field.name)).cloned().collect()
});

static CASE: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let field = |name: &str, about: &str| Field { read_only: true, ..Field::plain(name, about, Form::Bool) };
    vec![
        field("open", "这次危机还没有结束"),
        field("guardian_known", "登记了监护人"),
        field("safe_guardian", "有一位监护人不是疑似加害人"),
        field("class_teacher_suspect", "那天带班的老师都是疑似加害人"),
        field("of_age", "学生已经成年"),
    ]
});

/// What a kind is: its name, a colon, an explanation.
pub fn about(kind: &Kind) -> &'static str {
    shape(kind.name).map_or(kind.name, |shape| &shape.about)
}

/// All fields of a kind in the order of the file.
pub fn of(kind: &Kind) -> &'static [Field] {
    of_name(kind.name)
}

/// The same by name; nothing for a kind that does not exist.
pub fn of_name(kind: &str) -> &'static [Field] {
    shape(kind).map_or(&[], |shape| &shape.fields)
}

/// By which flag a field of a kind is said.
pub fn flag(kind: &str, name: &str) -> String {
    of_name(kind).iter().find(|field| field.name == name).map_or_else(|| name.to_owned(), |field| field.flag.clone())
}

/// What stands in one element of a list, or in the field itself.
pub fn inner(form: &Form) -> &Form {
    if let Form::List(inner) = form { inner } else { form }
}

/// What is typed for a field, cell by cell: an entry of a list holds several.
pub fn cells<'f, 'v>(field: &'f Field, value: &'v str) -> Vec<(&'f Field, &'v str)> {
    let Form::Table(fields) = inner(&field.form) else { return vec![(field, value)] };
    let mut rest = Some(value);
    let cell = |part: &'f Field| {
        let told = rest?;
        let (cell, after) = told.split_once(part.divider).map_or((told, None), |(cell, after)| (cell, Some(after)));
        rest = after;
        Some((part, cell))
    };
    fields.iter().map_while(cell).collect()
}

/// What a field of a kind is called on a screen; a name that the kind does not have is its own.
pub fn label<'n>(kind: &str, name: &'n str) -> &'n str {
    of_name(kind).iter().find(|field| field.name == name).map_or(name, Field::label)
}

/// The fields that every kind of a case has.
pub fn common() -> &'static [Field] {
    &COMMON
}

/// What can be asked of the case itself.
pub fn case() -> &'static [Field] {
    &CASE
}

/// The fields that a person fills in.
pub fn own(kind: &Kind) -> impl Iterator<Item = &'static Field> {
    of(kind).iter().filter(|field| is_own(field))
}

fn is_own(field: &Field) -> bool {
    !OWN_FIELDS.contains(&field.name.as_str()) && field.name != "amends" && !field.read_only
}

/// Those of them in which free text may stand.
pub fn texts(kind: &str) -> impl Iterator<Item = &'static Field> {
    shape(kind).into_iter().flat_map(|shape| shape.texts.iter().map(|at| &shape.fields[*at]))
}

/// Whether a vocabulary is the list of one field of a kind, named after both: `meeting.purpose`.
pub fn is_list(vocabulary: &str) -> bool {
    vocabulary.contains('.')
}

/// The kind whose own fields a vocabulary names: `contact.own`.
pub fn kind_of_own(vocabulary: &str) -> Option<&str> {
    vocabulary.strip_suffix(OWN)?.strip_suffix('.')
}

/// Every field for which a guide may own a list of words, as `kind.field`.
pub fn lists() -> impl Iterator<Item = &'static str> {
    let fields = KINDS.iter().flat_map(|kind| of(kind)).filter(|field| field.name != OWN);
    fields.flat_map(|field| vocabularies(&field.form)).filter(|vocabulary| is_list(vocabulary))
}

pub fn holds_text(form: &Form) -> bool {
    match form {
        Form::Pairs(Some(names), _) if kind_of_own(names).is_some() => true,
        Form::List(inner) | Form::Pairs(_, inner) => holds_text(inner),
        Form::Table(fields) => fields.iter().any(|field| holds_text(&field.form)),
        form => form.is_text(),
    }
}

/// The fields in which a kind says something, whoever filled them in: all but those that a record is filed by.
pub fn telling(kind: &str) -> impl Iterator<Item = &'static Field> {
    let filed = |name: &str| OWN_FIELDS.contains(&name) || matches!(name, "at" | "at_approx" | "amends");
    of_name(kind).iter().filter(move |field| !filed(&field.name))
}

/// Every vocabulary that a field draws its words from.
pub fn vocabularies(form: &Form) -> Vec<&str> {
    match form {
        Form::Word(vocabulary) => vec![vocabulary],
        Form::List(inner) => vocabularies(inner),
        Form::Pairs(names, inner) => names.as_deref().into_iter().chain(vocabularies(inner)).collect(),
        Form::Table(fields) => fields.iter().flat_map(|field| vocabularies(&field.form)).collect(),
        _ => Vec::new(),
    }
}

/// The columns of a small table that a person fills in, in order.
pub fn columns(fields: &[Field]) -> impl Iterator<Item = &Field> {
    fields.iter().filter(|field| !field.read_only)
}

/// Old and short spellings written out: an item alone where a list is meant, a text where an entry begins with it.
pub fn spell_out(form: &Form, value: &mut Value) {
    match form {
        Form::List(inner) => {
            if matches!(value, Value::String(_) | Value::Object(_)) {
                *value = Value::Array(vec![value.take()]);
            }
            value.as_array_mut().into_iter().flatten().for_each(|item| spell_out(inner, item));
        }
        Form::Table(fields) if value.is_string() => {
            let first = columns(fields).next().filter(|first| matches!(first.form, Form::Text | Form::Word(_)));
            if let Some(first) = first {
                *value = Value::Object(Map::from_iter([(first.name.clone(), value.take())]));
            }
        }
        _ => {}
    }
}

/// The fields that a schema of something else than a kind describes.
pub fn of_schema(schema: &Schema) -> Vec<Field> {
    let schema = schema.as_value();
    table(schema, schema)
}

#[cfg(test)]
mod tests {
    use super::{Field, OWN, common, of};
    use crate::record::{KINDS, Kind};

    #[test]
    fn every_kind_of_a_case_has_the_common_fields_and_no_other_in_common() {
        let has = |kind: &Kind, field: &Field| of(kind).iter().any(|other| other.name == field.name);
        let of_cases: Vec<&Kind> = KINDS.iter().filter(|kind| kind.is_of_case()).collect();
        // What a guide adds is each kind's own.
        let is_shared = |field: &&Field| field.name != OWN && of_cases.iter().all(|kind| has(kind, field));
        let shared: Vec<&str> = of(of_cases[0]).iter().filter(is_shared).map(|field| &*field.name).collect();
        assert_eq!(common().iter().map(|field| &*field.name).collect::<Vec<_>>(), shared);
        assert!(of_cases.len() > 20 && of_cases.len() < KINDS.len());
    }
}
