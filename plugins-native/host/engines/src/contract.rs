//! What every plugin answers, and the arguments it is asked with: the same as in `bench/contract/`, which explains them.

use crate::{Error, Plugin, Result};

/// What a right plugin answers.
pub type Answer = fn(i32, i32) -> i32;

/// A function of the plugin, as a host asks for it.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name in `bench/contract/functions/`.
    pub name: String,
    /// The name by which the artifact exports it.
    pub export: String,
}

impl Function {
    /// One that is exported by its own name.
    pub fn named(name: &str) -> Self {
        Self { name: name.into(), export: name.into() }
    }

    /// What it answers: by the plugin's own source, which the vectors of the other host are held against.
    pub fn answer(&self) -> Result<Answer> {
        if self.name == FLOOR {
            return Ok(first_argument);
        }
        let found = ANSWERS.iter().find(|(name, _)| *name == self.name);
        found.map(|&(_, answer)| answer).ok_or_else(|| self.unknown())
    }

    /// The sentence for a plugin that does not have it.
    #[cold]
    pub fn unknown(&self) -> Error {
        Error::new(format!("The plugin has no function \"{}\"; run \"npm run build:engines\" if it is new.", self.name))
    }
}

/// What the floor answers.
const FLOOR: &str = "first-argument";

fn first_argument(a: i32, _b: i32) -> i32 {
    a
}

macro_rules! answers {
    ($($name:ident as $c_name:ident),*) => {
        const ANSWERS: &[(&str, Answer)] = &[$((stringify!($name), |a, b| plugin_min::functions::$name(a, b))),*];
    };
}
plugin_min::for_each_function!(answers);

const MULTIPLIER: i32 = 0x2c1b_3c6d;

/// What the counting build of a plugin answers at its n-th call, n from 1.
pub fn counted_answer(answer: i32, n: i32) -> i32 {
    answer ^ n.wrapping_mul(MULTIPLIER)
}

/// A call and its right answer.
pub type Vector = (i32, i32, i32);

pub const PAIR_COUNT: usize = 4096;

/// Two columns of arguments, filled at run time so that no compiler can fold them.
pub struct Inputs {
    pub a: Box<[i32; PAIR_COUNT]>,
    pub b: Box<[i32; PAIR_COUNT]>,
}

impl Inputs {
    /// Marsaglia's xorshift32, over the whole range of i32.
    pub fn seeded(seed: i32) -> Self {
        let mut inputs = Self { a: Box::new([0; PAIR_COUNT]), b: Box::new([0; PAIR_COUNT]) };
        let mut state = (seed ^ 0x9e37_79b9_u32 as i32) | 1;
        let mut next = || {
            state ^= state << 13;
            state ^= ((state as u32) >> 17) as i32;
            state ^= state << 5;
            state
        };
        for (a, b) in inputs.a.iter_mut().zip(inputs.b.iter_mut()) {
            *a = next();
            *b = next();
        }
        inputs
    }

    /// The table, walked round and round.
    #[inline]
    pub fn pair(&self, i: u64) -> (i32, i32) {
        let index = i as usize & (PAIR_COUNT - 1);
        (self.a[index], self.b[index])
    }

    /// What [`Plugin::chain`] must return.
    pub fn expected_checksum(&self, mut answer: impl FnMut(i32, i32) -> i32, iterations: u64) -> i32 {
        let mut result = 0;
        (0..iterations).fold(0_i32, |checksum, i| {
            let (a, b) = self.pair(i);
            result = answer(result ^ a, b);
            checksum.rotate_left(1) ^ result
        })
    }
}

/// Calls the plugin with every test vector, then with the random pairs until `enough()` says so.
///
/// Returns how many calls were checked.
pub fn check(
    plugin: &mut dyn Plugin,
    vectors: &[Vector],
    answer: Answer,
    inputs: &Inputs,
    enough: impl Fn() -> bool,
) -> Result<usize> {
    let random = (0..PAIR_COUNT as u64).map(|i| inputs.pair(i)).take_while(|_| !enough());
    let mut checked = 0;
    for (a, b, expected) in vectors.iter().copied().chain(random.map(|(a, b)| (a, b, answer(a, b)))) {
        let answer = plugin.call(a, b)?;
        if answer != expected {
            return Err(Error::new(format!("it answers {answer} for ({a}, {b}) where the contract says {expected}")));
        }
        checked += 1;
    }
    Ok(checked)
}

/// Verifies the checksum of a chain of calls.
pub fn check_checksum(checksum: i32, expected: i32, iterations: u64) -> Result<()> {
    if checksum == expected {
        return Ok(());
    }
    Err(Error::new(format!(
        "{iterations} chained calls have the checksum {checksum} instead of {expected}: some call was wrong or was not made"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VECTORS: [Vector; 3] = [(1, 2, 1), (10, -10, -10), (i32::MAX, i32::MIN, i32::MIN)];

    struct Fake(fn(i32, i32) -> i32);

    impl Plugin for Fake {
        fn call(&mut self, a: i32, b: i32) -> Result<i32> {
            Ok((self.0)(a, b))
        }
    }

    fn min() -> Answer {
        Function::named("min").answer().unwrap()
    }

    #[test]
    fn a_right_plugin_passes_and_its_chain_has_the_expected_checksum() {
        let inputs = Inputs::seeded(1);
        let mut plugin = Fake(i32::min);
        assert_eq!(check(&mut plugin, &VECTORS, min(), &inputs, || false).unwrap(), VECTORS.len() + PAIR_COUNT);
        assert_eq!(check(&mut plugin, &VECTORS, min(), &inputs, || true).unwrap(), VECTORS.len());
        assert_eq!(plugin.chain(&inputs, 10_000).unwrap(), inputs.expected_checksum(min(), 10_000));
    }

    #[test]
    fn wrong_plugins_are_found() {
        let inputs = Inputs::seeded(1);
        for wrong in [i32::max as fn(i32, i32) -> i32, |a, _| a, |_, _| 0, i32::wrapping_sub] {
            assert!(check(&mut Fake(wrong), &VECTORS, min(), &inputs, || true).is_err());
            assert_ne!(Fake(wrong).chain(&inputs, 5000).unwrap(), inputs.expected_checksum(min(), 5000));
        }
    }

    #[test]
    fn functions_are_those_of_the_plugin_and_that_of_the_floor() {
        assert_eq!(Function::named("spin").answer().unwrap()(7, 0), 7);
        assert_eq!(Function::named(FLOOR).answer().unwrap()(7, 0), 7);
        assert!(Function::named("nothing").answer().is_err());
    }

    /// `bench/contract/contract.test.ts` expects the same figure of `makeInputs(1)`: both hosts ask with the same arguments.
    #[test]
    fn arguments_are_the_same_as_in_the_other_host() {
        assert_eq!(Inputs::seeded(1).expected_checksum(min(), 10_000), CHECKSUM_OF_SEED_1);
    }

    const CHECKSUM_OF_SEED_1: i32 = -1054769418;
}
