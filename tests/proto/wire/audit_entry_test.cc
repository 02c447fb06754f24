#include "proto/wire/audit_entry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "tests/proto/wire/envelope_fixture.h"

namespace enlace::wire {
namespace {

AuditEntry SampleEntry() {
  return {.log_time_ms = 1770393600123,
          .transfer_id = std::string(16, '\x5a'),
          .step = v1::AUDIT_STEP_DECIDED_INCOMING,
          .shared = Sha256("shared"),
          .national = Sha256("national")};
}

v1::AnnexEntry SampleAnnex() {
  v1::AnnexEntry annex;
  annex.set_shared_blind(std::string(32, 'a'));
  annex.set_shared("shared opening");
  annex.set_national_blind(std::string(32, 'b'));
  annex.set_national("national opening");
  return annex;
}

AuditEntry EntryOf(const v1::AnnexEntry& annex) {
  AuditEntry entry = SampleEntry();
  entry.shared = SharedCommitment(annex.shared_blind(), annex.shared());
  entry.national = NationalCommitment(annex.national_blind(), annex.national());
  return entry;
}

TEST(AuditEntryTest, HasTheBytesOfItsFormat) {
  const std::string bytes = EncodeAuditEntry(SampleEntry());
  EXPECT_EQ(
      HexEncode(bytes),
      absl::StrCat("01", "0000019c33ae807b", "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
                   "02", HexEncode(AsBytes(Sha256("shared"))),
                   HexEncode(AsBytes(Sha256("national")))));
  EXPECT_EQ(bytes.size(), kAuditEntrySize);
}

TEST(AuditEntryTest, DecodingReturnsWhatWasEncoded) {
  const auto decoded = DecodeAuditEntry(EncodeAuditEntry(SampleEntry()));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->log_time_ms, SampleEntry().log_time_ms);
  EXPECT_EQ(decoded->transfer_id, SampleEntry().transfer_id);
  EXPECT_EQ(decoded->step, SampleEntry().step);
  EXPECT_EQ(decoded->shared, SampleEntry().shared);
  EXPECT_EQ(decoded->national, SampleEntry().national);
}

TEST(AuditEntryTest, EveryStepHasItsByte) {
  for (int step = 0; step < 256; ++step) {
    std::string bytes = EncodeAuditEntry(SampleEntry());
    bytes[25] = static_cast<char>(step);
    EXPECT_EQ(DecodeAuditEntry(bytes).ok(),
              step != 0 && v1::AuditStep_IsValid(step))
        << step;
  }
}

TEST(AuditEntryTest, RefusesOtherSizesVersionsAndNegativeTimes) {
  const std::string bytes = EncodeAuditEntry(SampleEntry());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(DecodeAuditEntry(bytes.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(DecodeAuditEntry(bytes + "x").ok());
  for (const char version : {'\0', '\2', '\xff'}) {
    EXPECT_FALSE(DecodeAuditEntry(version + bytes.substr(1)).ok());
  }
  std::string negative = bytes;
  negative[1] = '\x80';
  EXPECT_FALSE(DecodeAuditEntry(negative).ok());
}

TEST(AuditEntryTest, EveryBitIsPartOfTheEntry) {
  const std::string bytes = EncodeAuditEntry(SampleEntry());
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string changed = bytes;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    const auto decoded = DecodeAuditEntry(changed);
    if (decoded.ok()) {
      EXPECT_EQ(EncodeAuditEntry(*decoded), changed) << bit;
    }
  }
}

TEST(AuditEntryTest, CommitmentsHaveALabelEach) {
  const std::string blind(32, 'a');
  EXPECT_EQ(
      SharedCommitment(blind, "x"),
      Sha256(absl::StrCat(std::string("enlace.shared.v1\0", 17), blind, "x")));
  EXPECT_EQ(NationalCommitment(blind, "x"),
            Sha256(absl::StrCat(std::string("enlace.national.v1\0", 19), blind,
                                "x")));
}

TEST(AuditEntryTest, OpeningsThatFitVerify) {
  const v1::AnnexEntry annex = SampleAnnex();
  EXPECT_TRUE(VerifyOpenings(EntryOf(annex), annex).ok());
}

TEST(AuditEntryTest, AnAnnexWithoutAnOpeningSaysNothingAboutIt) {
  v1::AnnexEntry annex = SampleAnnex();
  const AuditEntry entry = EntryOf(annex);
  annex.clear_shared();
  annex.clear_shared_blind();
  EXPECT_TRUE(VerifyOpenings(entry, annex).ok());
  annex.clear_national();
  annex.clear_national_blind();
  EXPECT_TRUE(VerifyOpenings(entry, annex).ok());
}

TEST(AuditEntryTest, AnEmptyOpeningStillNeedsItsBlind) {
  v1::AnnexEntry annex = SampleAnnex();
  annex.clear_shared();
  const AuditEntry entry = EntryOf(annex);
  EXPECT_TRUE(VerifyOpenings(entry, annex).ok());
  EXPECT_FALSE(VerifyOpenings(EntryOf(SampleAnnex()), annex).ok());
}

TEST(AuditEntryTest, NamesThePartThatDoesNotOpen) {
  const AuditEntry entry = EntryOf(SampleAnnex());
  v1::AnnexEntry shared = SampleAnnex();
  shared.set_shared("shared openinG");
  EXPECT_THAT(MessageOf(VerifyOpenings(entry, shared)),
              testing::HasSubstr("shared"));
  v1::AnnexEntry national = SampleAnnex();
  national.mutable_national_blind()->back() ^= 1;
  EXPECT_THAT(MessageOf(VerifyOpenings(entry, national)),
              testing::HasSubstr("national"));
  v1::AnnexEntry swapped = SampleAnnex();
  std::swap(*swapped.mutable_shared(), *swapped.mutable_national());
  std::swap(*swapped.mutable_shared_blind(), *swapped.mutable_national_blind());
  EXPECT_FALSE(VerifyOpenings(entry, swapped).ok());
  v1::AnnexEntry cut = SampleAnnex();
  cut.mutable_shared_blind()->pop_back();
  EXPECT_FALSE(VerifyOpenings(entry, cut).ok());
}

}  // namespace
}  // namespace enlace::wire
