//! Every paper for an invented case: what it says, that it says it the same way every time, that nothing breaks out.

use std::io::Read;

use crate::common::sandbox::{Sandbox, words};

const CASE_PAPERS: [&str; 17] = [
    "assessment",
    "meeting",
    "plan",
    "agreement-student",
    "agreement-guardian",
    "safety-plan",
    "referral",
    "intervention-record",
    "contact-record",
    "leave-record",
    "enrolment",
    "handover",
    "disclosure-ledger",
    "mandatory-report",
    "transfer",
    "timeline",
    "archive-catalogue",
];
const SCHOOL_PAPERS: [&str; 3] = ["first-report-card", "audit", "staff-handover"];
/// Those that must have a record before they can be printed.
const NEVER_BLANK: [&str; 3] = ["plan", "referral", "transfer"];

/// Words that try to be markup in every output, and a name that few fonts know.
const HOSTILE: &str = "</style><script>alert(1)</script> ](javascript:x) | **粗** <!-- {{ school }} &lt; ${x} =cmd";
const NAME: &str = "买买提·㛃𬱖䶮";

struct School {
    sandbox: Sandbox,
    case: String,
}

impl School {
    /// A school with one case that has been opened only.
    fn opened() -> Self {
        let sandbox = Sandbox::school();
        let who = ["--student-id", "20260142", "--class", "高二(3)班", "--class-teacher", "ding"];
        let found = ["--finder", "丁假设", "--finder-role", "class_teacher", "--saw", HOSTILE];
        let told = ["--guardian", "买买提·大,父亲,13800000000", "--notified", "principal,严示例,2026-03-05 21:40,电话"];
        let case = sandbox.opened(NAME, &[&who[..], &found, &told].concat());
        Self { sandbox, case }
    }

    /// The same with a record for every paper.
    fn full() -> Self {
        let school = Self::opened();
        for record in [
            format!(
                "assessment --dimension 情绪=低落 --type self_harm_thought --level 严重 --crisis yes --refer yes \
                 --rationale '{HOSTILE}' --voice 不想转学"
            ),
            format!(
                "meeting --purpose 商议 --participants principal,严示例 --decisions '{HOSTILE}' \
                 --assignments 苏演示,面谈,2026-03-13"
            ),
            format!(
                "plan --stage aftercare --subject {NAME} --actors counsellor,苏演示 --methods 面谈 \
                 --steps 苏演示,面谈,2026-03-13"
            ),
            format!("agreement --party student --signer {NAME} --outcome signed --valid-until 2026-04-06"),
            "agreement --party guardian --signer 买买提·大 --relation 父亲 --outcome refused --witnesses 丁假设 \
             --reason 再想想"
                .to_owned(),
            format!("safety_plan --helpers 苏老师 --signals '{HOSTILE}'"),
            format!("intervention --participants counsellor,苏演示 --process '{HOSTILE}' --result 平稳"),
            "contact --with 买买提·大 --guardian yes --via 电话 --reached no".to_owned(),
            "leave --since 2026-03-07 --to 2026-03-11 --type 病假".to_owned(),
            format!("enrolment --change suspend --effective 2026-03-17 --filed-by 丁假设 --detail '{HOSTILE}'"),
            "handover --to 买买提·大 --relation 父亲 --place 校门口".to_owned(),
            format!("disclosure --to 教练 --told 不参加集训 --withheld '{HOSTILE}'"),
            format!("transfer --to 某某中学 --items '{HOSTILE}'"),
            format!("mandatory_report --applies no --reason '{HOSTILE}'"),
        ] {
            let record = words(&record);
            let of = ["record", record[0], &school.case, "--by", "keeper"];
            school.sandbox.ok(&[&of[..], &record[1..]].concat());
        }
        school.sandbox.ok(&["refer", &school.case, "--by", "keeper", "--to", "市精神卫生中心", "--reason", HOSTILE]);
        school
    }

    fn print(&self, paper: &str, to: &str, more: &[&str]) -> Vec<u8> {
        let mut args = vec!["print"];
        if !SCHOOL_PAPERS.contains(&paper) {
            args.push(&self.case);
        }
        args.extend([paper, "--to", to, "--force", "--out", "out", "--by", "keeper"]);
        args.extend(more);
        self.sandbox.ok(&args);
        std::fs::read(self.sandbox.path("out")).unwrap()
    }

    fn html(&self, paper: &str) -> String {
        String::from_utf8(self.print(paper, "html", &[])).unwrap()
    }
}

fn all_papers() -> impl Iterator<Item = &'static str> {
    CASE_PAPERS.into_iter().chain(SCHOOL_PAPERS)
}

