// What host and plugin share when they share Rust source: a structure in the layout of the compiler's choice (`repr(Rust)`),
// with fields of different sizes, so that there is a choice.
pub struct Record {
    pub flag: u8,
    pub a: i32,
    pub tag: u16,
    pub b: i32,
    pub wide: u64,
    pub result: i32,
}

impl Record {
    #[allow(dead_code)]
    fn of(a: i32, b: i32) -> Self {
        Self { flag: 1, a, tag: 2, b, wide: 3, result: 0 }
    }

    /// The result, if the other fields are what was put into them.
    #[allow(dead_code)]
    fn answer(&self) -> i32 {
        if (self.flag, self.tag, self.wide) == (1, 2, 3) && self.result == self.a.min(self.b) { self.result } else { i32::MIN }
    }
}
