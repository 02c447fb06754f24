// What a newer version wrote is refused: a field, a kind or a value that this
// one does not know, wherever it stands.

#include "server/core/journal_format.h"

#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "base/check.h"
#include "server/core/apply.h"
#include "tests/server/core/core_node.h"
#include "tests/server/core/golden_history.h"
#include "tests/server/core/register_fixture.h"

namespace enlace::core {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kFieldOfTomorrow = 50000;
constexpr int kValueOfTomorrow = 99;

std::vector<journal::v1::EventBatch> GoldenHistoryBatches() {
  CoreNode node;
  PlayGoldenHistory(node);
  std::vector<journal::v1::EventBatch> batches;
  for (const std::string& bytes : node.store.batches()) {
    CHECK(batches.emplace_back().ParseFromString(bytes)) << "a batch";
  }
  return batches;
}

// Calls `change` on every message within `message`, itself included, as if each
// were alone.
void EachMessage(Message& message, const std::function<void(Message&)>& visit) {
  visit(message);
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      EachMessage(*reflection.MutableMessage(&message, field), visit);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      EachMessage(*reflection.MutableRepeatedMessage(&message, field, i),
                  visit);
    }
  }
}

// As it comes from disk.
absl::Status CheckParsed(const journal::v1::EventBatch& batch) {
  journal::v1::EventBatch parsed;
  CHECK(parsed.ParseFromString(batch.SerializeAsString())) << "a batch";
  return CheckUnderstood(parsed);
}

TEST(JournalFormatTest, EverythingThatThisVersionWritesIsUnderstood) {
  for (const auto& batch : GoldenHistoryBatches()) {
    const absl::Status status = CheckParsed(batch);
    EXPECT_TRUE(status.ok()) << status;
  }
}

TEST(JournalFormatTest, FieldOfANewerVersionIsRefusedWhereverItStands) {
  int places = 0;
  for (auto& batch : GoldenHistoryBatches()) {
    EachMessage(batch, [&](Message& message) {
      auto* const unknown =
          message.GetReflection()->MutableUnknownFields(&message);
      unknown->AddVarint(kFieldOfTomorrow, 1);
      const absl::Status status = CheckParsed(batch);
      EXPECT_TRUE(absl::IsFailedPrecondition(status))
          << message.GetTypeName() << status;
      unknown->Clear();
      ++places;
    });
    EXPECT_TRUE(CheckParsed(batch).ok());
  }
  EXPECT_GT(places, 150);
}

TEST(JournalFormatTest, ValueOfANewerVersionIsRefused) {
  int places = 0;
  for (auto& batch : GoldenHistoryBatches()) {
    EachMessage(batch, [&](Message& message) {
      const Descriptor& descriptor = *message.GetDescriptor();
      const Reflection& reflection = *message.GetReflection();
      for (int i = 0; i < descriptor.field_count(); ++i) {
        const FieldDescriptor* const field = descriptor.field(i);
        if (field->cpp_type() != FieldDescriptor::CPPTYPE_ENUM ||
            field->is_repeated()) {
          continue;
        }
        const int before = reflection.GetEnumValue(message, field);
        reflection.SetEnumValue(&message, field, kValueOfTomorrow);
        EXPECT_TRUE(absl::IsFailedPrecondition(CheckParsed(batch)))
            << field->full_name();
        reflection.SetEnumValue(&message, field, before);
        ++places;
      }
    });
  }
  EXPECT_GT(places, 50);
}

// A legal hold of a newer kind must not be taken for none.
TEST(JournalFormatTest, EntryOfTheRegisterOfANewerVersionIsRefused) {
  v1::RegisterEntry entry = EntryNamed("A");
  journal::v1::EventBatch batch;
  journal::v1::RegisterProposed& proposed =
      *batch.add_events()->mutable_register_proposed();
  proposed.set_entry(entry.SerializeAsString());
  EXPECT_TRUE(CheckParsed(batch).ok());
  v1::RegisterEntry other_kind = entry;
  other_kind.GetReflection()->SetEnumValue(
      &other_kind, v1::RegisterEntry::descriptor()->FindFieldByName("kind"),
      kValueOfTomorrow);
  proposed.set_entry(other_kind.SerializeAsString());
  EXPECT_TRUE(absl::IsFailedPrecondition(CheckParsed(batch)));
  entry.GetReflection()->MutableUnknownFields(&entry)->AddVarint(
      kFieldOfTomorrow, 1);
  proposed.set_entry(entry.SerializeAsString());
  EXPECT_TRUE(absl::IsFailedPrecondition(CheckParsed(batch)));
}

TEST(JournalFormatTest, ReplayRefusesBeforeItFoldsAndSaysWhatToDo) {
  CoreNode node;
  node.Submit(Wanted::kPermit);
  journal::v1::EventBatch newer;
  newer.set_number(node.state().batch_number + 1);
  newer.set_log_time_ms(node.clock.now_ms);
  journal::v1::Event& event = *newer.add_events();
  event.GetReflection()->MutableUnknownFields(&event)->AddLengthDelimited(
      kFieldOfTomorrow, "something that happened");
  State state = node.state();
  const absl::Status status = ApplyBatch(state, newer);
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "the version that wrote it"));
  // In the store: no state comes of it.
  Batch batch;
  batch.number = newer.number();
  batch.events = newer.SerializeAsString();
  ASSERT_TRUE(node.store.Commit(batch).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(
      Sequencer::Recover(node.store, node.clock).status()));
}

}  // namespace
}  // namespace enlace::core
