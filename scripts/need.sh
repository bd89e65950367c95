#!/usr/bin/env bash
# Installs the Debian packages named, when what they bring is missing. Runs again at no cost, and beside itself.
#
#   scripts/need.sh [--optional] postgresql espeak-ng chromium python3-venv node
#
# --optional: a package that cannot be had is told and passed over.
set -euo pipefail

optional=false
if [[ ${1-} == --optional ]]; then
  optional=true
  shift
fi

present() {
  case $1 in
    postgresql) [[ -n ${PG_BIN-} ]] || command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' ;;
    chromium) [[ -n ${CHROMIUM-} ]] || command -v chromium || command -v chromium-browser || command -v google-chrome ;;
    # The build tool of the dashboard needs 20.19.
    node) node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' && command -v npm ;;
    python3-venv) python3 -c 'import ensurepip, venv' ;;
    *) command -v "$1" ;;
  esac >/dev/null 2>&1
}

missing() {
  for package in "$@"; do present "$package" || echo "$package"; done
}

absent=$(missing "$@")
[[ -n $absent ]] || exit 0

if [[ $absent == *node* ]]; then
  echo "Node.js 20.19 or newer with npm is needed to build the dashboard: https://nodejs.org" >&2
  exit 1
fi

if [[ $(id -u) == 0 ]]; then
  root=()
elif sudo -n true 2>/dev/null || { [[ -t 0 ]] && command -v sudo >/dev/null; }; then
  root=(sudo)
else
  root=(false)
fi

install() {
  command -v apt-get >/dev/null && [[ ${root[*]-} != false ]] || return 1
  # One at a time: two makes may want the same.
  exec 9>"${TMPDIR:-/tmp}/agentlocator-need-$(id -u).lock"
  flock 9
  absent=$(missing "$@")
  [[ -n $absent ]] || return 0
  echo "installing: ${absent//$'\n'/ }"
  # shellcheck disable=SC2086 # a list of words
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends $absent >/dev/null 2>&1 && return 0
  "${root[@]}" apt-get update --quiet >/dev/null
  # shellcheck disable=SC2086
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends $absent >/dev/null
}

if install "$@" && [[ -z $(missing "$@") ]]; then
  exit 0
fi
absent=$(missing "$@")
echo "missing: ${absent//$'\n'/ }. Install it by hand: apt-get install ${absent//$'\n'/ }" >&2
$optional
