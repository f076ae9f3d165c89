//! What scenarios decided of a guide: what stands otherwise than they say, and what none of them decides.

use serde_json::{Value, json};

use crate::office::trial::Trial;
use crate::wording::answer::{Line, beside, said};

pub fn value(trial: &Trial) -> Value {
    json!({
        "guide": trial.title, "scenarios": trial.scenarios,
        "answers": trial.answers, "coverage": trial.coverage,
    })
}

pub fn lines(trial: &Trial) -> Vec<Line> {
    let mut lines = Vec::new();
    for answer in trial.answers.iter().filter(|answer| !answer.passed) {
        let reason = answer.reason.as_ref().map(|reason| format!("（{reason}）")).unwrap_or_default();
        lines.push(said(format!(
            "不符：第 {} 行“{}”，{} 的 {} 应当是“{}”，实际是“{}”{reason}",
            answer.line, answer.scenario, answer.at, answer.code, answer.expected, answer.found
        )));
    }
    let (scenarios, asked) = (trial.scenarios, trial.answers.len());
    let result = match lines.len() {
        0 => "全部相符".to_owned(),
        failed => format!("{failed} 处不符"),
    };
    lines.push(said(format!("{}：{scenarios} 个情景，{asked} 处判断，{result}", trial.title)));
    for covered in trial.coverage.iter().filter(|covered| !covered.lacks.is_empty()) {
        let lacks = covered.lacks.join("；");
        lines.push(beside(format!("还没有两面都试过：{} {}——{lacks}", covered.code, covered.title)));
    }
    lines
}
