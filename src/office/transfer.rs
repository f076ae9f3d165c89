//! The package for another school (guide 五(三)2): the records and materials that somebody chose, the list of them to be
//! signed for, and what was withheld. The record of it is written before the package has its name: nothing leaves
//! without one.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::bag::{self, Label, Maker, Nowhere, Sink};
use crate::case::Case;
use crate::documents::{self, Choice, Sheet, Source, taken_along};
use crate::error::{Error, Result};
use crate::guide::sight::Sight;
use crate::guide::{Guide, Role, Standing};
use crate::office::Office;
use crate::office::archive::{already, place};
use crate::office::bagging::{AGENT, bagged, small};
use crate::office::pen::{Pen, Plan};
use crate::record::shape::{self, Trait};
use crate::record::transfer::Transfer;
use crate::record::{Fact, KINDS, Named, Record};
use crate::store::write;
use crate::tell;
use crate::vault::recipient::Recipient;

/// What goes to whom, and by what right.
#[derive(Clone)]
pub struct Request {
    /// The school that takes the student on.
    pub to: String,
    /// Ids of records; a file goes along with the record that files it.
    pub with: Vec<String>,
    pub consent: Option<String>,
    pub basis: Option<String>,
    /// Why the rest stays.
    pub withheld: Option<String>,
    pub out: PathBuf,
    /// For whom it is sealed in one file; nobody: a folder that everybody can read.
    pub keys: Vec<Recipient>,
    /// With the list as PDF, where something on this computer prints one.
    pub pdf: bool,
}

/// A record that may go along.
pub struct Offer {
    pub id: String,
    pub words: String,
    /// The latest of a kind that the guide lets the receiving school see.
    pub suggested: bool,
}

/// A package before it is anywhere.
pub struct Package {
    /// The record of the transfer.
    pub id: String,
    /// None: the same was handed over before, and only the package is made again.
    pub plan: Option<Plan>,
    /// Of the package and, with an ending, of the list beside it.
    name: String,
    pub path: PathBuf,
    pub sha256: String,
    /// What stays, without a word of it.
    pub withheld: String,
    /// Chosen although the guide does not let the receiving school see such a record.
    pub beyond: Vec<String>,
    /// Why the list is not there as PDF, though it was wished for.
    pub unprinted: Option<String>,
    content: Content,
}

impl Package {
    fn lists(&self) -> Vec<(PathBuf, &[u8])> {
        let beside = |ending: &str| self.path.with_file_name(format!("{}.{ending}", self.name));
        let pdf = self.content.pdf.iter().map(|pdf| (beside("pdf"), pdf.as_slice()));
        [(beside("html"), self.content.html.as_slice())].into_iter().chain(pdf).collect()
    }

    /// An error where it lies there with all its lists, or another one does; what a run that was cut off made is whole,
    /// since it appears at once, and lacks a list.
    fn is_not_whole(&self) -> Result<()> {
        let is_other = self.path.is_dir() && bag::sum_of(&self.path).is_ok_and(|sum| sum != self.sha256);
        if !self.path.exists() || !is_other && self.lists().iter().any(|(list, _)| !list.exists()) {
            return Ok(());
        }
        Err(already(&self.path))
    }
}

/// What was made.
#[derive(Serialize)]
pub struct Transferred {
    pub path: PathBuf,
    /// The list, to be signed for and sent back; it lies beside the package, also of a sealed one.
    pub lists: Vec<PathBuf>,
}

/// Of what the package is made.
struct Content {
    labels: Vec<Label>,
    readme: String,
    /// Pages to be read, by name.
    pages: Vec<(String, Vec<u8>)>,
    /// Path, size and SHA-256 as they were filed.
    files: Vec<(String, u64, String)>,
    html: Vec<u8>,
    pdf: Option<Vec<u8>>,
}

const README: &str = include_str!("../../templates/transfer.txt");
const LIST: &str = "transfer";
/// What a transfer says before it is known what the package adds up to.
const SAID: [&str; 5] = ["to", "items", "consent", "basis", "withheld"];

impl Office {
    /// What may go along, in the order in which it happened.
    pub fn transferable(&self, case: &Case) -> Result<Vec<Offer>> {
        let episode = case.latest_episode();
        let guide = self.guide_of(case, episode)?;
        let role = receiver(guide);
        let is_seen = |record: &Record| role.is_some_and(|role| role.sight(&record.head.kind) != Sight::Nothing);
        let (mut kinds, mut offers) = (BTreeSet::new(), Vec::new());
        for record in case.records.iter().rev().filter(|record| is_of_student(record)) {
            let is_latest = record.head.episode == episode && kinds.insert(record.head.kind.as_str());
            let words = self.item(guide, record);
            offers.push(Offer { id: record.head.id.clone(), words, suggested: is_latest && is_seen(record) });
        }
        offers.reverse();
        Ok(offers)
    }

