//! For whom cases are sealed: everything sealed or in clear, keys handed out, one case granted or taken back.

use std::path::PathBuf;

use chrono::NaiveDate;
use serde_json::json;

use crate::case::{Access, Case, text};
use crate::config::{self, Privacy};
use crate::disk;
use crate::error::{Error, Result};
use crate::office::Office;
use crate::office::pen::Pen;
use crate::store::drafts;
use crate::store::locker::Hold;
use crate::store::{self, write};
use crate::vault::convert::Outcome;
use crate::vault::recipient::Recipient;
use crate::yaml;

/// What came of going through all cases.
#[derive(Default)]
pub struct Gone {
    pub done: usize,
    /// Not for the keys at hand, and left alone.
    pub shut: usize,
    /// Case and file: no files of a case, and left as they are.
    pub left: Vec<(String, PathBuf)>,
    pub faults: Vec<Error>,
}

/// One more member who may open one case.
pub struct Grant {
    /// Id or name.
    pub member: String,
    pub why: String,
    pub approved_by: String,
    pub until: Option<NaiveDate>,
}

/// A change of who may open a case.
pub struct Change<'c> {
    case: &'c Case,
    entry: Access,
}

impl Change<'_> {
    /// The number of the case.
    pub fn case(&self) -> &str {
        &self.case.number
    }

    pub fn member(&self) -> &str {
        &self.entry.member
    }
}

impl Office {
    /// Sealed, and not for the keys at hand.
    pub fn is_shut(&self, number: &str) -> bool {
        self.repo.locker.hold(&self.repo.case_dir(number)).is_ok_and(|hold| matches!(hold, Hold::Locked))
    }

    /// Whoever seals must be able to open.
    pub fn must_hold_a_key(&self) -> Result<()> {
        if self.key_holder().is_some() {
            return Ok(());
        }
        let own = self.repo.locker.keyring.as_ref().and_then(|ring| ring.recipients().first());
        let own = own.map_or("公钥", |key| key.as_str());
        let unknown = Error::new("你的公钥还没有登记在 team.yaml");
        Err(unknown.fix(format!("运行 crisis member key 你的成员编号 {own}，再封存")))
    }

    /// Takes away what lies in a sealed repository in clear and can be made again: letters, and drafts of answers. Gives
    /// the names of the files.
    pub fn clear_plain(&self) -> Result<Vec<String>> {
        let mut cleared = Vec::new();
        for folder in ["letters", drafts::FOLDER] {
            let inside = self.repo.root.join(folder);
            if disk::refuse_link(&inside).is_err() || !inside.is_dir() {
                continue;
            }
            for path in disk::files(&inside)? {
                if path.extension().is_some_and(|ending| ending == "age") {
                    continue;
                }
                write::remove(&inside.join(&path))?;
                let name = path.to_string_lossy().replace('\\', "/");
                cleared.push(format!("{folder}/{name}"));
            }
        }
        Ok(cleared)
    }

    /// The public half of the key on the recovery sheet, from now on; the cases are brought over to it later.
    pub fn set_recovery(&mut self, public: &str) -> Result<()> {
        self.set("recovery", public)?;
        self.repo.config.recovery = Some(public.to_owned());
        Ok(())
    }

    /// The setting comes before the work: from then on nothing new is written in clear.
    pub fn set_privacy(&mut self, privacy: Privacy) -> Result<()> {
        let word = if privacy == Privacy::Sealed { "sealed" } else { "plain" };
        self.set("privacy", word)?;
        self.repo.config.privacy = privacy;
        Ok(())
    }

    /// Breaking the glass is a fact that stays: who, when and why, beside the cases. The file that says so.
    pub fn broke_the_glass(&self, why: &str, public: &Recipient) -> Result<PathBuf> {
        let by = self.by.clone().or(self.repo.config.default_member.clone());
        let used = json!({ "used": self.now.to_rfc3339(), "by": by, "why": why, "key": public.as_str() });
        let name = format!("{}.yaml", self.now.format("%Y-%m-%d-%H%M%S"));
        let path = self.repo.root.join("recovery").join(&name);
        self.leaves("", "", [format!("recovery/{name}")]);
        write::create(&path, yaml::write(&used)?.as_bytes())?;
        Ok(path)
    }

    /// How often the recovery key was used to open this repository.
    pub fn glass_broken(&self) -> usize {
        store::names(&self.repo.root.join("recovery"), ".yaml").map_or(0, |names| names.len())
    }

    fn set(&self, key: &str, value: &str) -> Result<()> {
        let path = self.repo.root.join("crisis.toml");
        let text = config::with_setting(&store::read_text(&path)?, key, value);
        self.leaves("", "", ["crisis.toml".to_owned()]);
        write::replace(&path, text.as_bytes())
    }
}

