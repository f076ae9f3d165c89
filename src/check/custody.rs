//! Who holds the key of a sealed case, against who should: two at least, nobody whose time is over, nothing in clear.

use crate::access::Rules;
use crate::case::{Case, Custody};
use crate::finding::Finding;
use crate::guide::Severity;
use crate::vault::recipient::Recipient;

/// Code, title and page of what can be found about a case's key.
pub const CODES: [(&str, &str, &str); 5] = [
    (LOCKED, "无权打开的案卷", include_str!("custody_locked.md")),
    (ALONE, "持有钥匙的人不到两个", include_str!("custody_alone.md")),
    (EXPIRED, "过期的授权", include_str!("custody_expired.md")),
    (MISMATCH, "持有钥匙的人与名单不符", include_str!("custody_mismatch.md")),
    (IN_CLEAR, "封存的档案库里有明文", include_str!("custody_in_clear.md")),
];
pub const LOCKED: &str = "K01";
const ALONE: &str = "K02";
const EXPIRED: &str = "K03";
const MISMATCH: &str = "K04";
const IN_CLEAR: &str = "K05";

/// The only thing that can be said of a case that the keys at hand do not open. No fault of anybody.
pub fn locked(case: &Case) -> Finding {
    let fix = format!("需要时请有权限的成员运行 crisis grant {} 成员编号 --why 理由 --approved-by 批准人", case.number);
    finding(LOCKED, Severity::Notice, "无权打开：这份案卷没有对你的钥匙封存", &fix)
}

/// `seals` is whether the repository seals, whatever this case does.
pub fn findings(case: &Case, rules: &Rules<'_>, seals: bool) -> Vec<Finding> {
    let Some(custody) = &case.custody else {
        return if seals { vec![in_clear()] } else { Vec::new() };
    };
    let mut found = Vec::new();
    if custody.is_half {
        found.push(in_clear());
    }
    if independent(custody, rules) < 2 {
        let fix = "登记另一位成员的公钥，或运行 crisis key recovery 打印恢复密钥；再运行 crisis seal";
        let message = "能打开这份案卷的人（含恢复密钥）不到两个：丢了一把钥匙就再也打不开";
        found.push(finding(ALONE, Severity::Error, message, fix));
    }
    let expired: Vec<&str> = expired(case, custody, rules).collect();
    for member in &expired {
        let message = format!("对成员 {member} 的授权已经过期，钥匙还在");
        let fix = format!("运行 crisis revoke {} {member} --why 到期；仍需要的，重新 crisis grant", case.number);
        found.push(finding(EXPIRED, Severity::Warning, &message, &fix));
    }
    if expired.is_empty() && differs(case, custody, rules) {
        let fix = "核对 team.yaml 的角色、公钥和 case.yaml 的 access，再运行 crisis seal 使钥匙与名单一致";
        found.push(finding(MISMATCH, Severity::Warning, "能打开这份案卷的钥匙与名单不一致", fix));
    }
    found
}

fn in_clear() -> Finding {
    let fix = "再运行一次 crisis seal（要改回明文就运行 crisis unseal），做完为止";
    finding(IN_CLEAR, Severity::Warning, "档案库是封存的，这份案卷里却有明文的文件", fix)
}

/// Keys of people who serve today, and the sheet in the safe.
fn independent(custody: &Custody, rules: &Rules<'_>) -> usize {
    let serving = |key: &&String| {
        let is = |own: &Option<String>| own.as_deref().is_some_and(|own| own.trim() == key.as_str());
        is(&custody.recovery) || rules.team.members.iter().any(|member| is(&member.key) && member.serves_on(rules.day))
    };
    custody.holders.iter().filter(serving).count()
}

fn expired<'a>(case: &'a Case, custody: &'a Custody, rules: &'a Rules<'_>) -> impl Iterator<Item = &'a str> {
    let over = |member: &&crate::team::Member| {
        let latest = case.about.access.iter().rev().find(|access| access.member == member.id);
        let key = member.key.as_deref().map(str::trim);
        latest.is_some_and(|access| access.until.is_some_and(|until| until < rules.day))
            && !rules.may_open(member, &case.about)
            && custody.holders.iter().any(|holder| Some(holder.as_str()) == key)
    };
    rules.team.members.iter().filter(over).map(|member| member.id.as_str())
}

fn differs(case: &Case, custody: &Custody, rules: &Rules<'_>) -> bool {
    let Ok(wanted) = rules.holders(&case.about) else { return true };
    let mut held: Vec<&str> = custody.holders.iter().map(String::as_str).collect();
    held.sort_unstable();
    !wanted.iter().map(Recipient::as_str).eq(held)
}

fn finding(code: &str, severity: Severity, message: &str, fix: &str) -> Finding {
    Finding {
        code: code.to_owned(),
        clause: None,
        severity,
        record: None,
        path: None,
        line: None,
        message: message.to_owned(),
        fix: fix.to_owned(),
    }
}
