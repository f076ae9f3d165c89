//! Evidence is due piece by piece: filing one does not settle the others. A file says which piece it is (`of`); one that
//! does not say so settles a piece only where exactly one of its kind is open.

use chrono::{DateTime, FixedOffset};
use serde_json::Value;

use crate::duty::facts::Facts;
use crate::duty::matching::Hit;
use crate::duty::proof::unsound;
use crate::duty::state::{blank, triggers};
use crate::duty::{Outcome, State};
use crate::guide::duty::Duty;
use crate::guide::pattern::{Matcher, Pattern};
use crate::record::{Fact, Record, record_of};

/// One piece that a record names.
struct Item {
    record: String,
    id: String,
    told: String,
    /// The record that settles it.
    by: Option<(String, DateTime<FixedOffset>, Settled)>,
    /// What the file that claims to be it lacks.
    lacking: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Settled {
    Filed,
    Elsewhere,
}

/// A file, or a word where the piece is.
struct Claim<'c> {
    record: &'c Record,
    at: DateTime<FixedOffset>,
    of: Option<&'c str>,
    settled: Settled,
    lacking: Option<String>,
}

/// All pieces together: met when each is on file or said to be elsewhere.
pub fn outcome<'a>(facts: &Facts<'a, '_>, duty: &'a Duty) -> Outcome<'a> {
    let Some(last) = duty.when.last() else { return blank(duty) };
    let hits = triggers(facts, last);
    let mut items: Vec<Item> = hits.iter().flat_map(|hit| items_of(facts, last, hit)).collect();
    let Some(first) = hits.first() else { return blank(duty) };
    settle(&mut items, claims(facts, duty));
    let since = Some(first.span.earliest);
    let open: Vec<&Item> = items.iter().filter(|item| item.by.is_none()).collect();
    let Some(next) = open.first() else {
        let by = items.iter().filter_map(|item| item.by.as_ref()).next_back();
        let is_elsewhere = items.iter().any(|item| item.by.as_ref().is_some_and(|by| by.2 == Settled::Elsewhere));
        let (met_by, met_at) = by.map(|(id, at, _)| (id.clone(), *at)).unzip();
        return Outcome { state: State::Met, since, met_by, met_at, is_elsewhere, ..blank(duty) };
    };
    let place = format!("{}/{}", next.record, next.id);
    let places: Vec<String> = open.iter().map(|item| format!("{}/{}", item.record, item.id)).collect();
    let told: Vec<&str> = open.iter().map(|item| item.told.as_str()).collect();
    let lacks = open.iter().find_map(|item| item.lacking.clone());
    Outcome {
        state: State::Missing,
        since,
        trigger: Some(next.record.clone()),
        reason: Some(format!("{} 件里还缺 {} 件：{}", items.len(), open.len(), places.join("、"))),
        nearest: Some(next.record.clone()),
        lacking: Some(lacks.unwrap_or_else(|| format!("{}没有归档，也没有说明存于何处", told.join("、")))),
        cure: duty
            .column
            .as_ref()
            .map(|column| format!("crisis attach {{case}} 文件 --category {column} --of {place}")),
        ..blank(duty)
    }
}

/// The pieces of a record that the condition asks for.
fn items_of(facts: &Facts<'_, '_>, pattern: &Pattern, hit: &Hit<'_, '_>) -> Vec<Item> {
    let Some(seen) = hit.seen else { return Vec::new() };
    let asked = |item: &Value| {
        pattern.alternatives().iter().flat_map(|pattern| &pattern.fields).any(|(name, matcher)| match matcher {
            Matcher::Entry(entries) if name == "evidence" => facts.entry(seen, item, entries),
            _ => false,
        })
    };
    let named = seen.fields.get("evidence").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let word = |item: &Value, name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let item = |item: &Value| {
        let kind = facts.guide().name("evidence", &word(item, "kind")).to_owned();
        let text = word(item, "text");
        let told = if text.is_empty() { kind } else { format!("{kind}〈{text}〉") };
        Item { record: seen.record.head.id.clone(), id: word(item, "id"), told, by: None, lacking: None }
    };
    named.iter().filter(|item| asked(item)).map(item).collect()
}

/// Everything on file of the categories that the duty asks for.
fn claims<'c>(facts: &Facts<'_, 'c>, duty: &Duty) -> Vec<Claim<'c>> {
    let asks = |need: &Pattern, kind: &str, word: &str| {
        let is_of = need.kinds.is_empty() || need.kinds.iter().any(|known| known == kind);
        is_of && need.words("category").any(|category| facts.is_material(word, category))
    };
    let is_asked = |record: &Record, word: &str| {
        let mut needs = duty.needs.iter().flat_map(Pattern::alternatives);
        needs.any(|need| asks(need, &record.head.kind, word))
    };
    let at = |record: &Record| record.head.at.earliest(facts.setting.calendar.zone);
    let claim = |record: &'c Record| match &record.fact {
        Fact::Material(material) if is_asked(record, &material.category.0) => {
            let lacking = unsound(facts.case, material).map(str::to_owned);
            Some(Claim { record, at: at(record), of: material.of.as_deref(), settled: Settled::Filed, lacking })
        }
        Fact::Elsewhere(elsewhere) if is_asked(record, &elsewhere.category.0) => {
            let lacking = facts.not_elsewhere(elsewhere);
            Some(Claim { record, at: at(record), of: elsewhere.of.as_deref(), settled: Settled::Elsewhere, lacking })
        }
        _ => None,
    };
    // What names no piece speaks of its own episode alone.
    let is_of_episode = |claim: &Claim| claim.of.is_some() || claim.record.head.episode == facts.episode;
    facts.on_file().filter_map(claim).filter(is_of_episode).collect()
}

/// First what names its piece, then what names the record, then what names nothing.
fn settle(items: &mut [Item], claims: Vec<Claim<'_>>) {
    let (pieces, rest): (Vec<_>, Vec<_>) =
        claims.into_iter().partition(|claim| claim.of.is_some_and(|of| of.contains('/')));
    let (records, loose): (Vec<_>, Vec<_>) = rest.into_iter().partition(|claim| claim.of.is_some());
    for claim in pieces {
        let is_it = |item: &&mut Item| claim.of == Some(format!("{}/{}", item.record, item.id).as_str());
        if let Some(item) = items.iter_mut().find(is_it) {
            take(item, claim);
        }
    }
    for claim in records.into_iter().chain(loose) {
        let is_meant = |item: &Item| item.by.is_none() && claim.of.is_none_or(|of| record_of(of) == item.record);
        let mut meant = items.iter_mut().filter(|item| is_meant(item));
        if let (Some(only), None) = (meant.next(), meant.next()) {
            take(only, claim);
        }
    }
}

fn take(item: &mut Item, claim: Claim<'_>) {
    match claim.lacking {
        Some(lacking) => item.lacking = Some(format!("{}：{lacking}", claim.record.head.id)),
        None if item.by.is_none() => item.by = Some((claim.record.head.id.clone(), claim.at, claim.settled)),
        None => {}
    }
}
