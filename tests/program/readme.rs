//! The README's main job is the program's real output.

use crate::common::sandbox::Sandbox;

fn read(name: &str) -> String {
    std::fs::read_to_string(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Numbers of cases and of records are drawn by chance.
fn masked(text: &str) -> String {
    let is_part = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let mut told = String::new();
    for part in masked_cases(text).split_inclusive(|letter: char| !is_part(letter)) {
        let id: String = part.chars().take_while(|letter| is_part(*letter)).collect();
        told.push_str(&if id.len() == 4 { part.replacen(&id, "xxxx", 1) } else { part.to_owned() });
    }
    told
}

fn masked_cases(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_inclusive([' ', '\n', '/', '-']) {
        let number = word.trim_end_matches([' ', '\n', '/', '-']);
        let is_number =
            number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        let after_year = words.last().is_some_and(|last| last == "2026-");
        words.push(if is_number && after_year { word.replace(number, "XXXX") } else { word.to_owned() });
    }
    words.concat()
}

#[test]
fn the_demo_prints_what_the_readme_shows() {
    let sandbox = Sandbox::empty();
    let demo = sandbox.run(&["demo", "school"]);
    assert_eq!(demo.status, 0, "{}", demo.stderr);
    let readme = read("README.md");
    let shown = readme.split("```text\n示例实验高中").nth(1).unwrap().split("\n```").next().unwrap();
    let shown = format!("示例实验高中{shown}");
    assert!(shown.lines().count() > 20, "the README shows the whole audit");
    assert!(
        masked(&demo.stdout).contains(&masked(&shown)),
        "the README's audit is not what the demo prints:\n{}",
        demo.stdout
    );
}

#[test]
fn both_readmes_begin_with_the_demo() {
    for name in ["README.md", "README.zh-CN.md"] {
        let readme = read(name);
        let first = readme.split("```sh\n").nth(1).unwrap().lines().next().unwrap().to_owned();
        assert!(first.ends_with("demo"), "{name}: {first}");
    }
}

/// What stands in README.zh-CN.md, and what somebody types for it on their first day in a sealed school. 〈〉 is what only
/// this school knows.
const FIRST_DAY: &[(&str, &str)] = &[
    ("crisis init", "init t --school 示例实验高中 --no-git --recovery-sheet paper.html"),
    (
        "crisis open",
        "open --student 林示例 --student-id 0042 --class 高二(3)班 --guardian 林样本,父亲,13800000000 --known 昨天21:30 \
         --finder 丁假设 --saw 说了告别的话 --injury none --evidence chat",
    ),
    ("crisis assess 案号", "assess 〈case〉 --dimension 情绪=低落 --level 严重 --crisis yes --refer yes"),
    ("crisis refer 案号", "refer 〈case〉 --to 某某医院 --reason 低落 --out letters"),
    ("crisis record --help", "record --help"),
    ("crisis record 种类 案号", "record 跟踪 〈case〉 --state 平稳 --next 2026-03-07"),
    (
        "crisis record elsewhere",
        "record elsewhere 〈case〉 --category chat --of 〈report〉/1 --place 派出所 --held-by 王警官 --why 调查中",
    ),
    (
        "crisis attach 案号 文件 --category 类别 --of 记录编号",
        "attach 〈case〉 scan.png --category referral --of 〈referral〉 --signed yes --provided-by 父亲 --basis 签字件",
    ),
    ("crisis amend 案号 记录编号", "amend 〈case〉 〈report〉 --set place=宿舍 --right 补上地点"),
    (
        "crisis withdraw 案号 材料的记录编号 --why 为何 --to 放到哪里",
        "withdraw 〈case〉 〈material〉 --why 放错了 --to back.png",
    ),
    ("crisis teacher 案号 姓名 --since 日期", "teacher 〈case〉 陆假设 --since 2026-03-06"),
    (
        "crisis transfer 案号 --to 学校 --with 编号 --consent 谁同意 --out 文件夹",
        "transfer 〈case〉 --to 示例二中 --with 〈referral〉 --consent 父亲 --out moved --no-pdf",
    ),
    ("crisis next 案号", "next 〈case〉"),
    ("crisis due", "due"),
    ("crisis due --ics 待办.ics --force", "due --ics 待办.ics --force"),
    ("crisis list", "list"),
    ("crisis list | more", "list"),
    ("crisis search 文字", "search 告别"),
    ("crisis explain 编号", "explain D20"),
    ("crisis audit", "audit"),
    ("crisis dashboard --out 看板.html", "dashboard --out 看板.html"),
    ("crisis stats", "stats"),
    ("crisis stats --template 表样.xlsx --out 上报.xlsx", "stats --template 表样.xlsx --out 上报.xlsx"),
    ("crisis training add", "training add --type training --topic 识别与倾听 --audience 教职工"),
    ("crisis print --help", "print --help"),
    ("crisis print --blank all", "print --blank all --to html --out blank.html"),
    ("crisis print 案号 文书", "print 〈case〉 referral --to html --out letter.html"),
    ("crisis print 案号 bundle", "print 〈case〉 bundle --to html --out bundle.html"),
    (
        "crisis print 案号 文书 --for 角色",
        "print 〈case〉 referral --for guardian --recipient 林样本 --basis 监护人应当知道 --to html --out copy.html",
    ),
    ("crisis import roster 名册.xlsx", "import roster 名册.csv --yes"),
    (
        "crisis guide new mingde.toml",
        "guide new mingde.toml --school 明德中学 --roles 心育教师、年级长 --assesses 心育教师 --keeper 年级长 --levels 关注、紧急 \
         --dimensions 情绪、行为 --materials 访谈记录",
    ),
    ("crisis guide check 文件", "guide check s/guides/shiyan.toml"),
    ("crisis guide test 文件", "guide test s/guides/shiyan.toml"),
    ("crisis guide diff 旧文件 新文件", "guide diff s/guides/shiyan.toml s/guides/shiyan.toml"),
    ("crisis close 案号", "close 〈case〉 --outcome left --reason 外校接手 --although 外校接手"),
    ("crisis reopen 案号", "reopen 〈case〉 --why 补材料 --approved-by chen"),
    ("crisis archive 案号 --out 文件夹", "archive 〈case〉 --out bags --although 转学"),
    ("crisis verify 包", "verify bags/〈case〉"),
    ("crisis restore 包", "restore bags/〈case〉"),
    ("crisis backup 备份盘上的文件夹", "backup stick"),
    ("crisis handover --to 成员 --told 交代了什么", "handover --to chen --told 逐案说过 --dry-run"),
    ("crisis sync 共享文件夹里的仓库", "sync --help"),
    ("crisis desk", "desk --help"),
    ("crisis doctor", "doctor"),
    ("crisis handbook", "handbook --out 手册.html"),
    ("crisis remind --at 07:40", "remind --at 07:40 --dry-run"),
];

/// Whoever has nothing but README.zh-CN.md gets from `init` to a letter and an archived file, sealed as is the default.
#[test]
fn a_first_day_with_the_chinese_readme() {
    let school = crate::sealed::sealed_school();
    // A bag is brought back where the case is not.
    let run = |line: &str| {
        let repo = if line.starts_with("restore") { "t" } else { "s" };
        school.run(&[&["-C", repo, "--no-input"][..], &line.split(' ').collect::<Vec<_>>()].concat())
    };
    let added = run("member add chen --name 陈虚构 --role counsellor");
    assert_eq!(added.status, 0, "{}", added.stderr);
    std::fs::write(school.path("scan.png"), b"\x89PNG\r\n\x1a\n and a picture").unwrap();
    std::fs::write(school.path("名册.csv"), "学号,姓名,班级\n0042,林示例,高二(3)班\n0043,周样例,高二(3)班\n").unwrap();
    std::fs::write(school.path("表样.xlsx"), include_bytes!("../fixtures/forms/stats.xlsx")).unwrap();
    let mut known: Vec<(String, String)> = Vec::new();
    for (told, typed) in FIRST_DAY {
        let line = known.iter().fold((*typed).to_owned(), |line, (name, value)| line.replace(name, value));
        assert!(!line.contains('〈'), "{line}");
        let done = run(&line);
        let finds = ["audit", "doctor", "verify"].iter().any(|word| line.starts_with(word));
        assert!(done.status == 0 || finds && done.status == 1, "{told}: {line}\n{}{}", done.stdout, done.stderr);
        let shown = run("show 0042 --format json");
        if shown.status == 0 {
            let shown = shown.json();
            known = vec![("〈case〉".to_owned(), shown["case"].as_str().unwrap().to_owned())];
            for record in shown["records"].as_array().unwrap() {
                let (kind, id) = (record["fields"]["kind"].as_str().unwrap(), record["fields"]["id"].as_str().unwrap());
                known.push((format!("〈{kind}〉"), id.to_owned()));
            }
        }
    }
    assert!(std::fs::read_dir(school.path("letters")).unwrap().count() >= 2);
    let readme = read("README.zh-CN.md");
    for said in readme.split("`crisis ").skip(1).filter_map(|part| part.split('`').next()) {
        let is_run = FIRST_DAY.iter().any(|(told, _)| told.strip_prefix("crisis ") == Some(said));
        assert!(is_run, "README.zh-CN.md: nobody runs `crisis {said}`");
    }
}
