//! A guide as a school meets it: tried on its scenarios, refused where it is unsound, named where its numbers count.

use std::fs;

use crate::common::sandbox::{Sandbox, words};

const CLOCK: &str = "[[clock]]\nduty = \"D20\"\ndue = { within = \"24h\", from = \"known\" }\nsource = \"某通知\"\nconfirmed_by = \"某校长\"\n";

#[test]
fn the_guide_of_a_new_repository_passes_its_scenarios() {
    let school = Sandbox::school();
    let tried = school.ok(&["guide", "test"]);
    assert!(tried.stdout.contains("全部相符") && tried.stderr.is_empty(), "{}{}", tried.stdout, tried.stderr);
    let outside = Sandbox::empty().ok(&["guide", "test"]);
    assert!(outside.stdout.contains("全部相符") && outside.stderr.contains("程序自带的指南"));
}

#[test]
fn what_stands_otherwise_and_what_nothing_decides_is_told() {
    let school = Sandbox::school();
    let (path, name) = (school.path("guides/shiyan.toml"), "guides/shiyan.toml");
    let guide = fs::read_to_string(&path).unwrap();
    let changed = guide.replace("unless = [{ kind = \"report\", finder_role = \"health_teacher\" }]\n", "");
    assert_ne!(changed, guide);
    fs::write(&path, changed).unwrap();
    let tried = school.run(&["guide", "test", name]);
    assert_eq!(tried.status, 1, "{}", tried.stderr);
    assert!(tried.stdout.contains("D03 应当是“不适用”，实际是“缺”"), "{}", tried.stdout);
    let json = school.run(&["--format", "json", "guide", "test", name]).json();
    let wrong: Vec<_> = json["answers"].as_array().unwrap().iter().filter(|answer| answer["passed"] == false).collect();
    assert!(!wrong.is_empty() && wrong.iter().all(|answer| answer["code"] == "D03"), "{wrong:?}");
    fs::write(&path, &guide).unwrap();
    let scenarios = school.path("guides/shiyan.scenarios.yaml");
    let text = fs::read_to_string(&scenarios).unwrap();
    fs::write(&scenarios, text.split("# ── 全校").next().unwrap()).unwrap();
    let tried = school.ok(&["guide", "test", name]);
    assert!(tried.stderr.contains("S01") && !tried.stderr.contains("D01"), "{}", tried.stderr);
    fs::remove_file(&scenarios).unwrap();
    let none = school.run(&["guide", "test", name]);
    assert!(none.status == 2 && none.stderr.contains("没有情景文件"), "{}", none.stderr);
}

#[test]
fn the_duties_of_the_reference_are_sound_and_tried_both_ways() {
    let school = Sandbox::school();
    let path = school.path("guides/shiyan.toml");
    let guide = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{guide}\n{}", include_str!("../../templates/guide-duty.toml"))).unwrap();
    school.ok(&["guide", "check", "guides/shiyan.toml"]);
    let scenarios = include_str!("../../templates/guide-duty.scenarios.yaml");
    fs::write(school.path("guides/shiyan.scenarios.yaml"), scenarios).unwrap();
    let tried = school.run(&["guide", "test", "guides/shiyan.toml"]);
    assert!(tried.stdout.contains("全部相符"), "{}{}", tried.stdout, tried.stderr);
    assert!(!tried.stderr.contains("D90") && !tried.stderr.contains("D91"), "{}", tried.stderr);
    let page = school.ok(&["guide", "language"]).stdout;
    assert!(page.contains(scenarios) && page.contains("variants"), "{page}");
}

