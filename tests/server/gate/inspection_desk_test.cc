// A look at a record: logged before anything is opened, in the same words for
// whatever is missing, and of what the node keeps.

#include "server/gate/inspection_desk.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/synchronization/notification.h"
#include "base/file.h"
#include "enlace/v1/legal_assistance.pb.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/problem.h"
#include "proto/wire/statement.h"
#include "server/core/inspection.h"
#include "tests/server/core/core_node.h"
#include "tests/server/gate/two_gates.h"
#include "tests/simulation/sample_book.h"

namespace enlace::gate {
namespace {

using core::Wanted;
using simulation::MemoryStore;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kInspector[] = "spiffe://us.enlace.example/person/inspector";
constexpr char kStranger[] = "spiffe://us.enlace.example/person/stranger";
constexpr char kSender[] = "us-doj-oia";
constexpr char kSecret[] = "SECRET FIRST";

// It names a person who may not cross.
v1::LegalAssistanceRequest RequestNamingAnother() {
  const auto json =
      ReadFile("tests/scenarios/records/legal_assistance_request.json");
  CHECK(json.ok());
  v1::LegalAssistanceRequest request;
  CHECK(google::protobuf::util::JsonStringToMessage(*json, &request).ok());
  request.clear_other_persons();
  v1::Person& person = *request.add_other_persons();
  person.mutable_name()->set_full_name_latin(kSecret);
  person.add_nationalities("US");
  return request;
}

// The bytes of a record as its sender signed it, and as its node released it.
struct SentRecord {
  std::string record_id;
  std::string submission;
  std::string released;
};

SentRecord SendOne() {
  const TwoGates gates;
  v1::Header header = gates.Header(AgencyUri(kSender), "mx-fgr");
  header.set_channel(v1::CHANNEL_JUDICIAL);
  SentRecord sent;
  sent.submission = gates.Signed(header, RequestNamingAnother(), kSender);
  const Admission admission = gates.Submit(kSender, sent.submission);
  CHECK_OK(admission.problem);
  const auto& prepared = std::get<core::PreparedSubmission>(admission.input);
  CHECK(prepared.decision.outcome == policy::Outcome::kPermit) << "permit";
  sent.record_id = prepared.record.record_id();
  sent.released = TwoGates::RecordIn(prepared.payload);
  return sent;
}

const SentRecord& Sent() {
  static const auto* const sent = new SentRecord(SendOne());
  return *sent;
}

class InspectionDeskTest : public testing::Test {
 protected:
  InspectionDeskTest() {
    parties_.persons[kInspector] = {"auditor"};
    permitted_ = AddRecord(Wanted::kPermit, Sent().record_id);
    Enter("INSPECTION-1", permitted_);
  }

  // A record in that state, whose statement has this id.
  std::string AddRecord(Wanted wanted, const std::string& record_id) {
    core::PreparedSubmission input =
        node_.Prepare(node_.OutgoingRecord(wanted));
    input.record.set_record_id(record_id);
    input.record.set_type("LegalAssistanceRequest");
    const std::string id = input.record.transfer_id();
    EXPECT_EQ(node_.Run(std::move(input)).kind, core::Answer::Kind::kDone);
    return id;
  }

  // Lets the inspector look at one transfer.
  void Enter(const std::string& id, const std::string& transfer_id) {
    v1::RegisterEntry entry;
    entry.set_version(1);
    entry.set_entry_id(id);
    entry.set_kind(v1::REGISTER_KIND_INSPECTION);
    entry.set_inspector(kInspector);
    entry.add_transfer_ids(transfer_id);
    entry.set_valid_until_ms(core::kTestStartMs + 1000);
    const std::string bytes = entry.SerializeAsString();
    const auto by = [&](const char* person) {
      return core::RegisterChange{id, ToBytes(Sha256(bytes)), person, "act",
                                  node_.NoteDraft()};
    };
    node_.Run(core::RegisterProposal{by(core::kOperator), bytes, "",
                                     entry.valid_until_ms()});
    EXPECT_EQ(node_.Run(core::RegisterApproval{by(core::kOtherOperator)}).kind,
              core::Answer::Kind::kDone);
  }

  // The pipeline begins with what the node did before it is first asked for.
  Pipeline& pipeline() {
    if (pipeline_ == nullptr) {
      pipeline_ = std::make_unique<Pipeline>(
          core::Sequencer::Recover(node_.store, node_.clock).value(),
          std::shared_ptr<const policy::Book>(&simulation::SampleBook(1),
                                              [](const policy::Book*) {}),
          nullptr);
      begins_ = node_.store.audit().size();
    }
    return *pipeline_;
  }

