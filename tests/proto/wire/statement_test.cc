#include "proto/wire/statement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "proto/wire/commitment.h"
#include "proto/wire/full_form.h"
#include "proto/wire/leaf.h"
#include "proto/wire/message_id.h"
#include "proto/wire/problem.h"
#include "proto/wire/record.h"
#include "proto/wire/strict_parse.h"
#include "tests/proto/wire/envelope_fixture.h"

namespace enlace::wire {
namespace {

std::string StatementSeed() { return std::string(kSeedSize, 's'); }

std::string SampleStatement() {
  return MakeStatement(SampleHeader(), SerializeStrictly(FullSample()),
                       StatementSeed())
      .value();
}

struct HeaderCase {
  const char* field;
  std::function<void(v1::Header&)> change;
};

std::vector<HeaderCase> WrongHeaders() {
  const auto text = [](const char* value) {
    return [value](std::string* field) { *field = value; };
  };
  std::vector<HeaderCase> cases = {
      {"header.version", [](v1::Header& h) { h.set_version(0); }},
      {"header.version", [](v1::Header& h) { h.set_version(2); }},
      {"header.message_id", [](v1::Header& h) { h.clear_message_id(); }},
      {"header.message_id",
       [](v1::Header& h) { h.mutable_message_id()->push_back('x'); }},
      {"header.message_id",
       [](v1::Header& h) { (*h.mutable_message_id())[6] = '\x4a'; }},
      {"header.message_id",
       [](v1::Header& h) { (*h.mutable_message_id())[8] = '\x7f'; }},
      {"header.parent", [](v1::Header& h) { h.set_parent("x"); }},
      {"header.parent",
       [](v1::Header& h) { h.set_parent(std::string(33, 'x')); }},
      {"header.recipient",
       [](v1::Header& h) { h.set_recipient(std::string(kSampleNodeA)); }},
      {"header.channel",
       [](v1::Header& h) { h.set_channel(v1::CHANNEL_UNSPECIFIED); }},
      {"header.urgency",
       [](v1::Header& h) { h.set_urgency(v1::URGENCY_UNSPECIFIED); }},
      {"header.created_at_ms", [](v1::Header& h) { h.set_created_at_ms(0); }},
      {"header.created_at_ms", [](v1::Header& h) { h.set_created_at_ms(-5); }},
      {"header.created_at_ms",
       [](v1::Header& h) { h.set_created_at_ms(253402300800000); }},
      {"header.valid_until_ms",
       [](v1::Header& h) { h.set_valid_until_ms(h.created_at_ms()); }},
      {"header.valid_until_ms",
       [](v1::Header& h) { h.set_valid_until_ms(253402300800000); }},
  };
  for (const char* type : {"", "sample", "1Sample", "A.B", "A B", "Ä"}) {
    cases.push_back(
        {"header.type", [=](v1::Header& h) { text(type)(h.mutable_type()); }});
  }
  cases.push_back(
      {"header.type", [](v1::Header& h) { h.set_type(std::string(65, 'A')); }});
  for (const char* schema : {"", "1", "1.", ".1", "01.0", "1.00", "1.0.0",
                             "a.b", "1.-1", "1234567890.1234567890"}) {
    cases.push_back({"header.schema",
                     [=](v1::Header& h) { text(schema)(h.mutable_schema()); }});
  }
  for (const char* agency : {"", "us-atf", "spiffe://us.enlace.example/agency/",
                             "spiffe://us.enlace.example/person/p1",
                             "SPIFFE://us.enlace.example/agency/us-atf"}) {
    cases.push_back({"header.sender",
                     [=](v1::Header& h) { text(agency)(h.mutable_sender()); }});
    cases.push_back({"header.recipient", [=](v1::Header& h) {
                       text(agency)(h.mutable_recipient());
                     }});
  }
  return cases;
}

TEST(StatementTest, SaysWhatItWasMadeFrom) {
  const auto statement = ParseStatement(SampleStatement());
  ASSERT_TRUE(statement.ok()) << statement.status();
  EXPECT_EQ(SerializeStrictly(statement->header()),
            SerializeStrictly(SampleHeader()));
  EXPECT_EQ(
      statement->body_digest(),
      AsBytes(BodyDigest(StatementSeed(), SerializeStrictly(FullSample()))));
  EXPECT_EQ(statement->commitment_root(),
            AsBytes(CommitmentRoot(
                CommitTo(LeavesOf(FullSample()).value(), StatementSeed()))));
}

TEST(StatementTest, RecordIdIsTheDigestOfTheBytes) {
  EXPECT_EQ(RecordId(SampleStatement()), Sha256(SampleStatement()));
}

TEST(StatementTest, NamesTheHeaderFieldThatIsWrong) {
  for (const HeaderCase& wrong : WrongHeaders()) {
    v1::Header header = SampleHeader();
    wrong.change(header);
    const absl::Status status = CheckHeader(header);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(MessageOf(status), testing::StartsWith(wrong.field));
    EXPECT_FALSE(MakeStatement(header, "", StatementSeed()).ok());
    v1::Statement statement = ParseStatement(SampleStatement()).value();
    *statement.mutable_header() = header;
    EXPECT_FALSE(ParseStatement(SerializeStrictly(statement)).ok())
        << wrong.field;
  }
}

TEST(StatementTest, AnotherVersionIsAnotherSchema) {
  v1::Header header = SampleHeader();
  header.set_version(2);
  EXPECT_EQ(ReasonOf(CheckHeader(header)), kSchemaUnsupported);
}

TEST(StatementTest, TakesAParent) {
  v1::Header header = SampleHeader();
  header.set_parent(std::string(32, 'p'));
  EXPECT_TRUE(CheckHeader(header).ok());
}

TEST(StatementTest, RefusesASeedOfAnotherSize) {
  for (const size_t size : {0u, 16u, 31u, 33u}) {
    EXPECT_EQ(
        ReasonOf(
            MakeStatement(SampleHeader(), "", std::string(size, 's')).status()),
        kFieldInvalid);
  }
}

TEST(StatementTest, RefusesABodyThatIsNoRecordOfTheType) {
  EXPECT_EQ(
      ReasonOf(MakeStatement(SampleHeader(), "x", StatementSeed()).status()),
      kFieldInvalid);
  v1::Header header = SampleHeader();
  header.set_type("Nothing");
  EXPECT_EQ(ReasonOf(MakeStatement(header, "", StatementSeed()).status()),
            kTypeUnknown);
}

TEST(StatementTest, RefusesDigestsOfAnotherSizeAndOversizedBytes) {
  v1::Statement statement = ParseStatement(SampleStatement()).value();
  statement.mutable_body_digest()->pop_back();
  EXPECT_FALSE(ParseStatement(SerializeStrictly(statement)).ok());
  statement = ParseStatement(SampleStatement()).value();
  statement.clear_commitment_root();
  EXPECT_FALSE(ParseStatement(SerializeStrictly(statement)).ok());
  EXPECT_EQ(
      ReasonOf(
          ParseStatement(std::string(kStatementSizeMax + 1, 'x')).status()),
      kTooLarge);
  EXPECT_FALSE(ParseStatement("").ok());
}

TEST(StatementTest, RefusesTwoHeadersAndForeignFields) {
  const std::string bytes = SampleStatement();
  v1::Statement header_alone;
  *header_alone.mutable_header() = SampleHeader();
  EXPECT_FALSE(ParseStatement(bytes + SerializeStrictly(header_alone)).ok());
  EXPECT_FALSE(ParseStatement(SerializeStrictly(header_alone) + bytes).ok());
  EXPECT_FALSE(ParseStatement(bytes + std::string("\x20\x01", 2)).ok());
  EXPECT_FALSE(ParseStatement(bytes.substr(0, bytes.size() - 1)).ok());
}

TEST(CommitmentTest, SaltsAndCommitmentsDependOnEveryInput) {
  const std::string seed = StatementSeed();
  const Leaf leaf{"a.b", TypeTag::kString, "v"};
  const Hash salt = LeafSalt(seed, leaf.path);
  const Hash commitment = LeafCommitment(leaf, AsBytes(salt));
  EXPECT_NE(LeafSalt(std::string(32, 't'), leaf.path), salt);
  EXPECT_NE(LeafSalt(seed, "a.c"), salt);
  for (const Leaf& other :
       {Leaf{"a.c", leaf.tag, "v"}, Leaf{"a.b", TypeTag::kBytes, "v"},
        Leaf{"a.b", leaf.tag, "w"}, Leaf{"a.b", leaf.tag, ""},
        // The border between path and value is part of it.
        Leaf{"a.", leaf.tag, "bv"}}) {
    EXPECT_NE(LeafCommitment(other, AsBytes(salt)), commitment);
  }
}

TEST(CommitmentTest, RootDependsOnOrderAndNumber) {
  const Hash a = Sha256("a");
  const Hash b = Sha256("b");
  EXPECT_NE(CommitmentRoot({a, b}), CommitmentRoot({b, a}));
  EXPECT_NE(CommitmentRoot({a, b}), CommitmentRoot({a}));
  EXPECT_NE(CommitmentRoot({a}), CommitmentRoot(absl::Span<const Hash>()));
}

TEST(CommitmentTest, SilentLeavesHideWhetherTheyWereThere) {
  v1::EnvelopeSample with;
  with.mutable_flags()->set_color(v1::SAMPLE_COLOR_RED);
  const auto absent = LeavesOf(v1::EnvelopeSample()).value();
  const auto present = LeavesOf(with).value();
  EXPECT_EQ(present.size(), absent.size());
  EXPECT_NE(CommitmentRoot(CommitTo(present, StatementSeed())),
            CommitmentRoot(CommitTo(absent, StatementSeed())));
}

TEST(FullFormTest, GivesTheRecord) {
  const v1::Statement statement = ParseStatement(SampleStatement()).value();
  v1::FullForm form;
  form.set_body(SerializeStrictly(FullSample()));
  form.set_seed(StatementSeed());
  const auto record = VerifyFullForm(statement, form.body(), form.seed());
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(SerializeStrictly(*record->message), form.body());
}

TEST(FullFormTest, RefusesAnotherBodySeedDigestOrRoot) {
  const v1::Statement statement = ParseStatement(SampleStatement()).value();
  v1::FullForm form;
  form.set_body(SerializeStrictly(FullSample()));
  form.set_seed(StatementSeed());

  v1::EnvelopeSample other = FullSample();
  other.set_count(8);
  v1::FullForm changed = form;
  changed.set_body(SerializeStrictly(other));
  EXPECT_EQ(
      ReasonOf(
          VerifyFullForm(statement, changed.body(), changed.seed()).status()),
      kCommitmentMismatch);
  changed = form;
  changed.mutable_seed()->back() ^= 1;
  EXPECT_EQ(
      ReasonOf(
          VerifyFullForm(statement, changed.body(), changed.seed()).status()),
      kCommitmentMismatch);
  changed.mutable_seed()->pop_back();
  EXPECT_EQ(
      ReasonOf(
          VerifyFullForm(statement, changed.body(), changed.seed()).status()),
      kFieldInvalid);
  v1::Statement lying = statement;
  lying.mutable_commitment_root()->back() ^= 1;
  EXPECT_EQ(ReasonOf(VerifyFullForm(lying, form.body(), form.seed()).status()),
            kCommitmentMismatch);
  lying = statement;
  lying.mutable_body_digest()->back() ^= 1;
  EXPECT_EQ(ReasonOf(VerifyFullForm(lying, form.body(), form.seed()).status()),
            kCommitmentMismatch);
}

TEST(MessageIdTest, HoldsTheTimeAndSortsByIt) {
  CountingRandom random;
  const absl::Time at = absl::FromUnixMillis(kSampleCreatedMs);
  const std::string id = MakeMessageId(at, random);
  EXPECT_TRUE(IsMessageId(id));
  EXPECT_EQ(ReadU64(std::string(2, '\0') + id.substr(0, 6)),
            static_cast<uint64_t>(kSampleCreatedMs));
  EXPECT_LT(id, MakeMessageId(at + absl::Milliseconds(1), random));
  EXPECT_NE(id, MakeMessageId(at, random));
}

}  // namespace
}  // namespace enlace::wire
