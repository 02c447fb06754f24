#include "proto/wire/released_record.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "base/encoding.h"
#include "base/random.h"
#include "base/sha256.h"
#include "proto/wire/batch_root.h"
#include "proto/wire/dsse.h"
#include "proto/wire/opened_form.h"
#include "proto/wire/problem.h"
#include "proto/wire/release.h"
#include "proto/wire/statement.h"
#include "proto/wire/strict_parse.h"
#include "proto/wire/submission.h"
#include "tests/proto/wire/envelope_fixture.h"

namespace enlace::wire {
namespace {

using google::protobuf::util::MessageDifferencer;

// A record on its way: node A takes away some leaves, node B others.
class Journey {
 public:
  Journey() : submission_(SampleSubmission(parties)) {
    form_a = FormOf(OpenForm(FullSample(), submission_.seed(),
                             {"name", "flags.color", "count"})
                        .value()
                        .form);
    release_a = SampleRelease(kSampleNodeA, statement(), Bytes(form_a));
    Announce({"count"}, release_a);
    *release_a.add_generalizations() = Initials("A.B.");
    form_b = Less(form_a, {"tags", "part.deep.hidden"});
    release_b = SampleRelease(kSampleNodeB, statement(), Bytes(form_b));
    Announce({"tags"}, release_b);
    release_b.add_caveats("EXTRA");
  }

  static v1::Generalization Initials(absl::string_view value) {
    v1::Generalization coarser;
    coarser.set_path("name");
    coarser.set_level("initials");
    coarser.set_type_tag(5);
    coarser.set_value(std::string(value));
    coarser.set_rule_id("R-3");
    return coarser;
  }

  static std::string Bytes(const v1::OpenedForm& form) {
    return SerializeStrictly(form);
  }
  static v1::OpenedForm Less(const v1::OpenedForm& form,
                             const std::set<std::string>& paths) {
    return FormOf(Withhold(Bytes(form), paths).form);
  }

  const std::string& statement() const {
    return submission_.statement().statement();
  }
  const v1::SignedStatement& signed_statement() const {
    return submission_.statement();
  }
  const std::string& seed() const { return submission_.seed(); }

  v1::SignedRelease SignedA() const {
    return SignRelease(release_a, parties.node_a).value();
  }
  v1::SignedRelease SignedB() const {
    return SignRelease(release_b, parties.node_b).value();
  }

  std::string AtTheBorder() const {
    return MakeReleasedRecord(signed_statement(), Bytes(form_a), false,
                              {SignedA()});
  }
  std::string AtTheRecipient() const {
    return MakeReleasedRecord(signed_statement(), Bytes(form_b), false,
                              {SignedA(), SignedB()});
  }

  // Puts a changed form under B's release, as a dishonest node could.
  void SetFormB(const v1::OpenedForm& form) {
    form_b = form;
    release_b.set_form_digest(ToBytes(Sha256(Bytes(form))));
  }

  absl::StatusOr<VerifiedRecord> Verify(const std::string& record,
                                        Stage stage) const {
    return VerifyReleasedRecord(record, stage, parties.keys);
  }
  std::string ReasonAtTheRecipient() const {
    return ReasonOf(Verify(AtTheRecipient(), Stage::kDelivered).status());
  }

  SampleParties parties;
  v1::OpenedForm form_a;
  v1::OpenedForm form_b;
  v1::ReleaseStatement release_a;
  v1::ReleaseStatement release_b;

