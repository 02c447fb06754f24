#include "proto/wire/opened_form.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "proto/wire/commitment.h"
#include "proto/wire/leaf.h"
#include "proto/wire/problem.h"
#include "proto/wire/statement.h"
#include "proto/wire/strict_parse.h"
#include "tests/proto/wire/envelope_fixture.h"

namespace enlace::wire {
namespace {

using google::protobuf::util::MessageDifferencer;

std::string FormSeed() { return std::string(kSeedSize, 'f'); }

v1::Statement FormStatement(const v1::EnvelopeSample& record = FullSample()) {
  return ParseStatement(MakeStatement(SampleHeader(), SerializeStrictly(record),
                                      FormSeed())
                            .value())
      .value();
}

std::string OpenedSample(const std::set<std::string>& withheld = {}) {
  return OpenForm(FullSample(), FormSeed(), withheld).value().form;
}

std::string ReasonOfForm(const v1::OpenedForm& form) {
  return ReasonOf(
      VerifyOpenedForm(FormStatement(), SerializeStrictly(form)).status());
}

// Position of the entry that opens `path`.
int EntryOf(const v1::OpenedForm& form, absl::string_view path) {
  for (int i = 0; i < form.leaves_size(); ++i) {
    if (form.leaves(i).opened().path() == path) return i;
  }
  return -1;
}

TEST(OpenedFormTest, OpensWhatIsPresentAndHidesWhatIsNot) {
  const std::string form = OpenedSample();
  const auto verified = VerifyOpenedForm(FormStatement(), form);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_TRUE(MessageDifferencer::Equals(*verified->message, FullSample()));
  EXPECT_EQ(verified->Opened(), SamplePresentPaths());
  EXPECT_EQ(verified->WithheldCount(), SampleAbsentSilentPaths().size());
  EXPECT_EQ(NameWithheld(*verified, {}).value(), SampleAbsentSilentPaths());
}

TEST(OpenedFormTest, EveryLeafCanBeWithheldAndTheRestStillVerifies) {
  for (const std::string& path : SamplePresentPaths()) {
    const auto minimized = OpenForm(FullSample(), FormSeed(), {path});
    ASSERT_TRUE(minimized.ok());
    EXPECT_THAT(minimized->removed, testing::ElementsAre(path));
    const auto verified = VerifyOpenedForm(FormStatement(), minimized->form);
    ASSERT_TRUE(verified.ok()) << path << verified.status();
    EXPECT_THAT(verified->Opened(), testing::Not(testing::Contains(path)));
    EXPECT_EQ(verified->Opened().size(), SamplePresentPaths().size() - 1);
  }
}

// Removed and never there are the same bytes.
TEST(OpenedFormTest, ASilentLeafThatWasRemovedLooksLikeOneThatWasNeverThere) {
  v1::EnvelopeSample without = FullSample();
  without.clear_flags();
  const auto removed = OpenForm(FullSample(), FormSeed(), {"flags.color"});
  const auto absent = OpenForm(without, FormSeed(), {"flags.color"});
  ASSERT_TRUE(removed.ok());
  ASSERT_TRUE(absent.ok());
  EXPECT_THAT(removed->removed, testing::ElementsAre("flags.color"));
  EXPECT_THAT(absent->removed, testing::IsEmpty());
  const v1::OpenedForm with_decoy = FormOf(removed->form);
  const v1::OpenedForm without_it = FormOf(absent->form);
  ASSERT_EQ(with_decoy.leaves_size(), without_it.leaves_size());
  int different = 0;
  for (int i = 0; i < with_decoy.leaves_size(); ++i) {
    const v1::LeafEntry& a = with_decoy.leaves(i);
    const v1::LeafEntry& b = without_it.leaves(i);
    EXPECT_EQ(a.entry_case(), b.entry_case());
    if (a.SerializeAsString() != b.SerializeAsString()) ++different;
  }
  EXPECT_EQ(different, 1);  // the commitment, which looks random
  EXPECT_EQ(removed->form.size(), absent->form.size());
}

TEST(OpenedFormTest, RefusesToOpenWithAPathThatNamesNoLeaf) {
  for (const char* path : {"nam", "part", "steps", "steps[12]", ""}) {
    EXPECT_EQ(ReasonOf(OpenForm(FullSample(), FormSeed(), {path}).status()),
              kFieldInvalid)
        << path;
  }
}

TEST(OpenedFormTest, APathThatIsAbsentRemovesNothing) {
  const auto minimized =
      OpenForm(v1::EnvelopeSample(), FormSeed(), {"name", "steps[3]"});
  ASSERT_TRUE(minimized.ok());
  EXPECT_THAT(minimized->removed, testing::IsEmpty());
}

TEST(OpenedFormTest, WithholdingNeedsNoSeedAndGivesTheSameForm) {
  const std::set<std::string> paths = {"name", "part.deep.hidden", "steps[1]"};
  const Minimized less = Withhold(OpenedSample({"tags"}), paths);
  EXPECT_THAT(less.removed,
              testing::ElementsAre("name", "part.deep.hidden", "steps[1]"));
  EXPECT_EQ(less.form,
            OpenedSample({"tags", "name", "part.deep.hidden", "steps[1]"}));
  EXPECT_TRUE(VerifyOpenedForm(FormStatement(), less.form).ok());
}

TEST(OpenedFormTest, WithholdingWhatIsNotOpenChangesNothing) {
  const std::string form = OpenedSample({"name"});
  const Minimized less = Withhold(form, {"name", "nothing", "flags.places"});
  EXPECT_THAT(less.removed, testing::IsEmpty());
  EXPECT_EQ(less.form, form);
}

TEST(OpenedFormTest, AWithheldElementKeepsTheIndexesOfTheOthers) {
  const std::string form = OpenedSample({"steps[0]"});
  const auto verified = VerifyOpenedForm(FormStatement(), form);
  ASSERT_TRUE(verified.ok());
  const auto& sample =
      dynamic_cast<const v1::EnvelopeSample&>(*verified->message);
  ASSERT_EQ(sample.steps_size(), 3);
  EXPECT_EQ(sample.steps(0).ByteSizeLong(), 0u);
  EXPECT_EQ(sample.steps(1).label(), "second");
}

TEST(OpenedFormTest, EveryChangedBitIsRefused) {
  const v1::Statement statement = FormStatement();
  const std::string bytes = OpenedSample({"name"});
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string changed = bytes;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(VerifyOpenedForm(statement, changed).ok()) << bit;
  }
}

TEST(OpenedFormTest, EntriesCanBeNeitherMovedDroppedNorRepeated) {
  const v1::OpenedForm form = FormOf(OpenedSample({"name"}));
  for (int i = 0; i < form.leaves_size(); ++i) {
    v1::OpenedForm dropped = form;
    dropped.mutable_leaves()->DeleteSubrange(i, 1);
    EXPECT_NE(ReasonOfForm(dropped), "") << i;
    v1::OpenedForm repeated = form;
    *repeated.add_leaves() = form.leaves(i);
    EXPECT_NE(ReasonOfForm(repeated), "") << i;
    for (int j = 0; j < i; ++j) {
      v1::OpenedForm moved = form;
      moved.mutable_leaves()->SwapElements(i, j);
      EXPECT_NE(ReasonOfForm(moved), "") << i << " " << j;
    }
  }
  EXPECT_NE(ReasonOfForm(v1::OpenedForm()), "");
}

TEST(OpenedFormTest, AnAbsentLeafIsNeverOpened) {
  v1::OpenedForm form = FormOf(OpenedSample());
  for (v1::LeafEntry& entry : *form.mutable_leaves()) {
    if (!entry.has_commitment()) continue;
    const std::string path = "flags.places";
    const std::string salt = ToBytes(LeafSalt(FormSeed(), path));
    if (entry.commitment() !=
        AsBytes(LeafCommitment({path, TypeTag::kAbsent, ""}, salt))) {
      continue;
    }
    entry.mutable_opened()->set_path(path);
    entry.mutable_opened()->set_salt(salt);
    EXPECT_EQ(ReasonOfForm(form), kFieldInvalid);
    return;
  }
  FAIL() << "no decoy found";
}

TEST(OpenedFormTest, AnHonestLeafOfAnotherRecordIsRefused) {
  v1::EnvelopeSample other = FullSample();
  other.set_name("Other");
  v1::OpenedForm form = FormOf(OpenedSample());
  const v1::OpenedForm foreign =
      FormOf(OpenForm(other, FormSeed(), {}).value().form);
  const int at = EntryOf(form, "name");
  *form.mutable_leaves(at) = foreign.leaves(at);
  EXPECT_EQ(ReasonOfForm(form), kCommitmentMismatch);
}

TEST(OpenedFormTest, RefusesMoreLeavesThanTheFormatHolds) {
  v1::OpenedForm form;
  for (size_t i = 0; i <= kLeavesMax; ++i) {
    form.add_leaves()->set_commitment(std::string(32, 'c'));
  }
  EXPECT_EQ(ReasonOfForm(form), kFieldInvalid);
}

// What is written without a message is what the library would write.
TEST(OpenedFormTest, IsTheStrictEncodingOfItsMessage) {
  v1::EnvelopeSample sample = FullSample();
  for (const size_t size : {size_t{0}, size_t{60}, size_t{70}, size_t{200},
                            size_t{20000}, size_t{100000}}) {
    sample.set_name(std::string(size, 'n'));
    sample.set_photo(std::string(size, '\0'));
    for (const bool withheld : {false, true}) {
      std::set<std::string> paths;
      if (withheld) paths = {"photo", "tags"};
      const std::string form = OpenForm(sample, FormSeed(), paths).value().form;
      EXPECT_EQ(SerializeStrictly(FormOf(form)), form) << size;
      const std::string less = Withhold(form, {"name", "count"}).form;
      EXPECT_EQ(SerializeStrictly(FormOf(less)), less) << size;
      EXPECT_TRUE(VerifyOpenedForm(FormStatement(sample), less).ok()) << size;
    }
  }
}

TEST(NameWithheldTest, NamesAnnouncedAndSilentLeaves) {
  const std::string form = OpenedSample({"name", "flags.color", "steps[1]"});
  const auto verified = VerifyOpenedForm(FormStatement(), form);
  ASSERT_TRUE(verified.ok());
  std::vector<std::string> expected = SampleAbsentSilentPaths();
  for (const char* path : {"name", "flags.color", "steps[1]"}) {
    expected.push_back(path);
  }
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(NameWithheld(*verified, {"name", "steps[1]"}).value(), expected);
  // A silent leaf may be announced as well.
  EXPECT_EQ(
      NameWithheld(*verified, {"flags.color", "name", "steps[1]"}).value(),
      expected);
}

TEST(NameWithheldTest, RefusesMoreFewerOrOtherLeavesThanAnnounced) {
  const std::string form = OpenedSample({"name", "steps[1]"});
  const auto verified = VerifyOpenedForm(FormStatement(), form);
  ASSERT_TRUE(verified.ok());
  const std::vector<absl::string_view> wrong[] = {
      {},
      {"name"},
      {"steps[1]"},
      {"name", "steps[1]", "tags"},  // open
      {"name", "steps[1]", "steps[9]"},
      {"name", "steps[9]"},    // elsewhere
      {"count0", "steps[1]"},  // elsewhere
  };
  for (const std::vector<absl::string_view>& announced : wrong) {
    EXPECT_EQ(ReasonOf(NameWithheld(*verified, announced).status()),
              kRedactionMismatch)
        << testing::PrintToString(announced);
  }
}

}  // namespace
}  // namespace enlace::wire
