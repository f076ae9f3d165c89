//! The papers that the guide asks for: which template, and what it is given. Another school's folder `templates/`
//! may replace any of them.

use std::path::Path;

use serde_json::{Value, json};

use crate::case::Case;
use crate::config::Config;
use crate::error::Result;
use crate::guide::Guide;
use crate::paper::document::Document;
use crate::paper::page::{Page, Size};
use crate::paper::template::Templates;
use crate::paper::{html, markdown};
use crate::record::{Record, shape};
use crate::store;
use crate::tell;

const EMBEDDED: [(&str, &str); 1] = [("referral.md", include_str!("../templates/referral.md"))];

/// A document ready for any output.
pub struct Sheet {
    pub markdown: String,
    document: Document,
    page: Page,
}

impl Sheet {
    pub fn html(&self) -> String {
        html::render(&self.document, &self.page)
    }
}

/// Where a document's data comes from.
pub struct Source<'a> {
    pub root: &'a Path,
    pub config: &'a Config,
    pub guide: &'a Guide,
    pub case: &'a Case,
}

/// The letter that goes with a referral record: one copy for the school, one for the guardian.
pub fn referral(source: &Source<'_>, record: &Record) -> Result<Sheet> {
    sheet(source, "referral.md", record)
}

/// Any text as a page of its own, such as the audit's report.
pub fn page(text: &str, title: &str) -> Result<String> {
    let page = Page { title: title.to_owned(), footer_left: String::new(), size: Size::Four };
    Ok(html::render(&markdown::parse(text)?, &page))
}

fn sheet(source: &Source<'_>, template: &str, record: &Record) -> Result<Sheet> {
    let templates = Templates::new(&EMBEDDED, &store::overrides(source.root)?)?;
    let text = templates.render(template, &data(source, record))?;
    let document = markdown::parse(&text)?;
    let hash = record.digest.get(..12).unwrap_or_default();
    let page = Page {
        title: tell::kind(source.guide, &record.head.kind),
        footer_left: format!("{} {} {hash}", source.case.number, record.head.id),
        size: Size::Four,
    };
    Ok(Sheet { markdown: text, document, page })
}

/// Case, school, guide's words and the record, every field present: a template that names what is not there errs.
fn data(source: &Source<'_>, record: &Record) -> Value {
    let about = &source.case.about;
    let mut fields = serde_json::Map::new();
    for field in shape::of_name(&record.head.kind) {
        fields.insert(field.name.clone(), record.fields.get(&field.name).cloned().unwrap_or(Value::Null));
    }
    let zone = source.config.calendar.zone;
    json!({
        "school": source.config.school,
        "number": source.case.number,
        "student": about.student,
        "guardians": about.guardians,
        "record": fields,
        "body": record.body,
        "date": record.head.at.date(zone).to_string(),
        "since": source.case.opened(record.head.episode, zone).map(|at| at.date_naive().to_string()),
        "guide": source.guide.title,
        "term": source.guide.terms,
        "none": Value::Null,
    })
}
