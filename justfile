# What CI runs
check:
    bash .ci/run

# While working: seconds, nothing starts the program
quick:
    cargo test --quiet --lib
    cargo test --quiet --test engine

fmt:
    git ls-files '*.rs' | xargs rustfmt --edition 2024

# The whole suite as Windows runs it. Needs the target (rustup), mingw-w64 and Wine.
windows:
    CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER=wine cargo test --target x86_64-pc-windows-gnu

deny:
    cargo deny --offline check bans licenses sources

# The numbers that the README names
bench:
    bash benches/measure.sh

# Against other programs, on the same files; `just compare --quick` takes a few minutes
compare *flags:
    benches/compare {{flags}}

# The inner steps of an audit, one by one
steps:
    cargo bench --bench steps
