#include "tests/bench/collector.h"

#include <utility>

#include "absl/time/clock.h"
#include "base/check.h"
#include "base/clock.h"
#include "certs/key_directory.h"
#include "client/library/inbox.h"
#include "enlace/v1/outcome.pb.h"
#include "tests/bench/agency.h"

namespace enlace::bench {
namespace {

constexpr uint32_t kPageSize = 128;
constexpr absl::Duration kEmptyInboxPause = absl::Milliseconds(1);
constexpr absl::Duration kNothingComesMax = absl::Seconds(60);

}  // namespace

void CheckPermitted(const v1::SubmitResponse& response) {
  for (const v1::SubmitResult& result : response.results()) {
    v1::Outcome outcome;
    CHECK(result.has_outcome() && outcome.ParseFromString(result.outcome()))
        << "a submission was refused: " << result.problem().reason();
    CHECK(outcome.decision() == v1::DECISION_OUTCOME_PERMIT)
        << "a submission was not permitted: " << outcome.reason();
  }
}

Collector::Collector(const client::Context& context, InFlight& in_flight,
                     int leaves)
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

bool Collector::TakePage() {
  v1::CollectRequest request;
  request.set_after(cursor_);
  request.set_page_size(kPageSize);
  grpc::ClientContext context;
  auto page = std::make_shared<Page>();
  const grpc::Status status = stub_->Collect(&context, request, &page->content);
  CHECK(status.ok()) << "collect: " << status.error_message();
  const auto count = page->content.deliveries().size();
  if (count == 0) return false;
  auto call = std::make_shared<Call<v1::ConfirmRequest, v1::ConfirmResponse>>();
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

void Collector::Drain() {
  int64_t taken_ns = SteadyNs();
  while (!in_flight_.empty()) {
    if (TakePage()) {
      taken_ns = SteadyNs();
    } else {
      absl::SleepFor(kEmptyInboxPause);
    }
    CHECK(SteadyNs() - taken_ns < absl::ToInt64Nanoseconds(kNothingComesMax))
        << "records did not arrive";
  }
  CHECK(!TakePage()) << "more arrived than was sent";
}

void Collector::VerifyAll(Window* measured) {
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

}  // namespace enlace::bench