  absl::StatusOr<v1::InspectRecordResponse> Inspect(
      const std::string& entry, const std::string& transfer_id,
      const std::string& person = kInspector) {
    InspectionDesk::Environment environment;
    environment.parties = &parties_;
    environment.pipeline = &pipeline();
    environment.drafts = &drafts_;
    environment.read_content = [this](absl::string_view id) {
      opened_.emplace_back(id);
      logged_when_opened_ = Logged();
      return content_;
    };
    v1::InspectRecordRequest request;
    request.set_entry(entry);
    request.set_transfer_id(transfer_id);
    absl::StatusOr<v1::InspectRecordResponse> shown =
        absl::InternalError("no answer");
    absl::Notification answered;  // what a refusal logs, another thread commits
    const InspectionDesk desk(std::move(environment));
    desk.Inspect(person, request,
                 [&](absl::StatusOr<v1::InspectRecordResponse> response) {
                   shown = std::move(response);
                   answered.Notify();  // once
                 });
    answered.WaitForNotification();
    return shown;
  }

  // What was logged since the desk opened: step and national opening.
  struct Line {
    v1::AuditStep step;
    std::string transfer_id;
    v1::NationalOpening national;
  };
  std::vector<Line> Logged() {
    std::vector<Line> lines;
    const auto& rows = node_.store.audit();
    for (size_t i = begins_; i < rows.size(); ++i) {
      const auto entry = wire::DecodeAuditEntry(rows[i].entry);
      v1::AnnexEntry annex;
      CHECK(annex.ParseFromString(rows[i].annex)) << "annex";
      Line& line = lines.emplace_back(
          Line{entry->step, entry->transfer_id, v1::NationalOpening()});
      CHECK(line.national.ParseFromString(annex.national())) << "opening";
    }
    return lines;
  }

  core::CoreNode node_;
  Parties parties_;
  Drafts drafts_{SystemRandom()};
  std::string permitted_;
  absl::StatusOr<std::string> content_ = Sent().released;
  std::vector<std::string> opened_;
  std::vector<Line> logged_when_opened_;

