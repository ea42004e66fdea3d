//! The `warta` command: see [`warta::cli`].

use std::process::ExitCode;

// Typesetting allocates much and frees it soon.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    warta::cli::main(std::env::args_os()).into()
}
