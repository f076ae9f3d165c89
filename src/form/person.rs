//! Whom a name means. One that fits nobody whom the file knows is asked about when it is written, and never silently read
//! as somebody else.

use serde_json::{Map, Value};

use crate::case::About;
use crate::case::people::{People, SUSPECTS};
use crate::error::Result;
use crate::form::ask;
use crate::guide::Guide;
use crate::record::shape;
use crate::ui::Ui;

/// The first answer, so that whoever only presses Enter names nobody.
const SOMEBODY_ELSE: &str = "另有其人，照写";

/// Puts the registered name in place of one that nobody has, where the person at the terminal says who is meant: of
/// suspects, and in the fields by which duties tell the student and the guardians apart.
pub fn ask(
    ui: &Ui,
    guide: &Guide,
    people: &People<'_>,
    about: &About,
    kind: &str,
    fields: &mut Map<String, Value>,
) -> Result<()> {
    if !ui.can_ask() || about.guardians.is_empty() {
        return Ok(());
    }
    let asked = fields.iter_mut().filter(|(name, _)| *name == SUSPECTS || guide.identifies(kind, name));
    for (name, value) in asked {
        let values = match value {
            Value::Array(items) => items.as_mut_slice(),
            single => std::slice::from_mut(single),
        };
        for value in values {
            let Some(said) = value.as_str().filter(|said| !people.knows(said) && !guide.is_nothing(said)) else {
                continue;
            };
            let question = format!("{}“{said}”不是登记过的人，是谁？", shape::label(kind, name));
            if let Some(meant) = who(&question, about)? {
                *value = meant.into();
            }
        }
    }
    Ok(())
}

/// The registered name of the one who is chosen.
fn who(question: &str, about: &About) -> Result<Option<String>> {
    let guardians = about.guardians.iter().flat_map(|guardian| {
        let delegates = guardian.delegates.iter().map(|delegate| (&delegate.name, delegate.relation.as_deref()));
        [(&guardian.name, guardian.relation.as_deref())].into_iter().chain(delegates)
    });
    let registered: Vec<_> = guardians.chain([(&about.student.name, Some("本人"))]).collect();
    let told = registered.iter().map(|(name, relation)| match relation {
        Some(relation) => format!("{name}（{relation}）"),
        None => (*name).clone(),
    });
    let options = std::iter::once(SOMEBODY_ELSE.to_owned()).chain(told).collect();
    let chosen = ask::pick(question, options)?;
    Ok(chosen.checked_sub(1).map(|at| registered[at].0.clone()))
}