 private:
  std::unique_ptr<Pipeline> pipeline_;
  size_t begins_ = 0;
};

TEST_F(InspectionDeskTest, RecordIsOpenedOnceTheLogHasTheLook) {
  const auto shown = Inspect("INSPECTION-1", permitted_);
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_THAT(opened_, ElementsAre(permitted_));
  ASSERT_EQ(logged_when_opened_.size(), 1u);
  const Line& look = logged_when_opened_.front();
  EXPECT_EQ(look.step, v1::AUDIT_STEP_INSPECTED);
  EXPECT_EQ(look.transfer_id, permitted_);
  EXPECT_EQ(look.national.caller(), kInspector);
  EXPECT_EQ(look.national.record_id(), Sent().record_id);
  EXPECT_THAT(look.national.register_entries(), ElementsAre("INSPECTION-1"));
  EXPECT_EQ(Logged().size(), 1u);
  EXPECT_EQ(shown->until_ms(), core::kTestStartMs + 1000);
  EXPECT_EQ(shown->type(), "LegalAssistanceRequest");
  EXPECT_EQ(shown->sender(), core::kOwnAgency);
  EXPECT_EQ(shown->recipient(), core::kPeerAgency);
}

TEST_F(InspectionDeskTest, WhatCannotBeLoggedIsNeitherOpenedNorShown) {
  pipeline();
  node_.store.FailNextCommit(MemoryStore::CommitFault::kLost);
  // Neither then, nor once the node has found that its store fails.
  for (int i = 0; i < 2; ++i) {
    const auto shown = Inspect("INSPECTION-1", permitted_);
    EXPECT_TRUE(absl::IsUnavailable(shown.status())) << shown.status();
  }
  EXPECT_THAT(opened_, IsEmpty());
}

TEST_F(InspectionDeskTest, WhatMayBeLoggedButIsNotKnownToBeIsNotShown) {
  pipeline();
  node_.store.FailNextCommit(MemoryStore::CommitFault::kPersisted);
  const auto shown = Inspect("INSPECTION-1", permitted_);
  EXPECT_TRUE(absl::IsUnavailable(shown.status())) << shown.status();
  EXPECT_THAT(opened_, IsEmpty());
}

TEST_F(InspectionDeskTest, RefusalThatCannotBeLoggedSaysNoMoreThanThat) {
  pipeline();
  node_.store.FailNextCommit(MemoryStore::CommitFault::kLost);
  const auto shown = Inspect("INSPECTION-1", permitted_, kStranger);
  EXPECT_TRUE(absl::IsUnavailable(shown.status())) << shown.status();
}

TEST_F(InspectionDeskTest, SameWordsForWhateverIsMissingAndEachIsLogged) {
  const std::string nothing(16, 'x');
  const std::string uncovered =
      AddRecord(Wanted::kPermit, std::string(32, 'u'));
  Enter("INSPECTION-2", nothing);
  const struct {
    const char* why;
    std::string entry;
    std::string transfer_id;
    const char* person;
  } attempts[] = {
      {"another record", "INSPECTION-1", uncovered, kInspector},
      {"no such record", "INSPECTION-1", nothing, kInspector},
      {"named but not there", "INSPECTION-2", nothing, kInspector},
      {"no such entry", "INSPECTION-3", permitted_, kInspector},
      {"neither", "INSPECTION-3", nothing, kInspector},
      {"no name", "", "", kInspector},
      {"a person whom the register does not name", "INSPECTION-1", permitted_,
       core::kOperator},
      {"a stranger", "INSPECTION-1", permitted_, kStranger},
      {"a stranger to nothing", "INSPECTION-3", nothing, kStranger},
  };
  parties_.persons[core::kOperator] = {"registrar"};
  size_t refused = 0;
  for (const auto& attempt : attempts) {
    const auto shown =
        Inspect(attempt.entry, attempt.transfer_id, attempt.person);
    EXPECT_EQ(shown.status(), core::LookNotCovered()) << attempt.why;
    const std::vector<Line> logged = Logged();
    ASSERT_EQ(logged.size(), ++refused) << attempt.why;
    const Line& last = logged.back();
    EXPECT_EQ(last.step, v1::AUDIT_STEP_REFUSED) << attempt.why;
    v1::NationalOpening expected;
    expected.set_caller(attempt.person);
    expected.set_outcome(v1::DECISION_OUTCOME_DENY);
    expected.set_problem("NOT_ENTITLED");
    EXPECT_EQ(last.national.SerializeAsString(), expected.SerializeAsString())
        << attempt.why;
    EXPECT_NE(last.transfer_id, permitted_) << attempt.why;
  }
  EXPECT_THAT(opened_, IsEmpty());
}

TEST_F(InspectionDeskTest, PersonWhomTheNodeKnowsNoMoreMayLookNoMore) {
  ASSERT_TRUE(Inspect("INSPECTION-1", permitted_).ok());
  parties_.persons.clear();
  EXPECT_EQ(Inspect("INSPECTION-1", permitted_).status(),
            core::LookNotCovered());
}

TEST_F(InspectionDeskTest, OfAPermittedRecordTheReleasedFormIsShown) {
  const auto shown = Inspect("INSPECTION-1", permitted_);
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->state(), v1::RECORD_STATE_QUEUED);
  EXPECT_FALSE(absl::StrContains(shown->record(), kSecret));
  v1::LegalAssistanceRequest record;
  ASSERT_TRUE(record.ParseFromString(shown->record()));
  EXPECT_EQ(record.context().case_ref(),
            RequestNamingAnother().context().case_ref());
}

TEST_F(InspectionDeskTest, OfAHeldRecordWhatWasSentIsShown) {
  const SentRecord sent = SendOne();
  v1::Submission submission;
  ASSERT_TRUE(submission.ParseFromString(sent.submission));
  const std::string held = AddRecord(Wanted::kHold, sent.record_id);
  Enter("INSPECTION-2", held);
  content_ = sent.submission;
  const auto shown = Inspect("INSPECTION-2", held);
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->state(), v1::RECORD_STATE_HELD);
  EXPECT_EQ(shown->record(), submission.body());
  EXPECT_TRUE(absl::StrContains(shown->record(), kSecret));
}

TEST_F(InspectionDeskTest, OfWhatIsGoneTheLookIsLoggedAndNothingShown) {
  content_ = absl::NotFoundError("dropped");
  const auto shown = Inspect("INSPECTION-1", permitted_);
  EXPECT_EQ(wire::ReasonOf(shown.status()), kRecordNotKept);
  ASSERT_EQ(Logged().size(), 1u);
  EXPECT_EQ(Logged().front().step, v1::AUDIT_STEP_INSPECTED);
}

TEST_F(InspectionDeskTest, ContentOfAnotherRecordIsNotShown) {
  const std::string other = AddRecord(Wanted::kPermit, std::string(32, 'o'));
  Enter("INSPECTION-2", other);
  for (const std::string& content : {Sent().released, Sent().submission,
                                     std::string("no record"), std::string()}) {
    content_ = content;
    const auto shown = Inspect("INSPECTION-2", other);
    EXPECT_TRUE(absl::IsDataLoss(shown.status())) << shown.status();
  }
}

}  // namespace
}  // namespace enlace::gate
