// A journal that an earlier version wrote must keep replaying to the state it
// had then: old versions' events are read for ever.
//
// testdata/golden_journal_1.hex has one batch a line; the file beside it has
// the SHA-256 of the snapshot that they fold to.  A new version adds files, it
// never changes these; DISABLED_WriteGoldenJournal writes a candidate.

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/sha256.h"
#include "server/core/apply.h"
#include "server/core/state_codec.h"
#include "tests/server/core/core_node.h"

namespace enlace::core {
namespace {

constexpr char kGoldenPath[] = "tests/server/core/testdata/golden_journal_1";

std::string DigestOf(const State& state) {
  return HexEncode(AsBytes(Sha256(EncodeState(state))));
}

TEST(GoldenJournalTest, JournalOfVersion1ReplaysToTheSameState) {
  const auto text = ReadFile(absl::StrCat(kGoldenPath, ".hex"));
  const auto digest = ReadFile(absl::StrCat(kGoldenPath, ".sha256"));
  ASSERT_TRUE(text.ok() && digest.ok());
  State state;
  std::set<int> kinds;
  for (const absl::string_view line :
       absl::StrSplit(*text, '\n', absl::SkipEmpty())) {
    const auto bytes = HexDecode(line);
    ASSERT_TRUE(bytes.ok());
    journal::v1::EventBatch batch;
    ASSERT_TRUE(batch.ParseFromString(*bytes));
    for (const journal::v1::Event& event : batch.events()) {
      kinds.insert(event.kind_case());
    }
    ASSERT_TRUE(ApplyBatch(state, batch).ok());
  }
  EXPECT_EQ(kinds.size(), 8u) << "the journal lacks a kind of event";
  // What later versions remember besides.
  for (auto& [id, transfer] : state.transfers) transfer.event_entries.clear();
  EXPECT_EQ(DigestOf(state), absl::StripAsciiWhitespace(*digest));
}

TEST(GoldenJournalTest, DISABLED_WriteGoldenJournal) {
  CoreNode node;
  for (const Wanted wanted : {Wanted::kPermit, Wanted::kHold, Wanted::kDeny}) {
    node.Submit(wanted);
    node.Receive(wanted);
  }
  const std::string answered = node.Submit(Wanted::kPermit);
  node.Run(node.PeerAnswer(answered, v1::DECISION_OUTCOME_PERMIT));
  const std::string held = node.Submit(Wanted::kPermit);
  node.Run(node.PeerAnswer(held, v1::DECISION_OUTCOME_HOLD));
  node.Run(node.Reported(answered, v1::RECORD_STATE_COLLECTED));
  node.IncomingItem(Wanted::kPermit);  // never arrives: a gap
  const std::string received = node.Receive(Wanted::kPermit);
  node.Run(node.Confirmed(received));
  node.Run(node.EvidenceOfNewest(received));
  node.Run(node.Refusal());
  node.clock.now_ms += kTestLifeMs;
  node.Run(node.TickOf(3));
  node.Submit(Wanted::kPermit);

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
