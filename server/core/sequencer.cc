#include "server/core/sequencer.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <utility>

#include "base/check.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "server/core/apply.h"
#include "server/core/audit_row.h"
#include "server/core/book_version.h"
#include "server/core/plan.h"
#include "server/core/state_codec.h"

namespace enlace::core {
namespace {

template <typename T>
void MoveAll(std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()),
            std::make_move_iterator(from.end()));
}

// The entries that records of one batch share, while it runs.
class SharedEntries {
 public:
  // Keeps the places of new entries in `rows`.
  void Add(std::vector<BatchedRecord>& records, std::vector<AuditRow>& rows) {
    for (BatchedRecord& record : records) {
      Open& open = open_[record.index];
      if (open.records.empty()) {
        open.step = record.step;
        rows.emplace_back().index = record.index;
      }
      open.records.push_back(std::move(record.completed));
    }
  }

  // Fills the places, and tells the events and the state the hashes.
  void Seal(int64_t log_time_ms, std::vector<AuditRow>& rows,
            journal::v1::EventBatch& events, State& state) {
    if (open_.empty()) return;
    std::map<uint64_t, Hash> hashes;
    for (AuditRow& row : rows) {
      const auto open = open_.find(row.index);
      if (open == open_.end()) continue;
      HashedAuditRow sealed =
          MakeBatchRow(open->second.step, std::move(open->second.records),
                       row.index, log_time_ms);
      row = std::move(sealed.row);
      hashes.emplace(row.index, sealed.leaf);
    }
    for (journal::v1::Event& event : *events.mutable_events()) {
      SetEntryHash(state, hashes, event);
    }
  }

 private:
  struct Open {
    v1::AuditStep step = v1::AUDIT_STEP_UNSPECIFIED;
    std::vector<EntryDraft> records;
  };
  std::map<uint64_t, Open> open_;
};

absl::StatusOr<State> ReadSnapshot(Store& store) {
  ASSIGN_OR_RETURN(const Snapshot snapshot, store.NewestSnapshot());
  if (snapshot.number == 0) return absl::NotFoundError("no snapshot");
  ASSIGN_OR_RETURN(State state, DecodeRest(snapshot.rest));
  if (state.batch_number != snapshot.number) {
    return absl::DataLossError("snapshot: is of another batch than it says");
  }
  if (store.state_rows() != nullptr) state.SetBase(*store.state_rows());
  return state;
}

// How many changed rows are worth a snapshot: a merge reads all that there are.
uint64_t RowsOfSnapshot(Store& store, uint64_t changed_rows_max) {
  StateRows* const rows = store.state_rows();
  return std::max(changed_rows_max,
                  rows == nullptr ? 0 : rows->row_count() / 16);
}

std::function<absl::Status()> Begin(Store& store, State& state) {
  return [&store, number = state.batch_number, rest = EncodeRest(state),
          changes = state.Freeze()] {
    return store.SaveSnapshot({number, rest, changes()});
  };
}

// Saves snapshots on its way, or a long journal would not fit into memory.
absl::Status FoldRest(Store& store, State& state, uint64_t changed_rows_max) {
  bool saves = store.state_rows() != nullptr;
  uint64_t snapshot_rows = RowsOfSnapshot(store, changed_rows_max);
  journal::v1::EventBatch batch;
  return store.Replay(
      state.batch_number, [&](absl::string_view events) -> absl::Status {
        if (!batch.ParseFromArray(events.data(),
                                  static_cast<int>(events.size()))) {
          return absl::DataLossError("journal: not a serialized EventBatch");
        }
        absl::Status applied = ApplyBatch(state, batch);
        RETURN_IF_ERROR(state.fault());
        RETURN_IF_ERROR(applied);
        state.Trim();
        if (!saves || state.changed_rows() < snapshot_rows) {
          return absl::OkStatus();
        }
        // A disk that is full now must not keep the node from starting.
        saves = Begin(store, state)().ok();
        state.Thaw(saves);
        snapshot_rows = RowsOfSnapshot(store, changed_rows_max);
        return absl::OkStatus();
      });
}

}  // namespace

Sequencer::Sequencer(State state, Store& store, Clock& clock,
                     uint64_t changed_rows_max)
    : state_(std::move(state)),
      store_(&store),
      clock_(&clock),
      changed_rows_max_(changed_rows_max),
      snapshot_rows_(RowsOfSnapshot(store, changed_rows_max)) {}

