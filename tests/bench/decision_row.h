// Rows of an audit log as nodes write them, the same in every run.

#ifndef ENLACE_TESTS_BENCH_DECISION_ROW_H_
#define ENLACE_TESTS_BENCH_DECISION_ROW_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "server/core/store.h"

namespace enlace::bench {

// 32 bytes that follow from the label and the index.
std::string Drawn(absl::string_view label, uint64_t index);

// The transfer that the entry `index` is about.
std::string TransferIdOf(uint64_t index);

// The entry `index`, of a decision to let a record cross.  Other text in
// `history` gives another entry for the same place.
core::AuditRow DecisionRow(uint64_t index, absl::string_view history = "");

}  // namespace enlace::bench

#endif  // ENLACE_TESTS_BENCH_DECISION_ROW_H_