fn part(docx: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn every_paper_names_the_student_the_school_and_its_own_number() {
    let school = School::full();
    for paper in CASE_PAPERS {
        let html = school.html(paper);
        assert!(html.contains(NAME), "{paper} does not name the student");
        assert!(html.contains(&format!("案号：{}", school.case)), "{paper} does not say whose it is");
        assert!(html.contains("url(\"data:image/svg+xml,"), "{paper} has no code");
        let docx = school.print(paper, "docx", &[]);
        assert!(part(&docx, "word/document.xml").contains(NAME), "{paper}.docx does not name the student");
        assert!(part(&docx, "word/footer1.xml").contains(&school.case), "{paper}.docx has no footer");
    }
}

#[test]
fn nothing_that_was_typed_becomes_markup() {
    let school = School::full();
    for paper in all_papers() {
        let html = school.html(paper);
        assert!(!html.contains("<script") && !html.contains("<strong>粗"), "{paper}");
        assert!(html.matches("</style>").count() == 1, "{paper}");
        let docx = part(&school.print(paper, "docx", &[]), "word/document.xml");
        assert!(!docx.contains("<script"), "{paper}.docx");
    }
    let intervention = school.html("intervention-record");
    assert!(intervention.contains("&lt;/style&gt;&lt;script&gt;alert(1)&lt;/script&gt; ](javascript:x) | **粗**"));
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    let school = School::full();
    // What a paper says is found once for all its forms: each paper in one of them, and all papers together in each.
    let forms = ["md", "html", "docx"];
    let each = all_papers().zip(forms.into_iter().cycle());
    for (paper, to) in each.chain(forms.map(|to| ("bundle", to))) {
        let first = school.print(paper, to, &[]);
        assert!(first == school.print(paper, to, &[]), "{paper} as {to} differs from one time to the next");
    }
}

#[test]
fn forms_print_before_there_is_anything_to_fill_in() {
    let school = School::opened();
    for paper in CASE_PAPERS {
        if NEVER_BLANK.contains(&paper) {
            let refused = school.sandbox.run(&["print", &school.case, paper, "--to", "md", "--force", "--out", "out"]);
            assert_eq!(refused.status, 2, "{paper}");
            assert!(refused.stderr.contains("怎么办"), "{}", refused.stderr);
            continue;
        }
        let html = school.html(paper);
        assert!(!html.contains("null"), "{paper} shows an empty value");
    }
    let blank = String::from_utf8(school.print("agreement-guardian", "html", &["--blank"])).unwrap();
    assert!(blank.contains("______________") && blank.contains("　　　年　　月　　日"));
}

#[test]
fn a_paper_can_be_about_an_older_record() {
    let school = School::full();
    let again = school.sandbox.ok(&[
        "record",
        "leave",
        &school.case,
        "--by",
        "keeper",
        "--since",
        "2026-04-01",
        "--type",
        "事假",
        "--format",
        "json",
    ]);
    let id = again.json()["record"].as_str().unwrap().to_owned();
    let one = String::from_utf8(school.print("leave-record", "md", &["--record", &id])).unwrap();
    assert!(one.contains("事假") && !one.contains("病假"));
    let wrong = school.sandbox.run(&["print", &school.case, "assessment", "--record", &id, "--to", "md"]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.stderr.contains("--record"), "{}", wrong.stderr);
}

#[test]
fn an_unknown_paper_is_answered_with_the_list() {
    let school = School::opened();
    let ran = school.sandbox.run(&["print", &school.case, "letter"]);
    assert_eq!(ran.status, 2);
    for paper in all_papers() {
        assert!(ran.stderr.contains(paper), "{paper} is not in\n{}", ran.stderr);
    }
    let help = school.sandbox.ok(&["print", "--help"]).stdout.split_whitespace().collect::<String>();
    for paper in all_papers() {
        assert!(help.contains(paper), "{paper} is not in\n{help}");
    }
}

#[test]
fn a_school_may_write_its_own() {
    let school = School::full();
    let folder = school.sandbox.path("templates");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("leave-record.md"), "# 本校的{{ title }}\n\n{{ student.name }} {{ said.type | cell }}")
        .unwrap();
    let failed = school.sandbox.run(&["print", &school.case, "leave-record", "--to", "md", "--force", "--out", "out"]);
    assert_eq!(failed.status, 2, "said.type is no field of a list");
    std::fs::write(folder.join("leave-record.md"), "# 本校的{{ title }}\n\n{{ student.name }}").unwrap();
    assert!(String::from_utf8(school.print("leave-record", "md", &[])).unwrap().contains("# 本校的学生请假情况记录"));
    std::fs::write(folder.join("leave-record.md"), "# {{ title }}\n\n{{ studnet.name }}").unwrap();
    let failed = school.sandbox.run(&["print", &school.case, "leave-record", "--to", "md", "--force", "--out", "out"]);
    assert_eq!(failed.status, 2);
    assert!(
        failed.stderr.contains("leave-record.md 第 3 行") && failed.stderr.contains("studnet"),
        "{}",
        failed.stderr
    );
}

