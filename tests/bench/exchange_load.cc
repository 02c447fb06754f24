#include "tests/bench/exchange_load.h"

#include <grpcpp/client_context.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/clock.h"
#include "client/library/inbox.h"
#include "enlace/v1/outcome.pb.h"
#include "tests/bench/agency.h"
#include "tests/bench/measure.h"

namespace enlace::bench {
namespace {

// A node admits so many calls at a time on one connection.
constexpr int kCallsPerConnection = 64;
constexpr uint32_t kPageSize = 128;
constexpr size_t kDeliverySize = 6 << 10;  // memory that one takes, about
constexpr absl::Duration kEmptyInboxPause = absl::Milliseconds(1);
constexpr absl::Duration kDrainMax = absl::Seconds(60);

// One call and what it needs to live until its answer.
template <typename Request, typename Response>
struct Call {
  grpc::ClientContext context;
  Request request;
  Response response;
};

void CheckPermitted(const v1::SubmitResponse& response) {
  for (const v1::SubmitResult& result : response.results()) {
    v1::Outcome outcome;
    CHECK(result.has_outcome() && outcome.ParseFromString(result.outcome()))
        << "a submission was refused: " << result.problem().reason();
    CHECK(outcome.decision() == v1::DECISION_OUTCOME_PERMIT)
        << "a submission was not permitted: " << outcome.reason();
  }
}

// How many records are between submission and confirmation, and when each was
// submitted.  Thread-safe.
class InFlight {
 public:
  explicit InFlight(size_t window) : window_(window) {}

  // Waits until `count` more fit; false once stopped.
  bool AwaitRoom(size_t count) {
    const absl::MutexLock lock(&mutex_);
    const auto fits = [this, count]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return stopped_ || under_way_ + count <= window_;
    };
    mutex_.Await(absl::Condition(&fits));
    if (!stopped_) under_way_ += count;
    return !stopped_;
  }

  void Stop() {
    const absl::MutexLock lock(&mutex_);
    stopped_ = true;
  }

  bool running() const {
    const absl::MutexLock lock(&mutex_);
    return !stopped_;
  }

  bool empty() const {
    const absl::MutexLock lock(&mutex_);
    return under_way_ == 0;
  }

  void Began(const std::string& message_id, int64_t ns) {
    const absl::MutexLock lock(&mutex_);
    CHECK(began_.emplace(message_id, ns).second) << "a message id twice";
  }

  void Confirmed(size_t count) {
    const absl::MutexLock lock(&mutex_);
    under_way_ -= count;
  }

  // When the record was submitted; each is asked for once.
  int64_t TakeBegan(const std::string& message_id) {
    const absl::MutexLock lock(&mutex_);
    const auto found = began_.find(message_id);
    CHECK(found != began_.end()) << "a record came twice, or from nowhere";
    const int64_t ns = found->second;
    began_.erase(found);
    return ns;
  }

  // Records that were submitted and not asked for.
  size_t missing() const {
    const absl::MutexLock lock(&mutex_);
    return began_.size();
  }

 private:
  const size_t window_;
  mutable absl::Mutex mutex_;
  size_t under_way_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  absl::flat_hash_map<std::string, int64_t> began_ ABSL_GUARDED_BY(mutex_);
};

// The recipient.  Takes and confirms while the clock runs, and keeps what it
// took; verifies all of it afterwards, before anything counts.
class Collector {
 public:
  Collector(const client::Context& context, InFlight& in_flight, int leaves)
      : agency_(context.agency),
        leaves_(static_cast<size_t>(leaves)),
        stub_(std::move(Connect(context, 1).front())),
        in_flight_(in_flight) {
    const auto nations = client::LoadTrust(context);
    CHECK_OK(nations.status());
    for (const client::Nation& nation : *nations) {
      roots_.push_back(nation.root);
    }
  }

  // False if there was nothing to take.
  bool TakePage() {
    v1::CollectRequest request;
    request.set_after(cursor_);
    request.set_page_size(kPageSize);
    grpc::ClientContext context;
    auto page = std::make_shared<Page>();
    const grpc::Status status =
        stub_->Collect(&context, request, &page->content);
    CHECK(status.ok()) << "collect: " << status.error_message();
    const auto count = page->content.deliveries().size();
    if (count == 0) return false;
    auto call =
        std::make_shared<Call<v1::ConfirmRequest, v1::ConfirmResponse>>();
    for (const v1::Delivery& delivery : page->content.deliveries()) {
      CHECK(delivery.cursor() == cursor_ + 1) << "a gap in the inbox";
      cursor_ = delivery.cursor();
      call->request.add_transfer_ids(delivery.transfer_id());
    }
    pages_.push_back(page);
    stub_->async()->Confirm(
        &call->context, &call->request, &call->response,
        [this, call, page, count](const grpc::Status& confirmed) {
          CHECK(confirmed.ok() &&
                call->response.confirmed() == static_cast<uint32_t>(count))
              << "confirm: " << confirmed.error_message();
          page->confirmed_ns = SteadyNs();
          in_flight_.Confirmed(static_cast<size_t>(count));
        });
    return true;
  }

  // Until nothing is under way; and then there must be nothing more.
  void Drain() {
    const int64_t began_ns = SteadyNs();
    while (!in_flight_.empty()) {
      if (!TakePage()) absl::SleepFor(kEmptyInboxPause);
      CHECK(SteadyNs() - began_ns < absl::ToInt64Nanoseconds(kDrainMax))
          << "records did not arrive";
    }
    CHECK(!TakePage()) << "more arrived than was sent";
  }

  // Verifies every record up to its originator, and that each of those that
  // were submitted came exactly once.
  void VerifyAll(Window* measured) {
    certs::KeyDirectory keys;
    for (const std::shared_ptr<Page>& page : pages_) {
      const v1::CollectResponse& content = page->content;
      if (keys.size() == 0) {
        keys = client::KeysFrom(
            {content.certificates().begin(), content.certificates().end()},
            roots_, RealClock().TimeNow());
      }
      for (const v1::Delivery& delivery : content.deliveries()) {
        const auto record = client::VerifyDelivery(delivery, agency_, keys);
        CHECK_OK(record.status());
        withheld_ = record->withheld.size();
        CHECK(wire::OpenedPaths(*record).size() + withheld_ == leaves_);
        const int64_t began_ns =
            in_flight_.TakeBegan(record->header.message_id());
        if (measured != nullptr) measured->Note(began_ns, page->confirmed_ns);
      }
    }
    CHECK(in_flight_.missing() == 0) << "records did not arrive";
  }

  // Of the last record.
  size_t withheld() const { return withheld_; }

 private:
  struct Page {
    v1::CollectResponse content;
    int64_t confirmed_ns = 0;
  };

  const certs::Identity agency_;
  const size_t leaves_;
  const std::unique_ptr<v1::ExchangeService::Stub> stub_;
  InFlight& in_flight_;
  std::vector<certs::TrustAnchor> roots_;
  std::vector<std::shared_ptr<Page>> pages_;
  uint64_t cursor_ = 0;
  size_t withheld_ = 0;
};

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
