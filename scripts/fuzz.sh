#!/bin/sh
# Runs every fuzz target of the module for the time given, and goes on after one that fails: fuzz.sh 2m [TABLE]
# TABLE (default bin/fuzz.tsv) keeps what was done: target, folder, executions, "ok" or "FAILED". What is in it as ok is not run again, so
# that a run which was broken off goes on where it stood; without the file everything is run. FUZZFLAGS are more flags for go test,
# such as "-parallel 1".
set -eu
table=${2:-bin/fuzz.tsv}
mkdir -p "$(dirname "$table")"
touch "$table"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM
failed=""
for file in $(git ls-files --cached --others --exclude-standard '*_test.go' | xargs grep -l '^func Fuzz' | sort); do
	for target in $(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file"); do
		dir=$(dirname "$file")
		if grep -q "^$target	$dir	.*	ok\$" "$table"; then continue; fi
		echo "== $target in $dir"
		# Making an input small takes up to a minute otherwise, in which nothing is tried.
		if go test -run '^$' -fuzz "^$target\$" -fuzztime "$1" -fuzzminimizetime 200x ${FUZZFLAGS:-} "./$dir" >"$log" 2>&1; then
			verdict=ok
			tail -n 3 "$log"
		else
			verdict=FAILED
			failed="$failed $dir:$target"
			cat "$log"
		fi
		printf '%s\t%s\t%s\t%s\n' "$target" "$dir" "$(sed -n 's/.*execs: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)" "$verdict" >>"$table"
	done
done
awk -F '\t' '{ n++; sum += $3 } END { printf "%d runs, %d executions; %s\n", n, sum, FILENAME }' "$table"
[ -z "$failed" ] || { echo "failed:$failed; the inputs are in testdata/fuzz of each folder"; exit 1; }
