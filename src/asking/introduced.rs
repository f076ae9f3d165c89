//! Who a report is about, as the school's roster knows them.

use crate::app::App;
use crate::case::About;
use crate::error::Result;
use crate::form::ask;
use crate::office::Office;
use crate::office::roster::{self, Introduced};
use crate::roster::Entry;

/// Number, class and guardians from the roster, where that means nobody else; what was taken is told.
pub fn from_roster(app: &App, office: &Office, about: &mut About) -> Result<()> {
    let told = match office.introduce_from_roster(about)? {
        Introduced::Nothing => return Ok(()),
        Introduced::Filled(filled) => taken(&filled),
        Introduced::Perhaps(students) => {
            if let Some(entry) = chosen(app, &students)? {
                taken(&roster::take_for(about, entry))
            } else {
                let each: Vec<String> = students.iter().map(Entry::label).collect();
                format!("注意：名册上有相近的学生（{}），没有取用；是其中一位的，写明 --student-id", each.join("；"))
            }
        }
        Introduced::OtherName(entry) => match chosen(app, std::slice::from_ref(&entry))? {
            Some(entry) => taken(&roster::take_for(about, entry)),
            None => format!("注意：这个学号在名册上是“{}”，没有取用；核对学号与姓名", entry.student.name),
        },
    };
    app.ui.hint(&told);
    Ok(())
}

fn taken(filled: &[&str]) -> String {
    if filled.is_empty() {
        "与名册上的是同一位".to_owned()
    } else {
        format!("从名册取来：{}", filled.join("、"))
    }
}

/// Which of them is meant, by the word of the person at the terminal. That it is none of them comes first, so that Enter
/// alone never reads one person as another.
fn chosen<'e>(app: &App, students: &'e [Entry]) -> Result<Option<&'e Entry>> {
    if !app.ui.can_ask() {
        return Ok(None);
    }
    let labels = std::iter::once("都不是".to_owned()).chain(students.iter().map(Entry::label)).collect();
    let chosen = ask::pick("名册上有相近的学生，是不是其中一位", labels)?;
    Ok(chosen.checked_sub(1).and_then(|at| students.get(at)))
}
