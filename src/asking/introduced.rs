//! Who a report is about, as the school's roster knows them.

use crate::app::App;
use crate::case::About;
use crate::error::Result;
use crate::form::ask;
use crate::office::Office;
use crate::office::pen::Note;
use crate::office::roster::{self, Introduced};
use crate::roster::Entry;
use crate::wording::notes;

/// Number, class and guardians from the roster, where that means nobody else; what was taken is told.
pub fn from_roster(app: &App, office: &Office, about: &mut About) -> Result<()> {
    let note = match office.introduce_from_roster(about)? {
        Introduced::Nothing => return Ok(()),
        Introduced::Filled(filled) => Note::FromRoster { filled },
        Introduced::Perhaps(students) => match chosen(app, &students)? {
            Some(entry) => Note::FromRoster { filled: roster::take_for(about, entry) },
            None => Note::OnRoster { students: students.iter().map(Entry::label).collect() },
        },
        Introduced::OtherName(entry) => match chosen(app, std::slice::from_ref(&entry))? {
            Some(entry) => Note::FromRoster { filled: roster::take_for(about, entry) },
            None => Note::OtherName { name: entry.student.name },
        },
    };
    // None of these names the case, which may be none yet.
    app.ui.hint(&notes::told(&note, ""));
    Ok(())
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
