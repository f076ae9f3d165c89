//! A new repository: its guide, its first member, its settings.

use std::path::{Path, PathBuf};

use crate::disk::{self, name};
use crate::error::{Error, Result};
use crate::guide::{self, Guide};
use crate::history::{self, Author, Git};
use crate::store::{self, write};
use crate::team::{Member, Team};
use crate::yaml;

/// The guide of the school that this program was written for, and its example of clocks.
const GUIDE: &str = include_str!("../../templates/guides/shiyan.toml");
const CLOCKS: &str = include_str!("../../templates/guides/shiyan.clocks.example.toml");

/// What tries that guide, and what its file is called.
pub const SCENARIOS: &str = include_str!("../../templates/guides/shiyan.scenarios.yaml");
pub const SCENARIOS_NAME: &str = "shiyan.scenarios.yaml";

/// The guide that comes with the program, for whoever looks at it before there is a repository.
pub fn own_guide() -> Result<Guide, Vec<Error>> {
    guide::parse(("shiyan.toml", GUIDE), None)
}

/// What a repository begins with.
pub struct Request {
    pub dir: PathBuf,
    pub school: String,
    /// The school's own guide file; none: the one that comes with the program.
    pub guide: Option<PathBuf>,
    /// Id of the first member, who keeps the files.
    pub member: String,
    pub name: String,
    /// None: the text stays readable.
    pub sealing: Option<Sealing>,
}

/// The public keys of a repository that seals.
pub struct Sealing {
    /// The first member's.
    pub key: String,
    pub recovery: String,
}

/// The files of a repository that is not there yet.
pub struct Foundation {
    dir: PathBuf,
    pub files: Vec<(PathBuf, String)>,
}

/// Refuses a folder that is a repository already.
pub fn is_free(dir: &Path) -> Result<()> {
    name::check(dir)?;
    if dir.join("crisis.toml").exists() {
        return Err(Error::new("这里已经是档案库").path(dir).fix("换一个文件夹；已有的档案库不会被覆盖"));
    }
    Ok(())
}

pub fn plan(request: &Request) -> Result<Foundation, Vec<Error>> {
    let Chosen { guide, text, beside } = Chosen::of(request.guide.as_deref())?;
    let dir = &request.dir;
    let keeper = guide.roles.iter().find(|role| role.keeper).map(|role| role.id.clone());
    let member = Member {
        id: request.member.clone(),
        name: request.name.clone(),
        roles: keeper.into_iter().collect(),
        since: None,
        until: None,
        key: request.sealing.as_ref().map(|sealing| sealing.key.clone()),
    };
    let team = Team { members: vec![member], ..Team::default() };
    let mut files = vec![
        (dir.join("guides").join(format!("{}.toml", guide.id)), text),
        (dir.join("team.yaml"), yaml::write(&team).map_err(|error| vec![error])?),
        (dir.join(".gitignore"), ".crisis.lock\n.crisis-*.tmp\n.new-*/\nletters/\n".to_owned()),
        // A line end changed by git would break every chain.
        (dir.join(".gitattributes"), "* -text\n".to_owned()),
    ];
    files.extend(beside.into_iter().map(|(name, text)| (dir.join("guides").join(name), text)));
    // The file that makes the folder a repository comes last.
    files.push((dir.join("crisis.toml"), settings(request, &guide)));
    Ok(Foundation { dir: dir.clone(), files })
}

impl Foundation {
    /// Writes the files one after the other, telling of each; the folder for cases comes at the end.
    pub fn write(&self, told: impl Fn(&Path) -> Result<()>) -> Result<()> {
        for (path, text) in &self.files {
            write::replace(path, text.as_bytes())?;
            told(path)?;
        }
        disk::make_folder(&self.dir.join("cases"))
    }

    /// The history begins with these files. Whether it did: there may be no git on this computer.
    pub fn begin_history(&self, author: &Author) -> Result<bool> {
        if !history::is_installed() {
            return Ok(false);
        }
        let name = |path: &PathBuf| {
            let parts: Vec<_> =
                path.strip_prefix(&self.dir).unwrap_or(path).iter().map(|part| part.to_string_lossy()).collect();
            parts.join("/")
        };
        let paths: Vec<String> = self.files.iter().map(|(path, _)| name(path)).collect();
        Git::found(&self.dir)?.commit(&paths, "init", author)
    }
}

struct Chosen {
    guide: Guide,
    text: String,
    /// Names and texts of its overlay and its scenarios.
    beside: Vec<(String, String)>,
}

impl Chosen {
    /// A school's own guide is checked before it is taken, together with the overlay that lies beside it.
    fn of(file: Option<&Path>) -> Result<Self, Vec<Error>> {
        let Some(path) = file else {
            let guide = own_guide()?;
            let beside = [("shiyan.clocks.example.toml", CLOCKS), (SCENARIOS_NAME, SCENARIOS)];
            let beside = beside.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
            return Ok(Self { guide, text: GUIDE.to_owned(), beside });
        };
        let read = |path: &Path| store::read_text(path).map_err(|error| vec![error]);
        let text = read(path)?;
        let [overlay, scenarios] = ["clocks.toml", "scenarios.yaml"].map(|ending| path.with_extension(ending));
        let clocks = if overlay.exists() { Some(read(&overlay)?) } else { None };
        let scenarios = if scenarios.exists() { Some(read(&scenarios)?) } else { None };
        let (name, overlay) = (path.display().to_string(), overlay.display().to_string());
        let guide = guide::parse((&name, &text), clocks.as_deref().map(|text| (overlay.as_str(), text)))?;
        let clocks = clocks.map(|text| (format!("{}.clocks.toml", guide.id), text));
        let scenarios = scenarios.map(|text| (format!("{}.scenarios.yaml", guide.id), text));
        Ok(Self { guide, text, beside: clocks.into_iter().chain(scenarios).collect() })
    }
}

fn settings(request: &Request, guide: &Guide) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let privacy = match &request.sealing {
        None => "privacy = \"plain\"".to_owned(),
        Some(sealing) => format!("privacy = \"sealed\"\nrecovery = {}", quoted(&sealing.recovery)),
    };
    format!(
        "# 档案库的设置。改动后运行 crisis guide check 与 crisis audit 看是否一切如常。\n\
         school = {}\n\
         time_zone = \"+08:00\"\n\
         guide = {}\n\
         {privacy}\n\
         default_member = {}\n\n\
         # 发往校外的文书：标题上方的单位名，和找得到学校的方式，例如\n\
         # letterhead = \"某某实验高中学生发展中心\"\n\
         # contact = \"心理辅导室，教学楼二楼，工作日 8:00—17:00，电话 0000-0000000\"\n\n\
         # 放假日与调休上课日，例如 holidays = [2026-06-19, \"2026-10-01..2026-10-07\"]\n\
         holidays = []\n\
         workdays = []\n\n\
         # 统计：年级的叫法（班级以它开头），例如 grades = [\"高一\", \"高二\", \"高三\"]；学生少于几人的格子不列\n\
         grades = []\n\
         suppress_below = 5\n\n\
         # 多久备份一次（crisis backup）；过了就提醒，例如 backup_every = \"7d\"\n\n\
         # 学期，例如：\n\
         # [[term]]\n\
         # name = \"2026-2027学年第一学期\"\n\
         # from = 2026-09-01\n\
         # to = 2027-01-20\n",
        quoted(&request.school),
        quoted(&guide.id),
        quoted(&request.member),
    )
}
