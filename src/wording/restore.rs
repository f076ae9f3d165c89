//! What was put back out of a bag.

use crate::wording::answer::{Line, beside, said};

pub fn lines(number: &str) -> [Line; 2] {
    [said(number), beside(format!("已放回。接着：crisis verify {number}"))]
}
