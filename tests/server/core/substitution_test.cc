// Substitutes: who may decide about a held record in whose place, and when.

#include "server/core/substitution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "enlace/v1/audit.pb.h"
#include "server/core/lapse.h"
#include "tests/server/core/register_fixture.h"
#include "tests/simulation/whole_state.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kDutyRole[] = "duty-officer";
constexpr char kLegalRole[] = "legal-officer";
constexpr char kHolder[] = "spiffe://us.enlace.example/person/holder";
constexpr char kStandIn[] = "spiffe://us.enlace.example/person/stand-in";
constexpr char kSecondStandIn[] = "spiffe://us.enlace.example/person/second";

class SubstitutionTest : public RegisterFixture {
 protected:
  static v1::RegisterEntry Delegation(const std::string& id,
                                      const std::string& substitute,
                                      uint32_t after_percent = 0) {
    v1::RegisterEntry entry = EntryNamed(id);
    entry.set_kind(v1::REGISTER_KIND_DELEGATION);
    entry.set_term(kDutyRole);
    entry.clear_holder();
    entry.set_principal(kHolder);
    entry.set_substitute(substitute);
    entry.set_after_percent(after_percent);
    entry.set_valid_until_ms(kTestStartMs + 2 * kTestLifeMs);
    return entry;
  }

  Review InPlace(const std::string& id, const std::string& substitute,
                 const std::string& role = kDutyRole,
                 const std::string& principal = kHolder) {
    Review input = node_.Approves(id, "OUT-3", role, substitute);
    input.substitute_for = principal;
    return input;
  }

  std::string RefusalOfReview(Review input) {
    return RefusalOf(node_.Run(std::move(input)));
  }
};

TEST_F(SubstitutionTest, ApprovalInPlaceOfTheHolderReleasesAndNamesBoth) {
  Enter(Delegation("D", kStandIn));
  const std::string id = node_.Submit(Wanted::kHold);
  EXPECT_THAT(SubstitutionsOf(node_.state(), kStandIn, node_.transfer(id),
                              node_.clock.now_ms),
              ElementsAre(Substitution{"D", kDutyRole, kHolder}));
  const size_t entries = node_.store.audit().size();
  ASSERT_EQ(node_.Run(InPlace(id, kStandIn)).kind, Kind::kDone);
  v1::AnnexEntry annex;
  v1::NationalOpening opening;
  ASSERT_TRUE(annex.ParseFromString(node_.store.audit().at(entries).annex));
  ASSERT_TRUE(opening.ParseFromString(annex.national()));
  EXPECT_EQ(opening.review().substitute_for(), kHolder);
  EXPECT_THAT(opening.register_entries(), ElementsAre("D"));

  ASSERT_THAT(node_.transfer(id).approvals, SizeIs(1));
  EXPECT_EQ(node_.transfer(id).approvals[0].reviewer, kStandIn);
  EXPECT_EQ(node_.transfer(id).approvals[0].seat(), kHolder);
  node_.Restart();
  EXPECT_EQ(node_.transfer(id).approvals[0].seat(), kHolder);
  const auto decoded = DecodeState(EncodeState(node_.state()));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->FindTransfer(id)->approvals, node_.transfer(id).approvals);

  node_.Run(node_.Approves(id, "OUT-3", kLegalRole, kOther));
  EXPECT_EQ(node_.Run(node_.PrepareRelease(id)).kind, Kind::kDone);
  EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_QUEUED);
}

TEST_F(SubstitutionTest, WithoutAnEntryThatStandsNobodyStandsIn) {
  const std::string id = node_.Submit(Wanted::kHold);
  EXPECT_EQ(RefusalOfReview(InPlace(id, kStandIn)), wire::kNotEntitled);
  const v1::RegisterEntry entry = Delegation("D", kStandIn);
  node_.Run(Proposal(entry, kProposer));
  EXPECT_EQ(RefusalOfReview(InPlace(id, kStandIn)), wire::kNotEntitled)
      << "one person alone wrote it";
  node_.Run(RegisterApproval{Change(entry, kApprover)});
  EXPECT_EQ(RefusalOfReview(InPlace(id, kStandIn, kLegalRole)),
            wire::kNotEntitled)
      << "another role";
  EXPECT_EQ(RefusalOfReview(InPlace(id, kStandIn, kDutyRole, kOther)),
            wire::kNotEntitled)
      << "in another's place";
  EXPECT_EQ(RefusalOfReview(InPlace(id, kSecondStandIn)), wire::kNotEntitled)
      << "another substitute";
  Revoke(entry);
  EXPECT_EQ(RefusalOfReview(InPlace(id, kStandIn)), wire::kNotEntitled)
      << "revoked";
  EXPECT_THAT(node_.transfer(id).approvals, IsEmpty());
}

