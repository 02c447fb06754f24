#include "tests/bench/fairness_load.h"

#include <deque>
#include <iostream>
#include <limits>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "proto/wire/problem.h"
#include "proto/wire/rpc_status.h"
#include "tests/bench/agency.h"
#include "tests/bench/collector.h"
#include "tests/bench/in_flight.h"
#include "tests/bench/measure.h"

namespace enlace::bench {
namespace {

// A node admits so many calls at a time on one connection.
constexpr int kCallsPerConnection = 64;
constexpr absl::Duration kProbePause = absl::Milliseconds(5);
constexpr absl::Duration kLook = absl::Milliseconds(20);  // for what is due
constexpr size_t kNoWindow = std::numeric_limits<size_t>::max();

// Tells whoever started this process, and waits until it is told to go on.
void SayAndWait(const char* word) {
  std::cout << word << std::endl;
  std::string line;
  while (std::getline(std::cin, line)) {
  }
}

// Submits without end.  Thread-safe.
class Flooder {
 public:
  Flooder(const client::Context& sender, const client::Context& recipient,
          const Flood& flood, const std::string& record_json)
      : batch_(flood.batch),
        maker_(sender, recipient, record_json),
        stubs_(Connect(sender, flood.connections)),
        in_flight_(kNoWindow) {
    maker_.Prepare(flood.prepared);
  }

  // Until Stop(), and until every call has ended.
  void Run() {
    while (const std::shared_ptr<Batch> batch = Next()) Send(batch);
    const absl::MutexLock lock(&mutex_);
    const auto ended = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return open_ == again_.size();
    };
    mutex_.Await(absl::Condition(&ended));
    for (const Again& again : again_) Forget(*again.batch);
  }

  void Stop() {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }

  void AwaitAcknowledged(uint64_t count) {
    const absl::MutexLock lock(&mutex_);
    const auto reached = [this, count]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return acknowledged_ >= count;
    };
    mutex_.Await(absl::Condition(&reached));
  }

  uint64_t acknowledged() const {
    const absl::MutexLock lock(&mutex_);
    return acknowledged_;
  }
  uint64_t refused_calls() const {
    const absl::MutexLock lock(&mutex_);
    return refused_calls_;
  }
  uint64_t calls_max() const { return stubs_.size() * kCallsPerConnection; }
  int leaves() const { return maker_.leaves(); }
  InFlight& in_flight() { return in_flight_; }

 private:
  using Batch = std::vector<RecordMaker::Record>;
  struct Again {
    int64_t due_ns = 0;
    std::shared_ptr<Batch> batch;
  };

  // A batch that was refused and is due, or a new one for which there is room;
  // null once stopped.
  std::shared_ptr<Batch> Next() {
    {
      const absl::MutexLock lock(&mutex_);
      const auto may_go_on = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return stopping_ || open_ < calls_max() ||
               (!again_.empty() && again_.front().due_ns <= SteadyNs());
      };
      while (!mutex_.AwaitWithTimeout(absl::Condition(&may_go_on), kLook)) {
      }
      if (stopping_) return nullptr;
      if (!again_.empty() && again_.front().due_ns <= SteadyNs()) {
        std::shared_ptr<Batch> batch = std::move(again_.front().batch);
        again_.pop_front();
        return batch;
      }
      ++open_;
    }
    auto batch = std::make_shared<Batch>(maker_.Sign(batch_));
    CHECK(in_flight_.AwaitRoom(batch->size()));
    for (const RecordMaker::Record& record : *batch) {
      in_flight_.Began(record.message_id, SteadyNs());
    }
    return batch;
  }

  void Send(const std::shared_ptr<Batch>& batch) {
    auto call = std::make_shared<Call<v1::SubmitRequest, v1::SubmitResponse>>();
    for (const RecordMaker::Record& record : *batch) {
      call->request.add_submissions(record.submission);
    }
    stubs_[next_++ % stubs_.size()]->async()->Submit(
        &call->context, &call->request, &call->response,
        [this, call, batch](const grpc::Status& answered) {
          const absl::Status status = wire::FromGrpcStatus(answered);
          const absl::MutexLock lock(&mutex_);
          if (status.ok()) {
            CheckPermitted(call->response);
            acknowledged_ += batch->size();
            --open_;
            return;
          }
          CHECK(wire::ReasonOf(status) == wire::kOverloaded)
              << "submit: " << status;
          ++refused_calls_;
          const absl::Duration delay = wire::RetryDelayOf(status);
          CHECK(delay > absl::ZeroDuration()) << "refused without a delay";
          again_.push_back(
              {SteadyNs() + absl::ToInt64Nanoseconds(delay), batch});
        });
  }

  void Forget(const Batch& batch) {
    for (const RecordMaker::Record& record : batch) {
      in_flight_.TakeBegan(record.message_id);
    }
    in_flight_.Confirmed(batch.size());
  }

  const int batch_;
  RecordMaker maker_;  // used by Run() alone
  const std::vector<std::unique_ptr<v1::ExchangeService::Stub>> stubs_;
  size_t next_ = 0;
  InFlight in_flight_;

  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t open_ ABSL_GUARDED_BY(mutex_) = 0;  // calls, and what is due again
  uint64_t acknowledged_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t refused_calls_ ABSL_GUARDED_BY(mutex_) = 0;
  std::deque<Again> again_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

