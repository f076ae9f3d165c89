//! A condition on records, as guides write it: a kind, and what its fields must say. Checked against the shapes
//! of the kinds when the guide is read, so that a condition can't name what does not exist.

use serde_json::Value;
use toml::Table;

mod kinds;
mod matcher;

pub use self::kinds::Kinds;
pub use self::matcher::MATCHERS;
use self::matcher::{flag, matcher, strings, text};
use crate::record::shape::{Field, Form};
use crate::record::{KINDS, Kind, shape};

/// The pseudo-kind whose fields are read off the case itself.
pub const CASE: &str = "case";
/// What a condition may say besides what fields say.
pub const MARKS: [&str; 16] = [
    "kind",
    "any",
    "qualified",
    "by_role",
    "rises",
    "current",
    "same_record",
    "another",
    "any_time",
    "in_episode",
    "before_first",
    "of_event",
    "after_start",
    "remark",
    "rests_on",
    "time",
];

/// Records of one of the kinds (none named: any kind) whose fields all say what is asked.
#[derive(Clone, Default)]
pub struct Pattern {
    pub kinds: Kinds,
    pub fields: Vec<(String, Matcher)>,
    /// The writer holds one of these roles on the day of the record, or somebody who was present does.
    pub by_role: Vec<String>,
    /// Made by a role that the guide lets assess: the writer, or somebody present.
    pub qualified: bool,
    pub starts: Starts,
    pub counts: Counts,
    /// The field whose moment counts instead of the record's own.
    pub time: Option<String>,
    /// As evidence: the field that must name the record which started the duty.
    pub rests_on: Option<String>,
    /// Also in the folder of another student whom the same event concerns.
    pub of_event: bool,
    /// As an exception: only what comes after the start of the duty.
    pub after_start: bool,
    /// What is told where this is what decides.
    pub remark: Option<String>,
    /// Alternatives: any of these instead of a kind.
    pub any: Vec<Pattern>,
}

/// As a trigger: which of the records that match starts the duty.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub enum Starts {
    #[default]
    First,
    /// `rises`: the latest where the match is new, or its level higher than before.
    Rise,
    /// `current`: the latest record of the kind must match; the first of that run.
    Current,
}

/// As evidence: when a record that matches counts.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub enum Counts {
    /// Not older than the trigger.
    #[default]
    After,
    /// `any_time`: any record of the episode, whatever its time.
    Anywhere,
    /// `in_episode`: not older than the episode, also before the duty began.
    Episode,
    /// `before_first`: also before the duty began for the first time, if no record like the one that began it lies
    /// between.
    BeforeFirst,
    /// `another`: not older than the trigger, and not the trigger itself.
    Another,
    /// `same_record`: the very record that started the duty.
    Itself,
}

impl Pattern {
    /// The pattern itself, or those of which any will do.
    pub fn alternatives(&self) -> &[Self] {
        if self.any.is_empty() { std::slice::from_ref(self) } else { &self.any }
    }

    /// The same, whoever did it.
    #[must_use]
    pub fn by_anybody(&self) -> Self {
        let mut pattern = self.clone();
        pattern.fields.retain(|(_, matcher)| !matches!(matcher, Matcher::Is(_)));
        pattern.any = self.any.iter().map(Self::by_anybody).collect();
        pattern
    }

    /// The words that a field may say.
    pub fn words(&self, field: &str) -> impl Iterator<Item = &str> {
        self.matchers(field).flat_map(|matcher| match matcher {
            Matcher::OneOf(words) => words.iter().filter_map(Value::as_str).collect::<Vec<_>>(),
            _ => Vec::new(),
        })
    }

    /// Whether an entry of a list may begin with that word.
    pub fn names(&self, field: &str, word: &str) -> bool {
        self.matchers(field).any(|matcher| match matcher {
            Matcher::Entry(entries) => entries.iter().any(|(_, matcher)| match matcher {
                Matcher::OneOf(words) => words.iter().any(|known| known.as_str() == Some(word)),
                _ => false,
            }),
            _ => false,
        })
    }

    fn matchers(&self, field: &str) -> impl Iterator<Item = &Matcher> {
        let fields = self.alternatives().iter().flat_map(|pattern| &pattern.fields);
        fields.filter(move |(name, _)| name == field).map(|(_, matcher)| matcher)
    }
}

