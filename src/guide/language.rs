//! Every key of a guide file, what it means and an example: what the reference says, and what `guide diff` calls a key. A
//! test compares it with what the loader accepts.

/// A table of a guide file.
pub struct Section {
    /// As it stands in the file; empty: what stands above all tables.
    pub heading: &'static str,
    pub about: &'static str,
    pub keys: &'static [Key],
}

pub struct Key {
    pub name: &'static str,
    /// What it is called, and after a colon what it means.
    pub says: &'static str,
    pub example: &'static str,
}

impl Key {
    /// The first words of what it means.
    pub fn label(&self) -> &'static str {
        self.says.split('：').next().unwrap_or(self.says)
    }
}

const fn key(name: &'static str, says: &'static str, example: &'static str) -> Key {
    Key { name, says, example }
}

const NAMED: &[Key] = &[
    key("id", "编号：记录里留下的记号，用过之后不要再改", "id = \"emotion\""),
    key("name", "名称：屏幕和纸上怎样说，可以随时改", "name = \"情绪\""),
    key("clause", "依据：条款的编号", "clause = \"三·2\""),
];

pub static SECTIONS: &[Section] = &[
    Section {
        heading: "",
        about: "写在最前面，任何一段之前。",
        keys: &[
            key("id", "编号：与文件名相同", "id = \"shiyan\""),
            key("title", "名称", "title = \"某校学生心理危机干预工作指南\""),
            key("edition", "版次", "edition = \"2026年版\""),
            key("effective_from", "施行日期：一次危机按开案那天施行的一版来看", "effective_from = 2026-09-01"),
            key("effective_to", "失效日期：最后一天；与另一版不能有同一天", "effective_to = 2027-08-31"),
            key("same_time", "容差：相差不过这么久算同时，只能写分钟", "same_time = \"15m\""),
            key("about", "大约：记为大约的时间，前后可能差这么久，只能写分钟", "about = \"60m\""),
            key("nothing", "等于没有写的话：写在哪一项里，哪一项就当作空着", "nothing = [\"无\", \"没有\"]"),
            key("first_minutes", "最初几分钟：谁都该做的，一行一件", "first_minutes = [\"留在学生身边。\"]"),
            key(
                "terms",
                "称呼：写成一段 [terms]，屏幕和纸上提到的人和事本校怎样说；能写哪些见下",
                "student = \"当事学生\"",
            ),
            key("own_terms", "另外的称呼：写成一段 [own_terms]，只有本校自己的模板用到的", "canteen = \"食堂\""),
            key("people", "怎样认人：写成一段 [people]", "见下"),
            key(
                "open_lists",
                "词表之外的话：这些字段有 [[word]] 词表，也还可以写别的话",
                "open_lists = [\"meeting.purpose\"]",
            ),
            key(
                "numbers_good_for",
                "号码多久核对一次：比这更早核对的，guide check 和体检会说；不写就不说",
                "numbers_good_for = \"1y\"",
            ),
            key("kinds", "记录的名称：写成一段 [kinds]，左边是记录种类", "report = \"首见报告\""),
        ],
    },
    Section {
        heading: "[people]",
        about: "记录里写“父亲”“奶奶”，说的就是登记的那一位。",
        keys: &[
            key("student", "指学生本人的词", "student = [\"学生\", \"本人\"]"),
            key(
                "relations",
                "同一种关系的几个词：每一行一种",
                "relations = [[\"父亲\", \"爸爸\"], [\"母亲\", \"妈妈\"]]",
            ),
            key("of_age", "成年：从这个生日起没有监护人", "of_age = \"18y\""),
        ],
    },
    Section {
        heading: "[[clause]]",
        about: "指南原文的一条。每项职责、每条提示都指到这里。必写：id、title。",
        keys: &[
            key("id", "编号", "id = \"三·1\""),
            key("title", "名称", "title = \"首见报告\""),
            key("text", "原文", "text = \"……\""),
            key(
                "served_by",
                "落实：除职责、检查、材料之外，哪些命令和记录",
                "served_by = [\"record report\", \"open\"]",
            ),
        ],
    },
    Section {
        heading: "[[role]]",
        about: "一种角色。必写：id、name、standing。",
        keys: &[
            key("id", "编号", "id = \"counsellor\""),
            key("name", "名称", "name = \"辅导教师\""),
            key("also", "也说：别的叫法", "also = [\"辅导老师\"]"),
            key("clause", "依据", "clause = \"二·1\""),
            key("standing", "身份：fixed 固定成员，temporary 临时成员，outside 其他", "standing = \"fixed\""),
            key("access", "看得到：all 全部档案，case 与自己有关的，none 经批准（不写就是）", "access = \"all\""),
            key("keeper", "建档的人：新建档案库的人是这个角色，至少一个角色要写", "keeper = true"),
            key("assesses", "能做评估：条件里写 qualified 时看它", "assesses = true"),
            key(
                "sees",
                "给他的文书里有什么：整种记录、其中一项、学生的资料",
                "sees = [\"contact\", \"assessment.level\", \"case.name\"]",
            ),
        ],
    },
    Section {
        heading: "[[group]]",
        about: "几种角色合在一起的叫法：条件里（by_role、角色的字段、holds）和 for 里，写角色的地方都可以写它。",
        keys: &[
            key("id", "编号：不能与角色的相同", "id = \"leaders\""),
            key("name", "名称：不能与角色的相同", "name = \"学校领导\""),
            key("roles", "角色：编号或名称", "roles = [\"principal\", \"grade_head\"]"),
        ],
    },
    Section {
        heading: "[[axis]]", about: "分等级的一个方面，例如对己、对人。不分等级的学校不写。", keys: NAMED
    },
    Section {
        heading: "[[level]]",
        about: "一个等级。必写：id、axis、name、order；记录和条件里写编号或名称都可以。",
        keys: &[
            key("id", "编号", "id = \"severe\""),
            key("axis", "方面：[[axis]] 的编号", "axis = \"risk\""),
            key("name", "名称", "name = \"严重\""),
            key("order", "轻重：越大越重，同一方面不能相同；不从名称、颜色推断", "order = 3"),
            key("colour", "颜色：只为好看", "colour = \"red\""),
            key("example", "示例：指南原文没有的", "example = true"),
        ],
    },
    Section { heading: "[[dimension]]", about: "评估时要写的一个维度。", keys: NAMED },
    Section { heading: "[[type]]", about: "一种危机类型。", keys: NAMED },
    Section { heading: "[[evidence]]", about: "随记录存在、因而应当归档的一种东西。", keys: NAMED },
    Section {
        heading: "[[word]]",
        about: "一个字段的词表里的一个词。能有词表的字段，下面“记录的种类和字段”里写着“词表”。一个词也没有写的，照下面写的来，没有写的什么都可以写；\
                写了一个，就只有写了的这些（open_lists 除外）。条件里按编号或名称比。",
        keys: &[
            key("list", "字段：记录种类.字段", "list = \"meeting.purpose\""),
            key("id", "编号：记录里留下的记号，用过之后不要再改", "id = \"level\""),
            key("name", "名称：屏幕和纸上怎样说", "name = \"议定等级\""),
            key("also", "也说：别的叫法，以前的记录里写的话也写在这里", "also = [\"定级\"]"),
            key("as", "算作：程序自己认得的编号，例如临时离校算作休学", "as = \"suspend\""),
            key("needs", "要写的字段：记录里写了这个词，这些字段就必填", "needs = [\"based_on\", \"decisions\"]"),
            key("clause", "依据", "clause = \"三·4\""),
        ],
    },
    Section {
        heading: "[[field]]",
        about: "本校给一种记录另设的字段。记录里写在 own 下面，命令行上是 --own 编号=内容；条件里写 own = { 编号 = true }。",
        keys: &[
            key("kind", "记录种类", "kind = \"contact\""),
            key("id", "编号：小写英文字母，用过之后不要再改", "id = \"family_informed\""),
            key("name", "名称：屏幕和纸上怎样说", "name = \"另一位家长是否知情\""),
            key("type", "写什么：yes_no 是否，text 文字，date 日期", "type = \"yes_no\""),
            key("required", "必填：用程序写这种记录时不能空着", "required = true"),
            key("clause", "依据", "clause = \"三·5\""),
            key("why", "说明：为了什么", "why = \"……\""),
        ],
    },
    Section {
        heading: "[[number]]",
        about: "要拨打的一个号码：印在那个称呼出现的地方，连同核对的日子。没有写核对日子的，guide check 和体检会说。",
        keys: &[
            key("term", "称呼：能写的见 [terms]，first_minutes 的花括号里用到的也可以", "term = \"hotline\""),
            key("number", "号码", "number = \"12356\""),
            key("name", "名称：是谁的", "name = \"全国统一心理援助热线\""),
            key("checked_on", "核对的日子：有人拨打核对过的那天", "checked_on = 2026-09-01"),
        ],
    },
    Section {
        heading: "[[paper]]",
        about: "一种文书。程序已有的（crisis print --help 列着），写了的按这里的，没有写的照旧；填的材料（material）指南里没有的，这种文书也没有。\
                本校自己的，写上 kind 或 kinds，模板放进 templates 文件夹，叫“编号.md”；不放的，打印成逐项的表。",
        keys: &[
            key("id", "编号：程序已有的，或本校自己的（小写英文字母、数字、连字符）", "id = \"referral\""),
            key(
                "name",
                "名称：印在纸上的标题；不写的，用材料或记录种类的名称；本校自己的必写",
                "name = \"就诊建议书\"",
            ),
            key("off", "停用：本校不用这种文书", "off = true"),
            key("kind", "本校自己的：写的是哪一种记录，一条记录一张，也能打空白的", "kind = \"contact\""),
            key("kinds", "本校自己的：把这几种记录列在一张上", "kinds = [\"contact\", \"follow_up\"]"),
            key(
                "material",
                "签好的扫描件归作哪种材料：[[material]] 的编号；写了它，打印之后会提醒收回",
                "material = \"referral\"",
            ),
            key(
                "signs",
                "由谁签名：称呼、角色或合称的编号，或别的字；[] 是谁也不签",
                "signs = [\"guardian\", \"class_teacher\", \"见证人\"]",
            ),
            key("keeps", "各由谁留存：一人一份，写法同上", "keeps = [\"学校\", \"guardian\"]"),
            key("clause", "依据", "clause = \"三·5\""),
        ],
    },
    Section {
        heading: "[[material]]",
        about: "一种归档材料，是核查表的一列。必写：id、name。",
        keys: &[
            key("id", "编号", "id = \"referral\""),
            key("mark", "序号", "mark = \"②\""),
            key("name", "名称", "name = \"转介建议书\""),
            key("also", "也说：命令行上的简称", "also = [\"转介\"]"),
            key("clause", "依据", "clause = \"三·5\""),
            key(
                "demands",
                "来历：归档时必须写明的，basis 依据、provided_by 由谁提供、consent 谁同意",
                "demands = [\"basis\"]",
            ),
            key("extra", "不占一列：归档时可选的类别", "extra = true"),
            key("not_called", "另一种文书：名称里有这些词的不算", "not_called = [\"承诺书\"]"),
            key("called", "就是它：有这些词的算", "called = [\"协议\"]"),
        ],
    },
    Section {
        heading: "[[duty]]",
        about: "一份档案里应当做的一件事。when、while、unless、needs 这些里写的是条件，见下。必写：code、title、clause、when、needs、due；写 never 的，不写 needs 和 due。",
        keys: &[
            key("code", "编号", "code = \"D31\""),
            key("title", "名称", "title = \"团队商议\""),
            key("clause", "依据", "clause = \"三·4\""),
            key("column", "材料：填的是核查表的哪一列", "column = \"referral\""),
            key("off", "停用：写了 true，整项不生效", "off = true"),
            key(
                "when",
                "何时产生：各项都成立，最后成立的一项是起点；写了 time 而记录里没有那个时间的，不产生，并说起点算不出来",
                "when = [{ kind = \"assessment\", crisis = true }]",
            ),
            key(
                "while",
                "要求到什么时候：看这种记录里最近的一条，不合了就到那时为止，之前欠的还看得见；写了几项的，都要成立；评估没有写等级的，等级照旧，写了不是危机而没有等级的，就没有等级了",
                "while = [{ kind = \"assessment\", crisis = true }]",
            ),
            key(
                "unless",
                "何时不要求：有其中任何一项；只看起点之后的写 after_start",
                "unless = [{ kind = \"case\", of_age = true }]",
            ),
            key(
                "never",
                "不许发生的事：起点之后有其中任何一项，就是“不许有”；看的是记录自己的时间，看别的时间的写 time；写了它，不写 needs 和 due",
                "never = [{ kind = \"contact\", with = { is = \"suspect\" } }]",
            ),
            key("needs", "怎样算做到：有其中任何一项，一般须在起点之后", "needs = [{ kind = \"meeting\" }]"),
            key(
                "refused",
                "怎样算拒绝了而有答复",
                "refused = [{ kind = \"agreement\", outcome = \"refused\", witnesses = { present = true } }]",
            ),
            key(
                "awaits",
                "等校外先做的事：还没有其中任何一项时是等待",
                "awaits = [{ kind = \"contact\", attended = { present = true } }]",
            ),
            key(
                "declined",
                "校外说了不做：仍是等待，分开说",
                "declined = [{ kind = \"contact\", attendance_refused = true }]",
            ),
            key(
                "beside",
                "旁边要说的：做到了也说，每一项写 remark",
                "beside = [{ kind = \"agreement\", outcome = \"refused\", remark = \"另有拒签\" }]",
            ),
            key(
                "moves_on",
                "情况有了进展：due 是 moves_on 时，有其中任何一项而没有做到，才算缺",
                "moves_on = [{ kind = \"follow_up\" }]",
            ),
            key("attempts", "没有做成的尝试：会说，不算做到", "attempts = [{ kind = \"contact\", reached = false }]"),
            key("paper", "纸件：还要有归在那条记录下的这种材料", "paper = \"referral\""),
            key(
                "each",
                "每一次：不写的，整个危机里只有一次，第二次请假不再要求；true 每条记录一次，\"item\" 每件证据，\"day\" 缺课的每个上学日；后两种没有就是缺，什么时候归档的都算，due 只写 at_once",
                "each = true",
            ),
            key("for", "轮到谁：角色，或 { is = … }", "for = [\"counsellor\", { is = \"class_teacher\" }]"),
            key("pressing", "排在前面：law 法律、life 安全、care（不写）、paper 材料", "pressing = \"life\""),
            key("due", "何时到期：见下", "due = \"at_once\""),
            key(
                "order",
                "次序：{ not_after = [条件] }，明显晚于就是顺序不对",
                "order = { not_after = [{ kind = \"rescue\", time = \"hospital_at\" }] }",
            ),
            key("severity", "轻重：没做时是 error（不写）、warning、notice", "severity = \"notice\""),
            key("fix", "做法：crisis 的命令，{case} 是案号，{record} 是引起它的记录", "fix = \"crisis assess {case}\""),
            key("why", "说明：怎样理解，什么算、什么不算", "why = \"……\""),
        ],
    },
    Section {
        heading: "[[school_duty]]",
        about: "全校的职责，每学期看一次；写了 months 的，学期里的那几个月各看一次。假期不看。必写：code、title、clause、needs。情景里，期限过了还没有做是“缺”，做了而晚于期限是“逾期”。",
        keys: &[
            key("code", "编号", "code = \"S02\""),
            key("title", "名称", "title = \"危机应对的演练\""),
            key("clause", "依据", "clause = \"二·3\""),
            key(
                "needs",
                "怎样算做到：学期里有其中任何一项；any_time 是做过一次就算",
                "needs = [{ kind = \"training\", type = \"drill\" }]",
            ),
            key("count", "几次：学期里，或每个月里；不写是一次；与 due 同写的，期限之前要做够这么多次", "count = 2"),
            key("months", "哪几个月：各要做到，一个月一个月地看；不写是整个学期", "months = [3, 4, 5, 9, 10]"),
            key(
                "due",
                "学期里的期限：几月几日，开学起多久之内 { within = \"4w\", from = \"term_start\" }，或学期结束前多久 { before = \"2w\", from = \"term_end\" }；不写是学期结束；不与 months 同写",
                "due = \"10-15\"",
            ),
            key("severity", "轻重：error、warning（不写）、notice", "severity = \"notice\""),
            key("fix", "做法", "fix = \"crisis training add --type drill --topic 主题 --at 日期\""),
            key("why", "说明", "why = \"……\""),
        ],
    },
    Section {
        heading: "[[check]]",
        about: "程序自带的一项检查，本校怎样用它；没有列出的就是关着。",
        keys: &[
            key("code", "编号：crisis explain 列出全部", "code = \"C04\""),
            key("clause", "依据：开着的必须写", "clause = \"三·4\""),
            key("severity", "轻重：error、warning、notice，不写照检查自己的", "severity = \"warning\""),
            key("off", "关掉", "off = true"),
            key("words", "要找的词", "words = [\"与学校无关\"]"),
            key("pressing", "排在前面：law、life 也进“下一步”和待办", "pressing = \"life\""),
            key("on_entry", "写记录时就查：终端里当场问，脚本里按轻重拒绝（错误）或提醒（警告）", "on_entry = true"),
            key("lists", "另外的词表：有哪些看那项检查", "lists.secrecy = [\"不告诉\"]"),
            key("materials", "管哪些材料：不写或空着，一种也不管", "materials = [\"referral\"]"),
            key("grace", "容差：这么久之内不提示，不是期限", "grace = \"1sd\""),
        ],
    },
    Section {
        heading: "[[retention]]",
        about: "案卷保管到何时；写了几项的，都满了才可以销毁（crisis destroy --due 列出）。crisis.toml 的 retention 也算一项。",
        keys: &[
            key("keep", "保管多久", "keep = \"6y\""),
            key(
                "from",
                "从何时起：closing 最后一次结束，leaving 离校，graduation 毕业，birth 出生；没有写那个日子的，不能销毁",
                "from = \"graduation\"",
            ),
            key("clause", "依据", "clause = \"三·6\""),
        ],
    },
    Section {
        heading: "[[clock]]",
        about: "写在另一个文件（指南名.clocks.toml）里：本校给指南没有数字的职责定的时限。那个文件最前面还可以写 note。",
        keys: &[
            key("duty", "职责：编号，一项职责一个时钟", "duty = \"D01\""),
            key("due", "何时到期：写法同 [[duty]] 的 due", "due = { within = \"10m\", from = \"known\" }"),
            key("source", "出处：必须写", "source = \"校长办公会 2026-09-01\""),
            key("confirmed_by", "谁确认：必须写", "confirmed_by = \"校长\""),
        ],
    },
];

