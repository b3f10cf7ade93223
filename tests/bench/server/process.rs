//! What a process and its children use, where the system tells in `/proc`.

use std::fs::read_to_string;

/// `/proc` counts time in hundredths of a second, whatever the kernel's own ticks are.
const TICKS: f64 = 100.0;

/// Seconds of processor time so far.
pub fn cpu(process: u32) -> Option<f64> {
    let ticks = family(process).into_iter().map(|process| {
        let told = read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name, in brackets, may hold anything; behind it the 12th and 13th are user's and system's.
        let (_, fields) = told.rsplit_once(") ")?;
        let mut fields = fields.split(' ').skip(11).map(str::parse::<f64>);
        Some(fields.next()?.ok()? + fields.next()?.ok()?)
    });
    Some(ticks.collect::<Option<Vec<f64>>>()?.iter().sum::<f64>() / TICKS)
}

/// MiB in memory.
pub fn memory(process: u32) -> Option<f64> {
    let resident = family(process).into_iter().map(|process| {
        let told = read_to_string(format!("/proc/{process}/status")).ok()?;
        let line = told.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().trim_end_matches(" kB").parse::<f64>().ok()
    });
    Some(resident.collect::<Option<Vec<f64>>>()?.iter().sum::<f64>() / 1024.0)
}

/// A process and those that it started, and they.
fn family(process: u32) -> Vec<u32> {
    let mut family = vec![process];
    let mut at = 0;
    while let Some(parent) = family.get(at) {
        let threads = std::fs::read_dir(format!("/proc/{parent}/task")).into_iter().flatten().flatten();
        let told = threads.filter_map(|thread| read_to_string(thread.path().join("children")).ok());
        let children: Vec<u32> = told
            .flat_map(|told| {
                told.split_whitespace().filter_map(|child| child.parse().ok()).collect::<Vec<_>>()
            })
            .collect();
        family.extend(children);
        at += 1;
    }
    family
}