 private:
  v1::Submission submission_;
};

TEST(ReleasedRecordTest, VerifiesAtTheBorder) {
  const Journey journey;
  const auto record = journey.Verify(journey.AtTheBorder(), Stage::kCrossing);
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->record_id, AsBytes(Sha256(journey.statement())));
  EXPECT_EQ(record->transfer_id, journey.release_a.transfer_id());
  EXPECT_EQ(record->header.sender(), kSampleAgency);
  EXPECT_EQ(record->releases.size(), 1u);
  ASSERT_EQ(RedactionsOf(*record).size(), 1u);
  EXPECT_EQ(RedactionsOf(*record)[0].path(), "count");
  EXPECT_THAT(record->caveats, testing::ElementsAre("NO_PUBLIC_RELEASE"));
  v1::EnvelopeSample expected = FullSample();
  expected.clear_name();
  expected.clear_flags();
  expected.clear_count();
  EXPECT_TRUE(MessageDifferencer::Equals(*record->message, expected));
  EXPECT_THAT(OpenedPaths(*record), testing::Not(testing::Contains("name")));
  ASSERT_EQ(record->generalizations.size(), 1u);
  EXPECT_EQ(record->generalizations[0].path(), "name");
  EXPECT_EQ(record->generalizations[0].value(), "A.B.");
}

TEST(ReleasedRecordTest, WithinOneNationOneReleaseIsAllThereIs) {
  const SampleParties parties;
  v1::Header header = SampleHeader();
  header.set_recipient(std::string(kSampleAgency) + "-other");
  const v1::Submission submission =
      MakeSubmission(header, FullSample(), parties.agency, SystemRandom())
          .value();
  const std::string form =
      OpenForm(FullSample(), submission.seed(), {}).value().form;
  const std::string& statement = submission.statement().statement();
  const auto verify = [&](const std::vector<v1::SignedRelease>& releases) {
    return VerifyReleasedRecord(
        MakeReleasedRecord(submission.statement(), form, false, releases),
        Stage::kDelivered, parties.keys);
  };
  const v1::SignedRelease own =
      SignRelease(SampleRelease(kSampleNodeA, statement, form), parties.node_a)
          .value();
  const v1::SignedRelease other =
      SignRelease(SampleRelease(kSampleNodeB, statement, form), parties.node_b)
          .value();
  EXPECT_TRUE(verify({own}).ok()) << verify({own}).status();
  EXPECT_EQ(ReasonOf(verify({other}).status()), kReleaseInvalid);
  EXPECT_EQ(ReasonOf(verify({own, other}).status()), kReleaseInvalid);
  EXPECT_EQ(ReasonOf(verify({}).status()), kReleaseInvalid);
}

TEST(ReleasedRecordTest, VerifiesAtTheRecipient) {
  const Journey journey;
  const auto record =
      journey.Verify(journey.AtTheRecipient(), Stage::kDelivered);
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->releases.size(), 2u);
  EXPECT_EQ(record->releases[1].node(), kSampleNodeB);
  EXPECT_THAT(record->caveats,
              testing::ElementsAre("NO_PUBLIC_RELEASE", "EXTRA"));
  std::vector<std::string> withheld = SampleAbsentSilentPaths();
  for (const char* path :
       {"name", "flags.color", "count", "tags", "part.deep.hidden"}) {
    withheld.push_back(path);
  }
  std::sort(withheld.begin(), withheld.end());
  EXPECT_EQ(record->withheld, withheld);
}

TEST(ReleasedRecordTest, EveryChangedByteIsRefused) {
  const Journey journey;
  const std::string record = journey.AtTheRecipient();
  for (size_t at = 0; at < record.size(); ++at) {
    std::string changed = record;
    changed[at] = static_cast<char>(changed[at] ^ (1 << at % 8));
    EXPECT_FALSE(journey.Verify(changed, Stage::kDelivered).ok()) << at;
  }
  for (size_t size = 0; size < record.size(); size += 13) {
    EXPECT_FALSE(
        journey.Verify(record.substr(0, size), Stage::kDelivered).ok());
  }
}

TEST(ReleasedRecordTest, EachStageDemandsItsReleases) {
  const Journey journey;
  const auto reason = [&](const std::vector<v1::SignedRelease>& releases,
                          Stage stage) {
    return ReasonOf(
        journey
            .Verify(MakeReleasedRecord(journey.signed_statement(),
                                       Journey::Bytes(journey.form_a), false,
                                       releases),
                    stage)
            .status());
  };
  const v1::SignedRelease a = journey.SignedA();
  EXPECT_EQ(reason({a}, Stage::kCrossing), "");
  EXPECT_EQ(reason({}, Stage::kCrossing), kReleaseInvalid);
  EXPECT_EQ(reason({a}, Stage::kDelivered), kReleaseInvalid);
  EXPECT_EQ(reason({a, a}, Stage::kDelivered), kReleaseInvalid);
  EXPECT_EQ(reason({journey.SignedB()}, Stage::kCrossing), kReleaseInvalid);
  EXPECT_EQ(reason({journey.SignedB(), a}, Stage::kDelivered), kReleaseInvalid);
  EXPECT_EQ(reason({a, journey.SignedB(), a}, Stage::kDelivered),
            kReleaseInvalid);
}

