//! From a record to a sheet of paper. A tera template gives Markdown, comrak parses it, [`markdown::parse`] lowers its
//! tree into a small [`document::Document`]; [`html`] and [`docx`] write that one document, byte for byte the same every
//! time, and [`pdf`] lets a program that the PC already has print it. Nothing here knows records, cases or keys.

pub mod columns;
pub mod document;
pub mod docx;
pub mod filter;
pub mod html;
pub mod mark;
pub mod markdown;
pub mod numbering;
pub mod page;
pub mod pdf;
pub mod template;
pub mod text;

#[cfg(test)]
mod tests;
