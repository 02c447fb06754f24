#!/usr/bin/env bash
# Builds the node of the version before, into build/previous, and prints its path.
#
#   tests/crash/previous_version.sh
#
# Needs the history of the repository, and some minutes the first time.
set -euo pipefail
cd "$(dirname "$0")/../.."

# The last version without what the newest change of protocol or journal brought.
readonly version=ac8d430a47289a547a6337b3e9b3e59dc43c6e05

readonly folder=build/previous/$version
if ! git cat-file -e "$version^{commit}" 2> /dev/null; then
  echo "previous_version: the history lacks $version; fetch it whole" >&2
  exit 1
fi
if [[ ! -d $folder ]]; then
  rm -rf build/previous
  mkdir -p "$folder.new"
  git archive "$version" | tar -x -C "$folder.new"
  mv "$folder.new" "$folder"
fi
"$folder/scripts/build" enlaced >&2
echo "$folder/build/release/bin/enlaced"
