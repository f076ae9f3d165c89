//! The guide tried on the invented files that lie beside it: what stands otherwise than they say, and what none of them
//! decides.

use serde_json::json;

use crate::desk::room::Room;
use crate::desk::routes::Asked;
use crate::desk::view::Done;

pub fn page(room: &Room, _: &Asked) -> Done {
    let trial = room.office.trial()?;
    let failed: Vec<_> = trial.answers.iter().filter(|answer| !answer.passed).collect();
    let half: Vec<_> = trial.coverage.iter().filter(|one| !one.lacks.is_empty()).collect();
    let data = json!({
        "guide": trial.title, "scenarios": trial.scenarios, "answers": trial.answers.len(), "failed": failed,
        "half": half, "duties": trial.coverage.len(),
    });
    room.page("trial.html", "指南的试验", &data)
}
