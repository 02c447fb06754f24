#include "server/peer/link_loop.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "base/random.h"
#include "certs/key.h"
#include "certs/key_directory.h"
#include "proto/wire/problem.h"
#include "server/gate/drafts.h"
#include "server/gate/first_contact.h"
#include "server/gate/parties.h"
#include "server/gate/pipeline.h"
#include "tests/server/core/core_node.h"
#include "tests/simulation/sample_book.h"
#include "tests/simulation/whole_state.h"

namespace enlace::peer {
namespace {

// A peer that gives every record the same answer, but for those of which it was
// told that they break it or cannot be decided.
class OneAnswerLink final : public PeerLink {
 public:
  explicit OneAnswerLink(v1::DecisionOutcome outcome) : outcome_(outcome) {}

  void BreaksAt(const std::string& transfer_id) { breaks_at_ = transfer_id; }
  void CannotDecide(const std::string& transfer_id, absl::Status why) {
    undecided_[transfer_id] = std::move(why);
  }

  absl::StatusOr<v1::RelayResponse> Relay(
      const v1::RelayRequest& request) override {
    const absl::MutexLock lock(&mutex_);
    ++relays_;
    v1::RelayResponse response;
    for (const std::string& bytes : request.items()) {
      v1::RelayItem item;
      EXPECT_TRUE(item.ParseFromString(bytes));
      if (item.transfer_id() == breaks_at_) {
        return absl::InternalError("broken");
      }
      v1::RelayAnswer& answer = *response.add_answers();
      answer.set_transfer_id(item.transfer_id());
      const auto why = undecided_.find(item.transfer_id());
      if (why == undecided_.end()) {
        answer.set_outcome(outcome_);
      } else {
        *answer.mutable_problem() = wire::ToProblem(why->second, "en");
      }
    }
    return response;
  }

  absl::StatusOr<v1::ReportResponse> Report(const v1::ReportRequest&) override {
    return v1::ReportResponse();
  }

  // Every record had been handed over.
  absl::StatusOr<v1::RevokeReleasesResponse> RevokeReleases(
      const v1::RevokeReleasesRequest& request) override {
    v1::RevokeReleasesResponse response;
    for (const v1::Revocation& revocation : request.revocations()) {
      v1::Evidence& evidence = *response.add_evidence();
      evidence.set_transfer_id(revocation.transfer_id());
      evidence.set_state(v1::RECORD_STATE_DELIVERED);
    }
    return response;
  }

  void GetEvidence(const v1::GetEvidenceRequest&,
                   std::function<void(absl::StatusOr<v1::GetEvidenceResponse>)>
                       done) override {
    done(absl::UnimplementedError("not asked for here"));
  }

  absl::StatusOr<v1::AddCheckpointResponse> AddCheckpoint(
      const v1::AddCheckpointRequest&) override {
    return v1::AddCheckpointResponse();
  }

  absl::StatusOr<v1::AnnounceAcceptanceResponse> AnnounceAcceptance(
      const v1::AnnounceAcceptanceRequest& request) override {
    EXPECT_FALSE(request.acceptance().acceptance().empty());
    absl::MutexLock lock(&mutex_);
    ++announcements_;
    return v1::AnnounceAcceptanceResponse();
  }

  absl::StatusOr<v1::AnnounceMaintenanceResponse> AnnounceMaintenance(
      const v1::AnnounceMaintenanceRequest& request) override {
    const absl::MutexLock lock(&mutex_);
    told_.push_back(request.window().until_ms());
    if (!maintenance_.ok()) return maintenance_;
    return v1::AnnounceMaintenanceResponse();
  }
  // What it answers when it is told of maintenance.
  void AnswersMaintenance(absl::Status status) {
    const absl::MutexLock lock(&mutex_);
    maintenance_ = std::move(status);
  }
  // Ends of the windows that it was told.
  std::vector<int64_t> told() {
    const absl::MutexLock lock(&mutex_);
    return told_;
  }

  int announcements() {
    absl::MutexLock lock(&mutex_);
    return announcements_;
  }
  int relays() {
    absl::MutexLock lock(&mutex_);
    return relays_;
  }

  void AwaitAnnouncements(int count) {
    absl::MutexLock lock(&mutex_);
    const auto reached = [this, count]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return announcements_ >= count;
    };
    mutex_.Await(absl::Condition(&reached));
  }

  void AwaitRelays(int count) {
    absl::MutexLock lock(&mutex_);
    const auto reached = [this, count]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return relays_ >= count;
    };
    mutex_.Await(absl::Condition(&reached));
  }

 private:
  const v1::DecisionOutcome outcome_;
  std::string breaks_at_;
  std::map<std::string, absl::Status> undecided_;
  absl::Mutex mutex_;
  int relays_ ABSL_GUARDED_BY(mutex_) = 0;
  int announcements_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status maintenance_ ABSL_GUARDED_BY(mutex_);
  std::vector<int64_t> told_ ABSL_GUARDED_BY(mutex_);
};

