//! A storm as long as is wanted, and a long life.
//!
//!     cargo bench --bench storm -- [--edits 5000000] [--burst 1000] [--seed 1]
//!     cargo bench --bench storm -- --long-life [--edits 1000000] [--seed 1]
//!
//! The first compares the server with a new one after each burst, over the sample notes, in a server for each core, each with a
//! seed of its own. The second is one session over 2,000 generated entries, and shows what grows in it.

#[path = "../notes/mod.rs"]
#[allow(dead_code, reason = "each benchmark uses a part of it")]
mod notes;
#[path = "../server/process.rs"]
#[allow(dead_code, reason = "the processor is not looked at")]
mod process;
#[path = "mod.rs"]
mod storm;
#[path = "../../it/support.rs"]
#[allow(dead_code, reason = "each test uses a part of it")]
mod support;

mod long_life;

use std::process::ExitCode;
use std::time::Instant;

use storm::Storm;

/// What is asked for.
struct Arguments {
    long_life: bool,
    edits: usize,
    burst: usize,
    seed: u64,
}

impl Arguments {
    fn parse() -> Result<Self, String> {
        let mut parsed = Self { long_life: false, edits: 0, burst: 1000, seed: 1 };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut number = || {
                let number = arguments.next().and_then(|number| number.parse().ok());
                number.ok_or_else(|| format!("{argument} needs a number"))
            };
            match argument.as_str() {
                // What cargo says to every benchmark.
                "--bench" => {}
                "--long-life" => parsed.long_life = true,
                "--edits" => parsed.edits = number()?,
                "--burst" => parsed.burst = number()?,
                "--seed" => parsed.seed = number()? as u64,
                _ => return Err(format!("there is no {argument}")),
            }
        }
        if parsed.edits == 0 {
            parsed.edits = if parsed.long_life { 1_000_000 } else { 5_000_000 };
        }
        Ok(parsed)
    }
}

fn main() -> ExitCode {
    let arguments = match Arguments::parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    if arguments.long_life {
        return long_life::live(arguments.edits, arguments.seed);
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let Arguments { edits, burst, seed, .. } = arguments;
            scope.spawn(move || blow(edits.div_ceil(threads), burst, seed + thread as u64));
        }
    });
    println!("{:.0} s", begun.elapsed().as_secs_f64());
    ExitCode::SUCCESS
}

/// So many edits, in sessions that each have a seed, an encoding and a manner of their own. A difference ends all.
fn blow(edits: usize, burst: usize, seed: u64) {
    /// The edits of a session.
    const SESSION: usize = 100_000;
    let mut done = 0;
    for session in 0.. {
        let seed = seed + 1000 * session;
        let mut storm = Storm::new(seed);
        while storm.tally.edits < SESSION.min(edits - done) {
            storm.burst(burst);
        }
        let tally = storm.end();
        done += tally.edits;
        println!("seed {seed}: {tally:?}");
        if done >= edits {
            return;
        }
    }
}