#[derive(Clone)]
pub enum Matcher {
    /// Equal to one of these; for a list, some element is.
    OneOf(Vec<Value>),
    /// Equal to none of these; also where nothing is said.
    NoneOf(Vec<Value>),
    /// Holds none of these words; also where nothing is said.
    Without(Vec<Value>),
    /// Says something, and not only that there is nothing.
    Present(bool),
    /// Holds at least one of these words.
    Has(Vec<Value>),
    /// A number, so many entries of a list, or a level by its order on every axis that has it.
    AtLeast(Value),
    /// Names somebody of the team who holds one of these roles, on the day of the record.
    Holds(Vec<String>),
    /// Names somebody who is one of these in the case, on the day of the record.
    Is(Vec<Being>),
    /// Every word of the field's vocabulary has an entry with text.
    All(String),
    /// Some element of the list has all of these.
    Entry(Vec<(String, Matcher)>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Being {
    Student,
    Guardian,
    /// Asked by a guardian to stand in, on the day of the record.
    Delegate,
    ClassTeacher,
    /// Anybody who is not under suspicion.
    Safe,
    /// Somebody whom the file names as under suspicion.
    Suspect,
}

impl Being {
    pub const ALL: [(&'static str, Self); 6] = [
        ("student", Self::Student),
        ("guardian", Self::Guardian),
        ("delegate", Self::Delegate),
        ("class_teacher", Self::ClassTeacher),
        ("safe", Self::Safe),
        ("suspect", Self::Suspect),
    ];
}

/// What is wrong with a condition: the word at fault, the sentence, the cure.
pub struct Fault {
    pub word: String,
    pub what: String,
    pub fix: String,
}

impl Fault {
    pub(super) fn new(word: &str, what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { word: word.to_owned(), what: what.into(), fix: fix.into() }
    }
}

type Checked<T> = Result<T, Fault>;

/// Reads one condition. Words of the guide in it are checked later, when the whole guide is known.
pub fn parse(table: &Table) -> Checked<Pattern> {
    let mut pattern = Pattern::default();
    if let Some(alternatives) = table.get("any") {
        if table.len() > 1 {
            return Err(Fault::new("any", "any 旁边不能再写别的条件", "把其余条件写进 any 的每一项"));
        }
        pattern.any = tables(alternatives)?.into_iter().map(parse).collect::<Checked<_>>()?;
        return Ok(pattern);
    }
    let kind =
        table.get("kind").ok_or_else(|| Fault::new("kind", "条件没有写 kind", "写明记录种类；任何种类写 \"*\""))?;
    let mut kinds = strings("kind", kind)?;
    let shapes = shapes(&kinds)?;
    kinds.retain(|kind| kind != "*");
    pattern.kinds = Kinds::of(kinds);
    for (key, value) in table {
        if !MARKS.contains(&key.as_str()) {
            let form = field_form(&shapes, key)?;
            let found = match graded(&shapes, key, &form, value) {
                Some(at_least) => at_least?,
                None => matcher(key, &form, value)?,
            };
            pattern.fields.push((key.clone(), found));
            continue;
        }
        match key.as_str() {
            "qualified" => pattern.qualified = flag(key, value)?,
            "by_role" => pattern.by_role = strings(key, value)?,
            "rises" => mark(key, value, &mut pattern.starts, Starts::Rise)?,
            "current" => mark(key, value, &mut pattern.starts, Starts::Current)?,
            "same_record" => mark(key, value, &mut pattern.counts, Counts::Itself)?,
            "another" => mark(key, value, &mut pattern.counts, Counts::Another)?,
            "any_time" => mark(key, value, &mut pattern.counts, Counts::Anywhere)?,
            "in_episode" => mark(key, value, &mut pattern.counts, Counts::Episode)?,
            "before_first" => mark(key, value, &mut pattern.counts, Counts::BeforeFirst)?,
            "of_event" => pattern.of_event = flag(key, value)?,
            "after_start" => pattern.after_start = flag(key, value)?,
            "remark" => pattern.remark = Some(text(key, value)?),
            "rests_on" => pattern.rests_on = Some(reference_field(&shapes, value)?),
            "time" => pattern.time = Some(moment_field(&shapes, value)?),
            // `kind` was read before.
            _ => {}
        }
    }
    Ok(pattern)
}

fn tables(value: &toml::Value) -> Checked<Vec<&Table>> {
    let wrong = || Fault::new("any", "any 应当是一组条件", "写成 any = [{ kind = … }, { kind = … }]");
    value.as_array().ok_or_else(wrong)?.iter().map(|item| item.as_table().ok_or_else(wrong)).collect()
}

/// The fields of every kind named; for `*`, those that all kinds share.
fn shapes(kinds: &[String]) -> Checked<Vec<(String, &'static [Field])>> {
    kinds
        .iter()
        .map(|name| match name.as_str() {
            CASE => Ok((name.clone(), shape::case())),
            "*" => Ok((name.clone(), shape::common())),
            _ => Kind::named(name).map(|kind| (name.clone(), shape::of(kind))).map_err(|_| {
                let all: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
                Fault::new(name, format!("没有“{name}”这种记录"), format!("可用的种类：{}", all.join("、")))
            }),
        })
        .collect()
}

fn field_form(shapes: &[(String, &'static [Field])], name: &str) -> Checked<Form> {
    let mut found = None;
    for (kind, fields) in shapes {
        let Some(field) = fields.iter().find(|field| field.name == name) else {
            let all: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
            let fix = format!("{kind} 的字段：{}；标记：{}", all.join("、"), MARKS.join("、"));
            return Err(Fault::new(name, format!("{kind} 没有“{name}”这个字段"), fix));
        };
        found = Some(field.form.clone());
    }
    found.ok_or_else(|| Fault::new(name, "kind 是空的", "写明至少一种记录"))
}

/// `at_least` of a choice whose answers are in an order: the one named, and whatever is graver.
fn graded(
    shapes: &[(String, &'static [Field])],
    name: &str,
    form: &Form,
    value: &toml::Value,
) -> Option<Checked<Matcher>> {
    let Form::Choice(options) = form else { return None };
    let least = value.as_table().filter(|table| table.len() == 1)?.get("at_least")?;
    let mut fields = shapes.iter().flat_map(|(_, fields)| fields.iter()).filter(|field| field.name == name);
    if !fields.all(|field| field.graded) {
        return None;
    }
    let codes: Vec<&str> = options.iter().map(|(code, _)| code.as_str()).collect();
    let at = codes.iter().position(|code| Some(*code) == least.as_str());
    Some(at.map(|at| Matcher::OneOf(codes[at..].iter().map(|code| Value::from(*code)).collect())).ok_or_else(|| {
        let told = least.as_str().unwrap_or(name);
        Fault::new(told, format!("“{name}”没有这个值"), format!("可用：{}", codes.join("、")))
    }))
}

fn moment_field(shapes: &[(String, &'static [Field])], value: &toml::Value) -> Checked<String> {
    let name = value.as_str().ok_or_else(|| Fault::new("time", "time 应当是字段名", "写成 time = \"字段名\""))?;
    match field_form(shapes, name)? {
        Form::Moment | Form::Day | Form::Dated => Ok(name.to_owned()),
        _ => Err(Fault::new(name, format!("“{name}”不是时间字段"), "选一个记时间或日期的字段")),
    }
}

fn reference_field(shapes: &[(String, &'static [Field])], value: &toml::Value) -> Checked<String> {
    let name = text("rests_on", value)?;
    match field_form(shapes, &name)? {
        Form::List(inner) if inner.is_text() => Ok(name),
        form if form.is_text() => Ok(name),
        _ => Err(Fault::new(&name, format!("“{name}”不是写记录编号的字段"), "选一个写记录编号的字段")),
    }
}

/// Two marks of one sort contradict each other.
fn mark<T: Default + PartialEq>(key: &str, value: &toml::Value, marked: &mut T, mark: T) -> Checked<()> {
    if !flag(key, value)? {
        return Ok(());
    }
    if *marked != T::default() {
        return Err(Fault::new(key, format!("“{key}”与另一个标记不能同时写"), "只留一个"));
    }
    *marked = mark;
    Ok(())
}
