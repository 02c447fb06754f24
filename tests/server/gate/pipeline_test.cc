#include "server/gate/pipeline.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/random.h"
#include "proto/wire/problem.h"
#include "server/gate/drafts.h"
#include "tests/simulation/memory_store.h"
#include "tests/simulation/sample_book.h"

namespace enlace::gate {
namespace {

using simulation::MemoryStore;

// Its first commit waits until it is let go; so does a snapshot, if asked to.
class SlowStore final : public core::Store {
 public:
  absl::Status Commit(const core::Batch& batch) override {
    if (batch.number == 1) {
      committing.Notify();
      go_on.WaitForNotification();
    }
    return memory.Commit(batch);
  }
  absl::Status Replay(
      uint64_t after,
      const std::function<absl::Status(absl::string_view)>& visit) override {
    return memory.Replay(after, visit);
  }
  absl::StatusOr<core::Snapshot> NewestSnapshot() override {
    return memory.NewestSnapshot();
  }
  absl::Status SaveSnapshot(core::Snapshot snapshot) override {
    if (slow_snapshot) {
      saving.Notify();
      save_on.WaitForNotification();
      slow_snapshot = false;
    }
    return memory.SaveSnapshot(std::move(snapshot));
  }
  absl::Status DropSnapshot() override { return memory.DropSnapshot(); }
  core::StateRows* state_rows() override { return memory.state_rows(); }
  absl::StatusOr<core::SealedPayload> ReadPayload(
      absl::string_view transfer_id) override {
    return memory.ReadPayload(transfer_id);
  }
  absl::StatusOr<std::vector<core::AuditRow>> ReadAudit(
      uint64_t first, uint64_t count) override {
    return memory.ReadAudit(first, count);
  }