#[test]
fn a_fix_is_a_command_of_the_program() {
    let school = Sandbox::school();
    let path = school.path("guides/shiyan.toml");
    let guide = fs::read_to_string(&path).unwrap();
    school.ok(&["guide", "check"]);
    fs::write(&path, guide.replacen("crisis assess {case}", "crisis asess {case}", 1)).unwrap();
    let refused = school.run(&["guide", "check", "guides/shiyan.toml"]);
    assert!(refused.status == 2 && refused.stderr.contains("没有 asess 这个命令"), "{}", refused.stderr);
    let table = [
        ("--roles class_teacher", "--roles 校长助理", "“校长助理”不是能写的值"),
        ("--participants \"角色,姓名\"", "--participants \"校工,姓名\"", "“校工”不是能写的值"),
        ("--category chat", "--category liaotian", "“liaotian”不是能写的值"),
        ("--party student", "--party studnet", "“studnet”不是能写的值"),
        ("contact {case} --with 姓名", "contact {case} --wiht 姓名", "没有 --wiht"),
        ("training add --type drill", "training ad --type drill", "没有 ad 这个命令"),
        ("record meeting {case}", "recrod meeting {case}", "没有 recrod 这个命令"),
        ("record meeting {case}", "record meating {case}", "meating"),
    ];
    for (was, is, what) in table {
        let changed = guide.replacen(was, is, 1);
        assert_ne!(changed, guide, "{was}");
        fs::write(&path, &changed).unwrap();
        let refused = school.run(&["guide", "check", "guides/shiyan.toml"]);
        let line = changed.lines().position(|line| line.starts_with("fix") && line.contains(is)).unwrap() + 1;
        assert!(refused.status == 2 && refused.stderr.contains(what), "{is}: {}", refused.stderr);
        assert!(refused.stderr.contains(&format!("第 {line} 行")), "{is}, {line}: {}", refused.stderr);
    }
    // Roles stand there by their codes, and are told by the name of today.
    let entry = guide.replacen("--participants \"角色,姓名\"", "--participants \"class_teacher,姓名\"", 1);
    fs::write(&path, entry.replacen("name     = \"班主任\"", "name     = \"导师\"", 1)).unwrap();
    assert!(school.ok(&["explain", "S06"]).stdout.contains("--roles 导师 "));
    assert!(school.ok(&["explain", "D30"]).stdout.contains("--participants \"导师,姓名\""));
}

/// What a duty asks for can be written: a role that is none would be of no use for ever.
#[test]
fn an_activity_is_for_roles_of_the_school() {
    let school = Sandbox::school();
    let path = school.path("guides/shiyan.toml");
    let guide = fs::read_to_string(&path).unwrap();
    let group = "[[group]]\nid = \"heads\"\nname = \"几位主任\"\nroles = [\"政教主任\", \"teaching_director\"]\n";
    fs::write(&path, format!("{guide}\n{group}")).unwrap();
    let add = |role: &str| {
        school.run(&[
            "training",
            "add",
            "--type",
            "training",
            "--topic",
            "某题",
            "--audience",
            "staff",
            "--roles",
            role,
        ])
    };
    for role in ["班主任", "class_teacher", "德育主任", "几位主任", "heads"] {
        let added = add(role);
        assert_eq!(added.status, 0, "{role}: {}", added.stderr);
    }
    let told = school.run(&["--format", "json", "training", "list"]).stdout;
    assert!(told.contains("teaching_director") && !told.contains("heads"), "{told}");
    let refused = add("乱七八糟");
    assert!(refused.status == 2 && refused.stderr.contains("没有“乱七八糟”这个角色"), "{}", refused.stderr);
    assert!(refused.stderr.contains("class_teacher（班主任）"), "{}", refused.stderr);
}

/// What should have been done by now is still owed: it does not leave the list because its day has passed.
#[test]
fn a_school_duty_that_is_overdue_stays_on_the_list() {
    let school = Sandbox::school();
    let append = |name: &str, more: &str| {
        let text = fs::read_to_string(school.path(name)).unwrap();
        fs::write(school.path(name), format!("{text}\n{more}")).unwrap();
    };
    append(
        "guides/shiyan.toml",
        "[[school_duty]]\ncode = \"S90\"\ntitle = \"开学一个月内演练\"\nclause = \"二(三)\"\n\
         needs = [{ kind = \"training\", type = \"drill\" }]\ndue = { within = \"1mo\", from = \"term_start\" }\n",
    );
    let config = fs::read_to_string(school.path("crisis.toml")).unwrap();
    let config = &config[..config.find("\n[[term]]").unwrap_or(config.len())];
    let terms = "[[term]]\nname = \"秋\"\nfrom = 2026-09-01\nto = 2027-01-20\n";
    fs::write(school.path("crisis.toml"), format!("{config}\n{terms}")).unwrap();
    for (now, listed) in
        [("2026-09-20 09:00", Some("S90")), ("2026-10-20 09:00", Some("已过期")), ("2027-02-01 09:00", None)]
    {
        let told = school.run(&["--now", now, "training", "list"]).stderr;
        let line = told.lines().find(|line| line.contains("S90")).unwrap_or_default();
        assert!(listed.map_or(line.is_empty(), |word| line.contains(word)), "{now}: {told}");
    }
}