/// A school's own version of any paper may show the catalogue, also through a template of its own that it includes.
#[test]
fn a_paper_shows_what_the_template_of_the_school_asks_for() {
    let school = School::full();
    let folder = school.sandbox.path("templates");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("timeline.md"), "# {{ title }}\n\n{% include \"files.md\" %}").unwrap();
    std::fs::write(
        folder.join("files.md"),
        "共 {{ catalogue.count }} 条：{% for one in catalogue.columns %}{{ one.state }} {% endfor %}",
    )
    .unwrap();
    let timeline = String::from_utf8(school.print("timeline", "md", &[])).unwrap();
    let count = timeline.split_once("共 ").and_then(|(_, rest)| rest.split_once(" 条")).map(|(count, _)| count.parse());
    assert!(matches!(count, Some(Ok(10..))), "{timeline}");
    assert!(!timeline.contains("不明"), "the catalogue knows no audit\n{timeline}");
}

/// Without any program that makes PDFs the HTML is there, and the error says where.
#[test]
fn no_browser_is_no_dead_end() {
    let school = School::full();
    let out = school.sandbox.path("plan.pdf");
    let env = [("CRISIS_BROWSER", "/nonexistent/browser")];
    let args = ["print", &school.case, "plan", "--out", out.to_str().unwrap()];
    let ran = school.sandbox.run_with(&args, &env);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("plan.html") && ran.stderr.contains("--to docx"), "{}", ran.stderr);
    assert!(!out.exists() && out.with_extension("html").exists());
}

#[test]
fn what_was_printed_to_be_signed_is_asked_for_until_it_is_filed() {
    let school = School::full();
    let due = |sandbox: &Sandbox| sandbox.ok(&["due"]).stdout;
    assert!(!due(&school.sandbox).contains("收回签好的"));
    school.print("agreement-guardian", "html", &[]);
    school.print("agreement-guardian", "html", &[]);
    let asked = due(&school.sandbox);
    let line: Vec<&str> = asked.lines().filter(|line| line.contains("收回签好的安全协议书（监护人）")).collect();
    assert_eq!(line.len(), 1, "printing the same words twice is one print\n{asked}");
    let id = line[0].rsplit(' ').next().unwrap();
    std::fs::write(school.sandbox.path("scan.pdf"), "signed").unwrap();
    let filed =
        school.sandbox.ok(&["attach", &school.case, "scan.pdf", "--signed", "yes", "--of", id, "--by", "keeper"]);
    assert!(filed.stdout.contains("已写入"));
    assert!(!due(&school.sandbox).contains("收回签好的"), "a filed copy settles it");
    let catalogue = String::from_utf8(school.print("archive-catalogue", "md", &[])).unwrap();
    assert!(catalogue.contains("签字件"));
}

#[test]
fn the_page_to_look_at_names_nobody_unless_asked() {
    let school = School::full();
    school.sandbox.ok(&["dashboard", "--out", "board.html"]);
    let page = std::fs::read_to_string(school.sandbox.path("board.html")).unwrap();
    assert!(page.contains(&school.case) && !page.contains(NAME) && !page.contains("买买提"));
    assert!(page.contains("<svg") && page.contains("严重"), "levels over time are drawn");
    assert!(!page.contains("http://") && !page.contains("https://"), "the page asks the network for nothing");
    assert_eq!(page.matches("<script").count(), 1);
    school.sandbox.ok(&["dashboard", "--force", "--out", "board.html", "--names"]);
    assert!(std::fs::read_to_string(school.sandbox.path("board.html")).unwrap().contains(NAME));
    let audit = school.sandbox.ok(&["audit", "--deny", "never", "--format", "html"]).stdout;
    assert!(audit.contains("档案是否齐全") && !audit.contains("各案的经过"));
}

#[test]
fn the_card_for_the_first_minutes_comes_from_the_guide() {
    let sandbox = Sandbox::school();
    sandbox.ok(&["print", "first-report-card", "--to", "md", "--force", "--out", "card.md"]);
    let card = std::fs::read_to_string(sandbox.path("card.md")).unwrap();
    let guide = std::fs::read_to_string(sandbox.path("guides/shiyan.toml")).unwrap();
    assert!(card.contains("报告工作组") && !card.contains("团队商议"));
    std::fs::write(
        sandbox.path("guides/shiyan.toml"),
        guide.replace("title  = \"报告工作组或负责心理辅导的老师\"", "title  = \"告诉值班领导\""),
    )
    .unwrap();
    sandbox.ok(&["print", "first-report-card", "--to", "md", "--force", "--out", "card.md"]);
    assert!(std::fs::read_to_string(sandbox.path("card.md")).unwrap().contains("告诉值班领导"));
}

