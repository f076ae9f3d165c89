# What CI runs
check:
    bash .ci/run

fmt:
    git ls-files '*.rs' | xargs rustfmt --edition 2024

deny:
    cargo deny --offline check bans licenses sources

# The numbers that the README names
bench:
    bash benches/measure.sh
