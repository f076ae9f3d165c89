//! What `sees` of a role may name: kinds of record of a case, their fields, the student's data.

use toml::Spanned;

use crate::guide::Role;
use crate::guide::load::faults::Faults;
use crate::guide::pattern::{CASE, Fault};
use crate::guide::sight::STUDENT;
use crate::record::shape::{self, BODY};
use crate::record::{KINDS, Kind, Named, amendment::Amendment};

pub(super) fn check_sees(roles: &[Spanned<Role>], faults: &mut Faults<'_>) {
    for role in roles {
        for entry in role.get_ref().sees.iter().flatten() {
            if let Err(fault) = known(entry) {
                faults.add(&role.span(), &fault);
            }
        }
    }
}

fn known(entry: &str) -> Result<(), Fault> {
    let (kind, field) = entry.split_once('.').map_or((entry, None), |(kind, field)| (kind, Some(field)));
    if kind == Amendment::NAME {
        let fix = "删去这一项；更正过的记录，本来就按更正之后的样子给人看";
        return Err(Fault::new(entry, "更正照抄了被更正的话，不能列在 sees 里", fix));
    }
    if kind != CASE && !Kind::named(kind).is_ok_and(Kind::is_of_case) {
        let of_case = KINDS.iter().filter(|kind| kind.is_of_case() && kind.name != Amendment::NAME);
        let all: Vec<&str> = [CASE].into_iter().chain(of_case.map(|kind| kind.name)).collect();
        return Err(Fault::new(entry, format!("没有“{kind}”这种记录"), format!("可用：{}", all.join("、"))));
    }
    let Some(field) = field else { return Ok(()) };
    let fields = match kind {
        CASE => STUDENT.to_vec(),
        _ => shape::telling(kind).map(|field| field.name.as_str()).chain([BODY]).collect(),
    };
    if fields.contains(&field) {
        return Ok(());
    }
    let what = format!("“{kind}”没有“{field}”这一项");
    Err(Fault::new(entry, what, format!("写成 \"{kind}.……\"，可用：{}", fields.join("、"))))
}
