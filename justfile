# What CI runs
check:
    bash .ci/run

fmt:
    cargo fmt

deny:
    cargo deny --offline check bans licenses sources

# The numbers that the README names
bench:
    bash benches/measure.sh
