#!/usr/bin/env bash
# The third-party verifiers accept the published logs, and refuse each of them
# after one byte was changed, a file removed or a file added.
#
#   verify_log_test.sh WORK_DIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
vectors=$here/../vectors/tlog
work=$1
failures=0

fresh() {  # LOG: a directory as the demo leaves it, with that log
  rm -rf "$work/dir"
  mkdir -p "$work/dir/a" "$work/dir/b" "$work/dir/receipts"
  cp -r "$vectors/$1" "$work/dir/a/audit"
  echo 'broker-a.example/audit+04cc324a+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea' \
    >"$work/dir/a/audit.vkey"
  echo 'broker-b.example/witness+14b00f59+BPxRzY5iGKGjjaR+0AIw8FgIFu0TujMDrF3rkRVIkIAl' \
    >"$work/dir/b/witness.vkey"
  if [[ $1 == log8 ]]; then
    cp "$vectors/proof_5_of_8.tlog-proof" "$work/dir/receipts/"
  fi
}

flip() {  # FILE POSITION: changes the lowest bit of one byte
  python3 - "$work/dir/$1" "$2" <<'PY'
import sys
path, position = sys.argv[1], int(sys.argv[2])
content = bytearray(open(path, 'rb').read())
content[position] ^= 1
open(path, 'wb').write(content)
PY
}

verify() { "$here/verify_log.sh" "$work/dir"; }

refused() {  # WHAT: what was done to the directory must be noticed
  if verify >"$work/out" 2>&1; then
    echo "FAILED: accepted although $1"
    failures=$((failures + 1))
  else
    echo "refused: $1: $(tail -1 "$work/out")"
  fi
}

for log in log0 log8 log256 log300; do
  fresh "$log"
  echo "$log:"
  verify || failures=$((failures + 1))
done

for position in 0 24 30 100 150 250 300; do
  fresh log8
  flip a/audit/checkpoint "$position"
  refused "byte $position of the checkpoint was flipped"
done
for file in tile/entries/000 tile/entries/001.p/44 tile/0/000 tile/0/001.p/44 \
    tile/1/000.p/1; do
  for position in 0 7 -1; do
    fresh log300
    flip "a/audit/$file" "$position"
    refused "byte $position of $file was flipped"
  done
  fresh log300
  rm "$work/dir/a/audit/$file"
  refused "$file is missing"
done
fresh log300
cp "$work/dir/a/audit/tile/0/001.p/44" "$work/dir/a/audit/tile/0/001.p/43"
refused "a partial tile has the wrong width"
for position in 0 29 40 90 200 300 -5; do
  fresh log8
  flip receipts/proof_5_of_8.tlog-proof "$position"
  refused "byte $position of the receipt was flipped"
done
fresh log300
cp "$vectors/proof_5_of_8.tlog-proof" "$work/dir/receipts/"
refused "a receipt is of another history of the log"
fresh log8
sed -i '/broker-b/d' "$work/dir/a/audit/checkpoint"
refused "the cosignature is missing"
fresh log8
mv "$work/dir/b/witness.vkey" "$work/dir/a/witness.vkey"
refused "only the log's own nation witnessed it"
fresh log8
rm "$work/dir/a/audit.vkey"
refused "there is no log"

# The others by themselves: above, the first one refuses before they run.
cosignature=${ENLACE_VERIFIERS:-$here/../../build/verifiers}/cosignature
if [[ -x $cosignature ]]; then
  verify() { "$cosignature" "$work/dir"; }
  fresh log8
  verify || failures=$((failures + 1))
  for position in 24 30 120 250 300; do
    fresh log8
    flip a/audit/checkpoint "$position"
    refused "byte $position of the checkpoint was flipped (transparency-dev)"
  done
  fresh log8
  sed -i '/witness/d' "$work/dir/a/audit/checkpoint"
  refused "the cosignature was removed (transparency-dev)"
fi
node_major=$({ node --version 2>/dev/null || true; } |
  sed -n 's/^v\([0-9]*\).*/\1/p')
if [[ -d $here/node/node_modules ]] && ((${node_major:-0} >= 20)); then
  verify() { node "$here/node/verify_log.js" "$work/dir"; }
  for position in 24 30 120; do
    fresh log8
    flip a/audit/checkpoint "$position"
    refused "byte $position of the checkpoint was flipped (@sigstore/verify)"
  done
  for position in 29 40 200 250; do
    fresh log8
    flip receipts/proof_5_of_8.tlog-proof "$position"
    refused "byte $position of the receipt was flipped (@sigstore/verify)"
  done
  fresh log8
  flip a/audit/tile/entries/000.p/8 20
  refused "an entry was changed (@sigstore/verify)"
fi

echo "$failures failures"
exit $((failures != 0))
