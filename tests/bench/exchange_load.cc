#include "tests/bench/exchange_load.h"

#include <grpcpp/client_context.h>

#include <algorithm>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "enlace/v1/outcome.pb.h"
#include "tests/bench/agency.h"
#include "tests/bench/collector.h"
#include "tests/bench/in_flight.h"
#include "tests/bench/measure.h"

namespace enlace::bench {
namespace {

// A node admits so many calls at a time on one connection.
constexpr int kCallsPerConnection = 64;
constexpr size_t kDeliverySize = 6 << 10;  // memory that one takes, about
constexpr absl::Duration kEmptyInboxPause = absl::Milliseconds(1);

// The sender: signs and submits batches while there is room.
class Submitter {
 public:
  Submitter(const client::Context& sender, const client::Context& recipient,
            const Load& load, const std::string& record_json)
      : batch_(load.batch),
        maker_(sender, recipient, record_json),
        stubs_(Connect(sender, std::max(1, load.window / load.batch /
                                               kCallsPerConnection))) {
    maker_.Prepare(load.prepared);
  }

  void Run(InFlight& in_flight) {
    while (in_flight.AwaitRoom(static_cast<size_t>(batch_))) {
      Submit(in_flight);
    }
  }

  int leaves() const { return maker_.leaves(); }

 private:
  void Submit(InFlight& in_flight) {
    auto call = std::make_shared<Call<v1::SubmitRequest, v1::SubmitResponse>>();
    const int64_t now_ns = SteadyNs();
    for (RecordMaker::Record& record : maker_.Sign(batch_)) {
      in_flight.Began(record.message_id, now_ns);
      call->request.add_submissions(std::move(record.submission));
    }
    stubs_[next_++ % stubs_.size()]->async()->Submit(
        &call->context, &call->request, &call->response,
        [call](const grpc::Status& status) {
          CHECK(status.ok()) << "submit: " << status.error_message();
          CheckPermitted(call->response);
        });
  }

  const int batch_;
  RecordMaker maker_;
  const std::vector<std::unique_ptr<v1::ExchangeService::Stub>> stubs_;
  size_t next_ = 0;
};

}  // namespace

std::string MeasureExchange(const ExchangeRoute& route, const Load& load,
                            const std::string& record_json) {
  const client::Context sender = ContextAt(route.sender);
  const client::Context recipient = ContextAt(route.recipient);
  Submitter submitter(sender, recipient, load, record_json);
  InFlight in_flight(static_cast<size_t>(load.window));
  Collector collector(recipient, in_flight, submitter.leaves());
  TouchMemory(static_cast<size_t>(load.prepared) * kDeliverySize);
  Window measured(load.warm_up_s, load.seconds, load.pids);
  std::thread submitting([&] { submitter.Run(in_flight); });
  std::thread stopping([&] {
    measured.Sleep();
    in_flight.Stop();
  });
  while (in_flight.running()) {
    if (!collector.TakePage()) absl::SleepFor(kEmptyInboxPause);
  }
  stopping.join();
  submitting.join();
  collector.Drain();
  collector.VerifyAll(&measured);
  std::string json = measured.Json();
  json.pop_back();
  return absl::StrFormat("%s, \"leaves\": %d, \"withheld\": %d}", json,
                         submitter.leaves(), collector.withheld());
}

std::string MeasureLoneExchange(const ExchangeRoute& route, int count,
                                const std::string& record_json) {
  const client::Context sender = ContextAt(route.sender);
  const client::Context recipient = ContextAt(route.recipient);
  RecordMaker maker(sender, recipient, record_json);
  InFlight in_flight(static_cast<size_t>(count) * 2);
  Collector collector(recipient, in_flight, maker.leaves());
  const auto stub = std::move(Connect(sender, 1).front());
  std::vector<double> acked;
  std::vector<double> delivered;
  const int warm_up = count / 10;
  for (int i = 0; i < warm_up + count; ++i) {
    CHECK(in_flight.AwaitRoom(1));
    const RecordMaker::Record record = std::move(maker.Sign(1).front());
    v1::SubmitRequest request;
    request.add_submissions(record.submission);
    v1::GetStatusRequest question;
    question.set_record_id(record.record_id);
    const int64_t began_ns = SteadyNs();
    in_flight.Began(record.message_id, began_ns);
    v1::SubmitResponse response;
    grpc::ClientContext submitting;
    CHECK(stub->Submit(&submitting, request, &response).ok()) << "submit";
    const int64_t acked_ns = SteadyNs();
    CheckPermitted(response);
    v1::GetStatusResponse answer;
    do {
      grpc::ClientContext asking;
      CHECK(stub->GetStatus(&asking, question, &answer).ok()) << "status";
    } while (answer.state() == v1::RECORD_STATE_QUEUED);
    const int64_t delivered_ns = SteadyNs();
    CHECK(answer.state() == v1::RECORD_STATE_DELIVERED) << "not delivered";
    if (i < warm_up) continue;
    acked.push_back(static_cast<double>(acked_ns - began_ns) / 1e3);
    delivered.push_back(static_cast<double>(delivered_ns - began_ns) / 1e3);
  }
  collector.Drain();
  collector.VerifyAll(nullptr);
  return absl::StrFormat(
      "{\"records\": %d, \"acked_p50_us\": %.1f, \"acked_p99_us\": %.1f, "
      "\"p50_us\": %.1f, \"p99_us\": %.1f}",
      count, Quantile(acked, 0.5), Quantile(acked, 0.99),
      Quantile(delivered, 0.5), Quantile(delivered, 0.99));
}

}  // namespace enlace::bench
