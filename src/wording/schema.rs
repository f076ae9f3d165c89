//! What there is a schema of.

use crate::record::KINDS;
use crate::wording::answer::{Line, table};

pub fn names() -> Vec<&'static str> {
    ["case"].into_iter().chain(KINDS.iter().map(|kind| kind.name)).collect()
}

pub fn lines() -> Vec<Line> {
    let case = vec!["case".to_owned(), "case.yaml：这是谁的档案，不是发生了什么".to_owned()];
    let kinds = KINDS.iter().map(|kind| vec![kind.name.to_owned(), kind.about().to_owned()]);
    vec![table(&["种类", "说什么"], [case].into_iter().chain(kinds).collect())]
}
