#!/bin/sh
# Runs everything hostile through what reads outside bytes, and counts the cases by kind. A case that does harm fails the run.
set -eu
go test -count=1 -v -run 'TestHostile$|TestRebinding|TestBadAddresses|TestPublic|TestDamagedFiles' ./ingest ./ingest/fetch ./store/backup 2>&1 | awk '
	function where(p) { sub(/^.*barograph\/barograph\//, "", p); return p }
	/hostile [^:]*: [0-9]+$/ { n = $NF; line = $0; sub(/.*hostile /, "", line); sub(/: [0-9]+$/, "", line); kind[++count] = line; cases[count] = n; sum += n }
	/^ok/ { for (i = done + 1; i <= count; i++) printf "%-14s %-14s %5d\n", where($2), kind[i], cases[i]; done = count }
	/^(---|    ---) FAIL|^FAIL|^panic/ { print; failed = 1 }
	END { printf "%-29s %5d\n", "all refused or survived", sum; exit failed }'
