#!/bin/sh
# Looks for known vulnerabilities with the govulncheck given, in what the toolchain given builds:
# vuln.sh golang.org/x/vuln/cmd/govulncheck@v1.9.0 go1.26.10
# Where vuln.go.dev cannot be reached, the same database is made of its source, the module golang.org/x/vulndb, which comes by the module
# proxy. VULNDB=module takes that way at once.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
GOBIN=$dir go install "$1"
if [ "${VULNDB:-}" != module ] && curl --silent --fail --max-time 20 --output /dev/null https://vuln.go.dev/index/db.json; then
	echo "database: vuln.go.dev"
	GOTOOLCHAIN=$2 "$dir/govulncheck" ./...
	exit
fi
# Downloaded outside of this module, which does not depend on it.
(cd "$dir" && go mod download -json golang.org/x/vulndb@latest) >"$dir/module.json" || { cat "$dir/module.json"; exit 1; }
field() { sed -n 's/^[[:space:]]*"'"$1"'": "\(.*\)",*$/\1/p' "$dir/module.json"; }
version=$(field Version)
go run "golang.org/x/vulndb/cmd/indexdb@$version" -vulns "$(field Dir)/data/osv" -out "$dir/db"
echo "database: golang.org/x/vulndb $version, as vuln.go.dev cannot be reached; $(find "$dir/db/ID" -name 'GO-*.json' | wc -l) entries"
GOTOOLCHAIN=$2 "$dir/govulncheck" -db "file://$dir/db" ./...
