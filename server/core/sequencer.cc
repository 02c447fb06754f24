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

// A snapshot writes all rows that there are, each in the sixteenth of the time
// that it takes to fold what changed one.
uint64_t RowsWorthASnapshot(Store& store) {
  StateRows* const rows = store.state_rows();
  return rows == nullptr ? 0 : rows->row_count() / 16;
}

uint64_t RowsOfSnapshot(Store& store, uint64_t changed_rows_max) {
  return std::max(changed_rows_max, RowsWorthASnapshot(store));
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
        const absl::Status saved = Begin(store, state)();
        if (absl::IsDataLoss(saved)) return saved;
        // A disk that is full now must not keep the node from starting.
        saves = saved.ok();
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
    if (folded.ok()) {
      return Recovered(*std::move(state), store, clock, changed_rows_max);
    }
    if (state->fault().ok() && !absl::IsDataLoss(folded)) return folded;
  }
  // The journal alone tells everything, and whether it is damaged itself.  A
  // file that cannot be removed has no rows either, until the next start.
  store.DropSnapshot().IgnoreError();
  state = State();
  if (store.state_rows() != nullptr) state->SetBase(*store.state_rows());
  RETURN_IF_ERROR(FoldRest(store, *state, changed_rows_max));
  return Recovered(*std::move(state), store, clock, changed_rows_max);
}

absl::StatusOr<Sequencer> Sequencer::Recovered(State state, Store& store,
                                               Clock& clock,
                                               uint64_t changed_rows_max) {
  ASSIGN_OR_RETURN(const Snapshot snapshot, store.NewestSnapshot());
  Sequencer sequencer(std::move(state), store, clock, changed_rows_max);
  sequencer.snapshot_number_ = snapshot.number;
  return sequencer;
}

absl::StatusOr<std::vector<Answer>> Sequencer::Run(std::vector<Input> inputs,
                                                   const policy::Book& book) {
  ASSIGN_OR_RETURN(Pending pending, Plan(std::move(inputs), book));
  const absl::Status committed = pending.Commit();
  return Finish(std::move(pending), committed);
}

absl::StatusOr<Sequencer::Pending> Sequencer::Plan(std::vector<Input> inputs,
                                                   const policy::Book& book) {
  RETURN_IF_ERROR(broken_);
  const absl::Time now = clock_->TimeNow();
  Pending pending;
  Batch& batch = pending.batch_;
  std::vector<Answer>& answers = pending.answers_;
  journal::v1::EventBatch events;
  SharedEntries shared;
  answers.reserve(inputs.size());
  for (Input& input : inputs) {
    Planned planned = core::Plan(state_, std::move(input), book, now);
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
  if (events.events().empty()) return pending;
  pending.store_ = store_;
  pending.instant_ms_ = BatchInstantMs(state_, now);
  shared.Seal(pending.instant_ms_, batch.audit, events, state_);
  events.set_number(state_.batch_number + 1);
  events.set_log_time_ms(pending.instant_ms_);
  batch.number = events.number();
  batch.events = events.SerializeAsString();
  return pending;
}

absl::StatusOr<std::vector<Answer>> Sequencer::Finish(
    Pending pending, const absl::Status& committed) {
  RETURN_IF_ERROR(broken_);  // as by a snapshot meanwhile
  if (!committed.ok()) {
    // Else the next start might meet the same.
    if (absl::IsDataLoss(committed)) store_->DropSnapshot().IgnoreError();
    return Break(committed);
  }
  if (pending.batch_.number != 0) {
    EndBatch(state_, pending.batch_.number, pending.instant_ms_);
    state_.Trim();
  }
  return std::move(pending.answers_);
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

bool Sequencer::IsSnapshotWorthwhile() const {
  return RowsToFold() > RowsWorthASnapshot(*store_);
}

std::function<absl::Status()> Sequencer::BeginSnapshot() {
  if (!broken_.ok()) return [broken = broken_] { return broken; };
  // Such a store keeps no snapshots.
  if (state_.base == nullptr) return [] { return absl::OkStatus(); };
  CHECK(!snapshot_begun_);
  snapshot_begun_ = true;
  begun_number_ = state_.batch_number;
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
  if (written.ok()) snapshot_number_ = begun_number_;
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
  snapshot_number_ = 0;
  return broken_;
}

}  // namespace enlace::core
