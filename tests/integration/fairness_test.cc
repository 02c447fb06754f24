// One agency that sends without end keeps no other from its node, and loses
// nothing that was acknowledged.

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "enlace/v1/link_test.pb.h"
#include "proto/wire/problem.h"
#include "proto/wire/rpc_status.h"
#include "tests/integration/exchange_steps.h"
#include "tests/integration/two_nodes.h"

namespace enlace {
namespace {

constexpr int kCallsAtOnce = 64;  // as many as a node admits on a connection
constexpr int kRecordsPerCall = 16;

v1::Submission ComposeLinkTest(TwoNodes& nodes, int number) {
  v1::LinkTest record;
  record.mutable_context()->set_purpose_code(v1::PURPOSE_CODE_LINK_TEST);
  record.mutable_context()->add_legal_basis()->set_basis_id("LINK-TEST");
  record.mutable_context()->set_evidence_status(v1::EVIDENCE_STATUS_LEAD_ONLY);
  record.mutable_context()->set_language("en");
  record.set_code(absl::StrFormat("%032x", number));
  v1::Header header = HeaderFrom(nodes, "mx-anam", "us-cbp");
  header.set_valid_until_ms(header.created_at_ms() + 3'600'000);
  return ComposeWith(header, record, nodes.signing_key("mx-anam"));
}

// Trace requests of mx-fgr, as many at once as its node admits.
class Flood {
 public:
  explicit Flood(TwoNodes& nodes) : nodes_(nodes), sender_([this] { Run(); }) {}
  ~Flood() { Stop(); }

  // Transfers that were acknowledged.
  std::set<std::string> Stop() {
    stopping_ = true;
    if (sender_.joinable()) sender_.join();
    const absl::MutexLock lock(&mutex_);
    const auto ended = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return open_ == 0;
    };
    mutex_.Await(absl::Condition(&ended));
    return acknowledged_;
  }

 private:
  struct Call {
    grpc::ClientContext context;
    v1::SubmitRequest request;
    v1::SubmitResponse response;
  };

  void Run() {
    while (!stopping_) {
      auto call = std::make_shared<Call>();
      for (int i = 0; i < kRecordsPerCall; ++i) {
        call->request.add_submissions(
            ComposeWith(HeaderFrom(nodes_, "mx-fgr", "us-atf"),
                        ExampleTraceRequest(), nodes_.signing_key("mx-fgr"))
                .SerializeAsString());
      }
      {
        const absl::MutexLock lock(&mutex_);
        const auto has_room = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
          return open_ < kCallsAtOnce;
        };
        mutex_.Await(absl::Condition(&has_room));
        ++open_;
      }
      nodes_.agency("mx-fgr").exchange->async()->Submit(
          &call->context, &call->request, &call->response,
          [this, call](const grpc::Status& status) { Note(*call, status); });
    }
  }

  void Note(const Call& call, const grpc::Status& status) {
    const absl::MutexLock lock(&mutex_);
    --open_;
    if (!status.ok()) {
      EXPECT_EQ(wire::ReasonOf(wire::FromGrpcStatus(status)), wire::kOverloaded)
          << status.error_message();
      return;
    }
    for (const v1::SubmitResult& result : call.response.results()) {
      acknowledged_.insert(OutcomeOf(result).transfer_id());
    }
  }

  TwoNodes& nodes_;
  std::atomic<bool> stopping_ = false;
  absl::Mutex mutex_;
  int open_ ABSL_GUARDED_BY(mutex_) = 0;
  std::set<std::string> acknowledged_ ABSL_GUARDED_BY(mutex_);
  std::thread sender_;
};

// All that us-atf can collect from `after` on, which is moved.
std::set<std::string> CollectAll(TwoNodes& nodes, uint64_t& after) {
  std::set<std::string> transfers;
  while (true) {
    grpc::ClientContext context;
    v1::CollectRequest request;
    request.set_after(after);
    v1::CollectResponse page;
    const grpc::Status status =
        nodes.agency("us-atf").exchange->Collect(&context, request, &page);
    EXPECT_TRUE(status.ok()) << status.error_message();
    if (page.deliveries().empty()) return transfers;
    for (const v1::Delivery& delivery : page.deliveries()) {
      EXPECT_TRUE(transfers.insert(delivery.transfer_id()).second);
      after = delivery.cursor();
    }
  }
}

TEST(FairnessTest, AnAgencyIsAnsweredBesideAFloodAndAllThatWasAnsweredArrives) {
  TwoNodes nodes;
  Flood flood(nodes);
  for (int i = 0; i < 20; ++i) {
    const v1::SubmitResult result = SubmitBytes(
        nodes, "mx-anam", ComposeLinkTest(nodes, i).SerializeAsString());
    EXPECT_EQ(OutcomeOf(result).decision(), v1::DECISION_OUTCOME_PERMIT);
  }
  const std::set<std::string> acknowledged = flood.Stop();
  EXPECT_FALSE(acknowledged.empty());
  std::set<std::string> arrived;
  uint64_t after = 0;
  EXPECT_TRUE(Eventually([&] {
    arrived.merge(CollectAll(nodes, after));
    return arrived.size() >= acknowledged.size();
  }));
  EXPECT_EQ(arrived, acknowledged);
}

}  // namespace
}  // namespace enlace
