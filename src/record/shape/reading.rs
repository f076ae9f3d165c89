//! A schema read as fields: what its keywords say of each, and what may stand in it.

use serde_json::Value;

use super::{Field, Form, TRAITS, Trait};

impl Field {
    /// What a keyword of its schema says of it.
    fn note(&mut self, keyword: &str, value: &Value) {
        let text = || value.as_str().map(str::to_owned);
        match keyword {
            "description" => self.about = text().unwrap_or_default(),
            "readOnly" => self.read_only = value == true,
            "x-ask" => self.asked = value == true,
            "x-needed" => self.needed = value == true,
            "x-first" => self.first = value == true,
            "x-graded" => self.graded = value == true,
            "x-others" => self.of_others = value == true,
            "x-names" => self.names = value.as_array().map(|kinds| strings(kinds)),
            "x-flag" => self.flag = text().unwrap_or_default(),
            "x-prose" if value == true => self.divider = '|',
            _ => {}
        }
    }
}

/// What is true of a kind by its key, and of which fields.
pub(super) fn traits(schema: &Value) -> Vec<(Trait, Vec<String>)> {
    let own = TRAITS.iter().filter_map(|(what, key)| Some((*what, schema.get(key)?)));
    own.map(|(what, fields)| (what, fields.as_array().map_or(Vec::new(), |fields| strings(fields)))).collect()
}

fn strings(values: &[Value]) -> Vec<String> {
    values.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

pub(super) fn table(root: &Value, schema: &Value) -> Vec<Field> {
    let required: Vec<&str> =
        schema["required"].as_array().map(|names| names.iter().filter_map(Value::as_str).collect()).unwrap_or_default();
    let Some(properties) = schema["properties"].as_object() else { return Vec::new() };
    let field = |(name, property): (&String, &Value)| {
        let mut field = Field::plain(name, name, form(root, property));
        field.required = required.contains(&name.as_str());
        for (mark, value) in property.as_object().into_iter().flatten() {
            field.note(mark, value);
        }
        field
    };
    properties.iter().map(field).collect()
}

fn form(root: &Value, schema: &Value) -> Form {
    if let Some(target) = schema["$ref"].as_str() {
        return form(root, root.pointer(target.trim_start_matches('#')).unwrap_or(&Value::Null));
    }
    if let Some(options) = schema["anyOf"].as_array() {
        let some = options.iter().find(|option| option["type"] != "null");
        return some.map_or(Form::Any, |option| form(root, option));
    }
    if let Some(options) = schema["oneOf"].as_array() {
        return Form::Choice(options.iter().filter_map(choice).collect());
    }
    let kind = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        name => name.as_str(),
    };
    match kind {
        Some("string") => text(schema["format"].as_str()),
        Some("boolean") => Form::Bool,
        Some("integer" | "number") => Form::Number,
        Some("array") => Form::List(Box::new(form(root, &schema["items"]))),
        Some("object") if schema["properties"].is_object() => Form::Table(table(root, schema)),
        Some("object") => pairs(root, schema),
        _ => Form::Any,
    }
}

fn choice(option: &Value) -> Option<(String, String)> {
    let code = option["const"].as_str()?;
    Some((code.to_owned(), option["description"].as_str().unwrap_or(code).to_owned()))
}

fn text(format: Option<&str>) -> Form {
    match format {
        None => Form::Text,
        Some("date") => Form::Day,
        Some("dated") => Form::Dated,
        Some("moment") => Form::Moment,
        Some(vocabulary) => Form::Word(vocabulary.to_owned()),
    }
}

fn pairs(root: &Value, schema: &Value) -> Form {
    let names = match form(root, &schema["propertyNames"]) {
        Form::Word(vocabulary) => Some(vocabulary),
        _ => None,
    };
    let values = match &schema["additionalProperties"] {
        Value::Object(_) => form(root, &schema["additionalProperties"]),
        _ => Form::Any,
    };
    Form::Pairs(names, Box::new(values))
}
