#!/usr/bin/env bash
# PostGraphile, the reference of the read figures, in a folder of its own under target/, made once; prints its program. The newest of
# version 4: version 5 wants Node 22.
set -euo pipefail
cd "$(dirname "$0")/.."

version=4.14.1
mkdir -p "${CARGO_TARGET_DIR:-target}"
home=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/postgraphile-$version

if [[ ! -e $home/complete ]]; then
  scripts/need.sh node >&2
  rm -rf "$home"
  npm install --prefix "$home" --no-audit --no-fund --silent "postgraphile@$version" >&2
  touch "$home/complete"
fi
echo "$home/node_modules/.bin/postgraphile"
