//! What a guide says and nothing takes up: it may be meant, and is more likely to be left over.

use crate::guide::Guide;
use crate::guide::duty::Duty;

/// Remarks on it, which keep nobody from using the guide.
pub(super) fn note(guide: &mut Guide) {
    let starts = |duty: &Duty, word: &str| duty.when.iter().any(|pattern| pattern.names("evidence", word));
    for evidence in &guide.evidence {
        if !guide.duties.iter().any(|duty| starts(duty, &evidence.id) || starts(duty, &evidence.name)) {
            let name = &evidence.name;
            guide
                .notes
                .push(format!("证据“{name}”没有职责管它：写了有它，也不会要求归档；不要的，删去这一段 [[evidence]]"));
        }
    }
    // Where the guide says of most duties whose turn they are, one without is an oversight.
    let without: Vec<&str> = guide
        .duties
        .iter()
        .filter(|duty| duty.turn.is_empty() && duty.never.is_empty())
        .map(|duty| duty.code.as_str())
        .collect();
    if !without.is_empty() && without.len() * 2 < guide.duties.len() {
        guide.notes.push(format!("没有写轮到谁（for）的职责：{}；待办里不会有谁的名字", without.join("、")));
    }
    for role in &guide.roles {
        let Some(term) = guide.terms.get(&role.id) else { continue };
        if *term != role.name && !role.also.contains(term) {
            let (id, name) = (&role.id, &role.name);
            guide.notes.push(format!("称呼 {id} 写的是“{term}”，角色 {id} 叫“{name}”：改了一处的，另一处也要改"));
        }
    }
}
