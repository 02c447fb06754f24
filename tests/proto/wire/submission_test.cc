#include "proto/wire/submission.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "base/sha256.h"
#include "proto/wire/batch_root.h"
#include "proto/wire/commitment.h"
#include "proto/wire/dsse.h"
#include "proto/wire/leaf.h"
#include "proto/wire/problem.h"
#include "proto/wire/statement.h"
#include "proto/wire/strict_parse.h"
#include "tests/proto/wire/envelope_fixture.h"

namespace enlace::wire {
namespace {

std::string ReasonOfSubmission(const v1::Submission& submission,
                               const KnownKeys& keys) {
  return ReasonOf(
      VerifySubmission(SerializeStrictly(submission), keys).status());
}

TEST(SubmissionTest, HoldsWhatItsSenderSigned) {
  const SampleParties parties;
  const v1::Submission submission = SampleSubmission(parties);
  const auto verified =
      VerifySubmission(SerializeStrictly(submission), parties.keys);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->record_id,
            AsBytes(Sha256(submission.statement().statement())));
  EXPECT_EQ(SerializeStrictly(verified->statement.header()),
            SerializeStrictly(SampleHeader()));
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(
      *verified->message, FullSample()));
}

TEST(SubmissionTest, SetsTypeAndVersionItself) {
  const SampleParties parties;
  CountingRandom random;
  v1::Header header = SampleHeader();
  header.set_type("Other");
  header.clear_version();
  const auto submission =
      MakeSubmission(header, FullSample(), parties.agency, random);
  ASSERT_TRUE(submission.ok()) << submission.status();
  EXPECT_EQ(ReasonOfSubmission(*submission, parties.keys), "");
}

TEST(SubmissionTest, EachHasASeedOfItsOwn) {
  const SampleParties parties;
  CountingRandom random;
  const auto make = [&] {
    return MakeSubmission(SampleHeader(), FullSample(), parties.agency, random)
        .value();
  };
  EXPECT_NE(make().seed(), make().seed());
}

TEST(SubmissionTest, RefusesToSignWhatCannotBeTakenApart) {
  const SampleParties parties;
  CountingRandom random;
  v1::EnvelopeSample empty_part;
  empty_part.mutable_part();
  EXPECT_EQ(ReasonOf(MakeSubmission(SampleHeader(), empty_part, parties.agency,
                                    random)
                         .status()),
            kFieldInvalid);
  EXPECT_EQ(ReasonOf(MakeSubmission(SampleHeader(), v1::NoRecordSample(),
                                    parties.agency, random)
                         .status()),
            kTypeUnknown);
  v1::Header header = SampleHeader();
  header.clear_message_id();
  EXPECT_FALSE(
      MakeSubmission(header, FullSample(), parties.agency, random).ok());
}

TEST(SubmissionTest, EveryChangedBitIsRefused) {
  const SampleParties parties;
  const std::string bytes = SerializeStrictly(SampleSubmission(parties));
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (const int bit : {0, static_cast<int>(1 + at % 7)}) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      EXPECT_FALSE(VerifySubmission(changed, parties.keys).ok()) << at;
    }
  }
  EXPECT_FALSE(VerifySubmission("", parties.keys).ok());
  EXPECT_FALSE(VerifySubmission(bytes + bytes, parties.keys).ok());
}

TEST(SubmissionTest, RefusesAKeyThatIsUnknownForeignOrOutOfTime) {
  const SampleParties parties;
  const v1::Submission submission = SampleSubmission(parties);
  EXPECT_EQ(ReasonOfSubmission(submission, KnownKeys()), kKeyUnknown);

  KnownKeys foreign;
  foreign.Add(parties.agency, "spiffe://us.enlace.example/agency/us-fbi");
  const absl::Status mismatch =
      VerifySubmission(SerializeStrictly(submission), foreign).status();
  EXPECT_EQ(mismatch.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(mismatch), kSenderMismatch);

  const absl::Time created = absl::FromUnixMillis(kSampleCreatedMs);
  const auto known_in = [&](absl::Time from, absl::Time to) {
    KnownKeys keys;
    keys.Add({.key = parties.agency.public_key(),
              .identity = std::string(kSampleAgency),
              .not_before = from,
              .not_after = to});
    return ReasonOfSubmission(submission, keys);
  };
  const absl::Duration tick = absl::Milliseconds(1);
  EXPECT_EQ(known_in(created, created), "");
  EXPECT_EQ(known_in(created + tick, absl::InfiniteFuture()),
            kSignatureInvalid);
  EXPECT_EQ(known_in(absl::InfinitePast(), created - tick), kSignatureInvalid);
}

TEST(SubmissionTest, RefusesAnotherKeyUnderTheSendersName) {
  const SampleParties parties;
  const SampleParties impostors;
  v1::Submission submission = SampleSubmission(impostors);
  KnownKeys keys = parties.keys;
  EXPECT_EQ(ReasonOfSubmission(submission, keys), kKeyUnknown);
  submission.mutable_statement()->mutable_signature()->set_key_id(
      parties.agency.key_id());
  EXPECT_EQ(ReasonOfSubmission(submission, keys), kSignatureInvalid);
}

// The sender signs a root that is not that of the body: a minimized form could
// then prove leaves that the node never saw.
TEST(SubmissionTest, RefusesALyingStatementThatIsSignedWell) {
  const SampleParties parties;
  v1::Submission submission = SampleSubmission(parties);
  v1::Statement statement =
      ParseStatement(submission.statement().statement()).value();
  v1::EnvelopeSample other = FullSample();
  other.set_name("other");
  statement.set_commitment_root(ToBytes(
      CommitmentRoot(CommitTo(LeavesOf(other).value(), submission.seed()))));
  *submission.mutable_statement() =
      SignStatement(parties.agency, SerializeStrictly(statement)).value();
  EXPECT_EQ(ReasonOfSubmission(submission, parties.keys), kCommitmentMismatch);
}

TEST(SubmissionTest, MayBeCoveredByABatch) {
  const SampleParties parties;
  CountingRandom random;
  v1::Submission submission = SampleSubmission(parties);
  const std::vector<std::string> statements = {
      "another", submission.statement().statement()};
  *submission.mutable_statement() =
      SignBatch(parties.agency, statements, random).value()[1];
  EXPECT_EQ(ReasonOfSubmission(submission, parties.keys), "");
  submission.mutable_statement()->mutable_batch()->set_index(
      submission.statement().batch().index() ^ 1);
  EXPECT_EQ(ReasonOfSubmission(submission, parties.keys), kSignatureInvalid);
}

}  // namespace
}  // namespace enlace::wire