    /// A line of the list: what it is, of what day, and by what it is found in the file.
    fn item(&self, guide: &Guide, record: &Record) -> String {
        let (id, day) = (&record.head.id, record.head.at.date(self.zone()));
        let Fact::Material(material) = &record.fact else {
            return format!("{}（{day}，记录 {id}）", tell::kind(guide, &record.head.kind));
        };
        let category = guide.name("material", &material.category.0);
        let title = material.title.as_ref().map_or(String::new(), |title| format!("：{title}"));
        format!("{category}{title}（{day}，材料 {id}）")
    }

    /// How many of each kind stay.
    fn withheld(&self, guide: &Guide, case: &Case, chosen: &[&Record]) -> String {
        let is_chosen = |record: &Record| chosen.iter().any(|one| one.head.id == record.head.id);
        let stays: Vec<&Record> =
            case.records.iter().map(Arc::as_ref).filter(|record| is_of_student(record) && !is_chosen(record)).collect();
        let count = |kind: &str| stays.iter().filter(|record| record.head.kind == kind).count();
        let counts = KINDS.iter().map(|kind| (kind.name, count(kind.name))).filter(|(_, count)| *count > 0);
        let counts: Vec<_> = counts.map(|(kind, count)| format!("{} {count} 条", tell::kind(guide, kind))).collect();
        if counts.is_empty() { "没有留下的记录".to_owned() } else { counts.join("、") }
    }

    /// Refuses what nobody consented to and nothing is the basis of, as the guide's own duty has it.
    fn by_right(&self, guide: &Guide, request: &Request) -> Result<()> {
        let says = |text: &Option<String>| text.as_ref().is_some_and(|text| !guide.is_nothing(text));
        if says(&request.consent) || says(&request.basis) {
            return Ok(());
        }
        let is_about = |kinds: &[String]| kinds.iter().any(|kind| kind == Transfer::NAME);
        let duty = guide.duties.iter().find(|duty| duty.when.iter().any(|when| is_about(&when.kinds)));
        let clause = duty.map_or(String::new(), |duty| format!("〔{} {}〕", duty.code, duty.clause));
        let unsaid = Error::new(format!("没有写谁同意移交，也没有写依据{clause}")).field("--consent");
        Err(unsaid
            .fix("加上 --consent 谁同意（学生、监护人，怎样同意的），或 --basis 依据（对方的公函等）；什么都没有写"))
    }

    /// The chosen records in the order in which they happened.
    fn chosen<'c>(&self, guide: &Guide, case: &'c Case, wanted: &[String]) -> Result<Vec<&'c Record>> {
        if let Some(id) = wanted.iter().find(|id| case.record(id).is_none_or(|record| !is_of_student(record))) {
            let none = Error::new(format!("没有编号为 {id}、能移交的记录或材料")).field("--with");
            return Err(none.fix(format!("crisis show {} 列出记录和编号；已作废的不移交", case.number)));
        }
        if wanted.is_empty() {
            let offers = self.transferable(case)?;
            let offers = offers.into_iter().filter(|offer| offer.suggested).map(|offer| offer.words);
            let seen: Vec<String> = offers.collect();
            let seen = if seen.is_empty() { "还没有".to_owned() } else { seen.join("；") };
            let role = receiver(guide).map_or(String::new(), |role| format!("，指南让“{}”看的：{seen}", role.name));
            let unsaid = Error::new("没有写移交哪些").field("--with");
            return Err(unsaid.fix(format!("加上 --with 编号，只带走对方要用的{role}")));
        }
        let is_wanted = |record: &&Record| wanted.contains(&record.head.id);
        Ok(case.records.iter().map(Arc::as_ref).filter(is_wanted).collect())
    }
}

