// Batches, failures and recovery.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/core/state_codec.h"
#include "tests/server/core/core_node.h"
#include "tests/simulation/sample_book.h"
#include "tests/simulation/whole_state.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;
using simulation::MemoryStore;

std::vector<Input> OneInput(Input input) {
  std::vector<Input> inputs;
  inputs.push_back(std::move(input));
  return inputs;
}

TEST(SequencerTest, BatchIsOneCommitWithOneAnswerAnInput) {
  CoreNode node;
  std::vector<Input> inputs;
  inputs.emplace_back(node.Prepare(node.OutgoingRecord(Wanted::kPermit)));
  inputs.emplace_back(node.Confirmed(std::string(16, 'x')));
  inputs.emplace_back(node.Refusal());
  inputs.emplace_back(node.Prepare(node.IncomingItem(Wanted::kHold)));
  const std::vector<Answer> answers = node.RunAll(std::move(inputs));
  ASSERT_EQ(answers.size(), 4u);
  EXPECT_EQ(answers[0].kind, Kind::kDone);
  EXPECT_EQ(answers[1].kind, Kind::kRefused);
  EXPECT_EQ(answers[2].kind, Kind::kDone);
  EXPECT_EQ(answers[3].kind, Kind::kDone);
  EXPECT_EQ(node.store.batches().size(), kContactBatches + 1);
  EXPECT_EQ(node.state().batch_number, kContactBatches + 1);
  EXPECT_EQ(node.state().audit_size, kContactEntries + 3);
}

TEST(SequencerTest, BatchThatJournalsNothingCommitsNothing) {
  CoreNode node;
  node.store.FailNextCommit(MemoryStore::CommitFault::kLost);
  EXPECT_EQ(node.Run(node.Confirmed(std::string(16, 'x'))).kind,
            Kind::kRefused);
  EXPECT_EQ(node.Run(node.TickOf(3)).kind, Kind::kDone);
  EXPECT_TRUE(node.RunAll({}).empty());
  EXPECT_EQ(node.state().batch_number, kContactBatches);
}

TEST(SequencerTest, FailedCommitBreaksForGoodAndShowsNothing) {
  for (const auto fault : {MemoryStore::CommitFault::kLost,
                           MemoryStore::CommitFault::kPersisted}) {
    CoreNode node;
    const std::string before = node.Submit(Wanted::kPermit);
    const simulation::SimRecord record = node.OutgoingRecord(Wanted::kPermit);
    const policy::Book& book = simulation::SampleBook(1);
    node.store.FailNextCommit(fault);
    auto input = OneInput(node.Prepare(record));
    const auto failed = node.sequencer->Run(std::move(input), book);
    ASSERT_FALSE(failed.ok());
    EXPECT_TRUE(EncodeState(node.state()).empty());
    EXPECT_TRUE(node.state().links.empty());

    // Not even what was committed long ago is answered now.
    EXPECT_EQ(node.sequencer->Run({}, book).status(), failed.status());
    EXPECT_EQ(node.sequencer->SaveSnapshot(), failed.status());

    node.Restart();
    EXPECT_NE(node.state().FindTransfer(before), nullptr);
    const bool persisted = fault == MemoryStore::CommitFault::kPersisted;
    EXPECT_EQ(RowsOf(node.state().transfers).size(), persisted ? 2u : 1u);
    // The sender asks again, and is told once and the same.
    const Answer answer = node.Run(node.Prepare(record));
    EXPECT_EQ(answer.kind, persisted ? Kind::kDuplicate : Kind::kDone);
    EXPECT_EQ(RowsOf(node.state().transfers).size(), 2u);
    EXPECT_EQ(node.Run(node.Prepare(record)).bytes, answer.bytes);
  }
}

// Crashes after every batch of a long life, with snapshots at some of them.
TEST(SequencerTest, RecoveryFromAnySnapshotGivesTheSameState) {
  for (const size_t snapshot_every : {1u, 2u, 3u, 100u}) {
    CoreNode node;
    for (size_t i = 1; i <= 24; ++i) {
      const std::string id = node.Submit(static_cast<Wanted>(i % 3));
      if (i % 3 == 0) {
        node.Run(node.PeerAnswer(id, v1::DECISION_OUTCOME_PERMIT));
      }
      const std::string received = node.Receive(static_cast<Wanted>(i % 2));
      if (i % 4 == 0) node.Run(node.Confirmed(received));
      if (i % snapshot_every == 0) {
        ASSERT_TRUE(node.sequencer->SaveSnapshot().ok());
      }
      const std::string live = EncodeState(node.state());
      if (i % 5 == 0) {
        ASSERT_TRUE(node.store.DropSnapshot().ok());
      }
      node.Restart();
      ASSERT_EQ(EncodeState(node.state()), live) << i;
    }
  }
}

