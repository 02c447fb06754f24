#include "server/core/sequencer.h"

#include <iterator>
#include <map>
#include <utility>

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

}  // namespace

Sequencer::Sequencer(State state, Store& store, Clock& clock)
    : state_(std::move(state)), store_(&store), clock_(&clock) {}

absl::StatusOr<Sequencer> Sequencer::Recover(Store& store, Clock& clock) {
  ASSIGN_OR_RETURN(const Snapshot snapshot, store.NewestSnapshot());
  State state;
  if (snapshot.number != 0) {
    ASSIGN_OR_RETURN(state, DecodeState(snapshot.state));
    if (state.batch_number != snapshot.number) {
      return absl::DataLossError("snapshot: is of another batch than it says");
    }
  }
  journal::v1::EventBatch batch;
  RETURN_IF_ERROR(store.Replay(
      snapshot.number, [&](absl::string_view events) -> absl::Status {
        if (!batch.ParseFromArray(events.data(),
                                  static_cast<int>(events.size()))) {
          return absl::DataLossError("journal: not a serialized EventBatch");
        }
        return ApplyBatch(state, batch);
      }));
  return Sequencer(std::move(state), store, clock);
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
  return answers;
}

bool Sequencer::IsBookDue() const {
  return core::IsBookDue(state_, BatchInstantMs(state_, clock_->TimeNow()));
}

absl::Status Sequencer::SaveSnapshot() {
  RETURN_IF_ERROR(broken_);
  return store_->SaveSnapshot({state_.batch_number, EncodeState(state_)});
}

absl::Status Sequencer::Break(absl::Status status) {
  broken_ = std::move(status);
  state_ = State();
  return broken_;
}

}  // namespace enlace::core
