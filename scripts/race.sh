#!/bin/sh
# Runs the tests under the race detector, package by package, and goes on after one that fails: race.sh [TABLE [PACKAGE...]]
# TABLE (default bin/race.tsv) keeps what was done: package, seconds, "ok" or "FAILED". What is in it as ok is not run again, so that a run
# which was broken off goes on where it stood; without the file everything is run.
set -eu
table=${1:-bin/race.tsv}
[ $# = 0 ] || shift
mkdir -p "$(dirname "$table")"
touch "$table"
command -v cc >/dev/null || { echo "the race detector needs a C compiler; install gcc (apt-get install gcc libc6-dev)"; exit 1; }
export CGO_ENABLED=1
[ $# -gt 0 ] || set -- $(go list ./...)
failed=""
for package in "$@"; do
	if grep -q "^$package	.*	ok\$" "$table"; then continue; fi
	began=$(date +%s)
	# Everything is some ten times slower, so the time limit is only there for what hangs.
	if go test -race -timeout 2h "$package"; then
		verdict=ok
	else
		verdict=FAILED
		failed="$failed $package"
	fi
	printf '%s\t%d\t%s\n' "$package" $(($(date +%s) - began)) "$verdict" >>"$table"
done
[ -z "$failed" ] || { echo "failed:$failed"; exit 1; }
