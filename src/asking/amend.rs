//! What a correction leaves open, asked of whoever sits at the terminal.

use serde_json::{Map, Value};

use crate::case::Case;
use crate::error::{Error, Result};
use crate::form::ask;
use crate::form::correction::Naming;
use crate::form::talk::Talk;
use crate::office::Office;
use crate::office::recording::{Correction, Retract};
use crate::record::shape::{self, Field, Form};
use crate::record::{Kind, Record};
use crate::tell;

/// The latest first: what somebody just wrote is what they notice a slip in.
pub fn pick<'c>(office: &Office, case: &'c Case) -> Result<&'c Record> {
    let records: Vec<&Record> = case.records.iter().rev().map(AsRef::as_ref).collect();
    let label = |record: &&Record| {
        let guide = office.guide_of(case, record.head.episode)?;
        let (at, title) = (record.head.at.text(office.zone()), tell::kind(guide, &record.head.kind));
        let said = tell::fields(guide, office.zone(), record).into_iter().map(|(_, said)| said).collect::<Vec<_>>();
        let said: String = said.join("；").chars().take(24).collect();
        Ok(format!("{at}　{title}〔{}〕{said}", record.head.id))
    };
    let labels = records.iter().map(label).collect::<Result<Vec<_>>>()?;
    if labels.is_empty() {
        return Err(Error::new("这份档案还没有记录").fix("先写记录：crisis 记录"));
    }
    Ok(records[ask::pick("更正哪一条", labels)?])
}

/// Asks for the fields that were only named; where none is, all of them stand there to be changed. Then why.
pub fn answered(
    talk: &Talk<'_>,
    record: &Record,
    named: (&[Naming], &[Naming]),
    amended: &mut Correction,
) -> Result<()> {
    let kind = &record.head.kind;
    let known: Vec<&Field> = shape::own(Kind::named(kind)?).collect();
    let (to_set, to_add) = named;
    let is_bare = amended.set.is_empty() && amended.add.is_empty() && amended.clear.is_empty();
    if !to_set.is_empty() || !to_add.is_empty() {
        let is_meant = |field: &&&Field| to_set.iter().chain(to_add).any(|named| named.field == field.name);
        let asked: Vec<&Field> = known.iter().filter(is_meant).copied().collect();
        let mut said = Map::new();
        talk.ask(kind, &asked, &mut said)?;
        for (name, value) in said {
            let into = if to_add.iter().any(|named| named.field == name) { &mut amended.add } else { &mut amended.set };
            into.insert(name, value);
        }
    } else if is_bare && amended.retract == Retract::No {
        const WAYS: [&str; 3] = ["改几项，或补几项", "只添一句说明", "整条作废（例如记错了人）"];
        match ask::pick("要怎样更正", WAYS.map(str::to_owned).to_vec())? {
            0 => changed(&talk.change(kind, &known, record.fields.to_map())?, record, &known, amended),
            1 => {}
            _ => amended.retract = Retract::Yes,
        }
    }
    if amended.wrong.is_none() {
        let must = amended.retract == Retract::Yes;
        let question =
            if must { "错在哪里" } else { "错在哪里（没有错、只是补充的，直接回车）" };
        amended.wrong = Some(ask::line(question, must, "")?).filter(|said| !said.is_empty());
    }
    if amended.right.is_empty() {
        let labels = known.iter().filter(|field| amended.touches(&field.name)).map(|field| field.label());
        let about = labels.collect::<Vec<_>>().join("、");
        let before = if about.is_empty() { String::new() } else { format!("写明{about}") };
        amended.right = ask::typed("应当是什么，或补充了什么", &before, true, "")?;
    }
    Ok(())
}

/// What the answers make of the record: a list that only grew is added to.
fn changed(answers: &Map<String, Value>, record: &Record, known: &[&Field], amended: &mut Correction) {
    for field in known {
        let (was, is) = (record.fields.get(&field.name), answers.get(&field.name));
        match (was, is) {
            (was, is) if was == is => {}
            (Some(_), None) => amended.clear.push(field.name.clone()),
            (Some(Value::Array(was)), Some(Value::Array(is))) if is.starts_with(was) => {
                amended.add.insert(field.name.clone(), is[was.len()..].to_vec().into());
            }
            (None, Some(is)) if matches!(field.form, Form::List(_)) => {
                amended.add.insert(field.name.clone(), is.clone());
            }
            (_, Some(is)) => {
                amended.set.insert(field.name.clone(), is.clone());
            }
            (None, None) => {}
        }
    }
}
