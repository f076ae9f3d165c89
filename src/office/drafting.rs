//! A school's own guide, begun: a file with its roles, levels, dimensions and materials in its own words, two duties to
//! start from, and the scenarios that try them. Everything in it is a draft, said so, and passes `guide check`.

use std::path::PathBuf;

use pinyin::ToPinyin;
use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

use crate::disk::folder_of;
use crate::error::{Error, Result};
use crate::guide::{self, Guide};
use crate::office::founding;
use crate::record::naming::is_plain;
use crate::scenario;
use crate::store::write;

const GUIDE: &str = include_str!("../../templates/guide-draft.toml");
const SCENARIOS: &str = include_str!("../../templates/guide-draft.scenarios.yaml");

/// What a school calls things. Names are trimmed; each list has every name once.
pub struct Wishes {
    /// Where the guide goes; its id is the name of the file.
    pub path: PathBuf,
    pub school: String,
    pub title: String,
    pub roles: Vec<String>,
    /// Of the roles: whose assessment counts, and who keeps the files.
    pub assesses: Vec<String>,
    pub keeper: String,
    /// Who is in charge of a class; none said: the one that the guide that comes with the program calls so.
    pub class_teacher: Option<String>,
    /// From the mildest up; none: the school has no levels.
    pub levels: Vec<String>,
    pub dimensions: Vec<String>,
    pub materials: Vec<String>,
}

/// Two files that are not there yet.
pub struct Draft {
    files: Vec<(PathBuf, String)>,
}

#[derive(Clone, Serialize)]
struct Named {
    id: String,
    name: String,
}

#[derive(Serialize)]
struct Role {
    #[serde(flatten)]
    named: Named,
    keeper: bool,
    assesses: bool,
    class_teacher: bool,
}

#[derive(Serialize)]
struct Words {
    id: String,
    title: String,
    school: String,
    roles: Vec<Role>,
    /// Whoever assesses: all of them by code, the first by name.
    assesses: Vec<String>,
    assesses_name: String,
    class_teacher: Option<String>,
    keeper: String,
    keeper_name: String,
    axis: Option<Named>,
    levels: Vec<Named>,
    gravest: Option<String>,
    dimensions: Vec<Named>,
    materials: Vec<Named>,
    sample: Option<Named>,
}

/// Reads what it wrote before anybody else does: a draft that does not pass is nobody's.
pub fn draft(wishes: &Wishes) -> Result<Draft, Vec<Error>> {
    let words = words(wishes)?;
    let fill = |name: &str, template: &str| filled(name, template, &words).map_err(|error| vec![error]);
    let (guide, scenarios) = (fill("guide", GUIDE)?, fill("scenarios", SCENARIOS)?);
    let (path, beside) = (wishes.path.clone(), wishes.path.with_extension("scenarios.yaml"));
    let read = guide::parse((&path.display().to_string(), &guide), None)?;
    scenario::read(&beside.display().to_string(), &scenarios, &read)?;
    Ok(Draft { files: vec![(path, guide), (beside, scenarios)] })
}

impl Draft {
    /// Replaces nothing.
    pub fn write(&self) -> Result<()> {
        if let Some((path, _)) = self.files.iter().find(|(path, _)| path.exists()) {
            return Err(Error::new("已有这个文件，没有覆盖").path(path).fix("换一个文件名"));
        }
        self.files.iter().try_for_each(|(path, text)| write::create(path, text.as_bytes()))
    }
}

