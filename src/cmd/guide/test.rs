//! What the scenarios beside a guide decided: what stands otherwise than they say, and what none of them decides.

use std::path::Path;

use serde_json::json;

use crate::app::{App, Done};
use crate::error::Result;
use crate::office::trial::{self, Trial};
use crate::store;
use crate::ui::Format;

pub fn run(app: &App, file: Option<&Path>) -> Done {
    let trial = match file {
        Some(path) => trial::of_file(path)?,
        None if app.repo.is_none() && store::find(Path::new(".")).is_err() => {
            app.ui.hint("这里没有档案库，以下按程序自带的指南");
            trial::of_own()?
        }
        None => app.keyless_office()?.trial()?,
    };
    say(app, &trial)?;
    Ok(u8::from(trial.answers.iter().any(|answer| !answer.passed)))
}

fn say(app: &App, trial: &Trial) -> Result<()> {
    if app.ui.format == Format::Json {
        return app.ui.json(&json!({
            "guide": trial.title, "scenarios": trial.scenarios,
            "answers": trial.answers, "coverage": trial.coverage,
        }));
    }
    let mut text = String::new();
    for answer in trial.answers.iter().filter(|answer| !answer.passed) {
        let reason = answer.reason.as_ref().map(|reason| format!("（{reason}）")).unwrap_or_default();
        text.push_str(&format!(
            "不符：第 {} 行“{}”，{} 的 {} 应当是“{}”，实际是“{}”{reason}\n",
            answer.line, answer.scenario, answer.at, answer.code, answer.expected, answer.found
        ));
    }
    let failed = trial.answers.iter().filter(|answer| !answer.passed).count();
    let (scenarios, asked) = (trial.scenarios, trial.answers.len());
    let result = if failed == 0 { "全部相符".to_owned() } else { format!("{failed} 处不符") };
    app.ui.say(&format!("{text}{}：{scenarios} 个情景，{asked} 处判断，{result}", trial.title))?;
    for covered in &trial.coverage {
        if !covered.lacks.is_empty() {
            let lacks = covered.lacks.join("；");
            app.ui.hint(&format!("还没有两面都试过：{} {}——{lacks}", covered.code, covered.title));
        }
    }
    Ok(())
}
