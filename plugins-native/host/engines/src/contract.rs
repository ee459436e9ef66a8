//! What every plugin answers, and the arguments it is asked with: the same as in `bench/contract.ts`, which explains them.

use crate::{Error, Plugin, Result};

/// An answer function that a plugin is held against.
pub type Contract = fn(i32, i32) -> i32;

pub fn min_contract(a: i32, b: i32) -> i32 {
    a.min(b)
}

/// The contract of the floor.
pub fn first_argument_contract(a: i32, _b: i32) -> i32 {
    a
}

pub const LINKS_PER_STEP: i32 = 16;
const MULTIPLIER: i32 = 0x2c1b_3c6d;
const FLIPPED_BITS: i32 = 0x297a_2d39;

/// The ladder's function: `k` steps of dependent operations.
pub fn spin_contract(x: i32, k: i32) -> i32 {
    (0..k * LINKS_PER_STEP).fold(x, |x, _| x.wrapping_mul(MULTIPLIER) ^ FLIPPED_BITS)
}

/// What the counting build of a plugin answers at its n-th call, n from 1.
pub fn counted_answer(answer: i32, n: i32) -> i32 {
    answer ^ n.wrapping_mul(MULTIPLIER)
}

/// The article's three calls first, then the edges of i32.
pub const TEST_VECTORS: [(i32, i32); 20] = [
    (1, 2),
    (2, 1),
    (-10, 10),
    (10, -10),
    (2000, 2000),
    (i32::MIN, i32::MAX),
    (i32::MAX, i32::MIN),
    (i32::MIN, i32::MIN),
    (i32::MAX, i32::MAX),
    (i32::MIN, 0),
    (0, i32::MIN),
    (i32::MAX, 0),
    (0, i32::MAX),
    (-1, 0),
    (0, -1),
    (-7, -7),
    (-8, -7),
    (-7, -8),
    (1 << 30, (1 << 30) + 1),
    ((1 << 30) + 1, 1 << 30),
];

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
    pub fn expected_checksum(&self, contract: impl Fn(i32, i32) -> i32, iterations: u64) -> i32 {
        let mut result = 0;
        (0..iterations).fold(0_i32, |checksum, i| {
            let (a, b) = self.pair(i);
            result = contract(result ^ a, b);
            checksum.rotate_left(1) ^ result
        })
    }
}

/// Calls the plugin with every test vector, then with the random pairs until `enough()` says so.
///
/// Returns how many calls were checked.
pub fn check(plugin: &mut dyn Plugin, contract: Contract, inputs: &Inputs, enough: impl Fn() -> bool) -> Result<usize> {
    let random = (0..PAIR_COUNT as u64).map(|i| inputs.pair(i)).take_while(|_| !enough());
    let mut checked = 0;
    for (a, b) in TEST_VECTORS.into_iter().chain(random) {
        let (answer, expected) = (plugin.min(a, b)?, contract(a, b));
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

    struct Fake(fn(i32, i32) -> i32);

    impl Plugin for Fake {
        fn min(&mut self, a: i32, b: i32) -> Result<i32> {
            Ok((self.0)(a, b))
        }
    }

    #[test]
    fn a_right_plugin_passes_and_its_chain_has_the_expected_checksum() {
        let inputs = Inputs::seeded(1);
        let mut plugin = Fake(min_contract);
        assert_eq!(check(&mut plugin, min_contract, &inputs, || false).unwrap(), TEST_VECTORS.len() + PAIR_COUNT);
        assert_eq!(check(&mut plugin, min_contract, &inputs, || true).unwrap(), TEST_VECTORS.len());
        assert_eq!(plugin.chain(&inputs, 10_000).unwrap(), inputs.expected_checksum(min_contract, 10_000));
    }

    #[test]
    fn wrong_plugins_are_found() {
        let inputs = Inputs::seeded(1);
        for wrong in [i32::max as fn(i32, i32) -> i32, |a, _| a, |_, _| 0, i32::wrapping_sub] {
            assert!(check(&mut Fake(wrong), min_contract, &inputs, || true).is_err());
            assert_ne!(Fake(wrong).chain(&inputs, 5000).unwrap(), inputs.expected_checksum(min_contract, 5000));
        }
    }

    /// `bench/contract.test.ts` expects the same figure of `makeInputs(1)`: both hosts ask with the same arguments.
    #[test]
    fn arguments_are_the_same_as_in_the_other_host() {
        assert_eq!(Inputs::seeded(1).expected_checksum(min_contract, 10_000), CHECKSUM_OF_SEED_1);
    }

    const CHECKSUM_OF_SEED_1: i32 = -1054769418;
}
