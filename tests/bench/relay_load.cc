#include "tests/bench/relay_load.h"

#include <google/protobuf/util/json_util.h>
#include <grpc/support/time.h>

#include <cstdint>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "tests/bench/measure.h"

namespace enlace::bench {
namespace {

constexpr absl::Duration kDrainMax = absl::Seconds(20);

// Keeps `window` records under way, in batches, until it is stopped.
class ClosedLoop {
 public:
  ClosedLoop(const RelayRoute& route, int batch, int window,
             const std::string& record_json)
      : batch_(static_cast<uint64_t>(batch)),
        window_(static_cast<uint64_t>(window)),
        receiver_(
            pool_,
            [this](std::unique_ptr<RelayBatch> b) { Take(std::move(b)); }),
        server_(ServeRelay(route.self, route.listen, receiver_)),
        stub_(RelayService::NewStub(
            OpenRelay(route.self, route.next_id, route.next))),
        sender_(std::make_unique<RelaySender>(*stub_, pool_)) {
    CHECK(
        google::protobuf::util::JsonStringToMessage(record_json, &record_).ok())
        << "the record file";
  }

  void Start(Window* measured) {
    const absl::MutexLock lock(&mutex_);
    measured_ = measured;
    running_ = true;
    Refill();
  }

  // Sends one record and waits for it; microseconds.
  double RoundTrip() {
    const absl::MutexLock lock(&mutex_);
    const int64_t began_ns = SteadyNs();
    SendBatch(1);
    AwaitAll();
    return static_cast<double>(SteadyNs() - began_ns) / 1e3;
  }

  void Stop() {
    {
      const absl::MutexLock lock(&mutex_);
      running_ = false;
      AwaitAll();
    }
    CHECK(sender_->Finish().ok()) << "the relay's stream";
    // The last hop keeps its stream open.
    server_->Shutdown(gpr_time_0(GPR_TIMESPAN));
  }

 private:
  void Take(std::unique_ptr<RelayBatch> batch) {
    const absl::MutexLock lock(&mutex_);
    const int64_t now_ns = SteadyNs();
    for (const RelayedRecord& record : batch->records()) {
      CHECK(record.sequence() == received_ + 1) << "a record is lost or twice";
      ++received_;
      if (measured_ != nullptr) measured_->Note(record.sent_ns(), now_ns);
    }
    pool_.Return(std::move(batch));
    if (running_) Refill();
  }

  void Refill() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    while (sent_ - received_ + batch_ <= window_) SendBatch(batch_);
  }

  void SendBatch(uint64_t count) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    std::unique_ptr<RelayBatch> batch = pool_.Take();
    const int64_t now_ns = SteadyNs();
    while (static_cast<uint64_t>(batch->records_size()) < count) {
      *batch->add_records()->mutable_record() = record_;
    }
    for (RelayedRecord& record : *batch->mutable_records()) {
      record.set_sequence(++sent_);
      record.set_sent_ns(now_ns);
    }
    sender_->Send(std::move(batch));
  }

  void AwaitAll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto all = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return received_ == sent_;
    };
    CHECK(mutex_.AwaitWithTimeout(absl::Condition(&all), kDrainMax))
        << "records did not arrive";
  }

  const uint64_t batch_;
  const uint64_t window_;
  v1::FirearmTraceRequest record_;
  BatchPool pool_;

  absl::Mutex mutex_;
  Window* measured_ ABSL_GUARDED_BY(mutex_) = nullptr;
  bool running_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t sent_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t received_ ABSL_GUARDED_BY(mutex_) = 0;

  RelayReceiver receiver_;
  const std::unique_ptr<grpc::Server> server_;
  const std::unique_ptr<RelayService::Stub> stub_;
  const std::unique_ptr<RelaySender> sender_;
};

}  // namespace

std::string MeasureRelay(const RelayRoute& route, const Load& load,
                         const std::string& record_json) {
  ClosedLoop loop(route, load.batch, load.window, record_json);
  Window measured(load.warm_up_s, load.seconds, load.pids);
  loop.Start(&measured);
  measured.Sleep();
  loop.Stop();
  return measured.Json();
}

std::string MeasureLoneRelay(const RelayRoute& route, int count,
                             const std::string& record_json) {
  ClosedLoop loop(route, 1, 1, record_json);
  std::vector<double> micros;
  for (int i = 0; i < count / 10; ++i) loop.RoundTrip();  // warm-up
  for (int i = 0; i < count; ++i) micros.push_back(loop.RoundTrip());
  loop.Stop();
  return absl::StrFormat(
      "{\"records\": %d, \"p50_us\": %.1f, \"p99_us\": %.1f}", count,
      Quantile(micros, 0.5), Quantile(micros, 0.99));
}

}  // namespace enlace::bench
