// One field of a record with its proof: each field can be shown alone, nothing
// else is, and nothing but what was written verifies.

#include "client/library/disclosure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proto/wire/note.h"
#include "proto/wire/opened_form.h"
#include "proto/wire/statement.h"
#include "proto/wire/tlog_proof.h"
#include "tests/client/fake_node.h"
#include "tests/client/fake_receipt.h"

namespace enlace::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::string_view kField = "firearm.serial_number";

class DisclosureTest : public testing::Test {
 protected:
  DisclosureTest()
      : node_(nations_),
        submission_(node_.InboxSubmission()),
        record_(*OpenableOf(submission_)),
        receipt_(FakeReceipt(nations_, submission_.statement())),
        good_(DiscloseOne(kField)) {}

  v1::Disclosure DiscloseOne(absl::string_view path) {
    auto disclosure = Disclose(record_, path, receipt_, nations_.Roots());
    EXPECT_TRUE(disclosure.ok()) << path << disclosure.status();
    return *std::move(disclosure);
  }

  // The paths that the sender can show.
  std::vector<std::string> Paths() {
    return wire::VerifyOpenedForm(
               *wire::ParseStatement(record_.statement.statement()),
               record_.opened)
        ->Opened();
  }

  bool Verifies(const v1::Disclosure& disclosure) {
    return VerifyDisclosure(disclosure, nations_.Roots()).ok();
  }

  // Whether the file is refused once it was spoilt.
  bool Refuses(const std::function<void(v1::Disclosure&)>& spoil) {
    v1::Disclosure disclosure = good_;
    spoil(disclosure);
    return !Verifies(disclosure);
  }

  TwoNations nations_;
  FakeNode node_;
  v1::Submission submission_;
  OpenableRecord record_;
  v1::JointReceipt receipt_;
  v1::Disclosure good_;  // of kField
};

TEST_F(DisclosureTest, EachFieldIsShownAloneWithItsProof) {
  v1::OpenedForm all;
  ASSERT_TRUE(all.ParseFromString(record_.opened));
  ASSERT_GT(Paths().size(), 10u);
  const std::vector<std::string> paths = Paths();
  for (size_t i = 0; i < paths.size(); i += 4) {
    const std::string& path = paths[i];
    const v1::Disclosure disclosure = DiscloseOne(path);
    const auto proven = VerifyDisclosure(disclosure, nations_.Roots());
    ASSERT_TRUE(proven.ok()) << proven.status();
    EXPECT_EQ(proven->path, path);
    EXPECT_EQ(proven->withheld, static_cast<size_t>(all.leaves_size()) - 1);
    EXPECT_TRUE(proven->receipt.joint());
    EXPECT_EQ(proven->receipt.header->sender(),
              nations_.party("us-atf").identity.Uri());
    // What opens the other leaves is not in the file.
    const std::string bytes = disclosure.SerializeAsString();
    EXPECT_FALSE(absl::StrContains(bytes, submission_.seed()));
    for (const v1::LeafEntry& leaf : all.leaves()) {
      if (!leaf.has_opened()) continue;
      EXPECT_EQ(absl::StrContains(bytes, leaf.opened().salt()),
                leaf.opened().path() == path);
    }
  }
}

TEST_F(DisclosureTest, RecipientShowsTheSameOfWhatItWasGiven) {
  v1::ReleasedRecord released;
  ASSERT_TRUE(released.ParseFromString(
      nations_.Deliver(submission_, {"firearm.caliber"}).record()));
  const OpenableRecord theirs = *OpenableOf(released);
  const auto disclosure = Disclose(theirs, kField, receipt_, nations_.Roots());
  ASSERT_TRUE(disclosure.ok()) << disclosure.status();
  EXPECT_EQ(disclosure->SerializeAsString(), good_.SerializeAsString());
  const absl::Status removed =
      Disclose(theirs, "firearm.caliber", receipt_, nations_.Roots()).status();
  EXPECT_TRUE(absl::IsNotFound(removed)) << removed;
}

TEST_F(DisclosureTest, WhatIsNoFieldOfTheRecordIsRefusedWithoutItsValues) {
  for (const char* const path :
       {"", "firearm", "firearm.serial_numbe", "firearm.serial_number.x"}) {
    const absl::Status status =
        Disclose(record_, path, receipt_, nations_.Roots()).status();
    EXPECT_TRUE(absl::IsNotFound(status)) << status;
    v1::OpenedForm all;
    ASSERT_TRUE(all.ParseFromString(record_.opened));
    for (const v1::LeafEntry& leaf : all.leaves()) {
      if (leaf.opened().value().size() < 6) continue;
      EXPECT_THAT(std::string(status.message()),
                  Not(HasSubstr(leaf.opened().value())));
    }
  }
}

TEST_F(DisclosureTest, FileIsReadOnlyAsItWasWritten) {
  const std::string text = FormatDisclosure(good_);
  const auto read = ParseDisclosure(text);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->SerializeAsString(), good_.SerializeAsString());
  for (const std::string& other :
       {std::string(), text + "\n", text.substr(1),
        absl::StrReplaceAll(text, {{"\n", ""}}),
        absl::StrReplaceAll(text, {{"\"receipt\"", "\"receit\""}})}) {
    EXPECT_FALSE(ParseDisclosure(other).ok());
  }
}

