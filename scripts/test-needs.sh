#!/bin/sh
# Installs from Debian what the tests use beside Go, when run as root; says what is missing otherwise.
set -eu
need=""
command -v python3 >/dev/null 2>&1 || need="$need python3"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need="$need postgresql"
{ command -v nats-server || ls /usr/sbin/nats-server; } >/dev/null 2>&1 || need="$need nats-server"
[ -n "$need" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $need >/dev/null
else
	echo "tests will skip what needs:$need"
fi
