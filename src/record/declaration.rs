//! Nothing to file is also an answer (guide 五(三)).

use crate::record::parts::MaterialCode;

record! {
    /// 说明：本案没有某项材料及理由
    #[schemars(extend("x-about-records" = true))]
    pub struct Declaration {
        /// 哪项材料
        pub item: MaterialCode,
        /// 理由
        pub reason: String,
    }
}
