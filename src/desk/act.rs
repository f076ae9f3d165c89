//! Which act of the office a kind of record is: most are records and nothing more.

use serde_json::{Map, Value};

use crate::case::Case;
use crate::error::{Error, Result};
use crate::office::pen::{Pen, Plan};
use crate::record::Named;
use crate::record::closure::Closure;
use crate::record::referral::Referral;
use crate::record::reopening::Reopening;

pub fn plan(pen: &Pen<'_>, case: Option<&Case>, kind: &str, fields: Map<String, Value>, body: String) -> Result<Plan> {
    let case = case.ok_or_else(|| Error::new("没有写是哪一份档案").fix("从名单里打开一份"))?;
    let episode = case.latest_episode();
    match kind {
        Closure::NAME => Ok(pen.close(case, episode, fields, body, None)?.plan),
        // The letter is printed from the page of the papers, whenever somebody wants it.
        Referral::NAME => Ok(pen.refer(case, fields, body)?.plan),
        Reopening::NAME => pen.reopen(case, None, fields, body),
        _ => pen.record_in(case, pen.office.may_write(case, None, kind)?, kind, fields, body),
    }
}