/// What a condition may say besides what fields say.
pub static MARKS: &[Key] = &[
    key("kind", "记录种类：一种或几种；\"*\" 任何种类，\"case\" 档案本身", "kind = [\"report\", \"assessment\"]"),
    key(
        "any",
        "其中任何一项：每一项是一个条件，旁边不写别的",
        "{ any = [{ kind = \"opinion\" }, { kind = \"diagnosis\" }] }",
    ),
    key("qualified", "由能做评估的人所做：写的人或在场的人", "qualified = true"),
    key("by_role", "由谁写：写的人或在场的人那天的角色", "by_role = [\"counsellor\"]"),
    key("rises", "新出现或比上次加重：只在 when 里", "rises = true"),
    key("current", "最近的一条合乎才算：只在 when 里", "current = true"),
    key("same_record", "就在引起职责的那条记录里：只在 needs 等里", "same_record = true"),
    key("another", "起点之后的另一条", "another = true"),
    key("any_time", "什么时候的都算", "any_time = true"),
    key("in_episode", "这一次危机里的都算，起点之前的也算", "in_episode = true"),
    key("before_first", "第一次时，之前的也算：中间没有别的同种记录", "before_first = true"),
    key("of_event", "同一事件的别的学生的档案里写了也算", "of_event = true"),
    key("after_start", "只看起点之后的：只在 unless 里", "after_start = true"),
    key("remark", "靠这一项时说的话", "remark = \"机构评估，不是诊断\""),
    key("rests_on", "这个字段写明了引起职责的那条记录", "rests_on = \"based_on\""),
    key("time", "以哪个字段的时间为准：那一项没有写的，这条记录不算", "time = \"hospital_at\""),
];

