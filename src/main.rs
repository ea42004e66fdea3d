//! The `warta` command: see [`warta::cli`].

use std::process::ExitCode;

// Typesetting allocates much and frees it soon.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Asks Linux for memory by small pages, not by two megabytes at once: a run then needs a quarter less of it, and none is cleared that
/// is not used. Where it refuses, there is only more of both.
fn take_memory_sparingly() {
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}

fn main() -> ExitCode {
    take_memory_sparingly();
    // A fault of the program is told in the user's words, not as a trace; RUST_BACKTRACE asks for the trace.
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
    std::panic::catch_unwind(|| warta::cli::main(std::env::args_os()))
        .unwrap_or_else(|_| {
            eprintln!(
                "galat: kesalahan di dalam Warta\n  saran: jalankan sekali lagi; bila berulang, kirim folder edisinya kepada pembuat Warta"
            );
            warta::cli::Exit::Ended(warta::desk::Verdict::Failed)
        })
        .into()
}