#[test]
fn two_editions_that_hold_on_one_day_are_refused() {
    let school = Sandbox::school();
    let guide = fs::read_to_string(school.path("guides/shiyan.toml")).unwrap();
    let edition = |id: &str, dates: &str| {
        let text = guide.replace("id      = \"shiyan\"", &format!("id = \"{id}\"\n{dates}"));
        fs::write(school.path(&format!("guides/{id}.toml")), text).unwrap();
    };
    edition("shiyan", "effective_to = 2026-08-31");
    edition("new", "effective_from = 2026-09-01");
    school.ok(&["list"]);
    edition("new", "effective_from = 2026-08-31");
    let refused = school.run(&["list"]);
    assert!(refused.status == 2 && refused.stderr.contains("同时施行"), "{}", refused.stderr);
    edition("new", "");
    let undated = school.run(&["list"]);
    assert!(undated.status == 2 && undated.stderr.contains("移出 guides 文件夹"), "{}", undated.stderr);
}

/// A case that was opened by an edition of which another one holds from September 2027.
pub fn school_of_two_editions() -> (Sandbox, String) {
    let school = Sandbox::school();
    let old = school.opened("某生", &["--finder", "师乙", "--saw", "某事"]);
    let today = school.run(&["audit"]).stdout;
    assert!(!today.contains("按开案时的指南"), "{today}");
    let path = school.path("guides/shiyan.toml");
    let guide = fs::read_to_string(&path).unwrap();
    fs::write(&path, guide.replace("id      = \"shiyan\"", "id = \"shiyan\"\neffective_to = 2027-08-31")).unwrap();
    let next = guide
        .replace("id      = \"shiyan\"", "id = \"next\"\neffective_from = 2027-09-01")
        .replace("edition = \"原文未注明版次\"", "edition = \"第二版\"");
    fs::write(school.path("guides/next.toml"), next).unwrap();
    (school, old)
}

#[test]
fn the_edition_that_judged_a_case_stands_beside_it() {
    let (school, old) = school_of_two_editions();
    let then = ["--now", "2027-10-01 09:00"];
    let run = |args: &[&str]| school.run(&[&then[..], args].concat());
    let audit = run(&["audit"]).stdout;
    assert!(audit.contains("（第二版）"), "{audit}");
    let said = "按开案时的指南：实验高中学生心理危机干预工作指南（原文未注明版次）";
    assert!(audit.contains(&format!("{old} 第 1 次{said}")), "{audit}");
    assert!(run(&["show", &old]).stdout.contains(said));
    let json = run(&["--format", "json", "audit"]).json();
    assert_eq!(json["cases"][0]["judged_by"], "实验高中学生心理危机干预工作指南（原文未注明版次）");
    let csv = run(&["audit", "--format", "csv"]).stdout;
    let csv = if csv.is_empty() { run(&["--format", "csv", "audit"]).stdout } else { csv };
    let (head, row) = (csv.lines().next().unwrap(), csv.lines().nth(1).unwrap());
    assert!(head.ends_with("不是现行指南的") && row.ends_with("（原文未注明版次）"), "{csv}");
    let named = "实验高中学生心理危机干预工作指南（原文未注明版次）";
    assert_eq!(run(&["--format", "json", "list"]).json()[0]["judged_by"], named);
    let list = run(&["list"]).stdout;
    assert!(list.contains("不是现行指南的") && list.contains(named), "{list}");
    run(&["dashboard", "--out", "board.html"]);
    assert!(fs::read_to_string(school.path("board.html")).unwrap().contains(said));
}

#[test]
fn the_edition_that_judged_a_case_stands_beside_it_in_workbooks() {
    let (school, _) = school_of_two_editions();
    let last = |now: &str, args: &[&str]| {
        let ran = school.run(&[&["--now", now], args, &["--out", "book.xlsx", "--force"]].concat());
        assert!(school.path("book.xlsx").exists(), "{}{}", ran.stdout, ran.stderr);
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(school.path("book.xlsx")).unwrap();
        let name = calamine::Reader::sheet_names(&book)[0].clone();
        let sheet = calamine::Reader::worksheet_range(&mut book, &name).unwrap();
        fs::remove_file(school.path("book.xlsx")).unwrap();
        sheet.rows().map(|row| row.last().unwrap().to_string()).collect::<Vec<_>>()
    };
    let named = "实验高中学生心理危机干预工作指南（原文未注明版次）";
    for args in [&["audit", "--deny", "never"][..], &["list"]] {
        assert_eq!(last("2027-10-01 09:00", args), ["不是现行指南的", named], "{args:?}");
        assert_eq!(last("2027-03-01 09:00", args)[1], "", "{args:?}");
    }
}