// A store whose contents are given.
class FixedStore final : public Store {
 public:
  absl::Status Commit(const Batch&) override { return absl::OkStatus(); }
  absl::Status Replay(
      uint64_t after,
      const std::function<absl::Status(absl::string_view)>& visit) override {
    for (size_t i = after; i < batches.size(); ++i) {
      if (absl::Status status = visit(batches[i]); !status.ok()) return status;
    }
    return absl::OkStatus();
  }
  absl::StatusOr<Snapshot> NewestSnapshot() override { return Snapshot(); }
  absl::Status SaveSnapshot(Snapshot) override { return absl::OkStatus(); }
  absl::Status DropSnapshot() override { return absl::OkStatus(); }
  StateRows* state_rows() override { return nullptr; }
  absl::StatusOr<SealedPayload> ReadPayload(absl::string_view) override {
    return absl::NotFoundError("none");
  }
  absl::StatusOr<std::vector<AuditRow>> ReadAudit(uint64_t, uint64_t) override {
    return std::vector<AuditRow>();
  }

  std::vector<std::string> batches;
};

TEST(SequencerTest, DamagedHistoryIsNotRecovered) {
  CoreNode node;
  node.Submit(Wanted::kPermit);
  node.Submit(Wanted::kPermit);
  node.Submit(Wanted::kPermit);
  const auto recover = [&](const std::function<void(FixedStore&)>& spoil) {
    FixedStore store;
    store.batches = node.store.batches();
    spoil(store);
    return Sequencer::Recover(store, node.clock).status().code();
  };
  using absl::StatusCode;
  EXPECT_EQ(recover([](FixedStore&) {}), StatusCode::kOk);
  EXPECT_EQ(recover([](FixedStore& s) { s.batches.erase(s.batches.begin()); }),
            StatusCode::kDataLoss);
  EXPECT_EQ(
      recover([](FixedStore& s) { std::swap(s.batches[1], s.batches[2]); }),
      StatusCode::kDataLoss);
  EXPECT_EQ(recover([](FixedStore& s) { s.batches[1] = s.batches[0]; }),
            StatusCode::kDataLoss);
  EXPECT_EQ(recover([](FixedStore& s) { s.batches[1] = "\xff"; }),
            StatusCode::kDataLoss);
}

// Whatever is wrong with it: the journal alone tells everything.
TEST(SequencerTest, DamagedSnapshotMeansThatTheJournalIsFolded) {
  CoreNode node;
  node.Submit(Wanted::kPermit);
  const std::string live = EncodeState(node.state());
  const std::string rest = EncodeRest(node.state());
  const uint64_t number = node.state().batch_number;
  const Snapshot bad[] = {
      {number, "\xff", {}}, {number - 1, rest, {}}, {number, rest + rest, {}}};
  for (const Snapshot& snapshot : bad) {
    ASSERT_TRUE(node.store.SaveSnapshot(snapshot).ok());
    node.Restart();
    EXPECT_EQ(EncodeState(node.state()), live);
    EXPECT_FALSE(node.store.has_snapshot());
  }
  ASSERT_TRUE(node.sequencer->SaveSnapshot().ok());
  node.Submit(Wanted::kPermit);
  const std::string later = EncodeState(node.state());
  node.store.DamageRows();
  node.Restart();
  EXPECT_EQ(EncodeState(node.state()), later);
  EXPECT_FALSE(node.store.has_snapshot());
}

TEST(SequencerTest, NothingIsMadeOfARowThatCannotBeRead) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kPermit);
  ASSERT_TRUE(node.sequencer->SaveSnapshot().ok());
  const size_t batches = node.store.batches().size();
  node.store.DamageRows();
  std::vector<Input> inputs;
  inputs.emplace_back(node.PeerAnswer(id, v1::DECISION_OUTCOME_PERMIT));
  const auto answers =
      node.sequencer->Run(std::move(inputs), simulation::SampleBook(1));
  EXPECT_TRUE(absl::IsDataLoss(answers.status())) << answers.status();
  EXPECT_EQ(node.store.batches().size(), batches);
  EXPECT_TRUE(EncodeState(node.state()).empty());
  EXPECT_EQ(node.sequencer->SaveSnapshot(), answers.status());
  // The next start meets the same rows no more.
  node.Restart();
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_QUEUED);
}

TEST(SequencerTest, WhoReadWhatCannotBeReadIsTold) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kPermit);
  ASSERT_TRUE(node.sequencer->SaveSnapshot().ok());
  EXPECT_TRUE(node.sequencer->CheckTables().ok());
  node.store.DamageRows();
  EXPECT_EQ(node.state().FindTransfer(id), nullptr);
  EXPECT_TRUE(absl::IsDataLoss(node.sequencer->CheckTables()));
  EXPECT_FALSE(node.store.has_snapshot());
}

