#include "tests/exploration/node_step.h"

#include <functional>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/clock.h"
#include "server/core/apply.h"
#include "server/core/sequencer.h"
#include "tests/simulation/sample_book.h"
#include "tests/simulation/whole_state.h"

namespace enlace::exploration {
namespace {

class StillClock final : public Clock {
 public:
  explicit StillClock(absl::Time now) : now_(now) {}
  absl::Time TimeNow() override { return now_; }

 private:
  const absl::Time now_;
};

// Takes one batch.
class OneBatchStore final : public core::Store {
 public:
  OneBatchStore(const NodeStep& step, core::Batch& batch)
      : step_(step), batch_(batch) {}

  absl::Status Commit(const core::Batch& batch) override {
    CHECK(batch.number == step_.batch_number + 1) << "batch number";
    batch_ = batch;
    return absl::OkStatus();
  }
  absl::Status Replay(
      uint64_t,
      const std::function<absl::Status(absl::string_view)>&) override {
    return absl::OkStatus();
  }
  absl::StatusOr<core::Snapshot> NewestSnapshot() override {
    return core::Snapshot();
  }
  absl::Status SaveSnapshot(core::Snapshot) override {
    return absl::UnimplementedError("no snapshots here");
  }
  absl::Status DropSnapshot() override { return absl::OkStatus(); }
  core::StateRows* state_rows() override { return nullptr; }
  absl::StatusOr<core::SealedPayload> ReadPayload(absl::string_view) override {
    return absl::NotFoundError("no payloads here");
  }
  absl::StatusOr<std::vector<core::AuditRow>> ReadAudit(uint64_t,
                                                        uint64_t) override {
    return std::vector<core::AuditRow>();
  }

 private:
  const NodeStep& step_;
  core::Batch& batch_;
};

}  // namespace

core::State DecodedState(const NodeStep& step) {
  if (step.batch_number == 0) return {};
  auto state = core::DecodeState(step.state);
  CHECK_OK(state.status());
  return *std::move(state);
}

const policy::Book& BookInForce(const core::State& state) {
  return simulation::SampleBook(state.book.book_version == 0 ? 1 : 2);
}

std::string RunStep(NodeStep& step, core::Input input, absl::Time now,
                    core::Batch& batch, core::Answer& answer) {
  StillClock clock(now);
  OneBatchStore store(step, batch);
  core::Sequencer sequencer(DecodedState(step), store, clock);
  const core::State& state = sequencer.state();
  core::State replayed = state;
  std::vector<core::Input> inputs;
  inputs.push_back(std::move(input));
  auto answers = sequencer.Run(std::move(inputs), BookInForce(state));
  if (!answers.ok()) return "P8: a batch failed";
  answer = std::move(answers->front());
  if (batch.number == 0) return "";
  if (answer.kind == core::Answer::Kind::kRefused ||
      answer.kind == core::Answer::Kind::kStale) {
    return "P2: what was refused left something behind";
  }
  step.state = core::EncodeState(state);
  step.batch_number = batch.number;
  journal::v1::EventBatch events;
  if (!events.ParseFromString(batch.events) ||
      !core::ApplyBatch(replayed, events).ok() ||
      core::EncodeState(replayed) != step.state) {
    return "P1: a replay gives another state";
  }
  return "";
}

}  // namespace enlace::exploration
