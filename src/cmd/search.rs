//! `search`: where a word stands, in `case.yaml`, in the fields of records as people read them, and in their bodies.

use serde_json::json;

use crate::case::Case;
use crate::cmd::audit::parallel;
use crate::cmd::{App, Done};
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::record::Record;
use crate::store::Repo;
use crate::tell;
use crate::time::Zone;
use crate::ui::{Format, table};

/// 搜索：在全部档案里找文字；空格隔开的几个词要在同一条记录里都有
#[derive(clap::Args)]
pub struct Args {
    /// 要找的文字
    #[arg(required = true)]
    text: Vec<String>,
    /// 只找某一种记录
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
}

struct Found {
    case: String,
    record: Option<String>,
    day: String,
    kind: String,
    /// What is before, the words themselves, what is after.
    excerpt: String,
}

pub fn run(app: &App, args: Args) -> Done {
    let repo = app.repo()?;
    let said = args.text.join(" ");
    let words: Vec<Vec<char>> =
        said.split_whitespace().map(|word| folded(word).map(|(_, letter)| letter).collect()).collect();
    if words.is_empty() {
        return Err(Error::new("没有写要找什么").fix("例如 crisis search 天台").into());
    }
    let found = parallel(&repo.numbers()?, |number| {
        let case = repo.case(number);
        let guide =
            case.episodes().last().map_or_else(|| app.guide(&repo), |last| app.guide_of(&repo, &case, *last))?;
        Ok((in_case(&repo, guide, &case, &words), case.is_locked()))
    });
    let found = found.into_iter().collect::<Result<Vec<_>>>()?;
    let locked = found.iter().filter(|(_, is_locked)| *is_locked).count();
    if locked > 0 {
        app.ui.hint(&format!("注意：{locked} 份案卷无权打开，没有搜到那里"));
    }
    let mut found: Vec<Found> = found.into_iter().flat_map(|(found, _)| found).collect();
    found.retain(|found| args.kind.as_ref().is_none_or(|kind| found.kind == *kind));
    show(app, &repo, &found)?;
    Ok(0)
}

fn in_case(repo: &Repo, guide: &Guide, case: &Case, words: &[Vec<char>]) -> Vec<Found> {
    let zone = repo.config.calendar.zone;
    let about = excerpt(&about(case), words).map(|excerpt| Found {
        case: case.number.clone(),
        record: None,
        day: String::new(),
        kind: "case".to_owned(),
        excerpt,
    });
    let records = case.records.iter().filter_map(|record| {
        Some(Found {
            case: case.number.clone(),
            record: Some(record.head.id.clone()),
            day: record.head.at.date(zone).to_string(),
            kind: record.head.kind.clone(),
            excerpt: excerpt(&text_of(guide, zone, record), words)?,
        })
    });
    about.into_iter().chain(records).collect()
}

/// Everything that `case.yaml` says, one thing after the other.
fn about(case: &Case) -> String {
    let student = &case.about.student;
    let mut parts = vec![Some(student.name.as_str()), student.id.as_deref(), student.class.as_deref()];
    for guardian in &case.about.guardians {
        parts.extend([Some(guardian.name.as_str()), guardian.relation.as_deref(), guardian.phone.as_deref()]);
    }
    parts.extend(case.about.class_teacher.iter().map(|tenure| Some(tenure.who.as_str())));
    parts.extend(case.about.temporary.iter().map(|member| Some(member.who.as_str())));
    parts.into_iter().flatten().collect::<Vec<_>>().join("　")
}

fn text_of(guide: &Guide, zone: Zone, record: &Record) -> String {
    let fields = tell::fields(guide, zone, record);
    let mut text: Vec<String> = fields.into_iter().map(|(label, said)| format!("{label}：{said}")).collect();
    text.push(record.body.clone());
    text.join("　")
}

/// What is compared: blanks do not count, nor do case and full width.
fn folded(text: &str) -> impl Iterator<Item = (usize, char)> {
    let plain = |letter: char| match letter {
        '！'..='～' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        other => other,
    };
    let letters = text.char_indices().filter(|(_, letter)| !letter.is_whitespace());
    letters.flat_map(move |(at, letter)| plain(letter).to_lowercase().map(move |letter| (at, letter)))
}

/// A line around the first of the words, when all of them occur.
fn excerpt(text: &str, words: &[Vec<char>]) -> Option<String> {
    const AROUND: usize = 12;
    let letters: Vec<(usize, char)> = folded(text).collect();
    let place =
        |word: &Vec<char>| letters.windows(word.len()).position(|part| part.iter().map(|(_, letter)| letter).eq(word));
    let places: Vec<usize> = words.iter().map(place).collect::<Option<_>>()?;
    let (first, length) = (*places.first()?, words.first()?.len());
    let start = letters[first.saturating_sub(AROUND)].0;
    let end = letters.get(first + length + AROUND).map_or(text.len(), |(at, _)| *at);
    let (before, after) = (if start > 0 { "…" } else { "" }, if end < text.len() { "…" } else { "" });
    let line: Vec<&str> = text[start..end].split_whitespace().collect();
    Some(format!("{before}{}{after}", line.join(" ")))
}

fn show(app: &App, repo: &Repo, found: &[Found]) -> Result<()> {
    if app.ui.format == Format::Json {
        let rows = found.iter().map(|found| {
            json!({ "case": found.case, "record": found.record, "date": found.day, "kind": found.kind, "excerpt": found.excerpt })
        });
        return app.ui.json(&rows.collect::<Vec<_>>());
    }
    if found.is_empty() {
        return app.ui.say("没有找到");
    }
    let guide = app.guide(repo)?;
    let rows = found.iter().map(|found| {
        let (record, kind) = match &found.record {
            Some(id) => (id.clone(), tell::kind(guide, &found.kind)),
            None => (String::new(), "case.yaml".to_owned()),
        };
        vec![found.case.clone(), found.day.clone(), kind, record, found.excerpt.clone()]
    });
    app.ui.say(&table(&["案号", "日期", "种类", "编号", "在哪里"], rows.collect()))
}

#[cfg(test)]
mod tests {
    use super::{excerpt, folded};

    fn found(text: &str, words: &[&str]) -> Option<String> {
        let words: Vec<Vec<char>> = words.iter().map(|word| folded(word).map(|(_, letter)| letter).collect()).collect();
        excerpt(text, &words)
    }

    #[test]
    fn blanks_case_and_width_do_not_matter() {
        assert_eq!(found("他说 不想\n活了", &["想活"]).as_deref(), Some("他说 不想 活了"));
        assert_eq!(found("ＱＱ群", &["qq"]).as_deref(), Some("ＱＱ群"));
        assert_eq!(found("天台", &["天台", "电话"]), None);
        assert_eq!(found("", &["天"]), None);
        assert_eq!(found("İstanbul 𠮷野", &["𠮷"]).as_deref(), Some("İstanbul 𠮷野"));
    }

    #[test]
    fn an_excerpt_is_short() {
        let text = format!("{}天台{}", "前".repeat(50), "后".repeat(50));
        assert_eq!(found(&text, &["天台"]).unwrap(), format!("…{}天台{}…", "前".repeat(12), "后".repeat(12)));
    }
}
