// A payload that went bad on the disk of a node is never handed out, and keeps
// nobody from the records beside it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/sqlite.h"
#include "tests/integration/exchange_steps.h"
#include "tests/integration/two_nodes.h"

namespace enlace {
namespace {

using ::testing::ElementsAre;

// Of the stopped node of the nation: one bit of what was sealed.
void DamagePayload(const TwoNodes& nodes, const std::string& nation,
                   const std::string& transfer) {
  auto journal = sqlite::Database::Open(
      nodes.config(nation).store_directory + "/journal.db",
      sqlite::Database::Mode::kWrite);
  ASSERT_TRUE(journal.ok()) << journal.status();
  auto update = journal->Prepare(
      "UPDATE payloads SET sealed = zeroblob(length(sealed)) "
      "WHERE transfer_id = ?1");
  ASSERT_TRUE(update.ok()) << update.status();
  update->BindBytes(1, transfer);
  ASSERT_TRUE(update->Run().ok());
}

TEST(DamagedPayloadTest, OneInAnInboxKeepsNobodyFromTheOthers) {
  TwoNodes nodes;
  const std::string damaged = Deliver(nodes, ExampleTraceRequest());
  const std::string good = Deliver(nodes, ExampleTraceRequest());
  nodes.StopNode("us");
  DamagePayload(nodes, "us", damaged);
  nodes.StartNode("us");
  EXPECT_THAT(InboxOfAtf(nodes), ElementsAre(good));
}

TEST(DamagedPayloadTest, OneInTheOutboxKeepsNoneFromBeingRelayed) {
  TwoNodes nodes;
  nodes.StopNode("us");
  const std::string damaged =
      SendPermitted(nodes, ExampleTraceRequest()).transfer_id();
  const std::string good =
      SendPermitted(nodes, ExampleTraceRequest()).transfer_id();
  nodes.StopNode("mx");
  DamagePayload(nodes, "mx", damaged);
  nodes.StartNode("mx");
  nodes.StartNode("us");
  EXPECT_TRUE(Eventually([&] { return InboxOfAtf(nodes).contains(good); }));
  EXPECT_THAT(InboxOfAtf(nodes), ElementsAre(good));
  EXPECT_EQ(nodes.LinkOf("mx").queued(), 1U);
}

}  // namespace
}  // namespace enlace