// A node with two records to relay.
class LinkLoopTest : public testing::Test {
 protected:
  LinkLoopTest()
      : drafts_(SystemRandom()),
        signer_(certs::PrivateKey::Generate(certs::KeyType::kEd25519).value()),
        contact_({&parties_, &keys_, &signer_, &drafts_}) {
    const core::LinkFiles files =
        simulation::FirstLinkFiles(core::kOwnDomain, core::kPeerLink);
    parties_.node = "spiffe://us.enlace.example/node/1";
    parties_.link_file = {.digest = files.own,
                          .valid_until_ms = files.valid_until_ms};
    parties_.nations[core::kPeerLink].link_file = {
        .digest = files.peer, .valid_until_ms = files.valid_until_ms};
    first_ = node_.Submit(core::Wanted::kPermit);
    node_.Submit(core::Wanted::kPermit);
    pipeline_ = std::make_unique<gate::Pipeline>(
        *std::move(node_.sequencer),
        std::shared_ptr<const policy::Book>(&simulation::SampleBook(1),
                                            [](const policy::Book*) {}),
        nullptr);
  }

  LinkLoop::Environment EnvironmentOf(PeerLink& link) {
    LinkLoop::Environment environment;
    environment.nation = core::kPeerLink;
    environment.link = &link;
    environment.pipeline = pipeline_.get();
    environment.drafts = &drafts_;
    environment.clock = &node_.clock;
    environment.random = &SystemRandom();
    environment.contact = &contact_;
    environment.proven_log = [] { return core::ProvenLog(); };
    environment.read_record = [](absl::string_view) { return "record"; };
    return environment;
  }

  // The node is planned to be away from now on until then.
  void PlanMaintenance(int64_t until_ms) {
    std::vector<core::Input> inputs;
    inputs.push_back(core::MaintenancePlan{
        "", {}, {node_.clock.now_ms, until_ms}, drafts_.ForLink("operator")});
    ASSERT_TRUE(pipeline_->Run(std::move(inputs)).ok());
  }

  std::set<std::string> Queued() {
    std::set<std::string> queued;
    pipeline_->Read([&](const core::State& state) {
      for (const auto& [place, id] : core::RowsOf(state.outbox)) {
        queued.insert(id);
      }
    });
    return queued;
  }
  void AwaitQueued(const std::set<std::string>& ids) {
    while (Queued() != ids) absl::SleepFor(absl::Milliseconds(1));
  }

  core::CoreNode node_;
  std::string first_;  // of two records that wait
  gate::Drafts drafts_;
  gate::Parties parties_;
  certs::KeyDirectory keys_;
  certs::PrivateKey signer_;
  gate::FirstContact contact_;
  std::unique_ptr<gate::Pipeline> pipeline_;
};

TEST_F(LinkLoopTest, AnAnswerEmptiesTheOutbox) {
  OneAnswerLink link(v1::DECISION_OUTCOME_PERMIT);
  LinkLoop loop(EnvironmentOf(link));
  link.AwaitRelays(1);
  loop.Stop();
  EXPECT_TRUE(loop.connected());
  EXPECT_TRUE(Queued().empty());
}

TEST_F(LinkLoopTest, ARecordThatThePeerCannotDecideDoesNotHoldUpTheNext) {
  OneAnswerLink link(v1::DECISION_OUTCOME_PERMIT);
  link.CannotDecide(first_,
                    wire::Refusal(absl::StatusCode::kInternal, "BAD", "text"));
  LinkLoop loop(EnvironmentOf(link));
  AwaitQueued({first_});
  EXPECT_EQ(loop.set_aside().at(first_).reason, "BAD");
  EXPECT_TRUE(loop.connected());
  loop.Stop();
}

TEST_F(LinkLoopTest, AnAnswerThatDecidesNothingIsAskedForAgainAfterAPause) {
  OneAnswerLink link(v1::DECISION_OUTCOME_UNSPECIFIED);
  LinkLoop loop(EnvironmentOf(link));
  link.AwaitRelays(1);
  while (loop.set_aside().size() < 2) absl::SleepFor(absl::Milliseconds(1));
  loop.Wake();
  loop.Stop();
  EXPECT_EQ(link.relays(), 1);
  EXPECT_EQ(loop.set_aside().at(first_).reason, "UNDECIDED");
  EXPECT_EQ(Queued().size(), 2U);
}

TEST_F(LinkLoopTest, ARecordThatBreaksThePeerDoesNotHoldUpTheNext) {
  OneAnswerLink link(v1::DECISION_OUTCOME_PERMIT);
  link.BreaksAt(first_);
  LinkLoop loop(EnvironmentOf(link));
  AwaitQueued({first_});
  EXPECT_EQ(loop.set_aside().at(first_).reason, "INTERNAL");
  loop.Stop();
}

TEST_F(LinkLoopTest, APayloadThatDoesNotOpenDoesNotHoldUpTheNext) {
  OneAnswerLink link(v1::DECISION_OUTCOME_PERMIT);
  LinkLoop::Environment environment = EnvironmentOf(link);
  environment.read_record =
      [this](absl::string_view id) -> absl::StatusOr<std::string> {
    if (id == first_) return absl::DataLossError("damaged");
    return "record";
  };
  LinkLoop loop(environment);
  AwaitQueued({first_});
  EXPECT_EQ(loop.set_aside().at(first_).reason, "DATA_LOSS");
  loop.Stop();
}

