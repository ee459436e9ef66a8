#!/usr/bin/env bash
# Packs plugin-bench, installs the package into empty folders and measures there, as strangers would: by npm, by npm without scripts of
# packages, by pnpm, and by Yarn's Plug'n'Play, which makes no node_modules. All of them have to measure the same rows.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$root" && npm pack --silent --pack-destination "$work" >/dev/null)
package=$(echo "$work"/plugin-bench-*.tgz)

# The package managers themselves are npm packages; of one major version, which runs on the oldest Node.js that is supported.
pnpm=(npm exec --yes --package=pnpm@12 -- pnpm)
yarn=(npm exec --yes --package=@yarnpkg/cli-dist@4 -- yarn)

# in_project NAME COMMAND...: there, without what an npm script that calls this one has set.
in_project() (
  cd "$work/$1"
  shift
  unset NODE_OPTIONS ${!npm_@} ${!YARN_@}
  "$@"
)

# project NAME: an empty one.
project() {
  mkdir "$work/$1"
  echo '{ "name": "stranger", "private": true }' >"$work/$1/package.json"
}

project npm
in_project npm npm install --no-audit --no-fund --silent "$package"
in_project npm npx plugin-bench run --quick --blocks 1
test -s "$work/npm/reports/latest.html"

calls=(plugin-bench run --quick --blocks 1 --only 'call/*')
project npm-without-scripts
in_project npm-without-scripts npm install --no-audit --no-fund --silent --ignore-scripts "$package"
in_project npm-without-scripts npx "${calls[@]}" >/dev/null

project pnpm
# What needs no script of its packages says so; others would be asked about.
echo 'strictDepBuilds: false' >"$work/pnpm/pnpm-workspace.yaml"
in_project pnpm "${pnpm[@]}" add --silent "$package"
in_project pnpm npx "${calls[@]}" >/dev/null

project yarn
printf 'nodeLinker: pnp\nenableTelemetry: false\nenableGlobalCache: false\n' >"$work/yarn/.yarnrc.yml"
# An empty lock file makes it a project of its own, wherever the folder lies.
touch "$work/yarn/yarn.lock"
in_project yarn "${yarn[@]}" add "plugin-bench@file:$package" >/dev/null
test ! -e "$work/yarn/node_modules"
in_project yarn "${yarn[@]}" "${calls[@]}" >/dev/null

node - "$work" npm npm-without-scripts pnpm yarn <<'EOF'
const { join } = require('node:path');
const [, , work, first, ...others] = process.argv;
/** Rows that were measured; a gap without a reason is a fault. */
function measuredRows(name) {
  const { cases } = require(join(work, name, 'reports', 'latest.json'));
  for (const { id, error } of cases.filter(({ status }) => status === 'failed')) fault(`${name}: ${id} failed: ${error}`);
  return cases.filter(({ id, status }) => id.startsWith('call/') && status === 'measured').map(({ id }) => id);
}
function fault(text) {
  console.error(text);
  process.exitCode = 1;
}
const expected = measuredRows(first);
console.log(`${first}: ${expected.length} rows of call`);
if (expected.length < 10) fault(`${first} measured only ${expected.join(', ')}`);
for (const name of others) {
  const rows = measuredRows(name);
  const missing = expected.filter((id) => !rows.includes(id));
  const more = rows.filter((id) => !expected.includes(id));
  console.log(`${name}: ${rows.length} rows of call`);
  if (missing.length + more.length > 0) fault(`${name}: without ${missing.join(', ') || 'none'}, with ${more.join(', ') || 'none'}`);
}
EOF
