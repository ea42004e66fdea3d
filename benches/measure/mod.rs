//! What a program takes, as the system tells; and an office to run it in.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a run took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    pub wall: Duration,
    /// User and system time, of all threads and children.
    pub cpu: Duration,
    /// The largest resident memory seen, in MiB.
    pub memory: u64,
}

impl Cost {
    /// CPU milliseconds for each of so many.
    pub fn each(self, count: usize) -> f64 {
        self.cpu.as_secs_f64() * 1000.0 / count.max(1) as f64
    }
}

/// Processor time of all children that have ended, in the system's ticks of a hundredth of a second.
fn children() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<u64> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().map(|word| word.parse().unwrap_or(0)).collect();
    Duration::from_millis(10 * fields.get(13).zip(fields.get(14)).map_or(0, |(user, system)| user + system))
}

/// Runs a program to its end.
pub fn run(command: &mut Command) -> Cost {
    let (start, before) = (Instant::now(), children());
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("program");
    let mut memory = 0;
    loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse::<u64>().ok());
        memory = memory.max(peak.unwrap_or(0) / 1024);
        if child.try_wait().expect("wait").is_some() {
            return Cost { wall: start.elapsed(), cpu: children() - before, memory };
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// The program in an office folder.
#[allow(dead_code, reason = "not in every bench")]
pub fn warta(folder: &Path, command: &str) -> Command {
    let mut warta = Command::new(env!("CARGO_BIN_EXE_warta"));
    // Nothing is left in the home of whoever measures.
    warta.env("XDG_STATE_HOME", folder.join("keadaan")).arg("-C").arg(folder).arg(command);
    warta
}

/// Copies the sample's office folder without what was made there, and without what `leave` names.
pub fn copy_sample(to: &Path, leave: &[&str]) {
    copy(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/barito-kuala")), to, leave);
}

fn copy(from: &Path, to: &Path, leave: &[&str]) {
    std::fs::create_dir_all(to).expect("folder");
    for entry in std::fs::read_dir(from).expect("folder").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        let name = entry.file_name().to_string_lossy().into_owned();
        if ["hasil", "kiriman", "warta.kunci"].contains(&name.as_str()) || name.starts_with("warta.db") || leave.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            copy(&path, &target, leave);
        } else {
            std::fs::copy(&path, &target).expect("copy");
        }
    }
}

/// Bytes of all files below a folder, and how many there are.
#[allow(dead_code, reason = "not in every bench")]
pub fn bytes(folder: &Path) -> (u64, usize) {
    let Ok(entries) = std::fs::read_dir(folder) else { return (0, 0) };
    entries
        .flatten()
        .map(|entry| if entry.path().is_dir() { bytes(&entry.path()) } else { (entry.metadata().map_or(0, |m| m.len()), 1) })
        .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
}