// What the recipient's node could try, its key in hand.
struct DishonestCase {
  const char* name;
  absl::string_view reason;
  std::function<void(Journey&)> act;
};

class DishonestNodeTest : public testing::TestWithParam<DishonestCase> {};

TEST_P(DishonestNodeTest, IsRefused) {
  Journey journey;
  ASSERT_EQ(journey.ReasonAtTheRecipient(), "");
  GetParam().act(journey);
  EXPECT_EQ(journey.ReasonAtTheRecipient(), std::string(GetParam().reason));
}

int EntryFor(const v1::OpenedForm& form, absl::string_view path) {
  for (int i = 0; i < form.leaves_size(); ++i) {
    if (form.leaves(i).opened().path() == path) return i;
  }
  return -1;
}

void ChangeLeaf(Journey& journey, absl::string_view path,
                const std::function<void(v1::OpenedLeaf&)>& change) {
  v1::OpenedForm form = journey.form_b;
  change(*form.mutable_leaves(EntryFor(form, path))->mutable_opened());
  journey.SetFormB(form);
}

std::vector<DishonestCase> DishonestCases() {
  return {
      {"ChangesAValue", kCommitmentMismatch,
       [](Journey& j) {
         ChangeLeaf(j, "plain_text",
                    [](v1::OpenedLeaf& leaf) { leaf.set_value("q"); });
       }},
      {"ChangesASalt", kCommitmentMismatch,
       [](Journey& j) {
         ChangeLeaf(j, "plain_text", [](v1::OpenedLeaf& leaf) {
           leaf.mutable_salt()->back() ^= 1;
         });
       }},
      {"MovesAValueToAnotherPath", kFieldInvalid,
       [](Journey& j) {
         ChangeLeaf(j, "part.note",
                    [](v1::OpenedLeaf& leaf) { leaf.set_path("name"); });
       }},
      {"ChangesATypeTag", kFieldInvalid,
       [](Journey& j) {
         ChangeLeaf(j, "photo",
                    [](v1::OpenedLeaf& leaf) { leaf.set_type_tag(5); });
       }},
      {"ChangesACommitment", kCommitmentMismatch,
       [](Journey& j) {
         v1::OpenedForm form = j.form_b;
         for (v1::LeafEntry& entry : *form.mutable_leaves()) {
           if (entry.has_commitment()) entry.mutable_commitment()->back() ^= 1;
         }
         j.SetFormB(form);
       }},
      {"ExchangesTwoSalts", kCommitmentMismatch,
       [](Journey& j) {
         v1::OpenedForm form = j.form_b;
         std::swap(*form.mutable_leaves(EntryFor(form, "plain_text"))
                        ->mutable_opened()
                        ->mutable_salt(),
                   *form.mutable_leaves(EntryFor(form, "photo"))
                        ->mutable_opened()
                        ->mutable_salt());
         j.SetFormB(form);
       }},
      {"ExchangesTwoLeaves", kFieldInvalid,
       [](Journey& j) {
         v1::OpenedForm form = j.form_b;
         form.mutable_leaves()->SwapElements(EntryFor(form, "plain_text"),
                                             EntryFor(form, "photo"));
         j.SetFormB(form);
       }},
      {"DropsALeaf", kCommitmentMismatch,
       [](Journey& j) {
         v1::OpenedForm form = j.form_b;
         form.mutable_leaves()->RemoveLast();
         j.SetFormB(form);
       }},
      {"RemovesALeafUnannounced", kRedactionMismatch,
       [](Journey& j) { j.SetFormB(Journey::Less(j.form_b, {"photo"})); }},
      {"AnnouncesALeafThatIsOpen", kRedactionMismatch,
       [](Journey& j) { Announce({"photo"}, j.release_b); }},
      {"AnnouncesALeafThatWasNeverThere", kRedactionMismatch,
       [](Journey& j) { Announce({"steps[7]"}, j.release_b); }},
      {"AnnouncesAnotherLeafThanItRemoved", kRedactionMismatch,
       [](Journey& j) {
         j.release_b.mutable_redactions(0)->set_path("steps[7]");
       }},
      {"AnnouncesWhatIsNoLeaf", kRedactionMismatch,
       [](Journey& j) { Announce({"John Doe"}, j.release_b); }},
      {"AnnouncesWhatTheOtherNodeRemoved", kRedactionMismatch,
       [](Journey& j) { Announce({"name"}, j.release_b); }},
      {"RemovesACoarserValue", kRedactionMismatch,
       [](Journey& j) { Announce({"count"}, j.release_b); }},
      {"SpeaksForTheOtherNation", kRedactionMismatch,
       [](Journey& j) {
         j.release_b.mutable_redactions(0)->set_nation("us.enlace.example");
       }},
      {"SignsAnotherForm", kReleaseInvalid,
       [](Journey& j) { j.form_b = j.form_a; }},
      {"SignsForAnotherRecord", kReleaseInvalid,
       [](Journey& j) { j.release_b.set_record_id(ToBytes(Sha256("x"))); }},
      {"SignsForAnotherTransfer", kReleaseInvalid,
       [](Journey& j) { j.release_b.mutable_transfer_id()->back() ^= 1; }},
      {"SignsAsTheOtherNode", kSenderMismatch,
       [](Journey& j) {
         j.release_b.set_node(std::string(kSampleNodeA));
         j.release_b.mutable_redactions(0)->set_nation("us.enlace.example");
       }},
      {"SignsOutsideOfItsTime", kSignatureInvalid,
       [](Journey& j) {
         j.release_b.set_decided_at_ms(kSampleCreatedMs + 7200000);
         j.release_b.set_valid_until_ms(kSampleCreatedMs + 7300000);
       }},
      {"GivesACoarserValueForAnOpenLeaf", kRedactionMismatch,
       [](Journey& j) {
         v1::Generalization& coarser = *j.release_b.add_generalizations();
         coarser.set_path("photo");
         coarser.set_type_tag(6);
       }},
      {"GivesACoarserValueOfAnotherType", kFieldInvalid,
       [](Journey& j) {
         v1::Generalization& coarser = *j.release_b.add_generalizations();
         j.SetFormB(Journey::Less(j.form_b, {"photo"}));
         coarser.set_path("photo");
         coarser.set_type_tag(5);
         coarser.set_value("x");
       }},
  };
}

