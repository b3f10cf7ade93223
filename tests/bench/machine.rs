//! The machine that benchmarks ran on.

/// Processor, cores and system, as far as they are known.
pub fn machine() -> String {
    let told = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = told.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let model = model.map_or(std::env::consts::ARCH, |(_, model)| model.trim());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{model}, {cores} cores, {}", system())
}

/// `Debian GNU/Linux 12 (bookworm), Linux 6.1.0`, or less.
fn system() -> String {
    let told = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name =
        told.lines().find_map(|line| line.strip_prefix("PRETTY_NAME=")).map(|name| name.trim_matches('"'));
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").ok();
    let kernel = kernel.map(|release| format!("Linux {}", release.trim()));
    let known: Vec<String> = name.map(str::to_owned).into_iter().chain(kernel).collect();
    if known.is_empty() { std::env::consts::OS.to_owned() } else { known.join(", ") }
}
