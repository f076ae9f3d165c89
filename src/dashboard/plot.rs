//! Levels over time as a stepped line: days to the right, severity upwards, in the order that the guide gives.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use crate::case::Case;
use crate::guide::{Guide, Level};
use crate::record::{Fact, Record};
use crate::tell;
use crate::time::Zone;

/// The drawing's own units; the page scales it.
const WIDTH: i64 = 480;
const LEFT: i64 = 72;
const STEP: i64 = 26;
const TOP: i64 = 14;

/// One axis of one episode.
#[derive(Serialize)]
pub struct Plot {
    axis: String,
    height: i64,
    base: i64,
    lines: Vec<Line>,
    /// What `path` draws.
    path: String,
    points: Vec<Point>,
    /// What happened meanwhile.
    marks: Vec<Mark>,
    from: String,
    to: String,
}

#[derive(Serialize)]
struct Line {
    y: i64,
    name: String,
}

#[derive(Serialize)]
struct Point {
    x: i64,
    y: i64,
    day: String,
    level: String,
}

#[derive(Serialize)]
struct Mark {
    x: i64,
    day: String,
    title: String,
}

/// Every axis on which the episode has a level.
pub fn levels(guide: &Guide, zone: Zone, case: &Case, episode: u32, now: DateTime<FixedOffset>) -> Vec<Plot> {
    let end = case.closure(episode).map_or(now, |record| record.head.at.latest(zone));
    guide.axes.iter().filter_map(|axis| plot(guide, zone, case, episode, (&axis.id, &axis.name), end)).collect()
}

fn plot(
    guide: &Guide,
    zone: Zone,
    case: &Case,
    episode: u32,
    (axis, name): (&str, &str),
    end: DateTime<FixedOffset>,
) -> Option<Plot> {
    let mut scale: Vec<&Level> = guide.levels.iter().filter(|level| level.axis == axis).collect();
    scale.sort_by_key(|level| level.order);
    let rank = |code: &str| {
        let code = guide.code("level", code).unwrap_or(code);
        scale.iter().position(|level| level.id == code)
    };
    let mut stated: Vec<(DateTime<FixedOffset>, usize)> = Vec::new();
    for record in case.of_episode(episode) {
        let Fact::Assessment(assessment) = &record.fact else { continue };
        for (said, level) in &assessment.level {
            if guide.code("axis", &said.0).unwrap_or(&said.0) == axis
                && let Some(at) = rank(&level.0)
            {
                stated.push((record.head.at.earliest(zone), at));
            }
        }
    }
    let first = stated.first()?.0;
    let last = end.max(stated.last()?.0);
    let height = TOP + STEP * i64::try_from(scale.len()).unwrap_or_default();
    let y = |rank: usize| height - STEP / 2 - STEP * i64::try_from(rank).unwrap_or_default();
    let span = (last - first).num_minutes().max(1);
    let x = |at: DateTime<FixedOffset>| LEFT + (at - first).num_minutes() * (WIDTH - LEFT - 8) / span;
    let points: Vec<Point> = stated
        .iter()
        .map(|(at, rank)| Point {
            x: x(*at),
            y: y(*rank),
            day: at.with_timezone(&zone).format("%m-%d").to_string(),
            level: scale[*rank].name.clone(),
        })
        .collect();
    Some(Plot {
        axis: name.to_owned(),
        height: height + 18,
        base: height + 14,
        lines: scale.iter().enumerate().map(|(rank, level)| Line { y: y(rank), name: level.name.clone() }).collect(),
        path: path(&points, x(last)),
        marks: marks(guide, zone, case, episode, &|at| (first..=last).contains(&at).then(|| x(at))),
        points,
        from: first.with_timezone(&zone).date_naive().to_string(),
        to: last.with_timezone(&zone).date_naive().to_string(),
    })
}

/// Every record of the episode within the drawing, by kind and day.
fn marks(
    guide: &Guide,
    zone: Zone,
    case: &Case,
    episode: u32,
    place: &dyn Fn(DateTime<FixedOffset>) -> Option<i64>,
) -> Vec<Mark> {
    let mark = |record: &Record| {
        let at = record.head.at.earliest(zone);
        let day = at.with_timezone(&zone).format("%m-%d").to_string();
        Some(Mark { x: place(at)?, day, title: tell::kind(guide, &record.head.kind) })
    };
    case.of_episode(episode).filter_map(mark).collect()
}

/// A level holds until another is stated.
fn path(points: &[Point], end: i64) -> String {
    let mut path = String::new();
    for (at, point) in points.iter().enumerate() {
        let start = if at == 0 { format!("M{} {}", point.x, point.y) } else { format!("H{}V{}", point.x, point.y) };
        path.push_str(&start);
    }
    path + &format!("H{end}")
}