TEST_F(DisclosureTest, EveryChangedByteOfTheFileIsRefused) {
  ASSERT_TRUE(Verifies(good_));
  const std::string text = FormatDisclosure(good_);
  const size_t opened = text.find("\"opened\"");
  // Of the receipt, which has a test of its own, some.
  for (size_t i = 0; i < text.size(); i += i < opened ? 61 : 1) {
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 7)));
    const auto read = ParseDisclosure(changed);
    ASSERT_FALSE(read.ok() && Verifies(*read)) << "byte " << i;
  }
}

TEST_F(DisclosureTest, EveryChangedBitOfTheOpenedFormIsRefused) {
  const std::string form = good_.opened().SerializeAsString();
  for (size_t bit = 0; bit < 8 * form.size(); ++bit) {
    std::string changed = form;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    const auto statement = wire::ParseStatement(record_.statement.statement());
    ASSERT_FALSE(wire::VerifyOpenedForm(*statement, changed).ok()) << bit;
  }
}

TEST_F(DisclosureTest, LeavesCannotBeDroppedSwappedOrAdded) {
  const int count = good_.opened().leaves_size();
  for (int i = 0; i < count; ++i) {
    EXPECT_TRUE(Refuses([i](v1::Disclosure& disclosure) {
      disclosure.mutable_opened()->mutable_leaves()->DeleteSubrange(i, 1);
    })) << i;
    EXPECT_TRUE(Refuses([i, count](v1::Disclosure& disclosure) {
      disclosure.mutable_opened()->mutable_leaves()->SwapElements(
          i, (i + 1) % count);
    })) << i;
    EXPECT_TRUE(Refuses([i](v1::Disclosure& disclosure) {
      *disclosure.mutable_opened()->add_leaves() =
          disclosure.opened().leaves(i);
    })) << i;
  }
}

TEST_F(DisclosureTest, OneFieldIsOpenNoMoreAndNoLess) {
  EXPECT_TRUE(Refuses([this](v1::Disclosure& disclosure) {
    ASSERT_TRUE(disclosure.mutable_opened()->ParseFromString(record_.opened));
  }));
  EXPECT_TRUE(Refuses([this](v1::Disclosure& disclosure) {
    ASSERT_TRUE(disclosure.mutable_opened()->ParseFromString(
        wire::Withhold(record_.opened, [](absl::string_view) {
          return true;
        }).form));
  }));
}

TEST_F(DisclosureTest, NothingRidesAlongThatNobodyVouchesFor) {
  EXPECT_TRUE(Refuses([this](v1::Disclosure& disclosure) {
    *disclosure.mutable_receipt()->mutable_nodes(1)->add_events() =
        receipt_.nodes(1).events(0);
  }));
  const auto add_line = [](v1::EntryProof& proof) {
    wire::TlogProof parsed = *wire::ParseTlogProof(proof.proof());
    wire::Note note = *wire::ParseNote(parsed.checkpoint);
    note.signatures.push_back({"stranger.example/witness", 7, "word"});
    parsed.checkpoint = wire::FormatNote(note);
    proof.set_proof(wire::FormatTlogProof(parsed));
  };
  EXPECT_TRUE(Refuses([&](v1::Disclosure& disclosure) {
    add_line(
        *disclosure.mutable_receipt()->mutable_nodes(0)->mutable_decided());
  }));
  // What a receipt has of it is left out.
  add_line(*receipt_.mutable_nodes(0)->mutable_decided());
  EXPECT_TRUE(Verifies(DiscloseOne(kField)));
}

TEST_F(DisclosureTest, LessThanBothCosignedLogsIsRefused) {
  const auto receipt = [](v1::Disclosure& disclosure) {
    return disclosure.mutable_receipt();
  };
  EXPECT_TRUE(Refuses([&](v1::Disclosure& disclosure) {
    receipt(disclosure)->clear_statement();
  }));
  EXPECT_TRUE(Refuses([&](v1::Disclosure& disclosure) {
    receipt(disclosure)->mutable_nodes()->DeleteSubrange(1, 1);
  }));
  EXPECT_TRUE(Refuses([&](v1::Disclosure& disclosure) {
    receipt(disclosure)->mutable_nodes(0)->clear_decided();
  }));
  for (const v1::ReceiptLevel level :
       {v1::RECEIPT_LEVEL_UNSPECIFIED, v1::RECEIPT_LEVEL_L0,
        v1::RECEIPT_LEVEL_L1}) {
    EXPECT_TRUE(Refuses([&](v1::Disclosure& disclosure) {
      receipt(disclosure)->set_level(level);
    }));
  }
  EXPECT_FALSE(VerifyDisclosure(good_, {}).ok());
}

TEST_F(DisclosureTest, AnotherRecordsReceiptIsRefused) {
  v1::Submission other = submission_;
  auto draft = wire::ParseStatement(other.statement().statement());
  draft->mutable_header()->set_created_at_ms(draft->header().created_at_ms() +
                                             1);
  other.mutable_statement()->set_statement(draft->SerializeAsString());
  const v1::JointReceipt theirs = FakeReceipt(nations_, other.statement());
  EXPECT_FALSE(Disclose(record_, kField, theirs, nations_.Roots()).ok());
  EXPECT_TRUE(Refuses([&](v1::Disclosure& disclosure) {
    *disclosure.mutable_receipt()->mutable_nodes() = theirs.nodes();
  }));
}

}  // namespace
}  // namespace enlace::client
