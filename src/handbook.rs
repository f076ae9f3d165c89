//! The handbook, which lies in `docs/handbook` as mdBook reads it and in the program as one page that needs nothing else.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, format_html, parse_document};

use crate::error::{Error, Result};

/// A chapter: the name of its file, and its text.
type Chapter = (&'static str, &'static str);

macro_rules! chapters {
    ($($name:literal,)*) => {
        /// In the order of the summary.
        pub const CHAPTERS: &[Chapter] =
            &[$(($name, include_str!(concat!("../docs/handbook/src/", $name, ".md"))),)*];
    };
}

macro_rules! pictures {
    ($($name:literal,)*) => {
        const PICTURES: &[(&str, &[u8])] =
            &[$(($name, include_bytes!(concat!("../docs/handbook/src/", $name))),)*];
    };
}

chapters! {
    "first-hour",
    "emergency",
    "every-week",
    "end-of-term",
    "archive",
    "colleagues",
    "lost-keys",
    "second-pc",
    "it-teacher",
    "guide-language",
    "questions",
}

pictures! {
    "pictures/dashboard.png",
    "pictures/audit.png",
    "pictures/catalogue.png",
    "pictures/handover.png",
}

/// What mdBook fetches by itself.
const INCLUDED: (&str, &str) = ("{{#include ../../guide-language.md}}", include_str!("../docs/guide-language.md"));
const STYLE: &str = include_str!("../templates/handbook.css");
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
const TITLE: &str = "crisis 手册";

/// The whole handbook as one HTML file: nothing is fetched from anywhere, nothing runs in it.
pub fn page() -> Result<String> {
    let mut list = String::new();
    let mut sections = String::new();
    for (name, text) in CHAPTERS {
        let text = text.replace(INCLUDED.0, INCLUDED.1);
        let title = text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or(name);
        let _ = writeln!(list, "<li><a href=\"#{name}\">{title}</a></li>");
        let _ = writeln!(sections, "<section id=\"{name}\">\n{}</section>", html(name, &text)?);
    }
    Ok(format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n<title>{TITLE}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<nav>\n<p>{TITLE}　{}</p>\n<ol>\n{list}</ol>\n</nav>\n\
         <main>\n{sections}</main>\n</body>\n</html>\n",
        env!("CARGO_PKG_VERSION"),
    ))
}

fn html(chapter: &str, text: &str) -> Result<String> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.cjk_friendly_emphasis = true;
    options.render.escape = true;
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options);
    for node in root.descendants() {
        linked(chapter, node)?;
    }
    let mut out = String::new();
    format_html(root, &options, &mut out).map_err(|error| Error::new(format!("手册写不出来：{error}")))?;
    Ok(out)
}

/// Other chapters and pictures are in the same page.
fn linked<'a>(chapter: &str, node: &'a AstNode<'a>) -> Result<()> {
    let broken = |what: &str| Error::new(format!("手册里的链接没有去处：{what}")).path(chapter);
    match &mut node.data_mut().value {
        NodeValue::Image(link) => {
            let bytes = PICTURES.iter().find(|(name, _)| *name == link.url).map(|(_, bytes)| *bytes);
            let bytes = bytes.ok_or_else(|| broken(&link.url))?;
            link.url = format!("data:image/png;base64,{}", BASE64_STANDARD.encode(bytes));
        }
        NodeValue::Link(link) if !link.url.contains("://") => {
            let name = link.url.strip_suffix(".md").unwrap_or_default();
            if !CHAPTERS.iter().any(|(known, _)| *known == name) {
                return Err(broken(&link.url));
            }
            link.url = format!("#{name}");
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{CHAPTERS, page};

    #[test]
    fn the_page_holds_every_chapter_and_needs_nothing_else() {
        let page = page().unwrap();
        let summary = include_str!("../docs/handbook/src/SUMMARY.md");
        let listed: Vec<&str> = summary.split("](").skip(1).filter_map(|part| part.split(".md)").next()).collect();
        assert_eq!(listed, CHAPTERS.iter().map(|(name, _)| *name).collect::<Vec<_>>(), "as mdBook lists them");
        for (name, _) in CHAPTERS {
            assert!(page.contains(&format!("<section id=\"{name}\">\n<h1>")), "{name}");
        }
        assert!(!page.contains("<script") && !page.contains("src=\"http"), "self-contained");
        // Words of a form are shown as code; of its own template nothing is left.
        assert!(!page.replace("<code>{{", "").contains("{{"), "filled");
        assert!(page.contains("first_minutes"), "the reference of the guide language is in it");
        let pictures = page.matches("data:image/png;base64,").count();
        assert!(pictures >= 4, "{pictures}");
    }
}