fn words(wishes: &Wishes) -> Result<Words, Vec<Error>> {
    let id = wishes.path.file_stem().and_then(|stem| stem.to_str()).filter(|stem| is_plain(stem));
    let is_toml = wishes.path.extension().is_some_and(|ending| ending == "toml");
    let Some(id) = id.filter(|_| is_toml && folder_of(&wishes.path).is_dir()) else {
        let wrong = Error::new("指南的文件名不合用").path(&wishes.path).field("FILE");
        return Err(vec![wrong.fix("用小写字母、数字和下划线，以 .toml 结尾，放在已有的文件夹里，例如 mingde.toml")]);
    };
    // What the program's papers know by its id keeps it where a school calls it the same.
    let own = founding::own_guide()?;
    let mut roles = Codes::default();
    let roles: Vec<Role> = wishes
        .roles
        .iter()
        .map(|name| Role {
            named: roles.named(&own, "role", name),
            keeper: *name == wishes.keeper,
            assesses: wishes.assesses.contains(name),
            class_teacher: wishes
                .class_teacher
                .as_ref()
                .map_or_else(|| own.code("role", name) == Some(CLASS_TEACHER), |class_teacher| class_teacher == name),
        })
        .collect();
    if let Some(unknown) = wishes.assesses.iter().find(|name| !wishes.roles.contains(name)) {
        return Err(vec![not_a_role(unknown, "--assesses", wishes)]);
    }
    if let Some(unknown) = wishes.class_teacher.as_ref().filter(|name| !wishes.roles.contains(name)) {
        return Err(vec![not_a_role(unknown, "--class-teacher", wishes)]);
    }
    let role = |is: fn(&Role) -> bool, flag: &str| {
        roles
            .iter()
            .find(|role| is(role))
            .map(|role| role.named.clone())
            .ok_or_else(|| vec![not_a_role("", flag, wishes)])
    };
    let (assesses, keeper) = (role(|role| role.assesses, "--assesses")?, role(|role| role.keeper, "--keeper")?);
    let (mut levels, mut dimensions, mut materials) = (Codes::default(), Codes::default(), Codes::default());
    let list = |codes: &mut Codes, vocabulary: &str, names: &[String]| -> Vec<Named> {
        names.iter().map(|name| codes.named(&own, vocabulary, name)).collect()
    };
    let materials = list(&mut materials, "material", &wishes.materials);
    Ok(Words {
        id: id.to_owned(),
        title: wishes.title.clone(),
        school: wishes.school.clone(),
        assesses: roles.iter().filter(|role| role.assesses).map(|role| role.named.id.clone()).collect(),
        assesses_name: assesses.name,
        class_teacher: roles.iter().find(|role| role.class_teacher).map(|role| role.named.name.clone()),
        keeper: keeper.id,
        keeper_name: keeper.name,
        axis: own.axes.first().map(|axis| Named { id: axis.id.clone(), name: axis.name.clone() }),
        levels: list(&mut levels, "level", &wishes.levels),
        gravest: wishes.levels.last().cloned(),
        dimensions: list(&mut dimensions, "dimension", &wishes.dimensions),
        sample: materials.first().cloned(),
        materials,
        roles,
    })
}

/// The term for whoever is in charge of a class, and the code of that role in the guide that comes with the program.
const CLASS_TEACHER: &str = "class_teacher";

fn not_a_role(word: &str, flag: &str, wishes: &Wishes) -> Error {
    let what = if word.is_empty() { String::new() } else { format!("“{word}”") };
    let unknown = Error::new(format!("{what}不在所写的角色里")).field(flag);
    unknown.fix(format!("从这些里选：{}", wishes.roles.join("、")))
}

/// The codes of one vocabulary; none twice.
#[derive(Default)]
struct Codes(Vec<String>);

impl Codes {
    fn named(&mut self, own: &Guide, vocabulary: &str, name: &str) -> Named {
        let known = own.code(vocabulary, name).map(str::to_owned);
        let spelt = known.unwrap_or_else(|| spelt(name));
        let stem = if spelt.is_empty() { vocabulary.to_owned() } else { spelt };
        let mut code = stem.clone();
        let mut count = 1;
        while self.0.contains(&code) {
            count += 1;
            code = format!("{stem}_{count}");
        }
        self.0.push(code.clone());
        Named { id: code, name: name.to_owned() }
    }
}

/// 年级长 → `nian_ji_zhang`.
fn spelt(name: &str) -> String {
    let part = |letter: char| match letter.to_pinyin() {
        Some(pinyin) => format!("_{}_", pinyin.plain().replace('ü', "v")),
        None if letter.is_ascii_alphanumeric() => letter.to_ascii_lowercase().to_string(),
        None => "_".to_owned(),
    };
    let spelt: String = name.chars().map(part).collect();
    spelt.split('_').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
}

fn filled(name: &str, template: &str, words: &Words) -> Result<String> {
    let mut tera = Tera::default();
    tera.register_filter("quoted", quoted);
    let filled =
        tera.add_raw_template(name, template).and_then(|()| tera.render(name, &Context::from_serialize(words)?));
    filled.map_err(|error| Error::new(format!("起稿写不出来：{error}")))
}

