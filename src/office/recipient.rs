//! Who gets a copy: a role of the guide, and somebody who may have it.

use crate::case::{Case, people};
use crate::error::{Error, Result};
use crate::guide::{Guide, Role, Standing};
use crate::office::Office;
use crate::team::Member;
use crate::text::same_name;

pub fn role<'a>(guide: &'a Guide, word: &str) -> Result<&'a Role> {
    let code = guide.code("role", word);
    code.and_then(|code| guide.roles.iter().find(|role| role.id == code)).ok_or_else(|| {
        let all: Vec<String> = guide.words("role").map(|(code, name)| format!("{code}（{name}）")).collect();
        Error::new(format!("指南里没有“{word}”这个角色")).field("--for").fix(format!("可用：{}", all.join("、")))
    })
}

/// Who gets it: inside the school somebody who holds the role, by name.
pub fn recipient(office: &Office, guide: &Guide, case: &Case, role: &Role, said: Option<&str>) -> Result<String> {
    let holders = holders(office, guide, case, role);
    let named = match (said.map(str::trim), holders.as_slice()) {
        (Some(name), _) if !name.is_empty() => office.repo.team.name(name).to_owned(),
        (None, [only]) if role.standing != Standing::Outside => only.clone(),
        _ => {
            let fix = if holders.is_empty() { "加上 --recipient 姓名".to_owned() } else { one_of(&holders) };
            return Err(Error::new(format!("没有写明交给哪一位“{}”", role.name)).field("--recipient").fix(fix));
        }
    };
    if role.standing == Standing::Fixed && !holders.iter().any(|name| same_name(name, &named)) {
        let fix = format!("{}；他是别的角色时，--for 写那个角色", one_of(&holders));
        return Err(Error::new(format!("收件人现在不是“{}”", role.name)).field("--recipient").fix(fix));
    }
    if is_suspect(office, guide, case, &named) {
        let fix = "不要给他；应当保护学生的，按强制报告办理。写错了人，先用 crisis amend 更正";
        return Err(Error::new("档案里把收件人写为疑似加害人").field("--recipient").fix(fix));
    }
    Ok(named)
}

fn one_of(holders: &[String]) -> String {
    if holders.is_empty() {
        return "先用 crisis member add 登记谁是这个角色".to_owned();
    }
    format!("加上 --recipient，写：{}", holders.join("、"))
}

/// Who holds a role today: a role that somebody has for one case is held by those whom this case names.
fn holders(office: &Office, guide: &Guide, case: &Case, role: &Role) -> Vec<String> {
    let (day, repo) = (office.today(), &office.repo);
    let is = |word: &str| guide.code("role", word).unwrap_or(word) == role.id;
    let teaches = |one: &Member| case.is_class_teacher(&one.id, day) || case.is_class_teacher(&one.name, day);
    let serving = repo.team.members.iter().filter(|one| one.serves_on(day) && one.roles.contains(&role.id));
    let held = serving.filter(|one| role.standing != Standing::Temporary || teaches(one)).map(|one| one.name.clone());
    let of_case =
        case.about.temporary.iter().filter(|one| is(&one.role.text)).map(|one| repo.team.name(&one.who).to_owned());
    held.chain(of_case).collect()
}

fn is_suspect(office: &Office, guide: &Guide, case: &Case, name: &str) -> bool {
    let people = office.people(guide, &case.about);
    let meant = people.meant(name);
    let mut suspects = case.records.iter().flat_map(|record| people::suspects(record));
    suspects.any(|suspect| people.is_same(&people.meant(suspect), &meant))
}
