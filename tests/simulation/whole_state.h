// A state with all its rows as bytes, to compare two states and to keep one.
//
// Equal states give equal bytes, wherever their rows are; the empty state gives
// none.

#ifndef ENLACE_TESTS_SIMULATION_WHOLE_STATE_H_
#define ENLACE_TESTS_SIMULATION_WHOLE_STATE_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/core/state.h"

namespace enlace::core {

std::string EncodeState(const State& state);

// A copy of the rows of a table.
template <TableId kTable, typename Key, typename Value>
std::map<Key, Value> RowsOf(const StoredTable<kTable, Key, Value>& table) {
  std::map<Key, Value> rows;
  table.Scan({}, [&](const Key& key, const Value& value) {
    rows.emplace(key, value);
    return true;
  });
  return rows;
}

// Everything is in memory.  Fails with kDataLoss on anything but an encoding.
absl::StatusOr<State> DecodeState(absl::string_view bytes);

// A state whose lookups follow from the transfers of `state` alone, in the
// order of their names, and everything else is that of `state`.
absl::StatusOr<State> WithDerivedLookups(const State& state);

}  // namespace enlace::core

#endif  // ENLACE_TESTS_SIMULATION_WHOLE_STATE_H_
