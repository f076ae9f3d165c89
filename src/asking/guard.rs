//! What the checks doubt is met before it is written: asked about on a terminal, refused or said in scripts, as grave as
//! the guide says.

use serde_json::{Map, Value};

use crate::app::{App, Failure};
use crate::case::Case;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::form::ask;
use crate::guide::Severity;
use crate::office::Office;
use crate::office::pen::Plan;
use crate::record::shape::CONFIRMED;

impl App {
    /// The fields, once no check doubts what `make` makes of them or somebody said why they stand.
    pub fn confirmed(
        &self,
        office: &Office,
        case: Option<&Case>,
        mut fields: Map<String, Value>,
        make: impl Fn(Map<String, Value>) -> Result<Plan>,
    ) -> Result<Map<String, Value>, Failure> {
        let plan = make(fields.clone())?;
        let doubts = if fields.contains_key(CONFIRMED) { Vec::new() } else { office.doubts(case, &plan)? };
        if doubts.is_empty() {
            return Ok(fields);
        }
        if self.ui.can_ask() {
            for doubt in &doubts {
                self.ui.warning(&error(doubt));
            }
            let ways = ["先不写，回去改（已答的都留着）", "就是这样，照写，写明理由"];
            if ask::pick("核对一下", ways.map(str::to_owned).to_vec())? == 0 {
                let left = Error::new("还没有写进档案");
                return Err(left.fix("再运行同一条命令，在核对那一步改第几项").into());
            }
            fields.insert(CONFIRMED.to_owned(), ask::line("理由", true, "和记录一起留下")?.into());
            return Ok(fields);
        }
        let grave: Vec<Error> = doubts.iter().filter(|doubt| doubt.severity == Severity::Error).map(refused).collect();
        if !grave.is_empty() {
            return Err(Failure(grave));
        }
        for doubt in &doubts {
            self.ui.warning(&error(doubt).fix(format!("{}；这次照写，之后用 crisis amend 补或改", doubt.fix)));
        }
        Ok(fields)
    }
}

fn error(doubt: &Finding) -> Error {
    Error::new(format!("{}〔{}〕", doubt.message, doubt.code)).fix(doubt.fix.clone())
}

fn refused(doubt: &Finding) -> Error {
    error(doubt).fix(format!("{}；确实如此的，加上 --{CONFIRMED} 理由", doubt.fix))
}