TEST(SequencerTest, ASnapshotWritesWhatChangedSinceTheOneBefore) {
  CoreNode node;
  for (int i = 0; i < 20; ++i) node.Submit(Wanted::kPermit);
  ASSERT_TRUE(node.sequencer->SaveSnapshot().ok());
  EXPECT_EQ(node.state().changed_rows(), 0u);
  node.Submit(Wanted::kPermit);
  EXPECT_GT(node.state().changed_rows(), 0u);
  EXPECT_LT(node.state().changed_rows(), 10u);
  EXPECT_FALSE(node.sequencer->IsSnapshotDue());
}

// They change no row, but each is folded by the next start.
TEST(SequencerTest, BatchesOfNotesAreWorthASnapshotInTheEnd) {
  CoreNode node;
  node.Submit(Wanted::kPermit);
  constexpr uint64_t kBatches = 30;
  auto sequencer = Sequencer::Recover(node.store, node.clock,
                                      kBatches * Sequencer::kRowsABatch);
  ASSERT_TRUE(sequencer.ok());
  EXPECT_TRUE(sequencer->IsSnapshotWorthwhile()) << "there is none";
  ASSERT_TRUE(sequencer->SaveSnapshot().ok());
  EXPECT_FALSE(sequencer->IsSnapshotWorthwhile());
  for (uint64_t i = 0; i < kBatches; ++i) {
    EXPECT_FALSE(sequencer->IsSnapshotDue()) << i;
    std::vector<Input> inputs;
    inputs.emplace_back(node.Refusal());
    ASSERT_TRUE(
        sequencer->Run(std::move(inputs), simulation::SampleBook(1)).ok());
    EXPECT_TRUE(sequencer->IsSnapshotWorthwhile());
  }
  EXPECT_TRUE(sequencer->IsSnapshotDue());
  const auto again = Sequencer::Recover(node.store, node.clock,
                                        kBatches * Sequencer::kRowsABatch);
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(again->IsSnapshotDue()) << "after a restart, too";
}

TEST(SequencerTest, CommitsGoOnWhileASnapshotIsWritten) {
  CoreNode node;
  for (int i = 0; i < 5; ++i) node.Submit(Wanted::kPermit);
  const uint64_t begun = node.state().batch_number;
  const auto write = node.sequencer->BeginSnapshot();
  const std::string id = node.Submit(Wanted::kPermit);
  const absl::Status written = write();
  ASSERT_TRUE(written.ok());
  EXPECT_EQ(node.store.NewestSnapshot()->number, begun);
  std::vector<Input> inputs;
  inputs.emplace_back(node.PeerAnswer(id, v1::DECISION_OUTCOME_PERMIT));
  ASSERT_TRUE(
      node.sequencer->Run(std::move(inputs), simulation::SampleBook(1)).ok());
  ASSERT_TRUE(node.sequencer->EndSnapshot(written).ok());
  EXPECT_GT(node.state().changed_rows(), 0u);
  const std::string live = EncodeState(node.state());
  node.Restart();
  EXPECT_EQ(EncodeState(node.state()), live);
  EXPECT_TRUE(node.store.has_snapshot());
}

TEST(SequencerTest, ASnapshotThatCouldNotBeWrittenLosesNothing) {
  CoreNode node;
  node.Submit(Wanted::kPermit);
  const size_t changed = node.state().changed_rows();
  node.sequencer->BeginSnapshot();
  EXPECT_EQ(node.state().changed_rows(), 0u);
  const std::string live = EncodeState(node.state());
  ASSERT_TRUE(
      node.sequencer->EndSnapshot(absl::ResourceExhaustedError("full")).ok());
  EXPECT_EQ(node.state().changed_rows(), changed);
  EXPECT_EQ(EncodeState(node.state()), live);
}

// The node would else hold ever more in memory.
TEST(SequencerTest, RowsThatNoSnapshotCanReadBreakIt) {
  CoreNode node;
  node.Submit(Wanted::kPermit);
  ASSERT_TRUE(node.sequencer->SaveSnapshot().ok());
  const std::string live = EncodeState(node.state());
  node.store.DamageRows();
  EXPECT_TRUE(absl::IsDataLoss(node.sequencer->SaveSnapshot()));
  EXPECT_FALSE(node.store.has_snapshot());
  EXPECT_TRUE(EncodeState(node.state()).empty());
  node.Restart();
  EXPECT_EQ(EncodeState(node.state()), live);
}