impl Pen<'_> {
    /// Makes everything of a package in memory but the files that go along, and the record of it. Writes nothing.
    pub fn pack(&self, case: &Case, request: &Request) -> Result<Package> {
        let office = self.office;
        office.may_bag(&request.out)?;
        let episode = case.latest_episode();
        let guide = office.guide_of(case, episode)?;
        office.by_right(guide, request)?;
        if let Some(fault) = case.faults.first() {
            let unread = Error::new(format!("有读不出的文件，说不清留下了什么：{}", fault.what));
            return Err(unread.fix("先按 `crisis audit` 的提示修好，或从备份找回"));
        }
        let chosen = office.chosen(guide, case, &request.with)?;
        let withheld = office.withheld(guide, case, &chosen);
        let because = request.withheld.as_ref().map_or(String::new(), |why| format!("；{why}"));
        let items: Vec<String> = chosen.iter().map(|record| office.item(guide, record)).collect();
        let fields = [
            ("to", Value::from(request.to.as_str())),
            ("items", items.into()),
            ("consent", request.consent.as_deref().into()),
            ("basis", request.basis.as_deref().into()),
            ("withheld", format!("{withheld}{because}").into()),
        ];
        let fields: Map<String, Value> = fields
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        if let Some(package) = self.again(case, request, &chosen, &fields)? {
            return Ok(package);
        }
        let draft = |package: Option<String>, id: Option<&str>| {
            let mut draft = office.draft(Transfer::NAME, Some(case))?;
            draft.fields.clone_from(&fields);
            draft.fields.extend(package.map(|sum| ("package".to_owned(), sum.into())));
            draft.id = id.map_or(draft.id, str::to_owned);
            self.page(case, draft)
        };
        let page = draft(None, None)?;
        let mut package = self.package(case, request, &chosen, &page.record)?;
        let page = draft(Some(package.sha256.clone()), Some(&package.id))?;
        package.plan = Some(Plan::record(&case.number, page));
        Ok(package)
    }

    /// The package of a transfer that is on record already, byte for byte as it was: its disk was full, or it was lost.
    fn again(
        &self,
        case: &Case,
        request: &Request,
        chosen: &[&Record],
        fields: &Map<String, Value>,
    ) -> Result<Option<Package>> {
        let says = |record: &Record, name: &str| record.fields.get(name).filter(|value| !value.is_null()).cloned();
        let is_same = |record: &&Record| SAID.iter().all(|name| says(record, name).as_ref() == fields.get(*name));
        let transfers = case.of_episode(case.latest_episode()).filter(is_same);
        for record in transfers.filter(|record| record.head.kind == Transfer::NAME) {
            let package = self.package(case, request, chosen, record)?;
            if record.text("package") == Some(&package.sha256) {
                package.is_not_whole()?;
                return Ok(Some(package));
            }
        }
        Ok(None)
    }

    /// Reads every byte that goes along, once, to know what the package adds up to.
    fn package(&self, case: &Case, request: &Request, chosen: &[&Record], transfer: &Record) -> Result<Package> {
        let office = self.office;
        let id = &transfer.head.id;
        let name = format!("{}-{LIST}-{id}", case.number);
        let path = place(&request.out, &name, &request.keys);
        let guide = office.guide_of(case, transfer.head.episode)?;
        let is_beyond =
            |record: &&&Record| receiver(guide).is_some_and(|role| role.sight(&record.head.kind) == Sight::Nothing);
        let beyond = chosen.iter().filter(is_beyond).map(|record| office.item(guide, record)).collect();
        let list = office.list(case, transfer)?;
        let printed = if request.pdf { list.repeatable_pdf().map(Some) } else { Ok(None) };
        let (pdf, unprinted) = printed.map_or_else(|error| (None, Some(error.what)), |pdf| (pdf, None));
        let labels = [
            ("Source-Organization", office.repo.config.school.as_str()),
            ("External-Identifier", &case.number),
            ("Internal-Sender-Identifier", id),
            ("Bag-Software-Agent", AGENT),
        ];
        let content = Content {
            labels: labels.map(|(label, value)| (label.to_owned(), value.to_owned())).into(),
            readme: README
                .replace("{school}", &office.repo.config.school)
                .replace("{to}", &request.to)
                .replace("{case}", &case.number)
                .replace("{id}", id),
            pages: office.pages(case, chosen)?,
            files: chosen.iter().filter_map(|record| file(record)).collect(),
            html: list.html().into_bytes(),
            pdf,
        };
        let sha256 = self.fill_package(&case.number, &content, &mut Nowhere)?;
        let withheld = transfer.text("withheld").unwrap_or_default().to_owned();
        Ok(Package { id: id.clone(), plan: None, name, path, sha256, withheld, beyond, unprinted, content })
    }

    /// First all of the package under another name, then the record, then its own name; then the list beside it.
    pub fn hand_on(&self, case: &Case, package: &Package, keys: &[Recipient]) -> Result<Transferred> {
        let Package { path, content, plan, id, .. } = package;
        if plan.is_some() || !path.exists() {
            bagged(path, &package.name, keys, |sink| {
                if self.fill_package(&case.number, content, sink)? != package.sha256 {
                    return Err(Error::new("要移交的材料刚刚变了，没有登记").path(path).fix("再运行一次"));
                }
                plan.iter().try_for_each(|plan| self.commit(plan, &|_| {}))
            })
            .map_err(|error| self.stands(case, package, error))?;
        }
        let lists = package.lists();
        for (list, bytes) in &lists {
            write::replace(list, bytes).map_err(|error| {
                let print =
                    format!("包已做好（记录 {id}）；清单另打：crisis print {} transfer --record {id}", case.number);
                Error { fix: Some(print), ..error }
            })?;
        }
        Ok(Transferred { path: path.clone(), lists: lists.into_iter().map(|(list, _)| list).collect() })
    }

    /// Says of a package that was not made whether its record stands.
    fn stands(&self, case: &Case, package: &Package, error: Error) -> Error {
        if self.case(&case.number).record(&package.id).is_none() {
            return error;
        }
        let again = format!(
            "移交已登记为记录 {}，包没有做成：解决之后用同样的命令再做一次，不会另记一条。不再移交的，用 crisis amend 作废它",
            package.id
        );
        Error { fix: Some(again), ..error }
    }

    fn fill_package(&self, number: &str, content: &Content, sink: &mut dyn Sink) -> Result<String> {
        let repo = &self.office.repo;
        let mut maker = Maker::new(sink);
        for (path, size, sha256) in &content.files {
            if maker.payload(path, *size, &mut *repo.reader(number, path)?)? != *sha256 {
                let changed = Error::new("这份材料与归档时不同，不能移交").path(repo.case_dir(number).join(path));
                return Err(changed.fix("从备份找回原来的文件；`crisis verify` 列出每一处"));
            }
        }
        for (name, page) in &content.pages {
            small(&mut maker, &format!("read/{name}.html"), page)?;
        }
        small(&mut maker, &format!("read/{LIST}.html"), &content.html)?;
        if let Some(pdf) = &content.pdf {
            small(&mut maker, &format!("read/{LIST}.pdf"), pdf)?;
        }
        maker.beside("README.txt", &content.readme)?;
        maker.finish(&content.labels).map(|(_, sha256)| sha256)
    }
}

