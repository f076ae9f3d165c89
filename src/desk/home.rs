//! The first page: what is owed in all cases, most pressing first; who is in the middle of what; what was left half
//! written.

use serde_json::{Value, json};

use crate::desk::room::{Room, held};
use crate::desk::routes::Asked;
use crate::desk::view::Done;
use crate::desk::{cure, drafts};
use crate::error::Result;
use crate::office::health::State;
use crate::office::roll::Entry;
use crate::office::standing::Standing;
use crate::office::tasks::{Task, What};
use crate::tell;
use crate::time::{elapsed, stamp};
use crate::wording::tasks;

/// What one looks over at a glance; all of it is a click away.
const SHOWN: usize = 40;

pub fn page(room: &Room, asked: &Asked) -> Done {
    let office = &room.office;
    let mut standing = held(&room.desk.standing);
    standing.look(office)?;
    let all = standing.tasks();
    let who = asked.asked("for");
    let is_for = |task: &&&Task| who.is_empty() || task.is_for(who);
    let owed: Vec<&&Task> = all.iter().filter(|task| task.is_owed()).filter(is_for).collect();
    let later: Vec<&&Task> = all.iter().filter(|task| !task.is_owed()).filter(is_for).collect();
    let limit = if asked.asked("all").is_empty() { SHOWN } else { usize::MAX };
    let lines =
        |tasks: &[&&Task]| -> Result<Vec<Value>> { tasks.iter().take(limit).map(|task| line(room, task)).collect() };
    let members = office.repo.team.members.iter().filter(|one| one.serves_on(office.today()));
    let members: Vec<Value> =
        members.map(|one| json!({ "id": one.id, "name": one.name, "chosen": one.id == who })).collect();
    let cases = cases(&standing, limit);
    let data = json!({
        "owed": lines(&owed)?, "owed_count": owed.len(), "later": lines(&later)?, "later_count": later.len(),
        "cases": cases, "open": standing.cases().flat_map(|(_, of)| &of.entries).filter(|entry| entry.open).count(),
        "ended": standing.cases().flat_map(|(_, of)| &of.entries).filter(|entry| !entry.open).count(),
        "members": members, "who": who, "all": limit != SHOWN, "drafts": drafts::all(room)?,
    });
    drop(standing);
    let mut data = data;
    data["waiting"] = office.waiting()?.len().into();
    let backup = office.backup_here(&room.desk.memory);
    data["backup"] = json!({ "told": backup.told, "mend": backup.state == State::Mend, "fix": backup.fix });
    room.page("home.html", "首页", &data)
}

pub fn line(room: &Room, task: &Task) -> Result<Value> {
    let office = &room.office;
    let (text, _) = tasks::told(office, task)?;
    let (title, code, fix) = match &task.what {
        What::Duty(line) => (line.title.clone(), format!("{} {}", line.code, line.clause), line.fix.clone()),
        What::Alarm(_, finding) => (finding.message.clone(), finding.code.clone(), finding.fix.clone()),
        What::Paper(paper) => {
            let fix = format!("crisis attach {} 扫描件 --signed yes --of {}", task.case, paper.record);
            (text.clone(), String::new(), fix)
        }
    };
    let duty = task.duty();
    let when = duty.and_then(|line| match (line.due, line.since) {
        (Some(due), _) if due < office.now => Some(format!("逾期 {}", elapsed(due, office.now))),
        (Some(due), _) => Some(format!("不晚于 {}", stamp(due))),
        (None, Some(since)) => Some(format!("自 {}，已过 {}", stamp(since), elapsed(since, office.now))),
        (None, None) => None,
    });
    let turn = duty.map(|line| line.turn.iter().map(|who| office.repo.team.name(who)).collect::<Vec<_>>());
    let is_late = duty.is_some_and(|line| line.due.is_some_and(|due| due < office.now));
    Ok(json!({
        "case": task.case, "title": title, "code": code, "text": text, "when": when, "late": is_late,
        "alarm": matches!(task.what, What::Alarm(..)), "turn": turn.unwrap_or_default().join("、"),
        "reason": duty.and_then(|line| line.reason.clone()), "cure": cure::cure(office.guide()?, office.now, &fix),
    }))
}

/// Those that go on, with most to do first.
fn cases(standing: &Standing, limit: usize) -> Vec<Value> {
    let mut open: Vec<&Entry> = standing.cases().flat_map(|(_, of)| &of.entries).filter(|entry| entry.open).collect();
    open.sort_by_key(|entry| (!entry.overdue, std::cmp::Reverse(entry.owed), &entry.case));
    open.into_iter().take(limit).map(entry).collect()
}

pub fn entry(entry: &Entry) -> Value {
    json!({
        "case": entry.case, "episode": entry.episode, "student": entry.student, "class": entry.class,
        "level": entry.level.values().cloned().collect::<Vec<_>>().join("、"), "owed": entry.owed,
        "overdue": entry.overdue, "first": entry.first, "locked": entry.is_locked, "state": tell::episode(entry.open),
    })
}
