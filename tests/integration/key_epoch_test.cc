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
#include "proto/wire/message_id.h"
#include "proto/wire/submission.h"
#include "server/store/key_store.h"
#include "server/store/sqlite_store.h"
#include "tests/integration/two_nodes.h"

namespace enlace {
namespace {

class KeyEpochTest : public testing::Test {
 protected:
  // Sends a record to us-atf and waits until it is in its inbox; its transfer.
  std::string Deliver() {
    const absl::Time now = RealClock().TimeNow();
    v1::Header header;
    header.set_schema("1.0");
    header.set_message_id(wire::MakeMessageId(now, SystemRandom()));
    header.set_sender(nodes_.agency("mx-fgr").identity.Uri());
    header.set_recipient(nodes_.agency("us-atf").identity.Uri());
    header.set_channel(v1::CHANNEL_ADMIN);
    header.set_urgency(v1::URGENCY_ROUTINE);
    header.set_created_at_ms(absl::ToUnixMillis(now));
    header.set_valid_until_ms(absl::ToUnixMillis(now + absl::Hours(72)));
    const auto key = certs::PrivateKey::FromPem(nodes_.signing_key("mx-fgr"));
    CHECK_OK(key.status());
    const auto submission = wire::MakeSubmission(header, ExampleTraceRequest(),
                                                 *key, SystemRandom());
    CHECK_OK(submission.status());
    grpc::ClientContext context;
    v1::SubmitRequest request;
    request.add_submissions(submission->SerializeAsString());
    v1::SubmitResponse response;
    CHECK(nodes_.agency("mx-fgr")
              .exchange->Submit(&context, request, &response)
              .ok());
    v1::Outcome outcome;
    CHECK(outcome.ParseFromString(response.results(0).outcome())) << "outcome";
    EXPECT_EQ(outcome.decision(), v1::DECISION_OUTCOME_PERMIT);
    EXPECT_TRUE(
        Eventually([&] { return Inbox().contains(outcome.transfer_id()); }));
    return outcome.transfer_id();
  }

  // Transfers that us-atf can collect.
  std::set<std::string> Inbox() {
    grpc::ClientContext context;
    v1::CollectResponse response;
    const grpc::Status status = nodes_.agency("us-atf").exchange->Collect(
        &context, v1::CollectRequest(), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    std::set<std::string> transfers;
    for (const v1::Delivery& delivery : response.deliveries()) {
      EXPECT_FALSE(delivery.record().empty());
      transfers.insert(delivery.transfer_id());
    }
    return transfers;
  }

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
