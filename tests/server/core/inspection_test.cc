// Inspections: who may look at the contents of which record and when, and what
// the log says of it.

#include "server/core/inspection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "enlace/v1/audit.pb.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/problem.h"
#include "server/core/plan.h"
#include "server/core/register.h"
#include "tests/server/core/register_fixture.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kInspector[] = "spiffe://us.enlace.example/person/inspector";
constexpr char kCaseTag[] = "tag of the case";
constexpr char kType[] = "FirearmTraceRequest";

v1::RegisterEntry InspectionNamed(const std::string& id) {
  v1::RegisterEntry entry = EntryNamed(id);
  entry.set_kind(v1::REGISTER_KIND_INSPECTION);
  entry.set_term("annual-audit");
  entry.clear_holder();
  entry.set_inspector(kInspector);
  return entry;
}

// A part of the scope, as the entry states it for a record.
enum class Part { kUnstated, kFits, kFitsNot };
constexpr Part kParts[] = {Part::kUnstated, Part::kFits, Part::kFitsNot};

Transfer RecordToLookAt() {
  Transfer transfer;
  transfer.record.set_transfer_id(std::string(16, 't'));
  transfer.record.set_record_id(std::string(32, 'r'));
  transfer.record.set_type(kType);
  transfer.record.set_matter_tag(kCaseTag);
  return transfer;
}

RegisterItem ItemFor(Part of_case, Part of_type, Part of_transfer) {
  RegisterItem item;
  item.entry = InspectionNamed("A");
  item.approved_at_ms = kTestStartMs;
  if (of_case != Part::kUnstated) {
    item.entry.set_matter("CASE-1");
    item.matter_tag = of_case == Part::kFits ? kCaseTag : "another tag";
  }
  if (of_type != Part::kUnstated) {
    item.entry.add_record_types("BorderAlert");
    if (of_type == Part::kFits) item.entry.add_record_types(kType);
  }
  if (of_transfer != Part::kUnstated) {
    item.entry.add_transfer_ids(std::string(16, 'a'));
    if (of_transfer == Part::kFits) {
      item.entry.add_transfer_ids(RecordToLookAt().record.transfer_id());
    }
  }
  return item;
}

struct Timing {
  std::string name;
  bool stands = false;
  void (*set)(RegisterItem& item);
};
const Timing kTimings[] = {
    {"stands", true, [](RegisterItem&) {}},
    {"begins now", true,
     [](RegisterItem& item) { item.entry.set_valid_from_ms(kTestStartMs); }},
    {"ends next", true,
     [](RegisterItem& item) {
       item.entry.set_valid_until_ms(kTestStartMs + 1);
     }},
    {"not yet", false,
     [](RegisterItem& item) {
       item.entry.set_valid_from_ms(kTestStartMs + 1);
     }},
    {"ends now", false,
     [](RegisterItem& item) { item.entry.set_valid_until_ms(kTestStartMs); }},
    {"revoked", false,
     [](RegisterItem& item) { item.revoked_at_ms = kTestStartMs - 1; }},
    {"one person", false, [](RegisterItem& item) { item.approved_at_ms = 0; }},
};

TEST(InspectionScopeTest,
     EachStatedPartMustFitAndTheEntryStandAndNameThePerson) {
  int covered = 0;
  for (const Part of_case : kParts) {
    for (const Part of_type : kParts) {
      for (const Part of_transfer : kParts) {
        const Part parts[] = {of_case, of_type, of_transfer};
        bool any_stated = false;
        bool all_fit = true;
        for (const Part part : parts) {
          any_stated = any_stated || part != Part::kUnstated;
          all_fit = all_fit && part != Part::kFitsNot;
        }
        for (const Timing& timing : kTimings) {
          for (const char* person : {kInspector, kOther, ""}) {
            RegisterItem item = ItemFor(of_case, of_type, of_transfer);
            timing.set(item);
            const bool may = any_stated && all_fit && timing.stands &&
                             person == std::string(kInspector);
            EXPECT_EQ(CoversLook(item, person, RecordToLookAt(), kTestStartMs),
                      may)
                << absl::StrCat("case ", static_cast<int>(of_case), ", type ",
                                static_cast<int>(of_type), ", transfer ",
                                static_cast<int>(of_transfer), ", ",
                                timing.name, ", by ", person);
            covered += may ? 1 : 0;
          }
        }
      }
    }
  }
  // Of 27 scopes 7 fit, at each of three times.
  EXPECT_EQ(covered, 21);
}

