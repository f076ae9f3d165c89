//! What may be destroyed, and what the program can't destroy.

use serde_json::{Value, json};

use crate::office::keeping::Kept;
use crate::wording::answer::{Line, beside, said, table};

/// Of which `locked` more nobody can say it.
pub fn value(kept: &[Kept], locked: usize) -> Value {
    json!({ "cases": kept, "locked": locked })
}

/// What may be destroyed now, what later, and what nobody can say of.
pub fn lines(kept: &[Kept], locked: usize) -> Vec<Line> {
    let row = |one: &Kept| {
        let until = one.until.map_or_else(|| one.lacking.join("；"), |day| day.to_string());
        let state = if one.may_go { "可以销毁" } else { "还要保管" };
        vec![one.case.clone(), one.closed.to_string(), until, state.to_owned()]
    };
    let all = if kept.is_empty() {
        said("没有已经结束的案卷")
    } else {
        table(&["案号", "结束", "保管到", ""], kept.iter().map(row).collect())
    };
    let left = (locked > 0).then(|| beside(format!("另有 {locked} 份案卷打不开，不知道保管到何时")));
    [all].into_iter().chain(left).collect()
}

/// What outlives a case that was destroyed.
pub fn remains() -> Line {
    beside(
        "封存过的案卷，没有钥匙文件（key.age）的副本也随之失效；备份和 git 历史里还留着它的，以及曾经是明文的，请另行销毁，还有打印件。",
    )
}
