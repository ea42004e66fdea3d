//! The commands that publish and send.

use super::output::{Out, runtime};
use super::progress::Progress;
use super::{Exit, stop, words};
use crate::desk::{self, Office, Steps};
use office::work::How;

/// Does the main job, or some of it.
pub fn job(office: &Office, out: &Out, command: &str, steps: Steps) -> Exit {
    let (stop, progress) = (stop::listen(), Progress::default());
    let how = How { observer: out.observer(&progress), stop: &stop };
    let tell = &mut |office: &Office, event: desk::Event<'_>| words::tell(out, office, event);
    let conclusion = runtime().and_then(|runtime| runtime.block_on(desk::job(office, steps, how, tell)));
    out.end(command, conclusion)
}
