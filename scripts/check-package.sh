#!/usr/bin/env bash
# Packs plugin-bench, installs the package into empty folders and measures there, as strangers would: by npm, by npm without scripts of
# packages, by pnpm, and by Yarn's Plug'n'Play, which makes no node_modules. All of them have to measure the same rows.
# Ends with 77 (skipped) where a registry or a package manager is out of reach, after comparing what there is.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Nothing may wait for an answer.
exec </dev/null

# The package managers themselves are npm packages; of one major version, which runs on the oldest Node.js that is supported.
pnpm=(npm exec --yes --package=pnpm@12 -- pnpm)
yarn=(npm exec --yes --package=@yarnpkg/cli-dist@4 -- yarn)
rows=(plugin-bench run --quick --blocks 1 --only 'call/*')

# in_project NAME COMMAND...: there, by a lock and with a log of its own, which is shown when it fails; without what an npm script that
# calls this one has set.
in_project() (
  cd "$work/$1"
  export PLUGIN_BENCH_LOCK_FOLDER="$work/$1/lock"
  shift
  unset NODE_OPTIONS ${!npm_@} ${!YARN_@}
  "$@" >>log 2>&1 || { code=$?; tail -20 log >&2; echo "failed with $code: $*" >&2; return "$code"; }
)

# project NAME: an empty one.
project() {
  mkdir "$work/$1" && mkdir -m 700 "$work/$1/lock"
  echo '{ "name": "stranger", "private": true }' >"$work/$1/package.json"
}

# out_of_reach WHAT: nothing is said of it, and that counts as skipped.
missing=
out_of_reach() {
  echo "skipped: $1 cannot be fetched by npm: $(grep -v '^npm notice' "$work/reach" | head -1)"
  missing=1
}

if ! npm view picocolors version >"$work/reach" 2>&1; then
  out_of_reach "any package"
  exit 77
fi
(cd "$root" && npm pack --silent --pack-destination "$work" >/dev/null)
package=$(echo "$work"/plugin-bench-*.tgz)
installed=(npm npm-without-scripts)

project npm
in_project npm npm install --no-audit --no-fund "$package"
project npm-without-scripts
in_project npm-without-scripts npm install --no-audit --no-fund --ignore-scripts "$package"

if "${pnpm[@]}" --version >"$work/reach" 2>&1; then
  project pnpm
  # It stops where scripts of packages were left out. None is needed.
  in_project pnpm "${pnpm[@]}" add --config.strictDepBuilds=false "$package"
  installed+=(pnpm)
else
  out_of_reach pnpm
fi

if "${yarn[@]}" --version >"$work/reach" 2>&1; then
  project yarn
  printf 'nodeLinker: pnp\nenableTelemetry: false\nenableGlobalCache: false\n' >"$work/yarn/.yarnrc.yml"
  # An empty lock file makes it a project of its own, wherever the folder lies.
  touch "$work/yarn/yarn.lock"
  in_project yarn "${yarn[@]}" add "plugin-bench@file:$package"
  test ! -e "$work/yarn/node_modules"
  installed+=(yarn)
else
  out_of_reach Yarn
fi

# measure NAME
measure() {
  case $1 in
    pnpm) in_project pnpm "${pnpm[@]}" exec "${rows[@]}" ;;
    yarn) in_project yarn "${yarn[@]}" "${rows[@]}" ;;
    # Every scenario of one of each boundary besides.
    npm) in_project npm npx "${rows[@]}" 'setup*/{static-import,koffi,napi,wasm,process-pipe}' && test -s "$work/npm/reports/latest.html" ;;
    *) in_project "$1" npx "${rows[@]}" ;;
  esac
}

# Side by side: no figure is judged.
measuring=()
for name in "${installed[@]}"; do
  measure "$name" &
  measuring+=($!)
done
code=0
for pid in "${measuring[@]}"; do wait "$pid" || code=1; done
[ $code = 0 ] || exit 1

node "$root/scripts/compare-rows.mjs" "$work" "${installed[@]}"
[ -z "$missing" ] || exit 77