TEST_F(SubstitutionTest, EntryOfAnotherTimeOrTypeLetsNobodyStandIn) {
  v1::RegisterEntry early = Delegation("EARLY", kStandIn);
  early.set_valid_until_ms(kTestStartMs + 10);
  v1::RegisterEntry late = Delegation("LATE", kStandIn);
  late.set_valid_from_ms(kTestStartMs + kTestLifeMs - 10);
  v1::RegisterEntry other = Delegation("OTHER", kStandIn);
  other.add_record_types("BorderAlert");
  for (const v1::RegisterEntry& entry : {early, late, other}) Enter(entry);
  node_.clock.now_ms += 10;
  const std::string id = node_.Submit(Wanted::kHold);
  EXPECT_EQ(RefusalOfReview(InPlace(id, kStandIn)), wire::kNotEntitled);
}

TEST_F(SubstitutionTest, SubstituteWaitsForTheShareOfTheTimeThatTheEntrySays) {
  Enter(Delegation("D", kStandIn, 50));
  const std::string id = node_.Submit(Wanted::kHold);
  const int64_t held_ms = node_.clock.now_ms;
  ASSERT_EQ(EndMs(node_.transfer(id).record), held_ms + kTestLifeMs);
  node_.clock.now_ms = held_ms + kTestLifeMs / 2 - 1;
  EXPECT_EQ(RefusalOfReview(InPlace(id, kStandIn)), wire::kNotEntitled);
  Review rejection = InPlace(id, kStandIn);
  rejection.approves = false;
  rejection.reason = "V04";
  EXPECT_EQ(RefusalOfReview(std::move(rejection)), wire::kNotEntitled)
      << "nor may it reject";
  node_.clock.now_ms = held_ms + kTestLifeMs / 2;
  EXPECT_EQ(node_.Run(InPlace(id, kStandIn)).kind, Kind::kDone);
}

TEST_F(SubstitutionTest, HolderAndSubstitutesCountOnceTogether) {
  Enter(Delegation("D", kStandIn));
  Enter(Delegation("E", kSecondStandIn));
  const std::string by_stand_in = node_.Submit(Wanted::kHold);
  ASSERT_EQ(node_.Run(InPlace(by_stand_in, kStandIn)).kind, Kind::kDone);
  EXPECT_EQ(RefusalOfReview(
                node_.Approves(by_stand_in, "OUT-3", kLegalRole, kHolder)),
            wire::kAlreadyAccepted);
  EXPECT_EQ(RefusalOfReview(InPlace(by_stand_in, kSecondStandIn)),
            wire::kAlreadyAccepted);
  EXPECT_EQ(
      node_.Run(node_.Approves(by_stand_in, "OUT-3", kLegalRole, kStandIn))
          .kind,
      Kind::kDuplicate)
      << "nor does one person take two places";

  const std::string by_holder = node_.Submit(Wanted::kHold);
  node_.Run(node_.Approves(by_holder, "OUT-3", kLegalRole, kHolder));
  EXPECT_EQ(RefusalOfReview(InPlace(by_holder, kStandIn)),
            wire::kAlreadyAccepted);
}

TEST_F(SubstitutionTest, WhoWouldStandInNeitherWritesNorApprovesTheEntry) {
  const v1::RegisterEntry entry = Delegation("D", kProposer);
  EXPECT_EQ(RefusalOf(node_.Run(Proposal(entry, kProposer))),
            wire::kNotEntitled);
  ASSERT_EQ(node_.Run(Proposal(entry, kOther)).kind, Kind::kDone);
  EXPECT_EQ(RefusalOf(node_.Run(RegisterApproval{Change(entry, kProposer)})),
            wire::kNotEntitled);
  EXPECT_EQ(node_.Run(RegisterApproval{Change(entry, kApprover)}).kind,
            Kind::kDone);
}

TEST_F(SubstitutionTest, ApprovalOutlivesTheEntryThatItWasGivenUnder) {
  const v1::RegisterEntry entry = Delegation("D", kStandIn);
  Enter(entry);
  const std::string id = node_.Submit(Wanted::kHold);
  node_.Run(InPlace(id, kStandIn));
  Revoke(entry);
  node_.Run(node_.Approves(id, "OUT-3", kLegalRole, kOther));
  EXPECT_EQ(node_.Run(node_.PrepareRelease(id)).kind, Kind::kDone);
  EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_QUEUED);
}

}  // namespace
}  // namespace enlace::core
