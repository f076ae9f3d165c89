//! Who a case is about. Every name and number is invented, and no two students share one.

use chrono::{Datelike, NaiveDate};

use super::random::Random;

const SURNAMES: &str = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄";
const FIRST: &str = "思雨欣怡浩然子涵梓轩诗琪嘉俊博文宇航佳宁晓彤若曦一诺书瑶奕辰沐泽语桐星野昕妍楚澄";
const SECOND: &str = "睿萱昊蕾婷颖峻铭霖璇琳珂珊玥瑜瑾璐芸芷茜莹菲蓉薇蓓岚岳川松柏楠榕槿樱洛淇湘漪澜沁溪灏炜";
/// Second letters of guardians' names: no student has them.
const GUARDIANS: &str = "国建军红梅兰英勇刚";

/// Class teachers of the school's team: name and member id.
const TEACHERS: [(&str, &str); 4] = [("丁假设", "ding"), ("秦假设", "qin"), ("陆假设", "lu"), ("冯假设", "feng")];
/// Letters of a case number, as the program draws them.
const CASE_LETTERS: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

#[derive(Clone)]
pub struct Person {
    pub case: String,
    pub student: String,
    pub number: String,
    pub class: String,
    pub birth: NaiveDate,
    pub father: String,
    pub mother: String,
    pub phone: String,
    teacher: usize,
}

impl Person {
    /// `anchor` is the first day of the case.
    pub fn new(at: usize, seed: u64, anchor: NaiveDate, random: &mut Random) -> Self {
        let letters = |text: &'static str| -> Vec<char> { text.chars().collect() };
        let (surnames, first, second) = (letters(SURNAMES), letters(FIRST), letters(SECOND));
        let (guardians, teacher) = (letters(GUARDIANS), random.below(TEACHERS.len()));
        let count = surnames.len() * first.len() * second.len();
        let place = scattered(at, seed, count);
        let surname = surnames[place % surnames.len()];
        let rest = place / surnames.len();
        let mut guardian = |surname: char| {
            let (one, two) = (random.below(first.len()), random.below(guardians.len()));
            String::from_iter([surname, first[one], guardians[two]])
        };
        let father = guardian(surname);
        let mother = guardian(surnames[(place / 7) % surnames.len()]);
        Self {
            case: format!("{}-{}", anchor.year(), case_letters(scattered(at, seed, 810_000))),
            student: String::from_iter([surname, first[rest % first.len()], second[rest / first.len()]]),
            number: format!("{}{at:06}", anchor.year() - 1),
            class: format!("高{}({})班", ["一", "二"][random.below(2)], random.below(16) + 1),
            birth: NaiveDate::from_yo_opt(anchor.year() - 16, 1 + u32::try_from(random.below(365)).unwrap_or(0))
                .expect("a day of that year"),
            father,
            mother,
            phone: format!("1380000{:04}", random.below(10_000)),
            teacher,
        }
    }

    /// What a name between angle brackets stands for.
    pub fn word(&self, name: &str) -> Option<String> {
        let next = (self.teacher + 1) % TEACHERS.len();
        let word = match name {
            "student" => &self.student,
            "number" => &self.number,
            "class" => &self.class,
            "father" => &self.father,
            "mother" => &self.mother,
            "phone" => &self.phone,
            "birth" => return Some(self.birth.to_string()),
            "teacher" => TEACHERS[self.teacher].0,
            "teacher_id" => TEACHERS[self.teacher].1,
            "next_teacher" => TEACHERS[next].0,
            "next_teacher_id" => TEACHERS[next].1,
            _ => return None,
        };
        Some(word.to_owned())
    }
}

/// A place of `count` for each `at` below it, no place twice, neighbours far apart.
fn scattered(at: usize, seed: u64, count: usize) -> usize {
    assert!(at < count, "more cases than there are names");
    let step = (348_763..).step_by(2).find(|step| greatest_common_divisor(*step, count) == 1).expect("there is one");
    let start = Random::new(seed, u64::MAX).below(count);
    (at * step + start) % count
}

fn greatest_common_divisor(one: usize, other: usize) -> usize {
    if other == 0 { one } else { greatest_common_divisor(other, one % other) }
}

fn case_letters(place: usize) -> String {
    (0..4u32).map(|digit| char::from(CASE_LETTERS[place / 30usize.pow(digit) % 30])).collect()
}
