//! The fields that a guide adds: to a kind of a case, each once.

use std::collections::BTreeSet;

use toml::Spanned;

use super::faults::Faults;
use super::unique;
use crate::guide::own::OwnField;
use crate::guide::pattern::MATCHERS;
use crate::record::{KINDS, Kind};

pub(super) fn check_fields(fields: &[Spanned<OwnField>], faults: &mut Faults<'_>) {
    for item in fields {
        let (span, field) = (item.span(), item.get_ref());
        if !Kind::named(&field.kind).is_ok_and(Kind::is_of_case) {
            let all: Vec<&str> = KINDS.iter().filter(|kind| kind.is_of_case()).map(|kind| kind.name).collect();
            let what = format!("不能给“{}”另设字段", field.kind);
            faults.say(&span, &field.kind, what, format!("可用的种类：{}", all.join("、")));
        }
        let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
        if field.id.is_empty() || !field.id.chars().all(plain) || MATCHERS.contains(&field.id.as_str()) {
            let fix = "用小写英文字母、数字和下划线，不用条件里的词（present、not 等），例如 family_informed";
            faults.say(&span, &field.id, format!("“{}”不能作字段的编号", field.id), fix);
        }
    }
    let kinds: BTreeSet<&str> = fields.iter().map(|field| field.get_ref().kind.as_str()).collect();
    for kind in kinds {
        let of_kind: Vec<_> = fields.iter().filter(|field| field.get_ref().kind == kind).collect();
        unique(of_kind.iter().map(|field| (field.get_ref().id.as_str(), field.span())), faults);
        unique(of_kind.iter().map(|field| (field.get_ref().name.as_str(), field.span())), faults);
    }
}