#[test]
fn whose_numbers_are_in_force_is_said() {
    let school = Sandbox::school();
    school.opened("某生", &["--finder", "师乙", "--saw", "某事"]);
    let quiet = school.run(&["audit"]).stdout;
    assert!(!quiet.contains("时限"), "{quiet}");
    fs::write(school.path("guides/shiyan.clocks.toml"), CLOCK).unwrap();
    let audit = school.run(&["--now", "2026-03-09 09:00", "audit"]).stdout;
    assert!(audit.contains("1 项职责另有时限（shiyan.clocks.toml）"), "{audit}");
    assert!(audit.contains("时限出自某通知，某校长确认"), "{audit}");
    let shown = school.ok(&["guide", "show"]).stdout;
    assert!(shown.contains("某通知") && shown.contains("某校长"), "{shown}");
    let example = school.path("guides/shiyan.clocks.example.toml");
    fs::copy(example, school.path("guides/shiyan.clocks.toml")).unwrap();
    let renamed = school.run(&["audit"]);
    assert!(renamed.status == 2 && renamed.stderr.contains("没有写明谁确认"), "{}", renamed.stderr);
}

#[test]
fn what_a_new_edition_changes_and_what_that_does_to_the_files() {
    let school = Sandbox::school();
    let case = school.opened("某生", &["--finder", "师乙", "--saw", "某事"]);
    let guide = fs::read_to_string(school.path("guides/shiyan.toml")).unwrap();
    fs::create_dir(school.path("new")).unwrap();
    let write = |text: &str| fs::write(school.path("new/shiyan.toml"), text).unwrap();
    let diff = |json: bool| {
        let lead: &[&str] = if json { &["--format", "json"] } else { &[] };
        school.ok(&[lead, &["guide", "diff", "guides/shiyan.toml", "new/shiyan.toml"]].concat())
    };
    write(&guide);
    let same = diff(false).stdout;
    assert!(same.contains("完全一样") && same.contains("没有一项职责不同"), "{same}");
    let start = guide.find("[[duty]]\ncode   = \"D20\"").unwrap();
    let end = start + guide[start + 1..].find("\n[[duty]]").unwrap() + 1;
    let without = format!("{}{}", &guide[..start], &guide[end..]);
    let changed = without
        .replace("name     = \"年级组长\"", "name     = \"年级主管\"")
        .replace("title  = \"保护当事学生\"\n", "title  = \"保护当事学生\"\noff    = true\n")
        .replace("edition = \"原文未注明版次\"", "edition = \"第二版\"");
    write(&changed);
    let told = diff(false).stdout;
    for said in [
        "[[duty]] D20 危机评估",
        "[[role]] grade_head 年级主管",
        "名称（name）\n      旧：年级组长\n      新：年级主管",
        "停用（off）\n      旧：（没有写）\n      新：true",
        "edition 版次",
        &format!("D20 危机评估：缺 → 没有这项，1 份：{case}"),
        "D05 保护当事学生：缺 → 没有这项",
    ] {
        assert!(told.contains(said), "{said}\n{told}");
    }
    let json = diff(true).json();
    let gone: Vec<_> = json["changes"].as_array().unwrap().iter().filter(|change| change["sort"] == "gone").collect();
    assert_eq!((gone.len(), gone[0]["code"].as_str()), (1, Some("D20")));
    assert_eq!(json["effects"]["duties"].as_array().unwrap().len(), 2, "{}", json["effects"]);
    write(&guide.replace("due    = \"at_once\"", "due    = \"at_onec\""));
    let refused = school.run(&["guide", "diff", "guides/shiyan.toml", "new/shiyan.toml"]);
    assert!(refused.status == 2 && refused.stderr.contains("new/shiyan.toml"), "{}", refused.stderr);
}

#[test]
fn what_serves_nothing_and_what_says_nothing_is_listed() {
    let school = Sandbox::school();
    let path = school.path("guides/shiyan.toml");
    let guide = fs::read_to_string(&path).unwrap();
    // What only the school can do is told: to call its numbers.
    let quiet = school.ok(&["guide", "check"]).stderr;
    assert!(quiet.trim().lines().all(|line| line.contains("checked_on")), "{quiet}");
    let changed = guide.replacen("[[clause]]\n", "[[clause]]\nid = \"九\"\ntitle = \"某条\"\n\n[[clause]]\n", 1);
    fs::write(&path, changed).unwrap();
    let told = school.ok(&["guide", "check"]).stderr;
    assert!(told.contains("条款 九 没有什么落实它"), "{told}");
}

