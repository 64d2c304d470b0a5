#!/bin/sh
# Installs from Debian what the tests use beside Go, when run as root; says what is missing otherwise.
set -eu
need=""
command -v python3 >/dev/null 2>&1 || need="$need python3"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need="$need postgresql"
{ command -v nats-server || ls /usr/sbin/nats-server; } >/dev/null 2>&1 || need="$need nats-server"
command -v ip >/dev/null 2>&1 || need="$need iproute2"
command -v node >/dev/null 2>&1 || need="$need nodejs npm"
command -v chromium >/dev/null 2>&1 || need="$need chromium"
if [ -z "$need" ]; then
	:
elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $need >/dev/null
else
	echo "tests will skip what needs:$need"
fi
# The board is tested in a browser with the packages of web/package-lock.json.
if command -v npm >/dev/null 2>&1 && [ ! -d web/node_modules/playwright-core ]; then
	(cd web && npm ci --no-audit --no-fund --ignore-scripts >/dev/null 2>&1) || echo "npm ci in web failed: the board is not tested in a browser"
fi
