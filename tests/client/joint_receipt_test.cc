// Joint receipts: what verifies with the two roots alone, and that nothing else
// does.

#include "client/library/joint_receipt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "base/file.h"
#include "client/library/proven_entry.h"
#include "tests/client/fake_node.h"
#include "tests/client/fake_receipt.h"

namespace enlace::client {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class JointReceiptTest : public testing::Test {
 protected:
  JointReceiptTest()
      : node_(nations_),
        receipt_(FakeReceipt(nations_, node_.InboxSubmission().statement())) {}

  absl::StatusOr<ProvenReceipt> Verify(
      const v1::JointReceipt& receipt,
      v1::ReceiptLevel level = v1::RECEIPT_LEVEL_L2) {
    return VerifyJointReceipt(receipt, nations_.Roots(), level);
  }

  // Whether the receipt is refused once it was spoilt.
  bool Refuses(const std::function<void(v1::JointReceipt&)>& spoil) {
    v1::JointReceipt receipt = receipt_;
    spoil(receipt);
    return !Verify(receipt).ok();
  }

  TwoNations nations_;
  FakeNode node_;
  v1::JointReceipt receipt_;
};

TEST_F(JointReceiptTest, ProvesBothDecisionsAndWhatBecameOfTheRecord) {
  for (const v1::ReceiptLevel level :
       {v1::RECEIPT_LEVEL_L0, v1::RECEIPT_LEVEL_L1, v1::RECEIPT_LEVEL_L2}) {
    const auto proven = Verify(receipt_, level);
    ASSERT_TRUE(proven.ok()) << proven.status();
    EXPECT_TRUE(proven->joint());
    ASSERT_TRUE(proven->header.has_value());
    EXPECT_EQ(proven->header->sender(),
              nations_.party("us-atf").identity.Uri());
    ASSERT_THAT(proven->nodes, SizeIs(2));
    EXPECT_EQ(proven->nodes[0].nation, "us.enlace.example");
    EXPECT_EQ(proven->nodes[1].nation, "mx.enlace.example");
    if (level == v1::RECEIPT_LEVEL_L0) {
      EXPECT_FALSE(proven->nodes[0].log_size.has_value());
      continue;
    }
    ASSERT_THAT(proven->nodes[0].events, SizeIs(1));
    EXPECT_EQ(proven->nodes[0].events[0].step, v1::AUDIT_STEP_RELAYED);
    ASSERT_THAT(proven->nodes[1].events, SizeIs(2));
    EXPECT_EQ(proven->nodes[1].events[1].step, v1::AUDIT_STEP_COLLECTED);
    EXPECT_THAT(proven->nodes[1].cosignatures,
                SizeIs(level == v1::RECEIPT_LEVEL_L2 ? 1 : 0));
  }
}

TEST_F(JointReceiptTest, FileRoundTripsAndUnknownFieldsAreRefused) {
  const auto read = ParseReceipt(FormatReceipt(receipt_));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->SerializeAsString(), receipt_.SerializeAsString());
  EXPECT_FALSE(ParseReceipt("{\"nodess\":[]}").ok());
  EXPECT_FALSE(ParseReceipt("").ok());
}

// Every byte that the receipt is made of: signatures, proofs, openings, link
// files, statements.
TEST_F(JointReceiptTest, EveryChangedByteIsRefusedOrMeansNothing) {
  const std::vector<std::string*> parts = {
      receipt_.mutable_statement()->mutable_statement(),
      receipt_.mutable_nodes(0)->mutable_decision()->mutable_statement(),
      receipt_.mutable_nodes(1)
          ->mutable_decision()
          ->mutable_signature()
          ->mutable_signature(),
      receipt_.mutable_nodes(0)->mutable_decided()->mutable_entry(),
      receipt_.mutable_nodes(1)->mutable_decided()->mutable_shared(),
      receipt_.mutable_nodes(0)->mutable_decided()->mutable_shared_blind(),
      receipt_.mutable_nodes(1)->mutable_events(0)->mutable_entry(),
      receipt_.mutable_nodes(1)->mutable_events(1)->mutable_shared(),
      receipt_.mutable_nodes(1)->mutable_events(1)->mutable_shared_blind(),
      receipt_.mutable_nodes(1)->mutable_link_file()->mutable_file(),
      receipt_.mutable_nodes(0)
          ->mutable_link_file()
          ->mutable_signature()
          ->mutable_signature()};
  for (size_t part = 0; part < parts.size(); ++part) {
    std::string& bytes = *parts[part];
    ASSERT_FALSE(bytes.empty()) << part;
    const size_t step = bytes.size() / 40 + 1;
    for (size_t i = 0; i < bytes.size(); i += step) {
      bytes[i] = static_cast<char>(bytes[i] ^ 1);
      EXPECT_FALSE(Verify(receipt_).ok()) << "part " << part << " byte " << i;
      bytes[i] = static_cast<char>(bytes[i] ^ 1);
    }
  }
  EXPECT_TRUE(Verify(receipt_).ok());
}

TEST_F(JointReceiptTest, EveryChangedByteOfAProofIsRefused) {
  std::string& proof =
      *receipt_.mutable_nodes(1)->mutable_events(0)->mutable_proof();
  for (size_t i = 0; i < proof.size(); i += 3) {
    proof[i] = static_cast<char>(proof[i] ^ 1);
    EXPECT_FALSE(Verify(receipt_).ok()) << "byte " << i;
    proof[i] = static_cast<char>(proof[i] ^ 1);
  }
}