/// In Notepad there is nothing but what a person would have written: no directives, no references, no escapes.
#[test]
fn markdown_reads_well_where_nobody_knows_it() {
    let school = School::opened();
    for paper in all_papers() {
        let blank: &[&str] = if CASE_PAPERS.contains(&paper) { &["--blank"] } else { &[] };
        let ran = |more: &[&str]| {
            let args = ["print", &school.case, paper, "--to", "md", "--out", "out.md", "--by", "keeper"];
            let args = if CASE_PAPERS.contains(&paper) { args.to_vec() } else { [&args[..1], &args[2..]].concat() };
            school.sandbox.run(&[&args, more].concat()).status == 0
        };
        if !ran(&[]) && !ran(blank) {
            continue;
        }
        let text = std::fs::read_to_string(school.sandbox.path("out.md")).unwrap();
        for mark in [":::", "&#", "**", "\\-", "\\.", "\\:", "\\/", "____", "〇、"] {
            assert!(!text.contains(mark), "{paper} has {mark}:\n{text}");
        }
    }
}

#[test]
fn renderings_stay_as_they_were_looked_at() {
    let school = School::full();
    for paper in ["assessment", "agreement-student", "mandatory-report", "first-report-card", "referral", "handover"] {
        let text = String::from_utf8(school.print(paper, "md", &[])).unwrap();
        let text = text.replace(&school.case, "案号");
        let stable: String =
            text.lines().filter(|line| !line.contains("记录：")).flat_map(|line| [line, "\n"]).collect();
        insta::assert_snapshot!(paper, stable);
    }
}

/// A form to fill in by hand needs no case and is never filled in; all of them are one pack.
#[test]
fn blank_forms_are_about_nobody() {
    let school = Sandbox::school();
    school.ok(&words("open --student 林示例 --known '昨天 21:30' --finder 丁假设 --saw 话 --by keeper"));
    school.ok(&words("record contact 林示例 --with 林大 --via 电话 --reached yes --said 会来 --by keeper"));
    let number = school.ok(&["list", "--format", "json"]).json()[0]["case"].as_str().unwrap().to_owned();
    let printed = |args: &[&str]| {
        school.ok(&[&["print", "--to", "md", "--out", "form.md", "--force"][..], args].concat());
        std::fs::read_to_string(school.path("form.md")).unwrap()
    };
    let one = printed(&["--blank", "agreement-student"]);
    assert!(one.contains("签名") && !one.contains("林示例") && !one.contains(&number), "{one}");
    let list = printed(&[&number, "contact-record", "--blank"]);
    assert!(list.contains("签名") && !list.contains("会来") && !list.contains("林大"), "{list}");
    let all = printed(&["--blank", "all"]);
    for title in [
        "评估表",
        "安全协议书（学生）",
        "安全协议书（监护人）",
        "安全计划",
        "家校沟通",
        "请假情况",
        "当面交接单",
        "强制报告",
    ] {
        assert!(all.contains(title), "{title}");
    }
    assert!(!all.contains("林示例") && !all.contains(&number));
    let lost = school.run(&["print", "--blank"]);
    assert!(lost.status == 2 && lost.stderr.contains("all"), "{}", lost.stderr);
}

/// Everything of a case as one paper: cover, catalogue, every record that has a paper, the lists, the timeline.
#[test]
fn a_bundle_holds_everything_in_order() {
    let school = Sandbox::school();
    school.ok(&words("open --student 林示例 --known '昨天 21:30' --finder 丁假设 --saw 话 --by keeper"));
    school.ok(&words("assess 林示例 --dimension 情绪=低落两周 --crisis yes --refer no --by keeper"));
    school.ok(&words("assess 林示例 --dimension 情绪=平稳一些 --crisis no --refer no --by keeper"));
    school.ok(&words("record contact 林示例 --with 林大 --via 电话 --reached yes --said 会来接 --by keeper"));
    school.ok(&words("print 林示例 bundle --to md --out all.md"));
    let text = std::fs::read_to_string(school.path("all.md")).unwrap();
    let order = ["一人一案", "卷内目录", "低落两周", "平稳一些", "危机干预记录表", "家校沟通", "会来接", "个案时间线"];
    let mut rest = text.as_str();
    for part in order {
        let at = rest.find(part).unwrap_or_else(|| panic!("{part} is not there, or not in its place\n{text}"));
        rest = &rest[at + part.len()..];
    }
    assert!(!text.contains("休学"), "no list of what there is none of");
}
