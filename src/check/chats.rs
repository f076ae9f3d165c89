//! C09: exported chats that hold other people (个人信息保护法 6: no more than is needed).

use crate::check::{Check, Found, Look, View};
use crate::guide::Severity;
use crate::record::material::Material;
use crate::record::{Fact, Record};

pub const CHECK: Check = Check {
    code: "C09",
    title: "聊天材料里有其他人",
    severity: Severity::Warning,
    page: include_str!("chats.md"),
    lists: &[],
    look: Look::Case(look),
};

fn look(view: &View<'_>) -> Vec<Found> {
    let unmasked = |record: &&Record| match &record.fact {
        Fact::Material(material) => {
            let is_chat = view.materials(CHECK.code).iter().any(|id| id == view.category(&material.category.0));
            is_chat && holds_others(view, material) && !is_replaced(view, record)
        }
        _ => false,
    };
    let chats: Vec<&Record> = view.records().filter(unmasked).collect();
    let Some(first) = chats.first() else { return Vec::new() };
    let fix = format!(
        "归档一份遮去其他人的：crisis attach {{case}} 文件 --of {} --contains-others no；原件封存，不外传",
        if chats.len() > 1 { "记录编号" } else { &first.head.id }
    );
    vec![Found::new("归档的聊天里有其他人，没有遮去的一份", fix).of_all(&chats)]
}

/// It says so itself; or it says nothing, and the name of the file says that it is of a whole group.
fn holds_others(view: &View<'_>, material: &Material) -> bool {
    let of_group = || view.words(CHECK.code).iter().any(|word| material.name.contains(word.as_str()));
    material.contains_others.unwrap_or_else(of_group)
}

/// A copy without the others was filed for it.
fn is_replaced(view: &View<'_>, original: &Record) -> bool {
    view.records().any(|record| {
        let Fact::Material(material) = &record.fact else { return false };
        material.of.as_ref() == Some(&original.head.id) && material.contains_others == Some(false)
    })
}