TEST_F(LinkLoopTest, WhatAPeerCannotDoNowSetsNothingAside) {
  OneAnswerLink link(v1::DECISION_OUTCOME_PERMIT);
  for (const std::string& id : Queued()) {
    link.CannotDecide(id, wire::Refusal(absl::StatusCode::kResourceExhausted,
                                        wire::kOverloaded, "text"));
  }
  LinkLoop loop(EnvironmentOf(link));
  link.AwaitRelays(2);
  loop.Stop();
  EXPECT_TRUE(loop.set_aside().empty());
  EXPECT_FALSE(loop.connected());
  EXPECT_EQ(Queued().size(), 2U);
}

TEST_F(LinkLoopTest, TellsOnceThatTheOtherNationsFileWasAccepted) {
  OneAnswerLink link(v1::DECISION_OUTCOME_PERMIT);
  LinkLoop loop(EnvironmentOf(link));
  link.AwaitRelays(1);
  loop.Stop();
  EXPECT_EQ(link.announcements(), 1);
}

TEST_F(LinkLoopTest, TellsOfMaintenanceOnceAndOfEachNewPlan) {
  PlanMaintenance(core::kTestStartMs + 1000);
  OneAnswerLink link(v1::DECISION_OUTCOME_PERMIT);
  LinkLoop loop(EnvironmentOf(link));
  link.AwaitRelays(1);
  EXPECT_EQ(link.told(), std::vector<int64_t>{core::kTestStartMs + 1000});
  EXPECT_EQ(loop.plans_known(), 1U);
  PlanMaintenance(core::kTestStartMs + 2000);
  while (loop.plans_known() != 2) {
    loop.Wake();
    absl::SleepFor(absl::Milliseconds(1));
  }
  loop.Stop();
  EXPECT_EQ(link.told().size(), 2U);
}

TEST_F(LinkLoopTest, NobodyIsToldOfMaintenanceThatIsOver) {
  PlanMaintenance(core::kTestStartMs + 1000);
  node_.clock.now_ms += 1000;
  OneAnswerLink link(v1::DECISION_OUTCOME_PERMIT);
  LinkLoop loop(EnvironmentOf(link));
  link.AwaitRelays(1);
  loop.Stop();
  EXPECT_TRUE(link.told().empty());
}

TEST_F(LinkLoopTest, AnOlderPeerIsToldOnceAndItsRecordsPass) {
  PlanMaintenance(core::kTestStartMs + 1000);
  OneAnswerLink link(v1::DECISION_OUTCOME_PERMIT);
  link.AnswersMaintenance(absl::UnimplementedError("not known"));
  LinkLoop loop(EnvironmentOf(link));
  AwaitQueued({});
  loop.Stop();
  EXPECT_EQ(link.told().size(), 1U);
  EXPECT_EQ(loop.plans_known(), 0U);
  EXPECT_TRUE(loop.connected());
}

TEST_F(LinkLoopTest, APeerThatWasAwayIsToldAnew) {
  PlanMaintenance(core::kTestStartMs + 1000);
  OneAnswerLink link(v1::DECISION_OUTCOME_PERMIT);
  link.AnswersMaintenance(absl::UnimplementedError("not known"));
  link.BreaksAt(first_);
  LinkLoop loop(EnvironmentOf(link));
  while (link.told().empty()) absl::SleepFor(absl::Milliseconds(1));
  link.AnswersMaintenance(absl::OkStatus());
  while (loop.plans_known() != 1) absl::SleepFor(absl::Milliseconds(1));
  loop.Stop();
}

TEST_F(LinkLoopTest, MaintenanceIsToldAgainWhereItsFateIsUnknown) {
  PlanMaintenance(core::kTestStartMs + 1000);
  OneAnswerLink link(v1::DECISION_OUTCOME_PERMIT);
  link.AnswersMaintenance(absl::UnavailableError("away"));
  LinkLoop loop(EnvironmentOf(link));
  while (link.told().empty()) absl::SleepFor(absl::Milliseconds(1));
  link.AnswersMaintenance(absl::OkStatus());
  AwaitQueued({});
  loop.Stop();
  EXPECT_EQ(loop.plans_known(), 1U);
}

// The other nation gave a new file, or this one did: what queued waits.
TEST_F(LinkLoopTest, NothingIsRelayedUnderALinkFileThatWasNotAccepted) {
  parties_.link_file.digest = simulation::LinkFileDigest(core::kOwnDomain, 2);
  OneAnswerLink link(v1::DECISION_OUTCOME_PERMIT);
  LinkLoop loop(EnvironmentOf(link));
  link.AwaitAnnouncements(1);
  loop.Wake();
  loop.Stop();
  EXPECT_EQ(link.relays(), 0);
  EXPECT_EQ(Queued().size(), 2U);
}

}  // namespace
}  // namespace enlace::peer