TEST(InspectionScopeTest, WhatIsNotKnownFitsNothing) {
  const auto covers = [](const RegisterItem& item, const Transfer& record) {
    return CoversLook(item, kInspector, record, kTestStartMs);
  };
  RegisterItem of_case = ItemFor(Part::kFits, Part::kUnstated, Part::kUnstated);
  Transfer without_a_case = RecordToLookAt();
  without_a_case.record.clear_matter_tag();
  EXPECT_FALSE(covers(of_case, without_a_case));
  of_case.matter_tag.clear();
  EXPECT_FALSE(covers(of_case, without_a_case)) << "nor two unknown cases";
  EXPECT_FALSE(covers(of_case, RecordToLookAt()));

  const RegisterItem of_transfer =
      ItemFor(Part::kUnstated, Part::kUnstated, Part::kFits);
  Transfer unseen = RecordToLookAt();
  unseen.record.clear_record_id();
  EXPECT_TRUE(covers(of_transfer, RecordToLookAt()));
  EXPECT_FALSE(covers(of_transfer, unseen)) << "revoked before it came";
  RegisterItem other_kind = of_transfer;
  other_kind.entry.set_kind(v1::REGISTER_KIND_AUTHORIZATION);
  EXPECT_FALSE(covers(other_kind, RecordToLookAt()));
}

class InspectionTest : public RegisterFixture {
 protected:
  v1::RegisterEntry OfType(const std::string& id) {
    v1::RegisterEntry entry = InspectionNamed(id);
    entry.add_record_types(kType);
    return entry;
  }

  Inspection Look(const std::string& entry_id, const std::string& transfer_id,
                  const std::string& person = kInspector) {
    Inspection look{person, entry_id, transfer_id, node_.Draft()};
    look.entry.national.set_caller(person);
    return look;
  }

  void ExpectNotCovered(Inspection look, const char* why) {
    const size_t before = node_.store.audit().size();
    const Answer answer = node_.Run(std::move(look));
    EXPECT_EQ(answer.kind, Kind::kRefused) << why;
    EXPECT_EQ(answer.status, LookNotCovered()) << why;
    EXPECT_EQ(node_.store.audit().size(), before) << why;
  }
};

TEST_F(InspectionTest, LookIsAnEntryThatNamesInspectorRecordAndInspection) {
  Enter(OfType("A"));
  const std::string id = node_.Submit(Wanted::kPermit);
  const size_t before = node_.store.audit().size();
  ASSERT_EQ(node_.Run(Look("A", id)).kind, Kind::kDone);
  ASSERT_EQ(node_.store.audit().size(), before + 1);
  const AuditRow& row = node_.store.audit().back();
  const auto entry = wire::DecodeAuditEntry(row.entry);
  EXPECT_EQ(entry->step, v1::AUDIT_STEP_INSPECTED);
  EXPECT_EQ(entry->transfer_id, id);
  v1::AnnexEntry annex;
  v1::NationalOpening opening;
  ASSERT_TRUE(annex.ParseFromString(row.annex));
  EXPECT_TRUE(annex.shared().empty()) << "the other nation reads nothing of it";
  ASSERT_TRUE(opening.ParseFromString(annex.national()));
  v1::NationalOpening expected;
  expected.set_caller(kInspector);
  expected.set_outcome(v1::DECISION_OUTCOME_PERMIT);
  expected.set_type(kType);
  expected.set_sender(kOwnAgency);
  expected.set_recipient(kPeerAgency);
  expected.set_record_id(node_.transfer(id).record.record_id());
  expected.add_register_entries("A");
  EXPECT_EQ(opening.SerializeAsString(), expected.SerializeAsString())
      << opening.ShortDebugString();
}

TEST_F(InspectionTest, LookChangesNothingOfTheRecord) {
  Enter(OfType("A"));
  const std::string id = node_.Submit(Wanted::kPermit);
  const uint64_t newest = node_.transfer(id).entry_index;
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(node_.Run(Look("A", id)).kind, Kind::kDone);
  }
  EXPECT_EQ(node_.transfer(id).entry_index, newest);
  EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_QUEUED);
}