// What A states must be of the level that it says.
TEST(ReleasedRecordTest, AStatementThatIsNoCoarserFormIsRefused) {
  const std::vector<std::function<void(v1::Generalization&)>> changes = {
      [](auto& c) { c.set_value("ANA BERTA"); },
      [](auto& c) { c.set_value(""); },
      [](auto& c) { c.set_value("A.B"); },
      [](auto& c) { c.set_level("last4"); },
      [](auto& c) { c.set_level(""); },
      [](auto& c) { c.set_rule_id(""); },
      [](auto& c) { c.set_type_tag(6); },
      [](auto& c) { c.set_type_tag(261); },
  };
  for (size_t i = 0; i < changes.size(); ++i) {
    Journey journey;
    changes[i](*journey.release_a.mutable_generalizations(0));
    EXPECT_EQ(
        ReasonOf(
            journey.Verify(journey.AtTheBorder(), Stage::kCrossing).status()),
        kFieldInvalid)
        << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Acts, DishonestNodeTest,
                         testing::ValuesIn(DishonestCases()),
                         [](const auto& act) { return act.param.name; });

TEST(ReleasedRecordTest, AReleaseOfAnotherRecordCannotBeMovedHere) {
  const Journey journey;
  Journey other;
  other.release_a.mutable_transfer_id()->back() ^= 1;
  const std::string mixed = MakeReleasedRecord(journey.signed_statement(),
                                               Journey::Bytes(journey.form_a),
                                               false, {other.SignedA()});
  EXPECT_FALSE(journey.Verify(mixed, Stage::kCrossing).ok());
}

TEST(ReleasedRecordTest, AnAgencyCannotSignARelease) {
  Journey journey;
  journey.release_a.set_node(std::string(kSampleAgency));
  EXPECT_EQ(
      ReasonOf(SignRelease(journey.release_a, journey.parties.agency).status()),
      kReleaseInvalid);
}

TEST(ReleasedRecordTest, ATypeWithSilentLeavesNeverCrossesInFullForm) {
  Journey journey;
  v1::FullForm full;
  full.set_body(SerializeStrictly(FullSample()));
  full.set_seed(journey.seed());
  const std::string form = SerializeStrictly(full);
  v1::ReleaseStatement release =
      SampleRelease(kSampleNodeA, journey.statement(), form);
  const std::string record = MakeReleasedRecord(
      journey.signed_statement(), form, true,
      {SignRelease(release, journey.parties.node_a).value()});
  EXPECT_EQ(ReasonOf(journey.Verify(record, Stage::kCrossing).status()),
            kFieldInvalid);
}

// A record of a type without silent leaves.
struct PlainJourney {
  PlainJourney() {
    CountingRandom random("plain");
    v1::PlainSample record;
    record.set_name("Ana");
    submission =
        MakeSubmission(SampleHeader(), record, parties.agency, random).value();
    full.set_body(submission.body());
    full.set_seed(submission.seed());
    release = SampleRelease(kSampleNodeA, submission.statement().statement(),
                            SerializeStrictly(full));
  }
  std::string Record() const {
    return MakeReleasedRecord(submission.statement(), SerializeStrictly(full),
                              true,
                              {SignRelease(release, parties.node_a).value()});
  }
  std::string Reason() const {
    return ReasonOf(
        VerifyReleasedRecord(Record(), Stage::kCrossing, parties.keys)
            .status());
  }

  SampleParties parties;
  v1::Submission submission;
  v1::FullForm full;
  v1::ReleaseStatement release;
};

TEST(ReleasedRecordTest, AFullFormLacksNothing) {
  PlainJourney journey;
  const auto record = VerifyReleasedRecord(journey.Record(), Stage::kCrossing,
                                           journey.parties.keys);
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_THAT(OpenedPaths(*record), testing::ElementsAre("name"));
  EXPECT_THAT(record->withheld, testing::IsEmpty());
  Announce({"many"}, journey.release);
  EXPECT_EQ(journey.Reason(), kRedactionMismatch);
}

TEST(ReleasedRecordTest, AFullFormIsCheckedAgainstTheStatement) {
  PlainJourney journey;
  journey.full.mutable_seed()->back() ^= 1;
  journey.release.set_form_digest(
      ToBytes(Sha256(SerializeStrictly(journey.full))));
  EXPECT_EQ(journey.Reason(), kCommitmentMismatch);
}

TEST(ReleasedRecordTest, FitsTheVectors) {
  const auto vectors = EnvelopeVectors("released.json");
  KnownKeys keys;
  for (const auto& one : Member(vectors, "keys").list_value().values()) {
    const auto key = certs::PrivateKey::FromEd25519Seed(BytesAt(one, "seed"));
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(key->key_id(), TextAt(one, "key_id"));
    keys.Add(*key, TextAt(one, "identity"));
  }
  for (const auto& one : Member(vectors, "records").list_value().values()) {
    SCOPED_TRACE(TextAt(one, "name"));
    const auto record = VerifyReleasedRecord(BytesAt(one, "record"),
                                             TextAt(one, "stage") == "crossing"
                                                 ? Stage::kCrossing
                                                 : Stage::kDelivered,
                                             keys);
    ASSERT_TRUE(record.ok()) << record.status();
    EXPECT_EQ(HexEncode(record->record_id), TextAt(one, "record_id"));
    EXPECT_EQ(HexEncode(record->transfer_id), TextAt(one, "transfer_id"));
    EXPECT_EQ(OpenedPaths(*record), TextsAt(one, "opened"));
    EXPECT_EQ(record->withheld, TextsAt(one, "withheld"));
  }
}

}  // namespace
}  // namespace enlace::wire
