//! The binary `dienhong`.

/// Faster than the system's allocator where many threads answer small questions, and returns what it no longer needs
/// (`docs/decisions/0030-allocator.md`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    dienhong_cli::main()
}