impl Pen<'_> {
    /// Everything readable of every case becomes sealed, and every key is for whom it should be.
    pub fn seal_all(&self) -> Result<Gone> {
        let office = self.office;
        office.repo.sweep()?;
        self.keep_roster(Privacy::Sealed)?;
        self.each(|number| {
            let about = store::put::about(&office.repo, number)?;
            office.repo.seal_case(number, &office.rules()?.holders(&about)?)
        })
    }

    /// Every case becomes plain text again; refused while one is for others.
    pub fn unseal_all(&self) -> Result<Gone> {
        self.keep_roster(Privacy::Plain)?;
        self.each(|number| self.office.repo.unseal_case(number))
    }

    /// Gives every case that can be opened to whom it should be for: members who came, went or have a new key.
    pub fn hand_out_all(&self) -> Result<Gone> {
        let office = self.office;
        self.keep_roster(office.repo.config.privacy)?;
        self.each(|number| {
            let about = store::put::about(&office.repo, number)?;
            office.repo.hand_out(number, &office.rules()?.holders(&about)?)?;
            Ok(Outcome::default())
        })
    }

    /// Works on every case that can be opened, and stops at none.
    fn each(&self, work: impl Fn(&str) -> Result<Outcome>) -> Result<Gone> {
        let mut gone = Gone::default();
        self.office.leaves("", "", ["cases/".to_owned()]);
        for number in self.office.repo.numbers()? {
            if self.office.is_shut(&number) {
                gone.shut += 1;
                continue;
            }
            match work(&number) {
                Ok(outcome) => {
                    gone.done += usize::from(outcome.faults.is_empty());
                    gone.left.extend(outcome.left.into_iter().map(|path| (number.clone(), path)));
                    gone.faults.extend(outcome.faults);
                }
                Err(error) => gone.faults.push(error),
            }
        }
        Ok(gone)
    }

    /// Who, why, approved by whom, until when stays in the case's `case.yaml`.
    pub fn grant<'c>(&self, case: &'c Case, grant: Grant) -> Result<Change<'c>> {
        let (team, today) = (&self.office.repo.team, self.office.today());
        let member = team.find(&grant.member)?;
        let approver = team.find(&grant.approved_by).map_err(|error| error.field("--approved-by"))?;
        if approver.id == member.id {
            let own = Error::new("不能由本人批准自己的授权").field("--approved-by");
            return Err(own.fix("请另一位成员批准"));
        }
        if grant.until.is_some_and(|until| until < today) {
            return Err(Error::new("到期日已经过去").field("--until").fix("写今天或以后的日期"));
        }
        if case.custody.is_some() && member.key.is_none() {
            let no_key = Error::new(format!("成员 {} 还没有登记公钥", member.id));
            return Err(no_key.fix(format!("请其运行 crisis key new，再运行 crisis member key {} 公钥", member.id)));
        }
        let entry = Access {
            member: member.id.clone(),
            why: grant.why,
            approved_by: Some(approver.id.clone()),
            until: grant.until,
            by: Some(self.office.by()?),
            since: Some(today),
            revoked: None,
        };
        Ok(Change { case, entry })
    }

    /// The case will get a new key, and everything in it is sealed again.
    pub fn revoke<'c>(&self, case: &'c Case, member: &str, why: String) -> Result<Change<'c>> {
        let entry = Access {
            member: self.office.repo.team.find(member)?.id.clone(),
            why,
            by: Some(self.office.by()?),
            revoked: Some(self.office.today()),
            ..Access::default()
        };
        Ok(Change { case, entry })
    }

    /// The key goes first, then the list: cut off between, the list claims no protection that is not there.
    pub fn change(&self, change: Change<'_>) -> Result<()> {
        let (repo, case) = (&self.office.repo, change.case);
        let revokes = change.entry.revoked.is_some();
        let mut about = case.about.clone();
        about.access.push(change.entry);
        let text = text::with_access(&repo.about_text(&case.number)?, &about.access)?;
        let holders = self.office.rules()?.holders(&about)?;
        self.leaves_about(&case.number);
        if case.custody.is_some() {
            if revokes {
                repo.rekey_case(&case.number, &holders)?;
            } else {
                repo.hand_out(&case.number, &holders)?;
            }
        }
        repo.put_about(&case.number, &text)
    }

    /// Takes `case.yaml` as a person edited it, once it can be read and no grant was taken out of it by hand.
    pub fn rewrite_about(&self, case: &Case, text: &str) -> Result<Rewritten> {
        let about = crate::case::read_about(text.as_bytes()).map_err(|error| error.path("case.yaml"))?;
        if about.access.len() < case.about.access.len() {
            let lost = Error::new("授权记录不能删去").path("case.yaml").field("access");
            return Err(lost.fix("收回权限用 crisis revoke；原文没有动"));
        }
        Ok(Rewritten {
            number: case.number.clone(),
            holders: self.office.rules()?.holders(&about)?,
            text: text.to_owned(),
        })
    }

    pub fn put_rewritten(&self, rewritten: &Rewritten) -> Result<()> {
        self.leaves_about(&rewritten.number);
        self.office.repo.hand_out(&rewritten.number, &rewritten.holders)?;
        self.office.repo.put_about(&rewritten.number, &rewritten.text)
    }
}

impl Pen<'_> {
    /// `case.yaml`; of a sealed case everything, because a new key changes everything.
    fn leaves_about(&self, number: &str) {
        let (office, folder) = (self.office, self.office.folder_name(number));
        let name = office.repo.real_name(number, "case.yaml");
        let path = if name == "case.yaml" { format!("{folder}{name}") } else { folder };
        office.leaves(number, "", [path]);
    }
}

/// A `case.yaml` that was checked.
pub struct Rewritten {
    number: String,
    holders: Vec<Recipient>,
    text: String,
}
