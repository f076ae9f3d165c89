//! A guide tried on the scenarios that lie beside it (`NAME.scenarios.yaml` beside `NAME.toml`).

use std::path::Path;

use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::office::{Office, founding};
use crate::scenario::{self, Answer, Covered};
use crate::store;

/// What the scenarios decided.
pub struct Trial {
    pub title: String,
    pub scenarios: usize,
    pub answers: Vec<Answer>,
    pub coverage: Vec<Covered>,
}

/// Of a guide file, with the overlay of clocks that lies beside it.
pub fn of_file(path: &Path) -> Result<Trial, Vec<Error>> {
    let guide = store::read_guide(path)?;
    let beside = path.with_extension("scenarios.yaml");
    if !beside.exists() {
        let missing = Error::new("指南旁边没有情景文件").path(beside);
        let fix = "照着 shiyan.scenarios.yaml 写一份放在指南旁边：发生了什么、哪项职责何时应当怎样";
        return Err(vec![missing.fix(fix)]);
    }
    let text = store::read_text(&beside).map_err(|error| vec![error])?;
    of(&guide, &beside.display().to_string(), &text)
}

impl Office {
    /// Of the guide in force.
    pub fn trial(&self) -> Result<Trial, Vec<Error>> {
        let name = format!("{}.toml", self.guide().map_err(|error| vec![error])?.id);
        of_file(&self.repo.root.join("guides").join(name))
    }
}

/// Of the guide that comes with the program.
pub fn of_own() -> Result<Trial, Vec<Error>> {
    of(&founding::own_guide()?, founding::SCENARIOS_NAME, founding::SCENARIOS)
}

fn of(guide: &Guide, name: &str, text: &str) -> Result<Trial, Vec<Error>> {
    let suite = scenario::read(name, text, guide)?;
    let answers: Vec<Answer> = suite.play(guide).collect();
    let coverage = scenario::coverage(guide, &answers);
    Ok(Trial { title: guide.title.clone(), scenarios: suite.len(), answers, coverage })
}
