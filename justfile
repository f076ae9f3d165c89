# What CI runs
check:
    bash .ci/run

# While working: seconds; what starts a browser, waits or reads huge tables is left to `cargo test`
quick:
    cargo test --quiet --lib --test engine -- --skip by_the_browser --skip store::table --skip half_written

fmt:
    git ls-files '*.rs' | xargs rustfmt --edition 2024

# The suites as Windows runs them, under Wine; `just windows NAME` those whose name has NAME in it
windows *name:
    bash tests/windows.sh {{name}}

# Bytes by chance for every reader of foreign bytes: `just fuzz 300 guide` the one of guides for five minutes
fuzz *what:
    tests/fuzz.sh {{what}}

# What is handed out: a zip for Windows, a static program and a .deb for Linux, in target/dist
dist:
    bash dist/build.sh

deny:
    cargo deny --offline check bans licenses sources

# The numbers that the README names
bench:
    bash benches/measure.sh
    benches/desk.sh

# What a history of 50,000 commits costs; takes some minutes
history:
    benches/history.sh

# Against other programs, on the same files; `just compare --quick` takes a few minutes
compare *flags:
    benches/compare {{flags}}

# The inner steps of an audit, one by one
steps:
    cargo bench --bench steps
