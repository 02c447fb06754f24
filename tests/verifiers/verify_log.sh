#!/usr/bin/env bash
# Verifies both logs and all receipts with verifiers this project did not write.
#
#   tests/verifiers/verify_log.sh DIR
#   tests/verifiers/verify_log.sh served [-entries] [-monitor URL] URL \
#     AUDIT.VKEY WITNESS.VKEY...
#
# DIR is what scripts/demo leaves: a folder a nation with audit/, audit.vkey and
# witness.vkey, and receipts/*.tlog-proof.  One line for each verifier; exit code
# 1 as soon as one of them refuses.  Needs Debian's golang-go and
# golang-golang-x-mod-dev.  transparency-dev/formats, which checks cosignatures,
# runs where Go is 1.25 or newer (Debian 12's is not) and its module is at hand
# or can be fetched; @sigstore/verify where `npm ci` was run in
# tests/verifiers/node.  With `served`, x/mod reads one log over HTTP; exit code 2
# means that it is not installed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [[ $# == 0 || $1 != served && ( $# != 1 || ! -d $1 ) ]]; then
  echo "usage: verify_log.sh DIR | served URL AUDIT.VKEY WITNESS.VKEY..." >&2
  exit 2
fi
built=${ENLACE_VERIFIERS:-$here/../../build/verifiers}
mkdir -p "$built"

# Debian's x/mod, so that no network is needed.
if ! [[ -d /usr/share/gocode/src/golang.org/x/mod/sumdb ]] ||
    ! command -v go >/dev/null; then
  echo "verify_log.sh: install golang-go and golang-golang-x-mod-dev" >&2
  exit 2
fi
if ! [[ -x $built/verify_log ]] ||
    [[ -n $(find "$here/go" -newer "$built/verify_log") ]]; then
  (cd "$here/go" && GO111MODULE=off GOFLAGS= GOTOOLCHAIN=local GOPROXY=off \
      GOPATH=/usr/share/gocode GOCACHE="$built/cache" \
      go build -o "$built/verify_log.$$" .)
  mv "$built/verify_log.$$" "$built/verify_log"
fi
if [[ $1 == served ]]; then
  exec "$built/verify_log" "$@"
fi
dir=$(cd "$1" && pwd)
"$built/verify_log" "$dir"

go_minor=$(go env GOVERSION 2>/dev/null | sed -n 's/^go1\.\([0-9]*\).*/\1/p')
missing=$built/cosignature.missing
if ! [[ $built/cosignature -nt $here/cosignature/verify.go ]] &&
    ((${go_minor:-0} >= 25)) &&
    [[ -z $(find "$missing" -mmin -60 2>/dev/null) ]]; then
  if (cd "$here/cosignature" && GOFLAGS=-mod=readonly GOTOOLCHAIN=local \
      timeout 60 go mod download >"$built/download.log" 2>&1); then
    (cd "$here/cosignature" && GOFLAGS=-mod=readonly GOTOOLCHAIN=local \
      go build -o "$built/cosignature.$$" .)
    mv "$built/cosignature.$$" "$built/cosignature"
  else
    touch "$missing"  # asked again in an hour
  fi
fi
if [[ -x $built/cosignature ]]; then
  "$built/cosignature" "$dir"
elif ((${go_minor:-0} < 25)); then
  echo "transparency-dev/formats: skipped: needs Go 1.25"
else
  echo "transparency-dev/formats: skipped: the Go module cannot be fetched"
fi

node_major=$({ node --version 2>/dev/null || true; } |
  sed -n 's/^v\([0-9]*\).*/\1/p')
if [[ -d $here/node/node_modules ]] && ((${node_major:-0} >= 20)); then
  node "$here/node/verify_log.js" "$dir"
else
  echo "@sigstore/verify: skipped: needs Node 20, and npm ci in tests/verifiers/node"
fi
