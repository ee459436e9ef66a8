#!/usr/bin/env bash
# Packs plugin-bench, installs the package into an empty folder and measures there, as a stranger would.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

(cd "$root" && npm pack --silent --pack-destination "$folder" >/dev/null)
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent ./plugin-bench-*.tgz
npx plugin-bench run --quick --blocks 1
test -s reports/latest.json
test -s reports/latest.html
node -e '
  const { cases } = require("./reports/latest.json");
  const gaps = cases.filter(({ status }) => status !== "measured");
  for (const { id, status, reason, error } of gaps) console.error(id, status, reason ?? error);
  process.exit(cases.length > 0 && gaps.every(({ status }) => status === "skipped") ? 0 : 1);
'
