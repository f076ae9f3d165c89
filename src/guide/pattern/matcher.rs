//! What a field must say, as a guide writes it.

use serde_json::Value;

use super::{Being, Checked, Fault, Matcher};
use crate::record::shape::{self, Form};

/// What may be asked of a field besides a value or several.
pub const MATCHERS: [&str; 8] = ["present", "not", "has", "without", "at_least", "is", "holds", "all"];

pub(super) fn matcher(name: &str, form: &Form, value: &toml::Value) -> Checked<Matcher> {
    let Some(table) = value.as_table() else { return plain(name, form, value) };
    if let Some((key, value)) =
        table.iter().next().filter(|(key, _)| table.len() == 1 && MATCHERS.contains(&key.as_str()))
    {
        match key.as_str() {
            "present" => return Ok(Matcher::Present(flag(key, value)?)),
            "not" => {
                let Matcher::OneOf(values) = one_of(name, form, value)? else { return Err(not_a_table(name)) };
                return Ok(Matcher::NoneOf(values));
            }
            "has" => return Ok(Matcher::Has(pieces(name, key, form, value)?)),
            "without" => return Ok(Matcher::Without(pieces(name, key, form, value)?)),
            "at_least" => return at_least(name, form, value),
            "is" => return being(value),
            "holds" => return holder(name, form, value),
            "all" => return all(name, form, value),
            _ => {}
        }
    }
    let compared: Vec<&str> = table.keys().map(String::as_str).filter(|key| MATCHERS.contains(key)).collect();
    if let [first, .., last] = compared.as_slice() {
        let what = format!("“{name}”只能有一种比法，不能同时写 {first} 和 {last}");
        return Err(Fault::new(name, what, "只留一个；两样都要的，把要排除的写进 unless"));
    }
    // Of a map: what stands beside one of its names. The names are the guide's, and looked up later.
    if let Form::Pairs(Some(names), inner) = form
        && shape::kind_of_own(names).is_some()
    {
        let entries = table.iter().map(|(key, value)| Ok((key.clone(), matcher(key, inner, value)?)));
        return Ok(Matcher::Entry(entries.collect::<Checked<_>>()?));
    }
    let Form::List(inner) = form else { return Err(not_a_table(name)) };
    let Form::Table(fields) = inner.as_ref() else { return Err(not_a_table(name)) };
    let entries = table.iter().map(|(key, value)| {
        let field = fields.iter().find(|field| field.name == *key).ok_or_else(|| {
            let all: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
            Fault::new(key, format!("{name} 里没有“{key}”这一项"), format!("可用：{}", all.join("、")))
        })?;
        Ok((key.clone(), matcher(key, &field.form, value)?))
    });
    Ok(Matcher::Entry(entries.collect::<Checked<_>>()?))
}

fn not_a_table(name: &str) -> Fault {
    Fault::new(
        name,
        format!("“{name}”的条件写法不对"),
        "可写一个值、一组值，或 present、not、has、without、at_least、is、holds、all 之一",
    )
}

/// One value or several. Of a list of entries it is what they begin with: `evidence = "photo"`.
fn plain(name: &str, form: &Form, value: &toml::Value) -> Checked<Matcher> {
    if let Form::List(inner) = form
        && let Form::Table(fields) = inner.as_ref()
        && let Some(first) = shape::columns(fields).next()
    {
        return Ok(Matcher::Entry(vec![(first.name.clone(), one_of(&first.name, &first.form, value)?)]));
    }
    one_of(name, form, value)
}

fn one_of(name: &str, form: &Form, value: &toml::Value) -> Checked<Matcher> {
    let values: Vec<Value> = match value {
        toml::Value::Array(items) => items.iter().map(|item| scalar(name, item)).collect::<Checked<_>>()?,
        single => vec![scalar(name, single)?],
    };
    let inner = match form {
        Form::List(inner) | Form::Pairs(_, inner) => inner.as_ref(),
        other => other,
    };
    for value in &values {
        fits(name, inner, value)?;
    }
    Ok(Matcher::OneOf(values))
}