#[test]
fn a_guide_of_one_s_own_is_begun_from_what_things_are_called() {
    let place = Sandbox::empty();
    let new = |roles: &str, dimensions: &str| {
        let line = format!(
            "guide new own.toml --school 某校 --roles {roles} --assesses 甲岗 --keeper 甲岗 --levels '' --dimensions {dimensions} \
             --materials 访谈记录,访谈记录 --no-input"
        );
        place.run(&words(&line))
    };
    for (roles, dimensions, flag) in
        [("、", "情绪", "--roles"), ("甲岗", "，", "--dimensions"), ("乙岗", "情绪", "--assesses")]
    {
        let refused = new(roles, dimensions);
        assert!(refused.status == 2 && refused.stderr.contains(flag), "{flag}: {}", refused.stderr);
        assert!(place.files().is_empty(), "nothing is written");
    }
    assert_eq!(new("甲岗、乙岗", "情绪、睡眠").status, 0);
    for command in ["check", "test"] {
        let told = place.run(&["guide", command, "own.toml"]);
        assert_eq!(told.status, 0, "{}{}", told.stdout, told.stderr);
        assert!(!told.stderr.contains("还没有两面都试过"), "{}", told.stderr);
    }
    let page = place.ok(&["explain", "D01", "--guide", "own.toml"]).stdout;
    assert!(page.contains("评估") && !page.contains("举报"), "{page}");
    let again = new("甲岗", "情绪");
    assert!(again.status == 2 && again.stderr.contains("没有覆盖"), "{}", again.stderr);
}

#[test]
fn how_long_a_file_is_kept_is_the_guide_s_to_say() {
    let school = Sandbox::school();
    let case = school.opened("某生", &["--finder", "师乙", "--saw", "某事"]);
    let path = school.path("guides/shiyan.toml");
    let guide = fs::read_to_string(&path).unwrap();
    let rules =
        "\n[[retention]]\nkeep = \"3y\"\nfrom = \"closing\"\n\n[[retention]]\nkeep = \"1y\"\nfrom = \"graduation\"\n";
    let refused = school.run(&["destroy", "--due"]);
    assert!(refused.status == 0 && refused.stdout.contains("没有已经结束的案卷"), "{}", refused.stderr);
    let close = ["close", &case, "--outcome", "离校", "--reason", "毕业", "--at", "2026-06-20", "--no-input"];
    let now = ["--now", "2026-06-20 17:00"];
    school.ok(&[&now[..], &close].concat());
    let unset = school.run(&["destroy", "--due"]);
    assert!(unset.status == 2 && unset.stderr.contains("[[retention]]"), "{}", unset.stderr);
    fs::write(&path, format!("{guide}{rules}")).unwrap();
    let due = |now: &str| school.ok(&["--now", now, "destroy", "--due"]).stdout;
    assert!(due("2040-01-01 08:00").contains("没有写毕业日期"), "nobody knows until when");
    let by = ["destroy", &case, "--why", "期满", "--approved-by", "keeper"];
    let about = school.path(&format!("cases/{case}/case.yaml"));
    let text = fs::read_to_string(&about).unwrap();
    fs::write(&about, text.replacen("  name: 某生\n", "  name: 某生\n  graduation: 2030-06-10\n", 1)).unwrap();
    assert!(due("2029-07-01 08:00").contains("2031-06-10"), "{}", due("2029-07-01 08:00"));
    assert!(due("2031-06-12 08:00").contains("可以销毁"));
    let early = school.run(&[&["--now", "2030-01-01 08:00"], &by[..]].concat());
    assert_eq!(early.status, 2, "{}", early.stdout);
    let json = school.ok(&["--now", "2031-06-12 08:00", "--format", "json", "destroy", "--due"]).json();
    assert_eq!((&json["cases"][0]["may_go"], &json["cases"][0]["until"]), (&true.into(), &"2031-06-10".into()));
    fs::write(&path, format!("{guide}{rules}{}", rules.replace("3y", "2y"))).unwrap();
    let twice = school.run(&["guide", "check", "guides/shiyan.toml"]);
    assert!(twice.status == 2 && twice.stderr.contains("从同一个日子起有两个保管期限"), "{}", twice.stderr);
    let incomplete = school.run(&["destroy", &case]);
    assert_eq!(incomplete.status, 2, "{}", incomplete.stdout);
}