impl Office {
    /// The list to be signed for.
    fn list(&self, case: &Case, transfer: &Record) -> Result<Sheet> {
        let (templates, episode) = (self.templates()?, transfer.head.episode);
        let source = self.source(self.guide_of(case, episode)?, &templates);
        let source = Source { case: Some(case), episode, ..source };
        documents::sheet(&source, source.guide.made(LIST), Choice::Given(transfer))
    }

    /// What the chosen records say, by episode: of a kind that the guide lets the receiving school see in part no more
    /// than that part, and nothing of what was once wrong.
    fn pages(&self, case: &Case, chosen: &[&Record]) -> Result<Vec<(String, Vec<u8>)>> {
        const PAPER: &str = "timeline";
        let templates = self.templates()?;
        let episodes: BTreeSet<u32> = chosen.iter().map(|record| record.head.episode).collect();
        let page = |episode: u32| {
            let guide = self.guide_of(case, episode)?;
            let along = taken_along(case, receiver(guide), chosen);
            let source = Source { case: Some(&along), episode, ..self.source(guide, &templates) };
            let sheet = documents::sheet(&source, source.guide.made(PAPER), Choice::Latest)?;
            Ok((format!("{PAPER}-{episode}"), sheet.html().into_bytes()))
        };
        episodes.into_iter().map(page).collect()
    }
}

/// Whoever outside of the school the guide lets see the record of a transfer: who takes the student on.
pub fn receiver(guide: &Guide) -> Option<&Role> {
    let outside = guide.roles.iter().filter(|role| role.standing == Standing::Outside);
    outside.filter(|role| role.sight(Transfer::NAME) != Sight::Nothing).find(|role| role.sees.is_some())
}

/// Whether it is about the student, not about what became of the file.
fn is_of_student(record: &Record) -> bool {
    !shape::is(&record.head.kind, Trait::OfFile)
}

/// The file that a record filed: path, size, SHA-256.
fn file(record: &Record) -> Option<(String, u64, String)> {
    match &record.fact {
        Fact::Material(material) => Some((material.file.clone(), material.size, material.sha256.clone())),
        _ => None,
    }
}