/// What may be asked of a field besides a value or several.
pub static MATCHERS: &[Key] = &[
    key("present", "写了没有：true 是写了，而且不是 nothing 里的话", "rationale = { present = true }"),
    key("not", "不是：没有写也算不是", "decision = { not = \"refused\" }"),
    key("has", "里面有其中一个词：不写 has 的文字，要一字不差", "to = { has = [\"医院\", \"门诊\"] }"),
    key("without", "里面没有这些词", "refused_what = { without = [\"承诺书\"] }"),
    key(
        "at_least",
        "至少：数字，列表里写了几项，或按轻重比的等级、伤情（injury）",
        "level = { at_least = \"marked\" }，witnesses = { at_least = 2 }",
    ),
    key(
        "is",
        "是谁：按登记的人、那一天来看；is 后面的词直接写成文字（with = \"guardian\"），谁也合不上",
        "signer = { is = \"guardian\" }",
    ),
    key(
        "holds",
        "是哪种角色的人：写人名的字段，按那人那天在工作小组里的角色看，只写了角色没有写姓名的按角色；可以写 [[group]]；学生和家长不在工作小组里，写 is",
        "approved_by = { holds = [\"principal\"] }",
    ),
    key("all", "每一项都写了", "dimension = { all = true }"),
];

/// Who somebody may be.
pub static BEINGS: &[Key] = &[
    key("student", "学生", "party = { is = \"student\" }"),
    key("guardian", "登记的监护人：不是疑似加害人", "signer = { is = \"guardian\" }"),
    key("delegate", "监护人书面委托的人", "receipt_by = { is = [\"guardian\", \"delegate\"] }"),
    key("class_teacher", "那天负责该班的老师：不是疑似加害人", "filed_by = { is = \"class_teacher\" }"),
    key("safe", "不是疑似加害人的任何人", "to = { is = \"safe\" }"),
    key("suspect", "疑似加害人：写在 never 里有用", "with = { is = \"suspect\" }"),
];

