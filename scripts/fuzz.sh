#!/bin/sh
# Runs every fuzz target of the module for the time given, and goes on after one that fails: fuzz.sh 2m
set -eu
failed=""
for file in $(git ls-files --cached --others --exclude-standard '*_test.go' | xargs grep -l '^func Fuzz' | sort); do
	for target in $(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file"); do
		dir=$(dirname "$file")
		echo "== $target in $dir"
		# Making an input small takes up to a minute otherwise, in which nothing is tried.
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$1" -fuzzminimizetime 200x "./$dir" || failed="$failed $dir:$target"
	done
done
[ -z "$failed" ] || { echo "failed:$failed; the inputs are in testdata/fuzz of each folder"; exit 1; }
