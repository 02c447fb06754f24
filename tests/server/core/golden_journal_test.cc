// A journal that an earlier version wrote must keep replaying to the state it
// had then: old versions' events are read for ever.
//
// testdata/golden_journal_<n>.hex has one batch a line; the file beside it has
// the SHA-256 of the snapshot that they fold to.  A new version adds files, it
// never changes these; DISABLED_WriteGoldenJournal writes a candidate.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/sha256.h"
#include "enlace/journal/v1/snapshot.pb.h"
#include "server/core/apply.h"
#include "server/core/row_value.h"
#include "server/core/state_codec.h"
#include "tests/server/core/core_node.h"
#include "tests/server/core/golden_history.h"
#include "tests/simulation/whole_state.h"

namespace enlace::core {
namespace {

using ::testing::IsSubsetOf;

constexpr int kGoldenJournals = 3;

std::string GoldenFile(int version, absl::string_view end) {
  return *ReadFile(
      absl::StrCat("tests/server/core/testdata/golden_journal_", version, end));
}

std::vector<std::string> GoldenBatches(int version) {
  std::vector<std::string> batches;
  const std::string text = GoldenFile(version, ".hex");
  for (const absl::string_view line :
       absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    batches.push_back(*HexDecode(line));
  }
  return batches;
}

State Fold(const std::vector<std::string>& batches) {
  State state;
  for (const std::string& bytes : batches) {
    journal::v1::EventBatch batch;
    CHECK(batch.ParseFromString(bytes)) << "a batch";
    const absl::Status applied = ApplyBatch(state, batch);
    EXPECT_TRUE(applied.ok()) << applied;
  }
  return state;
}

// Of the message that a snapshot was when the journals were written: all
// transfers in the place of its field 4, and nothing that follows from them.
std::string DigestOf(const State& state) {
  journal::v1::StateSnapshot rest;
  CHECK(rest.ParseFromString(EncodeRest(state)));
  journal::v1::StateSnapshot front;
  front.set_batch_number(rest.batch_number());
  front.set_log_time_ms(rest.log_time_ms());
  front.set_audit_size(rest.audit_size());
  std::string bytes = front.SerializeAsString();
  state.transfers.Scan("", [&](const std::string&, const Transfer& transfer) {
    Transfer then = transfer;
    then.alarm_ms = 0;
    const std::string row = RowValue(then);
    bytes += '\x22';
    for (size_t left = row.size();; left >>= 7) {
      bytes += static_cast<char>((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
      if (left <= 0x7f) break;
    }
    bytes += row;
    return true;
  });
  rest.clear_batch_number();
  rest.clear_log_time_ms();
  rest.clear_audit_size();
  rest.clear_newest_content_ms();
  rest.clear_alarms();
  rest.clear_holds();
  rest.clear_overdue();
  rest.clear_withdrawals();
  rest.clear_unreviewed();
  rest.clear_ordered_erasures();
  rest.clear_first_decisions();
  for (auto& link : *rest.mutable_links()) {
    link.clear_queued();
    link.clear_evidence();
  }
  return HexEncode(AsBytes(Sha256(bytes + rest.SerializeAsString())));
}

std::string GoldenDigest(int version) {
  return std::string(
      absl::StripAsciiWhitespace(GoldenFile(version, ".sha256")));
}

TEST(GoldenJournalTest, JournalOfVersion1ReplaysToTheSameState) {
  const std::vector<std::string> batches = GoldenBatches(1);
  EXPECT_EQ(KindsIn(batches).size(), 8u) << "the journal lacks a kind of event";
  State state = Fold(batches);
  // What later versions remember besides.
  for (const auto& [id, transfer] : RowsOf(state.transfers)) {
    state.transfers.Change(id)->event_entries.clear();
  }
  EXPECT_EQ(DigestOf(state), GoldenDigest(1));
}

TEST(GoldenJournalTest, JournalOfVersion2ReplaysToTheSameState) {
  EXPECT_EQ(DigestOf(Fold(GoldenBatches(2))), GoldenDigest(2));
}

TEST(GoldenJournalTest, JournalOfVersion3ReplaysToTheSameState) {
  EXPECT_EQ(DigestOf(Fold(GoldenBatches(3))), GoldenDigest(3));
}

// Whoever adds a kind adds a golden journal that has it.
TEST(GoldenJournalTest, EveryKindOfEventIsInAGoldenJournal) {
  std::set<std::string> kinds;
  for (int version = 1; version <= kGoldenJournals; ++version) {
    kinds.merge(KindsIn(GoldenBatches(version)));
  }
  EXPECT_THAT(AllEventKinds(), IsSubsetOf(kinds));
}

TEST(GoldenJournalTest, TodaysHistoryHasEveryKindOfEvent) {
  CoreNode node;
  PlayGoldenHistory(node);
  EXPECT_EQ(KindsIn(node.store.batches()), AllEventKinds());
}

TEST(GoldenJournalTest, DISABLED_WriteGoldenJournal) {
  CoreNode node;
  PlayGoldenHistory(node);
  std::string text;
  for (const std::string& batch : node.store.batches()) {
    absl::StrAppend(&text, HexEncode(batch), "\n");
  }
  EXPECT_TRUE(ReplaceFileDurably("golden_journal.hex", text).ok());
  EXPECT_TRUE(
      ReplaceFileDurably("golden_journal.sha256", DigestOf(node.state()) + "\n")
          .ok());
}

}  // namespace
}  // namespace enlace::core
