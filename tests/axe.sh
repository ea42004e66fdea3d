#!/usr/bin/env bash
# Looks at every screen of the desk with axe-core in a real browser: in two widths, light and dark; and for sideways scroll and small targets.
# Builds nothing. Usage: tests/axe.sh [WARTA], with the program's path.
set -euo pipefail
axe_version=4.14.1

[[ $# -eq 0 ]] || warta="$(realpath -m "$1")"
cd "$(dirname "$0")/.."
[[ $# -gt 0 ]] || warta="$(realpath -m "${CARGO_TARGET_DIR:-target}/release/warta")"
for needed in node npm chromedriver chromium; do
    command -v "$needed" >/dev/null || { echo "axe: $needed is not installed, so the desk was not looked at"; exit 0; }
done
[[ -x "$warta" ]] || { echo "axe: there is no program at $warta: build it first, or name it"; exit 1; }

place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
npm install --silent --no-audit --no-fund --no-save --ignore-scripts --prefix "$place/npm" "axe-core@$axe_version" ||
    { echo "axe: axe-core $axe_version cannot be fetched by npm, so the desk was not looked at"; exit 0; }
node tests/axe.mjs "$warta" "$place" "$place/npm/node_modules/axe-core/axe.min.js"