/// `due` without and with a number.
pub static DUES: &[Key] = &[
    key("at_once", "当即：没做就是缺，绝不说迟了", "due = \"at_once\""),
    key("close", "结束之前", "due = \"close\""),
    key("promised", "按记录里约定的日子（next）", "due = \"promised\""),
    key("moves_on", "情况有了进展或结束时还没有，才算缺：什么是进展写在 moves_on 里", "due = \"moves_on\""),
    key("within", "多久之内：from 不写是从职责产生起", "due = { within = \"24h\", from = \"known\" }"),
    key(
        "before",
        "某个日子之前多久：from 写那个日子",
        "due = { before = \"15d\", from = { kind = \"enrolment\", change = \"suspend\", time = \"until\" } }",
    ),
    key("from", "从哪里起算：见下，或一条记录、{ duty = \"编号\" } 那项职责做到", "from = \"happened\""),
    key("every", "至少隔多久一次：从最近一次起，隔过了的会说出来", "due = { every = \"7d\" }"),
    key(
        "until",
        "到有了其中任何一项为止：只在 every 旁边",
        "due = { every = \"7d\", until = [{ kind = \"handover\" }] }",
    ),
    key("count", "每个周期几次：缺了的周期一直看得见", "due = { count = 2, per = \"week\" }"),
    key(
        "per",
        "周期：一段时间，从起点那一刻起（\"1w\" 第一周就要求）；或 week、month，日历上的整周、整月，从 0 点起（起点所在的半周、半月不要求，从下一个整的起）",
        "due = { count = 1, per = \"month\" }",
    ),
    key(
        "stages",
        "一段一段各几次，过完就不再要求",
        "due = { stages = [{ count = 4, per = \"1mo\" }, { count = 2, per = \"1mo\" }] }",
    ),
    key(
        "vary",
        "什么情况下是另一个长短：在 within、every 旁边",
        "due = { within = \"24h\", vary = [{ when = { kind = \"report\", injury = \"serious\" }, within = \"1h\" }] }",
    ),
];

/// Where a clock may start.
pub static STARTS: &[Key] = &[
    key("known", "校内人员最早得知：引起职责的须是首见报告", "from = \"known\""),
    key("happened", "引起职责的记录说的事发生时", "from = \"happened\""),
    key("written", "引起职责的记录写下时", "from = \"written\""),
    key("birthday", "学生的生日：within 是年龄", "due = { within = \"14y\", from = \"birthday\" }"),
    key("graduation", "学生的毕业日期：在 case.yaml 里", "due = { before = \"15d\", from = \"graduation\" }"),
    key("term_start", "职责产生之后第一个学期的开始", "from = \"term_start\""),
    key("term_end", "职责产生的那个学期的结束", "from = \"term_end\""),
];

/// What a key of a table is called.
pub fn label(heading: &str, key: &str) -> &'static str {
    let section = SECTIONS.iter().find(|section| section.heading == heading);
    let known = section.and_then(|section| section.keys.iter().find(|known| known.name == key));
    known.map_or("", Key::label)
}