fn fits(name: &str, form: &Form, value: &Value) -> Checked<()> {
    let ok = match form {
        Form::Choice(options) => {
            if options.iter().any(|(code, _)| Some(code.as_str()) == value.as_str()) {
                return Ok(());
            }
            let all: Vec<&str> = options.iter().map(|(code, _)| code.as_str()).collect();
            let told = value.as_str().unwrap_or(name);
            return Err(Fault::new(told, format!("“{name}”没有这个值"), format!("可用：{}", all.join("、"))));
        }
        Form::Bool => value.is_boolean(),
        Form::Number => value.is_number(),
        Form::Table(_) | Form::List(_) | Form::Pairs(..) => false,
        // What a guide adds is compared with its type when that is known.
        Form::Any => true,
        _ => value.is_string(),
    };
    let wanted = match form {
        _ if ok => return Ok(()),
        Form::Bool => "true 或 false，不加引号",
        Form::Number => "数字，不加引号，例如 2",
        Form::Table(_) | Form::List(_) | Form::Pairs(..) => return Err(not_a_table(name)),
        _ => "文字，两头加英文的引号",
    };
    Err(Fault::new(name, format!("“{name}”的值类型不对：{value}"), format!("这里应当是{wanted}")))
}

fn scalar(name: &str, value: &toml::Value) -> Checked<Value> {
    match value {
        toml::Value::String(text) => Ok(Value::from(text.clone())),
        toml::Value::Boolean(yes) => Ok(Value::from(*yes)),
        toml::Value::Integer(number) => Ok(Value::from(*number)),
        _ => Err(not_a_table(name)),
    }
}

/// Words that a text may hold; a code holds none.
fn pieces(name: &str, key: &str, form: &Form, value: &toml::Value) -> Checked<Vec<Value>> {
    let inner = shape::inner(form);
    if !(matches!(inner, Form::Any) || inner.is_text()) {
        return Err(Fault::new(key, format!("“{name}”不是文字，不能用 {key}"), "换成写文字的字段，或写一个值"));
    }
    let words = strings(key, value)?;
    if words.iter().any(|word| word.trim().is_empty()) {
        return Err(Fault::new(key, format!("{key} 里有空的词"), "删去空的引号"));
    }
    Ok(words.into_iter().map(Value::from).collect())
}

/// Somebody's name; whether there are such roles is looked up later.
fn holder(name: &str, form: &Form, value: &toml::Value) -> Checked<Matcher> {
    let inner = shape::inner(form);
    let is_name = match inner {
        Form::Word(vocabulary) if vocabulary == "member" => true,
        other => other.is_text(),
    };
    if !is_name {
        return Err(Fault::new("holds", format!("“{name}”里没有人名，不能用 holds"), "换成写人名的字段"));
    }
    strings("holds", value).map(Matcher::Holds)
}

fn at_least(name: &str, form: &Form, value: &toml::Value) -> Checked<Matcher> {
    let ok = match form {
        Form::Number => value.is_integer(),
        Form::List(_) => value.as_integer().is_some_and(|count| count > 0),
        Form::Pairs(_, inner) => matches!(inner.as_ref(), Form::Word(_)) && value.is_str(),
        _ => false,
    };
    if ok { Ok(Matcher::AtLeast(scalar(name, value)?)) } else { Err(not_a_table(name)) }
}

fn being(value: &toml::Value) -> Checked<Matcher> {
    let named = strings("is", value)?;
    let beings = named.iter().map(|word| {
        let known = Being::ALL.iter().find(|(name, _)| name == word);
        known.map(|(_, being)| *being).ok_or_else(|| {
            let all: Vec<&str> = Being::ALL.iter().map(|(name, _)| *name).collect();
            Fault::new(word, "is 后面的值不认识", format!("可用：{}", all.join("、")))
        })
    });
    Ok(Matcher::Is(beings.collect::<Checked<_>>()?))
}

fn all(name: &str, form: &Form, value: &toml::Value) -> Checked<Matcher> {
    match (form, value.as_bool()) {
        (Form::Pairs(Some(vocabulary), _), Some(true)) => Ok(Matcher::All(vocabulary.clone())),
        _ => Err(not_a_table(name)),
    }
}

pub(super) fn flag(key: &str, value: &toml::Value) -> Checked<bool> {
    value.as_bool().ok_or_else(|| Fault::new(key, format!("“{key}”只能写 true 或 false"), "改成 true 或 false"))
}

pub(super) fn text(key: &str, value: &toml::Value) -> Checked<String> {
    let wrong = || Fault::new(key, format!("“{key}”应当是文字"), format!("写成 {key} = \"…\""));
    value.as_str().map(str::to_owned).ok_or_else(wrong)
}

pub(super) fn strings(key: &str, value: &toml::Value) -> Checked<Vec<String>> {
    let wrong = || Fault::new(key, format!("“{key}”应当是文字或一组文字"), "写成 \"…\" 或 [\"…\", \"…\"]");
    match value {
        toml::Value::String(text) => Ok(vec![text.clone()]),
        toml::Value::Array(items) => {
            items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
        }
        _ => Err(wrong()),
    }
}