TEST_F(JointReceiptTest, PartsThatDoNotBelongTogetherAreRefused) {
  EXPECT_TRUE(Refuses([](auto& r) { r.mutable_nodes()->SwapElements(0, 1); }));
  EXPECT_TRUE(Refuses([](auto& r) { *r.add_nodes() = r.nodes(0); }));
  EXPECT_TRUE(Refuses([](auto& r) { r.clear_nodes(); }));
  EXPECT_TRUE(Refuses([](auto& r) {
    r.mutable_nodes(0)->mutable_decided()->Swap(
        r.mutable_nodes(1)->mutable_decided());
  }));
  EXPECT_TRUE(Refuses([](auto& r) {
    r.mutable_nodes(1)->mutable_events()->SwapElements(0, 1);
  }));
  EXPECT_TRUE(Refuses([](auto& r) {
    *r.mutable_nodes(1)->add_events() = r.nodes(1).events(1);
  }));
  EXPECT_TRUE(Refuses([](auto& r) { r.mutable_nodes(0)->clear_decision(); }));
  EXPECT_TRUE(Refuses([](auto& r) { r.mutable_nodes(1)->clear_decided(); }));
  EXPECT_TRUE(Refuses([](auto& r) { r.mutable_nodes(1)->clear_link_file(); }));
  // An opening without its path, and a path without its opening.
  EXPECT_TRUE(Refuses([](auto& r) {
    v1::EntryProof& event = *r.mutable_nodes(1)->mutable_events(0);
    event.set_proof(r.nodes(1).decided().proof());
  }));
  EXPECT_TRUE(Refuses([](auto& r) {
    r.mutable_nodes(1)->mutable_events(0)->clear_shared();
    r.mutable_nodes(1)->mutable_events(0)->clear_shared_blind();
  }));
}

TEST_F(JointReceiptTest, RootThatIsNotGivenIsNotBelieved) {
  std::vector<certs::TrustAnchor> roots = nations_.Roots();
  roots.pop_back();
  EXPECT_FALSE(VerifyJointReceipt(receipt_, roots, v1::RECEIPT_LEVEL_L0).ok());
  // Another nation's key under the same name.
  const TwoNations impostors;
  EXPECT_FALSE(
      VerifyJointReceipt(receipt_, impostors.Roots(), v1::RECEIPT_LEVEL_L0)
          .ok());
}

TEST_F(JointReceiptTest, OneHalfIsWorthWhatItIs) {
  v1::NodeEvidence& theirs = *receipt_.mutable_nodes(0);
  theirs.clear_decision();
  theirs.clear_decided();
  theirs.clear_events();
  receipt_.clear_statement();
  const auto proven = Verify(receipt_);
  ASSERT_TRUE(proven.ok()) << proven.status();
  EXPECT_FALSE(proven->joint());
  EXPECT_EQ(proven->nodes[0].decision.version(), 0u);
  // Without the other's link file nobody can have cosigned.
  receipt_.mutable_nodes()->DeleteSubrange(0, 1);
  EXPECT_FALSE(Verify(receipt_).ok());
}

// Sent back years later: the instant of the decision counts.
TEST_F(JointReceiptTest, KeysThatRanOutSinceStillProve) {
  nations_.clock.now += absl::Hours(24 * 365 * 10);
  EXPECT_TRUE(Verify(receipt_).ok());
}

TEST_F(JointReceiptTest, ProofFileOfADecisionIsReadBack) {
  const v1::EntryProof& decided = receipt_.nodes(1).decided();
  const auto text = ExportEntry(decided);
  ASSERT_TRUE(text.ok()) << text.status();
  const auto read = ImportEntry(*text);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->SerializeAsString(), decided.SerializeAsString());
  EXPECT_FALSE(ExportEntry(receipt_.nodes(1).events(0)).ok());
}

// What tests/verifiers/verify_receipt.py reads.
TEST_F(JointReceiptTest, DISABLED_WriteSampleReceipt) {
  const std::string folder = "tests/vectors/audit/";
  EXPECT_TRUE(
      ReplaceFileDurably(folder + "sample.receipt", FormatReceipt(receipt_))
          .ok());
  for (const char* nation : {"us", "mx"}) {
    EXPECT_TRUE(ReplaceFileDurably(folder + nation + ".root.pem",
                                   nations_.pki(nation).root_pem())
                    .ok());
  }
}

// A receipt that was drawn once verifies for ever, whatever became of its keys.
TEST_F(JointReceiptTest, SampleReceiptVerifies) {
  const std::string folder = "tests/vectors/audit/";
  std::vector<certs::TrustAnchor> roots;
  for (const char* nation : {"us", "mx"}) {
    roots.push_back(
        *certs::TrustAnchor::FromPem(*ReadFile(folder + nation + ".root.pem")));
  }
  const auto sample = ParseReceipt(*ReadFile(folder + "sample.receipt"));
  ASSERT_TRUE(sample.ok()) << sample.status();
  const auto proven = VerifyJointReceipt(*sample, roots, v1::RECEIPT_LEVEL_L2);
  EXPECT_TRUE(proven.ok()) << proven.status();
}

TEST_F(JointReceiptTest, ClaimsAreTheSameUnverified) {
  const ProvenReceipt claims = ClaimsOf(receipt_);
  const auto proven = Verify(receipt_);
  ASSERT_TRUE(proven.ok()) << proven.status();
  EXPECT_EQ(claims.record_id, proven->record_id);
  ASSERT_THAT(claims.nodes, SizeIs(2));
  EXPECT_EQ(claims.nodes[1].events.size(), proven->nodes[1].events.size());
  EXPECT_THAT(ClaimsOf(v1::JointReceipt()).nodes, IsEmpty());
}

}  // namespace
}  // namespace enlace::client
