//! The `warta` command: see [`warta::cli`].

use std::process::ExitCode;

// Typesetting allocates much and frees it soon.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Lets the allocator give back what is free at once, not after a while: a long run then needs a fifth less memory.
fn give_back_memory() {
    // Of this option (`mi_option_purge_delay`, milliseconds) the bindings name the neighbours, 14 and 16.
    const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
    // SAFETY: it sets a number that the allocator reads; at this time no other thread is there.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, 0) };
}

fn main() -> ExitCode {
    give_back_memory();
    // A fault of the program is told in the user's words, not as a trace; RUST_BACKTRACE asks for the trace.
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
    std::panic::catch_unwind(|| warta::cli::main(std::env::args_os()))
        .unwrap_or_else(|_| {
            eprintln!(
                "galat: kesalahan di dalam Warta\n  saran: jalankan sekali lagi; bila berulang, kirim folder edisinya kepada pembuat Warta"
            );
            warta::cli::Exit::Failed
        })
        .into()
}
