// A node whose disk is nearly full takes nothing new, and goes on with what it
// has.

#include <gtest/gtest.h>

#include <string>

#include "proto/wire/problem.h"
#include "proto/wire/rpc_status.h"
#include "tests/integration/exchange_steps.h"
#include "tests/integration/log_lines.h"
#include "tests/integration/two_nodes.h"

namespace enlace {
namespace {

constexpr uint64_t kHeadroom = uint64_t{1} << 20;

absl::Status SubmitTo(TwoNodes& nodes) {
  grpc::ClientContext context;
  v1::SubmitRequest request;
  request.add_submissions(ComposeWith(HeaderFrom(nodes, "mx-fgr", "us-atf"),
                                      ExampleTraceRequest(),
                                      nodes.signing_key("mx-fgr"))
                              .SerializeAsString());
  v1::SubmitResponse response;
  return wire::FromGrpcStatus(
      nodes.agency("mx-fgr").exchange->Submit(&context, request, &response));
}

TEST(StorageLowTest, AnAgencyIsToldToComeAgainAndTheRefusalIsLogged) {
  TwoNodes nodes;
  nodes.StopNode("mx");
  nodes.NextConfig("mx").disk_headroom_bytes = ~uint64_t{0};
  nodes.StartNode("mx");
  const absl::Status refused = SubmitTo(nodes);
  EXPECT_TRUE(absl::IsResourceExhausted(refused)) << refused;
  EXPECT_EQ(wire::ReasonOf(refused), wire::kStorageLow);
  EXPECT_GT(wire::RetryDelayOf(refused), absl::ZeroDuration());

  nodes.StopNode("mx");
  int refusals = 0;
  for (const LogLine& line : LogOf(nodes, "mx")) {
    if (line.step != v1::AUDIT_STEP_REFUSED) continue;
    ++refusals;
    EXPECT_EQ(line.national.problem(), wire::kStorageLow);
  }
  EXPECT_EQ(refusals, 1);
  nodes.NextConfig("mx").disk_headroom_bytes = kHeadroom;
  nodes.StartNode("mx");
  EXPECT_TRUE(SubmitTo(nodes).ok());
}

TEST(StorageLowTest, WhatTheOtherNationSendsWaitsThereAndWhatIsHereGoesOn) {
  TwoNodes nodes;
  const std::string before = Deliver(nodes, ExampleTraceRequest());
  nodes.StopNode("us");
  nodes.NextConfig("us").disk_headroom_bytes = ~uint64_t{0};
  nodes.StartNode("us");
  const std::string waits =
      SendPermitted(nodes, ExampleTraceRequest()).transfer_id();
  // It is refused there, and what was delivered before is still handed out.
  EXPECT_TRUE(Eventually([&] {
    return nodes.LinkOf("mx").queued() == 1 && !nodes.LinkOf("mx").connected();
  }));
  EXPECT_EQ(InboxOfAtf(nodes), std::set<std::string>{before});
  v1::ConfirmRequest confirm;
  confirm.add_transfer_ids(before);
  v1::ConfirmResponse confirmed;
  grpc::ClientContext context;
  EXPECT_TRUE(nodes.agency("us-atf")
                  .exchange->Confirm(&context, confirm, &confirmed)
                  .ok());

  nodes.StopNode("us");
  nodes.NextConfig("us").disk_headroom_bytes = kHeadroom;
  nodes.StartNode("us");
  EXPECT_TRUE(Eventually([&] { return InboxOfAtf(nodes).contains(waits); }));
}

}  // namespace
}  // namespace enlace