  MemoryStore memory;
  absl::Notification committing;
  absl::Notification go_on;
  bool slow_snapshot = false;
  absl::Notification saving;
  absl::Notification save_on;
};

// Worth a snapshot are so many changed rows.
std::unique_ptr<Pipeline> PipelineOn(
    core::Store& store,
    uint64_t changed_rows_max = core::Sequencer::kChangedRowsMax) {
  return std::make_unique<Pipeline>(
      core::Sequencer::Recover(store, RealClock(), changed_rows_max).value(),
      std::shared_ptr<const policy::Book>(&simulation::SampleBook(1),
                                          [](const policy::Book*) {}),
      nullptr);
}

std::vector<core::Input> ANote() {
  std::vector<core::Input> inputs;
  inputs.emplace_back(
      Drafts(SystemRandom())
          .ForRefusal("caller", absl::InternalError("x"), nullptr, ""));
  return inputs;
}

std::vector<core::Input> Notes(size_t count) {
  std::vector<core::Input> inputs;
  for (size_t i = 0; i < count; ++i) inputs.push_back(ANote().front());
  return inputs;
}

TEST(PipelineTest, LoneInputIsCommittedOnTheThreadOfItsCaller) {
  MemoryStore store;
  const auto pipeline = PipelineOn(store);
  std::thread::id answered_on;
  pipeline->Enqueue("caller", ANote(), [&](const Pipeline::Answers& answers) {
    EXPECT_TRUE(answers.ok()) << answers.status();
    answered_on = std::this_thread::get_id();
  });
  EXPECT_EQ(answered_on, std::this_thread::get_id());
  EXPECT_EQ(store.batches().size(), 1u);
}

TEST(PipelineTest, WhatQueuesDuringACommitIsOneBatch) {
  SlowStore store;
  const auto pipeline = PipelineOn(store);
  std::thread first([&] { EXPECT_TRUE(pipeline->Run(ANote()).ok()); });
  store.committing.WaitForNotification();
  absl::BlockingCounter open(3);
  for (int i = 0; i < 3; ++i) {
    pipeline->Enqueue("caller", ANote(), [&](const Pipeline::Answers& answers) {
      EXPECT_TRUE(answers.ok()) << answers.status();
      open.DecrementCount();
    });
  }
  store.go_on.Notify();
  open.Wait();
  first.join();
  pipeline->Stop();
  EXPECT_EQ(store.memory.batches().size(), 2u);
}

// Otherwise one agency could keep every other from the node.
TEST(PipelineTest, AFloodOfOneIsRefusedWithADelayWhileOthersAreServed) {
  SlowStore store;
  const auto pipeline = PipelineOn(store);
  std::thread first([&] { EXPECT_TRUE(pipeline->Run(ANote()).ok()); });
  store.committing.WaitForNotification();
  const Pipeline::Done ignored = [](const Pipeline::Answers&) {};
  for (size_t i = 0; i < Pipeline::kQueueMax / 2; ++i) {
    pipeline->Enqueue("flood", ANote(), ignored);
  }
  absl::Status refused;
  pipeline->Enqueue("flood", ANote(), [&](const Pipeline::Answers& answers) {
    refused = answers.status();
  });
  EXPECT_TRUE(absl::IsResourceExhausted(refused));
  EXPECT_EQ(wire::ReasonOf(refused), wire::kOverloaded);
  EXPECT_GT(wire::RetryDelayOf(refused), absl::ZeroDuration());
  size_t batches_then = 0;
  absl::Notification answered;
  pipeline->Enqueue("other", ANote(), [&](const Pipeline::Answers& answers) {
    EXPECT_TRUE(answers.ok()) << answers.status();
    batches_then = store.memory.batches().size();
    answered.Notify();
  });
  store.go_on.Notify();
  answered.WaitForNotification();
  EXPECT_EQ(batches_then, 2U) << "in the first commit after the one under way";
  first.join();
  pipeline->Stop();
}

// What queues while the first commit is under way, of one agency and, if
// `shared`, one input of another; in how many commits it was when each was
// answered.
struct Commits {
  size_t of_many = 0;
  size_t of_other = 0;
};
Commits CommitsOf(size_t many, bool shared) {
  SlowStore store;
  const auto pipeline = PipelineOn(store);
  std::thread first([&] { EXPECT_TRUE(pipeline->Run(ANote()).ok()); });
  store.committing.WaitForNotification();
  Commits commits;
  absl::BlockingCounter open(shared ? 2 : 1);
  pipeline->Enqueue("spiffe://mx.enlace.example/agency/many", Notes(many),
                    [&](const Pipeline::Answers& answers) {
                      EXPECT_EQ(answers.value().size(), many);
                      commits.of_many = store.memory.batches().size() - 1;
                      open.DecrementCount();
                    });
  if (shared) {
    pipeline->Enqueue("spiffe://mx.enlace.example/agency/other", ANote(),
                      [&](const Pipeline::Answers& answers) {
                        EXPECT_EQ(answers.value().size(), 1U);
                        commits.of_other = store.memory.batches().size() - 1;
                        open.DecrementCount();
                      });
  }
  store.go_on.Notify();
  open.Wait();
  first.join();
  pipeline->Stop();
  return commits;
}

TEST(PipelineTest, OneAgencyAloneSharesTheSyncsAmongMany) {
  EXPECT_EQ(CommitsOf(BatchBound::kAlone, /*shared=*/false).of_many, 1U);
  EXPECT_EQ(CommitsOf(BatchBound::kAlone + 1, /*shared=*/false).of_many, 2U);
}

TEST(PipelineTest, WhoComesBesideManyWaitsForAShortCommitAlone) {
  const Commits commits = CommitsOf(4 * BatchBound::kShared, /*shared=*/true);
  EXPECT_EQ(commits.of_other, 2U);
  EXPECT_EQ(commits.of_many, 5U);
}

TEST(PipelineTest, OneCallInSeveralCommitsIsAnsweredOnceIfOneFails) {
  SlowStore store;
  const auto pipeline = PipelineOn(store);
  std::thread first([&] {
    EXPECT_TRUE(absl::IsUnavailable(pipeline->Run(ANote()).status()));
  });
  store.committing.WaitForNotification();
  absl::Status answered;
  int answers = 0;
  pipeline->Enqueue("many", Notes(BatchBound::kAlone + 1),
                    [&](const Pipeline::Answers& all) {
                      answered = all.status();
                      ++answers;
                    });
  store.memory.FailNextCommit(MemoryStore::CommitFault::kLost);
  store.go_on.Notify();
  first.join();
  pipeline->Stop();
  EXPECT_EQ(answers, 1);
  EXPECT_TRUE(absl::IsUnavailable(answered)) << answered;
}

TEST(PipelineTest, AnAnswerMayEnqueueMore) {
  MemoryStore store;
  const auto pipeline = PipelineOn(store);
  absl::Notification finished;
  pipeline->Enqueue("caller", ANote(), [&](const Pipeline::Answers&) {
    pipeline->Enqueue("caller", ANote(), [&](const Pipeline::Answers& answers) {
      EXPECT_TRUE(answers.ok()) << answers.status();
      finished.Notify();
    });
  });
  finished.WaitForNotification();
  pipeline->Stop();
  EXPECT_EQ(store.batches().size(), 2u);
}

TEST(PipelineTest, StopCommitsWhatIsQueuedAndTakesNoMore) {
  SlowStore store;
  const auto pipeline = PipelineOn(store);
  std::thread first([&] { EXPECT_TRUE(pipeline->Run(ANote()).ok()); });
  store.committing.WaitForNotification();
  absl::BlockingCounter open(1);
  pipeline->Enqueue("caller", ANote(), [&](const Pipeline::Answers& answers) {
    EXPECT_TRUE(answers.ok()) << answers.status();
    open.DecrementCount();
  });
  std::thread stopping([&] { pipeline->Stop(); });
  store.go_on.Notify();
  stopping.join();
  first.join();
  open.Wait();
  EXPECT_EQ(store.memory.batches().size(), 2u);
  EXPECT_TRUE(absl::IsUnavailable(pipeline->Run(ANote()).status()));
}

TEST(PipelineTest, WhoReadsAheadDoesNotWaitForTheSyncAndWhoReadsDoes) {
  SlowStore store;
  const auto pipeline = PipelineOn(store);
  std::thread first([&] { EXPECT_TRUE(pipeline->Run(ANote()).ok()); });
  store.committing.WaitForNotification();
  pipeline->ReadAhead([](const core::State& state) {
    EXPECT_EQ(state.audit_size, 1u) << "of the note that is being committed";
    EXPECT_EQ(state.batch_number, 0u);
  });
  std::thread reading([&] {
    pipeline->Read(
        [](const core::State& state) { EXPECT_EQ(state.batch_number, 1u); });
  });
  absl::SleepFor(absl::Milliseconds(20));  // or it reads when all is done
  store.go_on.Notify();
  first.join();
  reading.join();
}

TEST(PipelineTest, FailedCommitIsTheLast) {
  MemoryStore store;
  store.FailNextCommit(MemoryStore::CommitFault::kLost);
  const auto pipeline = PipelineOn(store);
  EXPECT_TRUE(absl::IsUnavailable(pipeline->Run(ANote()).status()));
  EXPECT_FALSE(pipeline->health().ok());
  EXPECT_TRUE(absl::IsUnavailable(pipeline->Run(ANote()).status()));
  EXPECT_TRUE(store.batches().empty());
}

TEST(PipelineTest, CommitsDoNotWaitForASnapshot) {
  SlowStore store;
  store.go_on.Notify();
  store.slow_snapshot = true;
  const auto pipeline = PipelineOn(store, 0);
  EXPECT_TRUE(pipeline->Run(ANote()).ok());
  store.saving.WaitForNotification();
  EXPECT_TRUE(pipeline->Run(ANote()).ok());
  EXPECT_TRUE(pipeline->Run(ANote()).ok());
  EXPECT_EQ(store.memory.batches().size(), 3u);
  EXPECT_FALSE(store.memory.has_snapshot());
  store.save_on.Notify();
  pipeline->Stop();
  EXPECT_EQ(store.NewestSnapshot()->number, 3u);
}

TEST(PipelineTest, RowsThatNoSnapshotCanReadEndIt) {
  SlowStore store;
  store.go_on.Notify();
  store.slow_snapshot = true;
  const auto pipeline = PipelineOn(store, 0);
  store.memory.DamageRows();
  EXPECT_TRUE(pipeline->Run(ANote()).ok());
  store.saving.WaitForNotification();
  store.save_on.Notify();
  while (pipeline->health().ok()) std::this_thread::yield();
  EXPECT_TRUE(absl::IsUnavailable(pipeline->Run(ANote()).status()));
}

// Who read has no answer in hand that could be given.
TEST(PipelineDeathTest, ReadOfARowThatCannotBeReadEndsTheProcess) {
  MemoryStore store;
  const auto pipeline = PipelineOn(store);
  store.DamageRows();
  EXPECT_DEATH(pipeline->Read([](const core::State& state) {
    state.FindTransfer("transfer");
  }),
               "simulated damage");
}

}  // namespace
}  // namespace enlace::gate