/// In double quotes, for TOML and for YAML: both take what JSON takes.
fn quoted(value: &Value, _: Kwargs, _: &State) -> TeraResult<String> {
    let text = value.as_str().unwrap_or_default();
    serde_json::to_string(text).map_err(|error| tera::Error::message(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wishes(path: PathBuf) -> Wishes {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        Wishes {
            path,
            school: "明德\"中学\"".to_owned(),
            title: "明德中学危机\\干预办法".to_owned(),
            roles: names(&["心育教师", "心育　教师", "年级长", "★"]),
            assesses: names(&["心育教师", "年级长"]),
            class_teacher: Some("★".to_owned()),
            keeper: "年级长".to_owned(),
            levels: names(&["关注", "紧急"]),
            dimensions: names(&["情绪", "行为: 变化"]),
            materials: names(&["访谈记录", "#照片"]),
        }
    }

    #[test]
    fn whatever_a_school_calls_things_the_draft_passes_and_is_tried_both_ways() {
        let place = tempfile::tempdir().unwrap();
        let whole = wishes(place.path().join("mingde.toml"));
        let without = Wishes { levels: Vec::new(), materials: Vec::new(), ..wishes(place.path().join("bare.toml")) };
        for wishes in [whole, without] {
            let drafted = draft(&wishes).map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>());
            drafted.unwrap().write().unwrap();
            let trial = crate::office::trial::of_file(&wishes.path).ok().unwrap();
            assert!(trial.answers.iter().all(|answer| answer.passed));
            assert!(!trial.coverage.is_empty() && trial.coverage.iter().all(|covered| covered.lacks.is_empty()));
            assert!(draft(&wishes).ok().unwrap().write().is_err(), "nothing is replaced");
        }
    }

    #[test]
    fn the_duty_that_is_shown_holds_once_its_marks_are_gone() {
        let place = tempfile::tempdir().unwrap();
        let text = draft(&wishes(place.path().join("mingde.toml"))).ok().unwrap().files.remove(0).1;
        let (before, shown) = text.split_once("# [[duty]]").unwrap();
        // What is said below it stays said.
        let duty = shown.lines().enumerate().take_while(|(at, line)| *at == 0 || line.starts_with('#'));
        let shown: Vec<&str> = duty.map(|(_, line)| line).map(|line| line.trim_start_matches("# ")).collect();
        let whole = format!("{before}[[duty]]{}", shown.join("\n"));
        let read = |text: &str| guide::parse(("mingde.toml", text), None).ok().unwrap();
        assert_eq!((read(&text).duties.len(), read(&whole).duties.len()), (2, 3));
        let guide = read(&text);
        assert_eq!(guide.term("class_teacher", ""), "★");
        let standing = |name: &str| guide.roles.iter().find(|role| role.name == name).map(|role| role.standing);
        assert!(
            standing("★") == Some(guide::Standing::Temporary) && standing("年级长") == Some(guide::Standing::Fixed)
        );
        assert_eq!(guide.roles.iter().filter(|role| role.assesses).count(), 2);
    }

    #[test]
    fn what_does_not_fit_is_told_with_its_flag() {
        let place = tempfile::tempdir().unwrap();
        let fine = || wishes(place.path().join("mingde.toml"));
        for (wishes, field) in [
            (Wishes { path: place.path().join("明德.toml"), ..fine() }, "FILE"),
            (Wishes { path: place.path().join("mingde.txt"), ..fine() }, "FILE"),
            (Wishes { path: place.path().join("gone/mingde.toml"), ..fine() }, "FILE"),
            (Wishes { assesses: vec!["心育教师".to_owned(), "校长".to_owned()], ..fine() }, "--assesses"),
            (Wishes { class_teacher: Some("校长".to_owned()), ..fine() }, "--class-teacher"),
            (Wishes { keeper: "校长".to_owned(), ..fine() }, "--keeper"),
        ] {
            let errors = draft(&wishes).err().unwrap();
            assert_eq!(errors[0].field.as_deref(), Some(field));
        }
    }

    #[test]
    fn names_are_spelt() {
        for (name, code) in [("心育教师", "xin_yu_jiao_shi"), ("A级", "a_ji"), ("★", ""), ("女生", "nv_sheng")]
        {
            assert_eq!(spelt(name), code);
        }
    }
}
