//! Who a case is about, said anew in the text of `case.yaml`: what somebody did not touch stays as it was written.

use serde_json::{Map, Value};

use crate::case::{Case, text};
use crate::error::{Error, Result};
use crate::office::Office;
use crate::office::custody::Rewritten;
use crate::office::pen::Pen;
use crate::record::{digest, filled};

/// What may be said anew; who was granted access is an act of its own.
pub const PARTS: [&str; 4] = ["student", "guardians", "class_teacher", "temporary"];

impl Office {
    /// What `case.yaml` says of people now, by its keys; and what stands for its text as somebody saw it.
    pub fn described(&self, case: &Case) -> Result<(Map<String, Value>, String)> {
        let text = self.repo.about_text(&case.number)?;
        let mut said = filled::fields(&case.about).to_map();
        said.retain(|key, _| PARTS.contains(&key.as_str()));
        Ok((said, digest(text.as_bytes())))
    }
}

impl Pen<'_> {
    /// Only the keys whose value differs are written. `seen` is what somebody saw when they began: nobody overwrites what
    /// another one changed meanwhile.
    pub fn describe(&self, case: &Case, said: &Map<String, Value>, seen: &str) -> Result<Rewritten> {
        let (before, now) = self.office.described(case)?;
        if now != seen {
            let meanwhile = Error::new("这份档案的 case.yaml 在你打开之后改过，没有保存");
            return Err(meanwhile.fix("重新打开这一页，看过现在的内容再改"));
        }
        let differing = PARTS.iter().filter(|key| before.get(**key) != said.get(**key));
        let mut text = self.office.repo.about_text(&case.number)?;
        let mut is_same = true;
        for key in differing {
            is_same = false;
            text = text::with_value(&text, key, said.get(*key))?;
        }
        if is_same {
            return Err(Error::new("没有改动").fix("改好了再保存；不改的，回到这份档案"));
        }
        self.rewrite_about(case, &text)
    }
}
