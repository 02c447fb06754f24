// The turn of a key epoch under running nodes: what is kept still opens, and a
// backup from before opens no more.

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "server/store/key_store.h"
#include "server/store/sqlite_store.h"
#include "tests/integration/exchange_steps.h"
#include "tests/integration/two_nodes.h"

namespace enlace {
namespace {

class KeyEpochTest : public testing::Test {
 protected:
  std::string Deliver() {
    return enlace::Deliver(nodes_, ExampleTraceRequest());
  }
  std::set<std::string> Inbox() { return InboxOfAtf(nodes_); }

  // The epoch that a payload of the stopped node is sealed under.
  uint32_t EpochOf(const std::string& transfer) {
    auto store = store::SqliteStore::Open(nodes_.config("us").store_directory);
    CHECK_OK(store.status());
    const auto payload = (*store)->ReadPayload(transfer);
    CHECK_OK(payload.status());
    return payload->key_epoch;
  }

  std::unique_ptr<store::KeyStore> Keys() {
    auto keys =
        store::KeyStore::Open(nodes_.config("us").key_directory + "/epochs");
    CHECK_OK(keys.status());
    return *std::move(keys);
  }

  TwoNodes nodes_;
};

TEST_F(KeyEpochTest, ARunningNodeWrapsAnewWhatItKeepsAndDestroysTheOldKey) {
  const std::string before = Deliver();
  nodes_.StopNode("us");
  EXPECT_EQ(EpochOf(before), 1U);
  const std::string backup = nodes_.config("us").store_directory + ".backup";
  std::filesystem::copy(nodes_.config("us").store_directory, backup,
                        std::filesystem::copy_options::recursive);
  ASSERT_TRUE(
      Keys()
          ->StartEpochIfDue(RealClock().TimeNow() + absl::Hours(24 * 31),
                            SystemRandom())
          .ok());
  nodes_.StartNode("us");
  const std::string after = Deliver();
  EXPECT_TRUE(
      Eventually([&] { return Keys()->epochs() == std::vector<uint32_t>{2}; }));
  EXPECT_EQ(Inbox(), (std::set<std::string>{before, after}));

  nodes_.StopNode("us");
  EXPECT_EQ(EpochOf(before), 2U);
  EXPECT_EQ(EpochOf(after), 2U);
  {
    auto old = store::SqliteStore::Open(backup);
    ASSERT_TRUE(old.ok()) << old.status();
    const auto payload = (*old)->ReadPayload(before);
    ASSERT_TRUE(payload.ok());
    EXPECT_TRUE(
        absl::IsNotFound(Keys()->OpenPayload(*payload, before).status()));
  }
  nodes_.StartNode("us");
  EXPECT_EQ(Inbox(), (std::set<std::string>{before, after}));
}

}  // namespace
}  // namespace enlace
