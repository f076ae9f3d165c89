use std::process::ExitCode;

fn main() -> ExitCode {
    crisis::run(std::env::args_os())
}
