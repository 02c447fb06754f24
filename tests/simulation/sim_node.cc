// The life of a node: batches, crashes, recovery.  Requests and workers are in
// sim_node_requests.cc.

#include "tests/simulation/sim_node.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "server/core/apply.h"
#include "server/core/outbox.h"
#include "tests/simulation/disk_store.h"
#include "tests/simulation/memory_store.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/sample_book.h"
#include "tests/simulation/whole_state.h"

namespace enlace::simulation {
namespace {

constexpr int kStaleMax = 10;

// The state after every batch on disk, without any snapshot.
core::State ReplayAll(SimStore& store, Ledger& ledger) {
  core::State state;
  const absl::Status status =
      store.Replay(0, [&](absl::string_view bytes) -> absl::Status {
        journal::v1::EventBatch batch;
        if (!batch.ParseFromString(std::string(bytes))) {
          return absl::DataLossError("not an EventBatch");
        }
        return core::ApplyBatch(state, batch);
      });
  if (!status.ok()) ledger.Violation("P1: the journal does not replay");
  return state;
}

// Lookups are no part of the encoded form.
// Whether whatever is looked up follows from the transfers.
bool LookupsFollow(const core::State& state) {
  const auto derived = core::WithDerivedLookups(state);
  return derived.ok() &&
         core::EncodeState(*derived) == core::EncodeState(state);
}

std::unique_ptr<SimStore> MakeStore(Environment& env) {
  if (env.make_store) return env.make_store();
  if (env.on_disk) {
    return std::make_unique<DiskStore>(env.disk_random, env.ledger);
  }
  auto store = std::make_unique<MemoryStore>();
  if (env.faults.store_lies_about_sync) store->LieAboutSync();
  return store;
}

}  // namespace

SimNode::SimNode(Environment& env, std::string trust_domain)
    : env_(env),
      trust_domain_(std::move(trust_domain)),
      clock_(env.schedule),
      store_(MakeStore(env)) {}

// As a recovery finds it, too: by the state alone.
const policy::Book& SimNode::book() const {
  return SampleBook(state().book.book_version == 0 ? 1 : 2);
}

void SimNode::AdoptBook(int64_t after_ms) {
  if (!up()) return;
  const int64_t from_ms = absl::ToUnixMillis(Now()) + after_ms;
  Accept(
      [this, from_ms](const core::State& known, const policy::Book&) {
        core::BookSchedule schedule;
        schedule.in_force = known.book.manifest_digest;
        schedule.waiting = known.scheduled_book.manifest_digest;
        schedule.book.manifest_digest = ToBytes(Sha256("version 2"));
        schedule.book.book_digest = ToBytes(SampleBook(2).digest());
        schedule.book.book_version = 2;
        schedule.book.effective_from_ms = from_ms;
        schedule.signed_by = {
            absl::StrCat("spiffe://", trust_domain_, "/person/counsel")};
        schedule.entry = MakeNoteDraft(env_.random);
        return schedule;
      },
      nullptr);
}

absl::Status SimNode::BringBookIntoForce() {
  // Not always at once, so that something is there to be decided meanwhile.
  if (!sequencer_->IsBookDue() || env_.random.Percent(30)) {
    return absl::OkStatus();
  }
  std::vector<core::Input> inputs;
  inputs.emplace_back(core::BookActivation{
      state().scheduled_book.manifest_digest, MakeNoteDraft(env_.random)});
  auto answers = sequencer_->Run(std::move(inputs), book());
  if (!answers.ok()) return answers.status();
  if (answers->front().kind == core::Answer::Kind::kDone) {
    SIM_REACHED("book_switched");
    ObserveCommit();
  }
  return absl::OkStatus();
}

void SimNode::Start() {
  const absl::Status opened = store_->Reopen();
  if (!opened.ok()) {
    env_.ledger.Violation(
        absl::StrCat("P1: a store does not open: ", opened.message()));
    return;
  }
  if (env_.random.Percent(env_.faults.snapshot_lost)) {
    if (store_->has_snapshot()) SIM_REACHED("snapshot_lost");
    const absl::Status dropped = store_->DropSnapshot();
    if (!dropped.ok() && !store_->HasMetFault()) {
      env_.ledger.Violation("P1: a snapshot cannot be dropped");
    }
  }
  if (store_->has_snapshot()) SIM_REACHED("recovered_from_snapshot");
  auto recovered = core::Sequencer::Recover(*store_, clock_);
  if (!recovered.ok()) {
    env_.ledger.Violation("P1: a node cannot recover");
    return;
  }
  sequencer_ = *std::move(recovered);
  batch_scheduled_ = false;
  CheckRecovered();
  env_.ledger.Trace(absl::StrCat("start ", trust_domain_));
  for (const auto& [domain, node] : env_.nodes) {
    if (node == this) continue;
    Every(200, 2000, [this, peer = domain] { AnnounceTo(peer); });
    Every(200, 1200, [this, peer = domain] { RelayTo(peer); });
    Every(200, 1800, [this, peer = domain] { RevokeTo(peer); });
    Every(500, 2500, [this, peer = domain] { ReportTo(peer); });
  }
  Every(300, 1500, [this] { ExpireDue(); });
  Every(300, 2000, [this] { ReleaseDue(); });
  if (!env_.make_store) {
    Every(2000, 9000, [this] { SaveSnapshot(); });
    Every(4000, 30000, [this] { StartEpoch(); });
  }
  Every(300, 3000, [this] { TurnEpoch(); });
}

void SimNode::Crash(absl::string_view where) {
  env_.ledger.Trace(absl::StrCat("crash ", trust_domain_, " ", where));
  ++generation_;
  if (std::exchange(saving_snapshot_, false)) {
    SIM_REACHED("crash_beside_snapshot");
  }
  sequencer_.reset();
  snapshots_.clear();
  pending_.clear();
  announced_.clear();
  env_.schedule.After(env_.random.Between(20, 3000), [this] {
    if (!up()) Start();
  });
}

void SimNode::CheckRecovered() {
  const std::string recovered = core::EncodeState(state());
  const core::State replayed = ReplayAll(*store_, env_.ledger);
  if (recovered != core::EncodeState(replayed)) {
    env_.ledger.Violation("P1: snapshot and journal give different states");
  }
  if (!LookupsFollow(state())) {
    env_.ledger.Violation("P8: a restart loses what is queued, owed or due");
  }
  if (state_at_crash_.has_value() && recovered != *state_at_crash_) {
    env_.ledger.Violation("P1: replay differs from the state before the crash");
  }
  state_at_crash_.reset();
  for (const auto& [key, acknowledged] : env_.ledger.acknowledged()) {
    if (TrustDomainOf(key.first) != trust_domain_) continue;
    const core::Transfer* transfer = state().FindMessage(key.first, key.second);
    if (transfer == nullptr || transfer->answer != acknowledged.outcome) {
      env_.ledger.Violation("P1: an acknowledged outcome is gone");
    }
  }
  audit_.Read(*store_, env_.ledger);
  if (state().audit_size != audit_.leaves().size()) {
    env_.ledger.Violation("P4: state and log are of different sizes");
  }
}

bool SimNode::Idle() const {
  if (!up() || !pending_.empty() || !state().expiries.empty() ||
      !state().withdrawals.empty() || !state().retentions.empty()) {
    return false;
  }
  return std::all_of(
      state().links.begin(), state().links.end(), [](const auto& link) {
        return link.second.queued == 0 && link.second.evidence.empty() &&
               link.second.revocations.empty();
      });
}

void SimNode::Later(int64_t delay_ms, std::function<void()> what) {
  env_.schedule.After(delay_ms,
                      [this, generation = generation_, what = std::move(what)] {
                        if (up() && generation == generation_) what();
                      });
}

void SimNode::Every(int64_t low_ms, int64_t high_ms,
                    std::function<void()> what) {
  Later(env_.random.Between(low_ms, high_ms),
        [this, low_ms, high_ms, what = std::move(what)] {
          Every(low_ms, high_ms, what);
          what();
        });
}

void SimNode::Accept(Prepare prepare, Reply reply) {
  const bool stale =
      !snapshots_.empty() && env_.random.Percent(env_.faults.stale_snapshot);
  const core::State& snapshot =
      stale ? snapshots_[env_.random.Next() % snapshots_.size()] : state();
  // Version 1 stands for the book of a moment ago.
  const policy::Book& rules = stale ? SampleBook(1) : book();
  Pending pending{prepare(snapshot, rules), prepare, std::move(reply), 0};
  // Sealing takes its time, and overtakes.
  const int64_t delay_ms = env_.random.Between(0, 30);
  auto shared = std::make_shared<Pending>(std::move(pending));
  Later(delay_ms, [this, shared] {
    pending_.push_back(std::move(*shared));
    if (std::exchange(batch_scheduled_, true)) return;
    Later(env_.random.Between(1, 20), [this] { RunBatch(); });
  });
}

void SimNode::RunBatch() {
  batch_scheduled_ = false;
  const size_t size = std::min<size_t>(
      pending_.size(), static_cast<size_t>(env_.random.Between(1, 32)));
  std::vector<Pending> batch;
  for (size_t i = 0; i < size; ++i) {
    batch.push_back(std::move(pending_.front()));
    pending_.pop_front();
  }
  if (size >= 5) SIM_REACHED("batch_of_many");
  if (env_.random.Percent(env_.faults.crash)) {
    SIM_REACHED("crash_before_batch");
    state_at_crash_ = core::EncodeState(state());
    return Crash("before batch");
  }
  if (env_.random.Percent(30)) {
    snapshots_.push_back(state());
    if (snapshots_.size() > 6) snapshots_.pop_front();
  }
  std::vector<core::Answer> answers;
  if (!CommitBatch(batch, answers)) return;
  ObserveCommit();
  GiveAnswers(batch, answers);
  if (!up() || pending_.empty() || batch_scheduled_) return;
  batch_scheduled_ = true;
  Later(env_.random.Between(1, 20), [this] { RunBatch(); });
}

bool SimNode::CommitBatch(std::vector<Pending>& batch,
                          std::vector<core::Answer>& answers) {
  using Fault = SimStore::CommitFault;
  Fault fault = Fault::kNone;
  if (env_.random.Percent(env_.faults.commit_lost)) {
    fault = Fault::kLost;
  } else if (env_.random.Percent(env_.faults.commit_persisted_but_failed)) {
    fault = Fault::kPersisted;
  }
  store_->FailNextCommit(fault);
  std::vector<core::Input> inputs;
  std::set<std::string> relayed;
  for (const Pending& pending : batch) {
    NoteSituation(pending.input);
    const auto* relay = std::get_if<core::PreparedRelay>(&pending.input);
    if (relay != nullptr &&
        !relayed.insert(relay->record.transfer_id()).second) {
      SIM_REACHED("duplicate_in_one_batch");
    }
    inputs.push_back(pending.input);
  }
  absl::StatusOr<std::vector<core::Answer>> result =
      std::vector<core::Answer>();
  if (absl::Status status = BringBookIntoForce(); !status.ok()) {
    result = std::move(status);
  } else {
    result = sequencer_->Run(std::move(inputs), book());
  }
  store_->FailNextCommit(Fault::kNone);
  if (result.ok()) {
    answers = *std::move(result);
    return true;
  }
  if (fault == Fault::kNone && !store_->HasMetFault()) {
    env_.ledger.Violation("P8: a batch failed without a fault");
  }
  if (!core::EncodeState(state()).empty()) {
    env_.ledger.Violation("P3: a broken sequencer shows a state");
  }
  if (sequencer_->Run({}, book()).ok()) {
    env_.ledger.Violation("P1: a broken sequencer goes on");
  }
  SIM_REACHED(fault == Fault::kLost ? "commit_lost"
                                    : "commit_failed_but_persisted");
  Crash("in commit");
  return false;
}

void SimNode::ObserveCommit() {
  const uint64_t number = state().batch_number;
  env_.ledger.Trace(absl::StrCat("commit ", trust_domain_, " ", number, " ",
                                 env_.schedule.now_ms()));
  const absl::Status read =
      number == 0 || env_.make_store
          ? absl::OkStatus()
          : store_->Replay(number - 1, [this](absl::string_view bytes) {
              env_.ledger.Trace(bytes);
              return absl::OkStatus();
            });
  if (!read.ok()) env_.ledger.Violation("P1: a batch cannot be read back");
  audit_.Read(*store_, env_.ledger);
  env_.ledger.Root(trust_domain_, audit_.tree().size(), audit_.tree().Root());
}

void SimNode::GiveAnswers(std::vector<Pending>& batch,
                          const std::vector<core::Answer>& answers) {
  for (size_t i = 0; i < batch.size(); ++i) {
    if (env_.random.Percent(env_.faults.crash)) {
      SIM_REACHED(i == 0 ? "crash_after_commit" : "crash_between_answers");
      state_at_crash_ = core::EncodeState(state());
      return Crash("after commit");
    }
    NoteReach(batch[i].input, answers[i]);
    if (answers[i].kind == core::Answer::Kind::kStale) {
      PrepareAgain(std::move(batch[i]));
    } else if (batch[i].reply) {
      batch[i].reply(answers[i]);
    }
  }
}

void SimNode::PrepareAgain(Pending pending) {
  if (++pending.stale_count > kStaleMax) {
    env_.ledger.Violation("P8: an input stays stale");
    return;
  }
  pending.input = pending.prepare(state(), book());
  pending_.push_back(std::move(pending));
}

void SimNode::SaveSnapshot() {
  if (std::exchange(saving_snapshot_, true)) return;
  Later(env_.random.Between(0, 1500), [this, begun = state().batch_number,
                                       write = sequencer_->BeginSnapshot()] {
    if (state().batch_number != begun) SIM_REACHED("commit_beside_snapshot");
    // They would from now on read rows that are newer than they are.
    snapshots_.clear();
    Later(env_.random.Between(0, 300), [this, written = write()] {
      saving_snapshot_ = false;
      const absl::Status ended = sequencer_->EndSnapshot(written);
      if ((written.ok() && ended.ok()) || store_->HasMetFault()) return;
      env_.ledger.Violation("P8: no snapshot could be saved");
    });
  });
}

}  // namespace enlace::simulation
