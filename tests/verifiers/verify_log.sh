#!/usr/bin/env bash
# Verifies both logs and all receipts with verifiers this project did not write.
#
#   tests/verifiers/verify_log.sh DIR
#
# DIR is what scripts/demo leaves: a folder a nation with audit/, audit.vkey and
# witness.vkey, and receipts/*.tlog-proof.  One line for each verifier; exit code
# 1 as soon as one of them refuses.  Needs Debian's golang-go and
# golang-golang-x-mod-dev; @sigstore/verify runs where `npm ci` was run in
# tests/verifiers/node.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [[ $# != 1 || ! -d $1 ]]; then
  echo "usage: verify_log.sh DIR" >&2
  exit 2
fi
dir=$(cd "$1" && pwd)
built=${ENLACE_VERIFIERS:-$here/../../build/verifiers}
mkdir -p "$built"

# Debian's x/mod, so that no network is needed.
if ! [[ -d /usr/share/gocode/src/golang.org/x/mod/sumdb ]] ||
    ! command -v go >/dev/null; then
  echo "verify_log.sh: install golang-go and golang-golang-x-mod-dev" >&2
  exit 2
fi
if ! [[ $built/verify_log -nt $here/go/verify_log.go &&
        $built/verify_log -nt $here/go/witness.go ]]; then
  (cd "$here/go" && GO111MODULE=off GOFLAGS= GOTOOLCHAIN=local GOPROXY=off \
      GOPATH=/usr/share/gocode GOCACHE="$built/cache" \
      go build -o "$built/verify_log.$$" .)
  mv "$built/verify_log.$$" "$built/verify_log"
fi
"$built/verify_log" "$dir"

if [[ -d $here/node/node_modules ]] && command -v node >/dev/null; then
  node "$here/node/verify_log.js" "$dir"
else
  echo "@sigstore/verify: skipped: run npm ci in tests/verifiers/node"
fi