TEST_F(InspectionTest, WhateverIsMissingTheWordsAreTheSameAndNothingIsLogged) {
  const v1::RegisterEntry entry = OfType("A");
  const std::string id = node_.Submit(Wanted::kPermit);
  ExpectNotCovered(Look("A", id), "no such entry");
  ASSERT_EQ(node_.Run(Proposal(entry, kProposer)).kind, Kind::kDone);
  ExpectNotCovered(Look("A", id), "one person stands behind it");
  ASSERT_EQ(node_.Run(RegisterApproval{Change(entry, kApprover)}).kind,
            Kind::kDone);
  ASSERT_EQ(node_.Run(Look("A", id)).kind, Kind::kDone);
  ExpectNotCovered(Look("A", std::string(16, 'x')), "no such record");
  ExpectNotCovered(Look("A", ""), "no name");
  ExpectNotCovered(Look("A", id, kOther), "another person");
  v1::RegisterEntry narrow = InspectionNamed("NARROW");
  narrow.add_transfer_ids(std::string(16, 'x'));
  Enter(narrow);
  ExpectNotCovered(Look("NARROW", id), "another record");
  ExpectNotCovered(Look("NARROW", std::string(16, 'x')), "named, not there");
  ASSERT_EQ(Revoke(entry).kind, Kind::kDone);
  ExpectNotCovered(Look("A", id), "revoked");
}

TEST_F(InspectionTest, RevocationOfTheSameCommitComesFirst) {
  const v1::RegisterEntry entry = OfType("A");
  Enter(entry);
  const std::string id = node_.Submit(Wanted::kPermit);
  std::vector<Input> inputs;
  inputs.emplace_back(RegisterRevocation{Change(entry, kProposer)});
  inputs.emplace_back(Look("A", id));
  EXPECT_EQ(node_.RunAll(std::move(inputs)).back().status, LookNotCovered());
}

TEST_F(InspectionTest, RightEndsAtItsInstantAlsoForAClockThatRunsBack) {
  const v1::RegisterEntry entry = OfType("A");
  Enter(entry);
  const std::string id = node_.Submit(Wanted::kPermit);
  node_.clock.now_ms = entry.valid_until_ms() - 1;
  ASSERT_EQ(node_.Run(Look("A", id)).kind, Kind::kDone);
  node_.clock.now_ms = entry.valid_until_ms();
  ExpectNotCovered(Look("A", id), "over");
  node_.Run(node_.Refusal());  // the log's time is that of the end
  node_.clock.now_ms -= 1;
  ExpectNotCovered(Look("A", id), "a step back");
  node_.clock.now_ms -= absl::ToInt64Milliseconds(2 * kClockStepMax);
  EXPECT_EQ(RefusalOf(node_.Run(Look("A", id))), wire::kClockUntrusted);
}

TEST_F(InspectionTest, WhoWouldInspectNeitherWritesNorApprovesTheEntry) {
  v1::RegisterEntry entry = OfType("A");
  entry.set_inspector(kProposer);
  const Answer written = node_.Run(Proposal(entry, kProposer));
  EXPECT_EQ(RefusalOf(written), wire::kNotEntitled);
  EXPECT_TRUE(absl::StrContains(written.status.message(), "entry.inspector"));
  ASSERT_EQ(node_.Run(Proposal(entry, kOther)).kind, Kind::kDone);
  const Answer approved = node_.Run(RegisterApproval{Change(entry, kProposer)});
  EXPECT_EQ(RefusalOf(approved), wire::kNotEntitled);
  EXPECT_TRUE(absl::StrContains(approved.status.message(), "entry.inspector"));
  const std::string id = node_.Submit(Wanted::kPermit);
  ExpectNotCovered(Look("A", id, kProposer), "not approved yet");
  EXPECT_EQ(node_.Run(RegisterApproval{Change(entry, kApprover)}).kind,
            Kind::kDone);
  EXPECT_EQ(node_.Run(Look("A", id, kProposer)).kind, Kind::kDone);
}

TEST_F(InspectionTest, InspectionOfAnotherPersonOrRecordGoesOnFromNone) {
  v1::RegisterEntry entry = InspectionNamed("A");
  entry.add_transfer_ids(std::string(16, 'a'));
  Enter(entry);
  v1::RegisterEntry next = entry;
  next.set_valid_from_ms(entry.valid_until_ms());
  next.set_valid_until_ms(kTestStartMs + 2 * kEndWarningMs);
  v1::RegisterEntry of_another = next;
  of_another.set_entry_id("B");
  of_another.set_inspector(kOther);
  Enter(of_another);
  v1::RegisterEntry for_another = next;
  for_another.set_entry_id("C");
  for_another.set_transfer_ids(0, std::string(16, 'b'));
  Enter(for_another);
  EXPECT_THAT(EndingEntries(node_.state(), kTestStartMs), ElementsAre("A"));
  next.set_entry_id("D");
  Enter(next);
  EXPECT_THAT(EndingEntries(node_.state(), kTestStartMs), IsEmpty());
}

}  // namespace
}  // namespace enlace::core