absl::StatusOr<Sequencer> Sequencer::Recover(Store& store, Clock& clock,
                                             uint64_t changed_rows_max) {
  absl::StatusOr<State> state = ReadSnapshot(store);
  if (state.ok()) {
    const absl::Status folded = FoldRest(store, *state, changed_rows_max);
    if (state->fault().ok()) {
      RETURN_IF_ERROR(folded);
      return Sequencer(*std::move(state), store, clock, changed_rows_max);
    }
    state = state->fault();
  }
  // The journal alone tells everything.  A file that cannot be removed has no
  // rows either, until the next start.
  store.DropSnapshot().IgnoreError();
  state = State();
  if (store.state_rows() != nullptr) state->SetBase(*store.state_rows());
  RETURN_IF_ERROR(FoldRest(store, *state, changed_rows_max));
  return Sequencer(*std::move(state), store, clock, changed_rows_max);
}

absl::StatusOr<std::vector<Answer>> Sequencer::Run(std::vector<Input> inputs,
                                                   const policy::Book& book) {
  RETURN_IF_ERROR(broken_);
  const absl::Time now = clock_->TimeNow();
  Batch batch;
  journal::v1::EventBatch events;
  SharedEntries shared;
  std::vector<Answer> answers;
  answers.reserve(inputs.size());
  for (Input& input : inputs) {
    Planned planned = Plan(state_, std::move(input), book, now);
    for (journal::v1::Event& event : planned.events) {
      if (absl::Status status = Apply(state_, event); !status.ok()) {
        RETURN_IF_ERROR(CheckTables());
        return Break(std::move(status));
      }
      *events.add_events() = std::move(event);
    }
    MoveAll(planned.audit, batch.audit);
    shared.Add(planned.batched, batch.audit);
    MoveAll(planned.payloads, batch.payloads);
    MoveAll(planned.dropped_payloads, batch.dropped_payloads);
    answers.push_back(std::move(planned.answer));
  }
  RETURN_IF_ERROR(CheckTables());
  if (events.events().empty()) return answers;
  const int64_t instant_ms = BatchInstantMs(state_, now);
  shared.Seal(instant_ms, batch.audit, events, state_);
  events.set_number(state_.batch_number + 1);
  events.set_log_time_ms(instant_ms);
  batch.number = events.number();
  batch.events = events.SerializeAsString();
  if (absl::Status status = store_->Commit(batch); !status.ok()) {
    return Break(std::move(status));
  }
  EndBatch(state_, batch.number, instant_ms);
  state_.Trim();
  return answers;
}

absl::Status Sequencer::CheckTables() {
  absl::Status fault = state_.fault();
  if (fault.ok()) return fault;
  // Else the next start would meet the same.
  store_->DropSnapshot().IgnoreError();
  return Break(std::move(fault));
}

bool Sequencer::IsBookDue() const {
  return core::IsBookDue(state_, BatchInstantMs(state_, clock_->TimeNow()));
}

std::function<absl::Status()> Sequencer::BeginSnapshot() {
  if (!broken_.ok()) return [broken = broken_] { return broken; };
  // Such a store keeps no snapshots.
  if (state_.base == nullptr) return [] { return absl::OkStatus(); };
  CHECK(!snapshot_begun_);
  snapshot_begun_ = true;
  return Begin(*store_, state_);
}

absl::Status Sequencer::EndSnapshot(const absl::Status& written) {
  snapshot_begun_ = false;
  RETURN_IF_ERROR(broken_);
  if (absl::IsDataLoss(written)) {
    store_->DropSnapshot().IgnoreError();
    return Break(written);
  }
  state_.Thaw(written.ok());
  snapshot_rows_ = RowsOfSnapshot(*store_, changed_rows_max_);
  return absl::OkStatus();
}

absl::Status Sequencer::SaveSnapshot() {
  absl::Status written = BeginSnapshot()();
  RETURN_IF_ERROR(EndSnapshot(written));
  return written;
}

absl::Status Sequencer::Break(absl::Status status) {
  broken_ = std::move(status);
  state_ = State();
  return broken_;
}

}  // namespace enlace::core
