//! C35: something was added to an episode that had ended, without opening it again.

use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;

pub const CHECK: Check = Check {
    code: "C35",
    title: "结束之后又添，没有重新打开",
    severity: Severity::Warning,
    page: include_str!("added_after.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let stray = |record| {
        let message = format!("第 {} 次危机结束之后又添了这条记录，没有重新打开", view.episode);
        let which = if view.is_last { String::new() } else { format!(" --episode {}", view.episode) };
        let fix =
            format!("补写：crisis reopen {{case}}{which} --why 理由 --approved-by 批准人，把这条再记一次，旧的作废");
        Found::new(message, fix).of(record)
    };
    view.case.strays(view.episode).into_iter().map(stray).collect()
}
