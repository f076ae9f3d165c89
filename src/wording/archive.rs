//! What was archived, and what was not.

use serde_json::{Value, json};

use crate::office::archive::{Left, Selection};
use crate::office::bagging::Archived;
use crate::wording::answer::{Line, beside, said};
use crate::wording::notes;

pub fn value(made: &[Archived], left: &[Left]) -> Value {
    json!({ "archived": made, "left": left })
}

pub fn made(made: &Archived) -> Line {
    let open = if made.open.is_empty() { String::new() } else { format!("　未了：{}", made.open.join("、")) };
    said(format!("{}　{}{open}\n    校验值 {}", made.case, made.path.display(), made.sha256))
}

/// What is in the way, and what may not leave yet.
pub fn left(selection: &Selection) -> Vec<Line> {
    let left = |Left { case, why }: &Left| beside(format!("{case} 还不能归档：{why}。见 crisis audit {case}"));
    selection.half.iter().map(|path| notes::left_over(path)).chain(selection.left.iter().map(left)).collect()
}

/// What the bags lack.
pub fn advice(made: &[Archived], in_clear: bool) -> Vec<Line> {
    let unprinted = made.iter().find_map(|made| made.unprinted.as_ref());
    let unprinted = unprinted.map(|why| beside(format!("包里没有 PDF 的卷内目录（{why}）；网页的一份在 data/read")));
    let open = "包是明文：谁拿到都能看。存放在上锁的地方，或加 --to 公钥 封存";
    unprinted.into_iter().chain((in_clear && !made.is_empty()).then(|| beside(open))).collect()
}
