//! What a role is let to see in a copy of a paper: `sees` of a `[[role]]` (guide 五(四)2–3). Each entry is a kind of
//! record, one field of it (`assessment.level`; `assessment.body` is its text), or the student's own data likewise.

use crate::guide::pattern::CASE;
use crate::guide::{Access, Role, lists};
use crate::record::shape::{BODY, Field, Form};

/// Of `case.yaml`, what papers show.
pub const STUDENT: [&str; 6] = ["name", "id", "class", "birth", "guardians", "class_teacher"];

/// By what a record is filed; whoever sees anything of it sees this.
const FILING: [&str; 7] = ["id", "kind", "episode", "at", "at_approx", "by", "written"];

/// How much of a kind of record a role sees.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sight {
    Whole,
    Part,
    Nothing,
}

impl Role {
    /// Whether there is anything that a copy for this role could hold. Who handles cases sees what they hold, unless
    /// the guide says less; who does not sees nothing, unless the guide says more.
    pub fn sees_anything(&self) -> bool {
        self.sees.as_ref().map_or(self.access != Access::None, |sees| !sees.is_empty())
    }

    pub fn sight(&self, kind: &str) -> Sight {
        let is_part = |entry: &String| entry.strip_prefix(kind).is_some_and(|rest| rest.starts_with('.'));
        match &self.sees {
            None if self.access == Access::None => Sight::Nothing,
            None => Sight::Whole,
            Some(sees) if sees.iter().any(|entry| entry == kind) => Sight::Whole,
            Some(sees) if sees.iter().any(is_part) => Sight::Part,
            Some(_) => Sight::Nothing,
        }
    }

    /// Of a kind seen in part: what was named, what it is filed by, and what every record of the kind answers with yes
    /// or no, a choice, a number or a time. Papers compare those: without them one would say what is not true.
    pub fn sees_field(&self, kind: &str, field: &Field) -> bool {
        let chain = ["prev", "joins", "amends"].contains(&field.name.as_str());
        match self.sight(kind) {
            Sight::Whole => self.sees.is_none() || !chain,
            Sight::Nothing => false,
            Sight::Part => {
                let plain = matches!(
                    field.form,
                    Form::Bool | Form::Choice(_) | Form::Day | Form::Dated | Form::Moment | Form::Number
                ) || is_choice(&field.form);
                FILING.contains(&field.name.as_str()) || field.required && plain || self.names(kind, &field.name)
            }
        }
    }

    pub fn sees_body(&self, kind: &str) -> bool {
        self.sight(kind) == Sight::Whole || self.names(kind, BODY)
    }

    /// One of [`STUDENT`].
    pub fn sees_student(&self, name: &str) -> bool {
        self.sight(CASE) == Sight::Whole || self.names(CASE, name)
    }

    fn names(&self, kind: &str, field: &str) -> bool {
        let wanted = format!("{kind}.{field}");
        self.sees.as_ref().is_some_and(|sees| sees.contains(&wanted))
    }
}

/// A word of a list that the program itself has, too: papers compare its codes as they do those of a choice.
fn is_choice(form: &Form) -> bool {
    matches!(form, Form::Word(vocabulary) if lists::plain(vocabulary).next().is_some())
}
