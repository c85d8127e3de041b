//! The binary `dienhong`.

fn main() -> std::process::ExitCode {
    dienhong_cli::main()
}