std::string MeasureFlood(const ExchangeRoute& route, const Flood& flood,
                         const std::string& record_json) {
  const client::Context recipient = ContextAt(route.recipient);
  Flooder flooder(ContextAt(route.sender), recipient, flood, record_json);
  Collector collector(recipient, flooder.in_flight(), flooder.leaves());
  std::thread sending([&] { flooder.Run(); });
  // By then every window has been full.
  flooder.AwaitAcknowledged(flooder.calls_max() *
                            static_cast<uint64_t>(flood.batch) / 2);
  const uint64_t before = flooder.acknowledged();
  const int64_t began_ns = SteadyNs();
  SayAndWait("flooding");
  const auto seconds = static_cast<double>(SteadyNs() - began_ns) / 1e9;
  const uint64_t acknowledged = flooder.acknowledged() - before;
  flooder.Stop();
  sending.join();
  collector.Drain();
  collector.VerifyAll(nullptr);
  return absl::StrFormat(
      "{\"acknowledged\": %d, \"per_s\": %.1f, \"refused_calls\": %d}",
      flooder.acknowledged(), static_cast<double>(acknowledged) / seconds,
      flooder.refused_calls());
}

std::string MeasureProbe(const ExchangeRoute& route, int count,
                         const std::string& record_json) {
  const client::Context sender = ContextAt(route.sender);
  const client::Context recipient = ContextAt(route.recipient);
  RecordMaker maker(sender, recipient, record_json, "LinkTest");
  InFlight in_flight(kNoWindow);
  const auto stub = std::move(Connect(sender, 1).front());
  std::vector<double> micros;
  const int warm_up = count / 10;
  for (int i = 0; i < warm_up + count; ++i) {
    CHECK(in_flight.AwaitRoom(1));
    const RecordMaker::Record record = std::move(maker.Sign(1).front());
    v1::SubmitRequest request;
    request.add_submissions(record.submission);
    v1::SubmitResponse response;
    grpc::ClientContext context;
    const int64_t began_ns = SteadyNs();
    in_flight.Began(record.message_id, began_ns);
    const grpc::Status status = stub->Submit(&context, request, &response);
    CHECK(status.ok()) << "submit: " << status.error_message();
    if (i >= warm_up) {
      micros.push_back(static_cast<double>(SteadyNs() - began_ns) / 1e3);
    }
    CheckPermitted(response);
    absl::SleepFor(kProbePause);
  }
  SayAndWait("submitted");
  Collector collector(recipient, in_flight, maker.leaves());
  collector.Drain();
  collector.VerifyAll(nullptr);
  return absl::StrFormat(
      "{\"records\": %d, \"p50_us\": %.1f, \"p90_us\": %.1f, \"p99_us\": %.1f, "
      "\"max_us\": %.1f}",
      count, Quantile(micros, 0.5), Quantile(micros, 0.9),
      Quantile(micros, 0.99), Quantile(micros, 1));
}

}  // namespace enlace::bench
