//! One binary for all tests: typst is linked once.

mod office;
