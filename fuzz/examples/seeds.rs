//! `cargo run --release --example seeds -- CORPUS FILES…`: makes files into inputs for a target, as a first corpus.

use std::path::Path;
use std::{env, fs};

fn main() -> std::io::Result<()> {
    let mut words = env::args_os().skip(1);
    let Some(corpus) = words.next() else { return Ok(()) };
    fs::create_dir_all(&corpus)?;
    for file in words {
        let name = Path::new(&file).file_name().unwrap_or_default();
        fs::write(Path::new(&corpus).join(name), warta_fuzz::input(&fs::read(&file)?))?;
    }
    Ok(())
}
