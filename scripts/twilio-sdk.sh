#!/usr/bin/env bash
# Twilio's own Python SDK in an environment of its own under target/, made once; prints its interpreter. Runs again at no cost, and
# beside itself.
set -euo pipefail
cd "$(dirname "$0")/.."

version=9.13.0
mkdir -p "${CARGO_TARGET_DIR:-target}"
home=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/twilio-sdk-$version

if [[ ! -e $home/complete ]]; then
  scripts/need.sh python3-venv >&2
  exec 9>"$home.lock"
  flock 9
  if [[ ! -e $home/complete ]]; then
    rm -rf "$home"
    python3 -m venv "$home"
    "$home/bin/python" -m pip install --quiet --disable-pip-version-check "twilio==$version" >&2
    touch "$home/complete"
  fi
fi
echo "$home/bin/python"