TEST(SequencerTest, NothingIsAnsweredIfTheRowsAreLostWhileABatchIsPending) {
  CoreNode node;
  node.Submit(Wanted::kPermit);
  const auto write = node.sequencer->BeginSnapshot();
  auto pending = node.sequencer->Plan(
      OneInput(node.Prepare(node.OutgoingRecord(Wanted::kPermit))),
      simulation::SampleBook(1));
  ASSERT_TRUE(pending.ok());
  const absl::Status committed = pending->Commit();
  ASSERT_TRUE(committed.ok());
  const absl::Status lost =
      node.sequencer->EndSnapshot(absl::DataLossError("a damaged block"));
  EXPECT_TRUE(absl::IsDataLoss(lost));
  EXPECT_EQ(node.sequencer->Finish(*std::move(pending), committed).status(),
            lost);
  EXPECT_TRUE(EncodeState(node.state()).empty());
  // It is durable all the same, and who asks again is told.
  node.Restart();
  EXPECT_EQ(RowsOf(node.state().transfers).size(), 2u);
}

// A store whose rows the next snapshot cannot read, though no fold asks for
// them.
class StoreOfHiddenDamage final : public Store {
 public:
  explicit StoreOfHiddenDamage(MemoryStore& store, bool rows_damaged = true)
      : store_(store), rows_damaged_(rows_damaged) {}

  absl::Status Commit(const Batch& batch) override {
    if (rows_lost) return absl::DataLossError("a row of a payload");
    return store_.Commit(batch);
  }
  absl::Status Replay(
      uint64_t after,
      const std::function<absl::Status(absl::string_view)>& visit) override {
    if (rows_lost && store_.has_snapshot()) {
      return absl::DataLossError("a row of a payload");
    }
    return store_.Replay(after, visit);
  }
  absl::StatusOr<Snapshot> NewestSnapshot() override {
    return store_.NewestSnapshot();
  }
  absl::Status SaveSnapshot(Snapshot snapshot) override {
    if (rows_damaged_) return absl::DataLossError("a damaged block");
    return store_.SaveSnapshot(std::move(snapshot));
  }
  absl::Status DropSnapshot() override {
    rows_damaged_ = false;
    return store_.DropSnapshot();
  }
  StateRows* state_rows() override { return store_.state_rows(); }
  absl::StatusOr<SealedPayload> ReadPayload(absl::string_view id) override {
    return store_.ReadPayload(id);
  }
  absl::StatusOr<std::vector<AuditRow>> ReadAudit(uint64_t first,
                                                  uint64_t count) override {
    return store_.ReadAudit(first, count);
  }

  bool rows_lost = false;  // of payloads, of which the core knows nothing

 private:
  MemoryStore& store_;
  bool rows_damaged_;
};

// It would else go on as on a full disk, with ever more in memory.
TEST(SequencerTest, RowsThatTheSnapshotOfAStartCannotReadAreFoldedAnew) {
  CoreNode node;
  node.Submit(Wanted::kPermit);
  ASSERT_TRUE(node.sequencer->SaveSnapshot().ok());
  const uint64_t damaged = node.state().batch_number;
  node.Submit(Wanted::kPermit);
  const std::string live = EncodeState(node.state());
  StoreOfHiddenDamage store(node.store);
  const auto recovered =
      Sequencer::Recover(store, node.clock, /*changed_rows_max=*/1);
  ASSERT_TRUE(recovered.ok()) << recovered.status();
  EXPECT_EQ(EncodeState(recovered->state()), live);
  EXPECT_NE(store.NewestSnapshot()->number, damaged);
}

// The next start would meet the same rows, and so end again and again.
TEST(SequencerTest, RowsOfTheStoreThatAreLostCostTheSnapshotAlone) {
  CoreNode node;
  node.Submit(Wanted::kPermit);
  ASSERT_TRUE(node.sequencer->SaveSnapshot().ok());
  const std::string live = EncodeState(node.state());
  StoreOfHiddenDamage store(node.store, /*rows_damaged=*/false);
  store.rows_lost = true;
  auto running = Sequencer::Recover(store, node.clock);
  ASSERT_TRUE(running.ok()) << "folded anew: " << running.status();
  EXPECT_EQ(EncodeState(running->state()), live);
  EXPECT_FALSE(node.store.has_snapshot());

  store.rows_lost = false;
  ASSERT_TRUE(running->SaveSnapshot().ok());
  store.rows_lost = true;
  const auto answers =
      running->Run(OneInput(node.Prepare(node.OutgoingRecord(Wanted::kPermit))),
                   simulation::SampleBook(1));
  EXPECT_TRUE(absl::IsDataLoss(answers.status())) << answers.status();
  EXPECT_FALSE(node.store.has_snapshot());
}

}  // namespace
}  // namespace enlace::core
