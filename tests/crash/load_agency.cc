#include "tests/crash/load_agency.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "client/library/composition.h"
#include "client/library/node_session.h"
#include "proto/wire/problem.h"

namespace enlace::crash {
namespace {

constexpr absl::Duration kPause = absl::Milliseconds(30);
constexpr size_t kBatchAgain = 16;
constexpr int kConfirmMax = 128;

std::atomic<int64_t>& DeadlineMs() {
  static std::atomic<int64_t> deadline_ms =
      absl::ToUnixMillis(absl::Now()) + int64_t{24} * 3600 * 1000;
  return deadline_ms;
}

std::vector<std::string>& Tolerated() {
  static auto& reasons = *new std::vector<std::string>;
  return reasons;
}

}  // namespace

LoadAgency::LoadAgency(const std::string& folder, const std::string& name,
                       LoadLedger& ledger)
    : name_(name), ledger_(ledger) {
  auto context =
      client::LoadContext(absl::StrCat(folder, "/contexts/", name, ".toml"));
  CHECK_OK(context.status());
  context_ = *std::move(context);
  auto trust = client::LoadTrust(context_);
  CHECK_OK(trust.status());
  recipient_.agency = context_.agency;
  for (client::Nation& nation : *trust) {
    recipient_.roots.push_back(std::move(nation.root));
  }
  auto key = client::LoadSigner(context_);
  CHECK_OK(key.status());
  key_ = std::make_unique<certs::PrivateKey>(*std::move(key));
  auto node =
      client::OpenNodeSession(context_, "en", RealClock(), SystemRandom());
  CHECK_OK(node.status());
  node_ = *std::move(node);
}

void LoadAgency::GiveUpAt(absl::Time deadline) {
  DeadlineMs() = absl::ToUnixMillis(deadline);
}

bool LoadAgency::GaveUp() {
  return absl::ToUnixMillis(absl::Now()) > DeadlineMs();
}

void LoadAgency::Tolerate(std::vector<std::string> reasons) {
  Tolerated() = std::move(reasons);
}

bool LoadAgency::MayTryAgain(const absl::Status& refusal) {
  ledger_.Refused(name_, refusal);
  const std::string reason = wire::ReasonOf(refusal);
  // A node that ends cancels the calls that it does not finish in time.
  if (absl::IsUnavailable(refusal) || absl::IsCancelled(refusal) ||
      absl::IsResourceExhausted(refusal) || absl::IsDeadlineExceeded(refusal) ||
      absl::c_linear_search(Tolerated(), reason)) {
    return true;
  }
  ledger_.Violation(absl::StrCat(
      "refused: ", absl::StatusCodeToString(refusal.code()), " ", reason));
  return false;
}

void LoadAgency::Pause() { absl::SleepFor(kPause); }

std::string LoadAgency::Compose(const RecordForm& form,
                                const std::string& recipient,
                                const std::string& parent) {
  auto draft = client::DraftFromJson(
      form.type, absl::StrReplaceAll(
                     form.json, {{"@number@", absl::StrCat(++composed_)}}));
  CHECK_OK(draft.status());
  const auto identity = certs::ParseIdentity(recipient);
  CHECK_OK(identity.status());
  draft->recipient = *identity;
  draft->parent = parent;
  const auto submission =
      client::ComposeSubmission(*draft, {.sender = context_.agency,
                                         .signer = *key_,
                                         .clock = RealClock(),
                                         .random = SystemRandom()});
  CHECK_OK(submission.status());
  return submission->SerializeAsString();
}

void LoadAgency::Submit(const std::vector<std::string>& submissions) {
  std::vector<std::string> open = submissions;
  while (!open.empty() && !GaveUp()) {
    open = SubmitOnce(open, /*again=*/false);
    if (!open.empty()) Pause();
  }
}

// Those that got no outcome.
std::vector<std::string> LoadAgency::SubmitOnce(
    const std::vector<std::string>& batch, bool again) {
  v1::SubmitRequest request;
  for (const std::string& submission : batch) {
    request.add_submissions(submission);
  }
  const auto response = node_->Submit(request);
  if (!response.ok()) {
    MayTryAgain(response.status());
    return batch;
  }
  if (response->results_size() != static_cast<int>(batch.size())) {
    ledger_.Violation("a node answered for another number of records");
    return {};
  }
  std::vector<std::string> open;
  for (size_t i = 0; i < batch.size(); ++i) {
    const v1::SubmitResult& result = response->results(static_cast<int>(i));
    if (!result.has_outcome()) {
      if (MayTryAgain(wire::FromProblem(result.problem()))) {
        open.push_back(batch[i]);
      }
      continue;
    }
    ledger_.Acknowledged(name_, batch[i], result.outcome(), again);
    if (again) continue;
    v1::Outcome outcome;
    outcome.ParseFromString(result.outcome());
    const bool permitted = outcome.decision() == v1::DECISION_OUTCOME_PERMIT;
    {
      absl::MutexLock lock(&mutex_);
      sent_.push_back({batch[i], outcome.record_id(), permitted});
    }
    if (permitted) ++permitted_;
    ++acknowledged_;
  }
  return open;
}

void LoadAgency::SubmitAllAgain() {
  std::vector<std::string> all;
  {
    absl::MutexLock lock(&mutex_);
    for (const Sent& sent : sent_) all.push_back(sent.submission);
  }
  for (size_t at = 0; at < all.size() && !GaveUp(); at += kBatchAgain) {
    std::vector<std::string> batch(
        all.begin() + static_cast<ptrdiff_t>(at),
        all.begin() +
            static_cast<ptrdiff_t>(std::min(all.size(), at + kBatchAgain)));
    while (!batch.empty() && !GaveUp()) {
      batch = SubmitOnce(batch, /*again=*/true);
      if (!batch.empty()) Pause();
    }
  }
}

void LoadAgency::AwaitCollected() {
  std::vector<std::string> open;
  {
    absl::MutexLock lock(&mutex_);
    for (const Sent& sent : sent_) {
      if (sent.permitted) open.push_back(sent.record_id);
    }
  }
  for (const std::string& record_id : open) {
    v1::GetStatusRequest request;
    request.set_record_id(record_id);
    while (!GaveUp()) {
      const auto status = node_->GetStatus(request);
      if (status.ok() && status->state() == v1::RECORD_STATE_COLLECTED) break;
      Pause();
    }
  }
}

std::vector<Incoming> LoadAgency::Collect() {
  std::vector<Incoming> taken;
  const auto items =
      client::ReadInbox(*node_, recipient_, {.after = cursor_}, RealClock());
  if (!items.ok()) {
    if (absl::IsDataLoss(items.status())) {
      ledger_.Violation("an inbox repeats a cursor");
    }
    return taken;
  }
  v1::ConfirmRequest request;
  for (const client::InboxItem& item : *items) {
    if (!item.record.ok()) {
      ledger_.Violation("a delivery does not verify");
      continue;
    }
    ledger_.Delivered(name_, item.delivery, item.record->record_id,
                      /*again=*/false);
    cursor_ = item.delivery.cursor();
    taken.push_back({item.record->record_id,
                     item.record->message->GetDescriptor()->name(),
                     item.record->header.sender()});
    request.add_transfer_ids(item.delivery.transfer_id());
    if (request.transfer_ids_size() < kConfirmMax) continue;
    Confirm(request);
    request.clear_transfer_ids();
  }
  if (request.transfer_ids_size() > 0) Confirm(request);
  collected_ += taken.size();
  return taken;
}

void LoadAgency::Confirm(const v1::ConfirmRequest& request) {
  while (!GaveUp()) {
    const auto response = node_->Confirm(request);
    if (response.ok()) {
      for (const std::string& id : request.transfer_ids()) {
        ledger_.Confirmed(name_, id);
      }
      return;
    }
    if (!MayTryAgain(response.status())) return;
    Pause();
  }
}

void LoadAgency::CollectAllAgain() {
  while (!GaveUp()) {
    const auto items =
        client::ReadInbox(*node_, recipient_,
                          {.after = 0, .include_confirmed = true}, RealClock());
    if (!items.ok()) {
      Pause();
      continue;
    }
    for (const client::InboxItem& item : *items) {
      ledger_.Delivered(name_, item.delivery,
                        item.record.ok() ? item.record->record_id : "",
                        /*again=*/true);
    }
    return;
  }
}

}  // namespace enlace::crash
