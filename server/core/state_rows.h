// Rows of a state's tables outside memory, as of the newest snapshot.
//
// A snapshot is the rest of the state, and the rows that changed since the one
// before: so it costs what changed, not what there is, and a node that starts
// reads no more than it needs.

#ifndef ENLACE_SERVER_CORE_STATE_ROWS_H_
#define ENLACE_SERVER_CORE_STATE_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace enlace::core {

// Which table a row is of.  The numbers stand in files.
enum class TableId : int {
  kTransfers = 1,
  kByRecord = 2,
  kByMessage = 3,
  kOutbox = 4,
  kHurried = 5,
  kInbox = 6,
  kContents = 7,
  kContentAges = 8,
  kConsents = 9,
  kReplies = 10,
  kExpiries = 11,
  kRetentions = 12,
  kResting = 13,
  kPayloadPlaces = 14,  // of a store (server/store/payload_index.h)
};

struct Row {
  std::string key;  // server/core/row_key.h
  std::string value;

  bool operator==(const Row&) const = default;
};

// A row that is put, or taken away.
struct RowChange {
  TableId table = {};
  std::string key;
  std::optional<std::string> value;  // none: there is no such row any more

  bool operator==(const RowChange&) const = default;
};

// Implementations: a file (server/store/state_file.h), and the memory of the
// simulation.  What does not verify is kDataLoss, never an answer.
class StateRows {
 public:
  virtual ~StateRows() = default;

  // None: there is no such row.
  virtual absl::StatusOr<std::optional<std::string>> Find(
      TableId table, absl::string_view key) = 0;

  // The first rows whose keys are not before `from`, in order; fewer than `max`
  // only if there are no more.
  virtual absl::StatusOr<std::vector<Row>> Scan(TableId table,
                                                absl::string_view from,
                                                size_t max) = 0;

  // Of all tables.
  virtual uint64_t row_count() = 0;
};

// The rows that a state's tables read, and the first error that they met.
//
// A fold cannot fail in its midst: after an error the tables read nothing, and
// whoever folded or planned must ask fault() before anything is made of it.
// Not thread-safe.
class TableBase {
 public:
  explicit TableBase(StateRows& rows) : rows_(rows) {}

  std::optional<std::string> Find(TableId table, absl::string_view key);
  std::vector<Row> Scan(TableId table, absl::string_view from, size_t max);
  // A row that is none of this version.
  void Damaged(TableId table);
  // For `reason`, nothing may be made of the rows any more.
  void Lose(const absl::Status& reason) { fault_.Update(reason); }

  const absl::Status& fault() const { return fault_; }

 private:
  StateRows& rows_;
  absl::Status fault_;
};

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_STATE_ROWS_H_
