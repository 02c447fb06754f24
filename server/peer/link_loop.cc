#include "server/peer/link_loop.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "base/log.h"
#include "base/status_macros.h"
#include "proto/wire/problem.h"
#include "server/core/first_contact.h"
#include "server/core/maintenance.h"
#include "server/core/outbox.h"
#include "server/core/plan.h"

namespace enlace::peer {
namespace {

constexpr size_t kItemsMax = 64;  // revocations or reports in a call
constexpr size_t kBatchBytesMax = 448 << 10;  // below the limit of a request
constexpr absl::Duration kIdle = absl::Seconds(5);
constexpr absl::Duration kBackoffMin = absl::Milliseconds(100);
constexpr absl::Duration kBackoffMax = absl::Seconds(10);

// Why the other node did not decide.  Of its words only what is shaped like a
// reason is kept.
absl::Status Undecided(const v1::RelayAnswer& answer) {
  if (!answer.has_problem() || !wire::IsReason(answer.problem().reason())) {
    return wire::Refusal(absl::StatusCode::kUnavailable, "UNDECIDED",
                         "the other node did not decide");
  }
  return wire::Refusal(absl::StatusCode::kUnavailable,
                       answer.problem().reason(),
                       "the other node could not decide");
}

}  // namespace

LinkLoop::LinkLoop(Environment environment)
    : environment_(std::move(environment)),
      down_since_(environment_.clock->TimeNow()),
      thread_([this] { Run(); }) {}

LinkLoop::~LinkLoop() { Stop(); }

bool LinkLoop::connected() const {
  absl::MutexLock lock(&mutex_);
  return connected_;
}

std::map<std::string, SetAside> LinkLoop::set_aside() const {
  const absl::MutexLock lock(&mutex_);
  return pace_.set_aside();
}

absl::Time LinkLoop::down_since() const {
  absl::MutexLock lock(&mutex_);
  return down_since_;
}

uint64_t LinkLoop::plans_known() const {
  const absl::MutexLock lock(&mutex_);
  return plans_known_;
}

void LinkLoop::Stop() {
  if (wakeup_.Stop()) thread_.join();
}

bool LinkLoop::WaitFor(absl::Duration delay) {
  // While the link is down, new work must not defeat the pause.
  return failures_ > 0 ? wakeup_.Pause(delay) : wakeup_.WaitForRing(delay);
}

// Exponential, with full jitter, so that two nations that come back together
// do not march in step.
absl::Duration LinkLoop::NextBackoff() {
  const absl::Duration ceiling =
      std::min(kBackoffMax, kBackoffMin * (1 << std::min(failures_, 7)));
  const uint16_t draw = ReadU16(environment_.random->Bytes(2));
  return kBackoffMin + (ceiling - kBackoffMin) * draw / 65536;
}

absl::Duration LinkLoop::NoteRound(const absl::StatusOr<Progress>& progress) {
  failures_ = progress.ok() ? 0 : failures_ + 1;
  absl::MutexLock lock(&mutex_);
  if (connected_ != progress.ok()) {
    connected_ = progress.ok();
    down_since_ =
        connected_ ? absl::InfiniteFuture() : environment_.clock->TimeNow();
    Log(connected_ ? Severity::kInfo : Severity::kWarning,
        connected_ ? "link is up" : "link is down",
        {{"nation", environment_.nation},
         {"error", connected_ ? "" : progress.status().ToString()}});
  }
  if (!progress.ok()) {
    // Whoever comes back may be a newer version.
    plans_told_ = plans_known_;
    return NextBackoff();
  }
  if (*progress == Progress::kSome) wakeup_.Ring();
  return kIdle;
}

void LinkLoop::Run() {
  absl::Duration delay = kIdle;
  while (WaitFor(delay)) {
    delay = NoteRound(WorkOnce());
  }
}

absl::StatusOr<LinkLoop::Progress> LinkLoop::WorkOnce() {
  absl::StatusOr<Progress> progress = AnnounceOnce();
  const auto idle = [&] {
    return progress.ok() && *progress == Progress::kNothing;
  };
  if (!idle() || !IsOpen()) return progress;
  progress = TellMaintenanceOnce();
  // Of the records first those that must not be handed over any more.
  if (idle()) progress = RevokeOnce();
  if (idle()) progress = RelayOnce();
  if (idle()) progress = ReportOnce();
  return progress;
}

bool LinkLoop::IsOpen() const {
  bool open = false;
  environment_.pipeline->Read([&](const core::State& state) {
    open = core::CheckLinkOpen(
               state, environment_.nation,
               environment_.contact->FilesTowards(environment_.nation),
               core::BatchInstantMs(state, environment_.clock->TimeNow()))
               .ok();
  });
  return open;
}

absl::StatusOr<LinkLoop::Progress> LinkLoop::AnnounceOnce() {
  if (announced_) return Progress::kNothing;
  absl::StatusOr<std::optional<v1::SignedLinkAcceptance>> word = std::nullopt;
  environment_.pipeline->Read([&](const core::State& state) {
    word = environment_.contact->OwnWord(environment_.nation, state,
                                         environment_.clock->TimeNow());
  });
  RETURN_IF_ERROR(word.status());
  if (!word->has_value()) return Progress::kNothing;
  v1::AnnounceAcceptanceRequest request;
  *request.mutable_acceptance() = **std::move(word);
  ASSIGN_OR_RETURN(const v1::AnnounceAcceptanceResponse response,
                   environment_.link->AnnounceAcceptance(request));
  announced_ = true;
  if (!response.has_acceptance()) return Progress::kSome;
  gate::Admission admission = environment_.contact->AdmitAnnouncement(
      environment_.nation, response.acceptance());
  std::vector<core::Input> inputs;
  inputs.push_back(std::move(admission.input));
  RETURN_IF_ERROR(Journal(std::move(inputs)).status());
  RETURN_IF_ERROR(admission.problem);
  return Progress::kSome;
}

absl::StatusOr<LinkLoop::Progress> LinkLoop::TellMaintenanceOnce() {
  core::Maintenance own;
  environment_.pipeline->Read(
      [&](const core::State& state) { own = state.maintenance; });
  if (own.plans == plans_told_) return Progress::kNothing;
  const int64_t until_ms = own.window.until_ms;
  const absl::Time now = environment_.clock->TimeNow();
  if (until_ms != 0 && absl::FromUnixMillis(until_ms) <= now) {
    return Progress::kNothing;
  }
  v1::AnnounceMaintenanceRequest request;
  *request.mutable_window() = core::ToMessage(own.window);
  const absl::Status status =
      environment_.link->AnnounceMaintenance(request).status();
  if (wire::ReasonOf(status) == wire::kLinkNotAccepted) announced_ = false;
  // An older node, or one that would plan it otherwise, is not asked again
  // while the link is up: records must not wait for what is a courtesy.
  const bool refused =
      absl::IsUnimplemented(status) || absl::IsInvalidArgument(status);
  if (!status.ok() && !refused) return status;
  plans_told_ = own.plans;
  if (refused) {
    Log(Severity::kWarning, "the other node takes no note of maintenance",
        {{"nation", environment_.nation}, {"error", status.ToString()}});
    return Progress::kNothing;
  }
  const absl::MutexLock lock(&mutex_);
  plans_known_ = own.plans;
  return Progress::kSome;
}

absl::StatusOr<LinkLoop::Progress> LinkLoop::RevokeOnce() {
  v1::RevokeReleasesRequest request;
  environment_.pipeline->Read([&](const core::State& state) {
    for (v1::Revocation& revocation :
         core::PendingRevocations(state, environment_.nation, kItemsMax)) {
      *request.add_revocations() = std::move(revocation);
    }
  });
  if (request.revocations_size() == 0) return Progress::kNothing;
  ASSIGN_OR_RETURN(const v1::RevokeReleasesResponse response,
                   environment_.link->RevokeReleases(request));
  if (response.evidence_size() != request.revocations_size()) {
    return absl::InternalError(
        "the peer answered for another number of revocations");
  }
  std::vector<core::Input> inputs;
  for (int i = 0; i < response.evidence_size(); ++i) {
    const v1::Evidence& evidence = response.evidence(i);
    if (evidence.transfer_id() != request.revocations(i).transfer_id()) {
      return absl::InternalError("the peer answered for another transfer");
    }
    if (evidence.state() == v1::RECORD_STATE_UNSPECIFIED) {
      Log(Severity::kWarning, "peer refused a revocation",
          {{"transfer", HexEncode(evidence.transfer_id())}});
      continue;
    }
    inputs.push_back(core::RevocationAnswered{
        environment_.nation, evidence,
        environment_.drafts->ForCaller(environment_.nation)});
  }
  // What is refused comes again with the next round; records must not wait.
  if (inputs.empty()) return Progress::kNothing;
  return Journal(std::move(inputs));
}

absl::Status LinkLoop::PutAside(const std::string& transfer_id,
                                const absl::Status& problem) {
  Log(Severity::kWarning, "a record cannot pass; it is tried again later",
      {{"transfer", HexEncode(transfer_id)},
       {"reason", wire::ReasonOf(problem)}});
  const absl::MutexLock lock(&mutex_);
  return pace_.Put(transfer_id, wire::ReasonOf(problem),
                   environment_.clock->TimeNow())
             ? absl::OkStatus()
             : problem;
}

absl::StatusOr<v1::RelayRequest> LinkLoop::NextRelay(
    std::vector<std::string>& transfer_ids) {
  struct Pending {
    std::string transfer_id;
    uint64_t link_sequence;
  };
  const absl::Time now = environment_.clock->TimeNow();
  size_t max = 0;
  std::set<std::string> set_aside;
  {
    const absl::MutexLock lock(&mutex_);
    max = pace_.batch_max();
    set_aside = pace_.WaitingAt(now);
  }
  std::vector<Pending> pending;
  const core::ProvenLog log = environment_.proven_log();
  environment_.pipeline->Read([&](const core::State& state) {
    for (std::string& id : core::PendingRelays(state, environment_.nation, log,
                                               now, max, set_aside)) {
      const uint64_t sequence = state.TransferAt(id).link_sequence;
      pending.push_back({std::move(id), sequence});
    }
    const absl::MutexLock lock(&mutex_);
    pace_.KeepQueued([&](const std::string& id) {
      const core::Transfer* const transfer = state.FindTransfer(id);
      return transfer != nullptr && transfer->state == v1::RECORD_STATE_QUEUED;
    });
  });
  v1::RelayRequest request;
  size_t bytes = 0;
  for (const Pending& relay : pending) {
    absl::StatusOr<std::string> record =
        environment_.read_record(relay.transfer_id);
    // It expired or was revoked since the look at the outbox.
    if (absl::IsNotFound(record.status())) continue;
    if (!record.ok()) {
      RETURN_IF_ERROR(PutAside(relay.transfer_id, record.status()));
      continue;
    }
    if (request.items_size() > 0 && bytes + record->size() > kBatchBytesMax) {
      break;
    }
    bytes += record->size();
    v1::RelayItem item;
    item.set_transfer_id(relay.transfer_id);
    item.set_link_sequence(relay.link_sequence);
    item.set_record(*std::move(record));
    request.add_items(item.SerializeAsString());
    transfer_ids.push_back(relay.transfer_id);
  }
  return request;
}

absl::StatusOr<std::vector<core::Input>> LinkLoop::TakeAnswers(
    const std::vector<std::string>& transfer_ids,
    const v1::RelayResponse& response) {
  if (static_cast<size_t>(response.answers_size()) != transfer_ids.size()) {
    return absl::InternalError("the peer answered for another number of items");
  }
  std::vector<core::Input> inputs;
  absl::Status not_now;
  for (size_t i = 0; i < transfer_ids.size(); ++i) {
    const v1::RelayAnswer& answer = response.answers(static_cast<int>(i));
    if (answer.transfer_id() != transfer_ids[i]) {
      return absl::InternalError("the peer answered for another transfer");
    }
    // Without a decision there is nothing to journal.
    if (answer.has_problem() ||
        answer.outcome() == v1::DECISION_OUTCOME_UNSPECIFIED) {
      const absl::Status problem = Undecided(answer);
      if (ConcernsRecord(answer.problem())) {
        not_now.Update(PutAside(answer.transfer_id(), problem));
      } else {
        if (wire::ReasonOf(problem) == wire::kLinkNotAccepted) {
          announced_ = false;
        }
        not_now.Update(problem);
      }
      continue;
    }
    {
      const absl::MutexLock lock(&mutex_);
      pace_.Settle(answer.transfer_id());
    }
    inputs.push_back(core::RelayAnswered{
        environment_.nation, answer,
        environment_.drafts->ForCaller(environment_.nation)});
  }
  // No progress: the records wait for the next round, after a pause.
  if (inputs.empty()) RETURN_IF_ERROR(not_now);
  return inputs;
}

absl::StatusOr<LinkLoop::Progress> LinkLoop::RelayOnce() {
  std::vector<std::string> sent;
  ASSIGN_OR_RETURN(const v1::RelayRequest request, NextRelay(sent));
  if (sent.empty()) return Progress::kNothing;
  const absl::StatusOr<v1::RelayResponse> response =
      environment_.link->Relay(request);
  absl::StatusOr<std::vector<core::Input>> inputs =
      response.ok() ? TakeAnswers(sent, *response) : response.status();
  {
    const absl::MutexLock lock(&mutex_);
    if (!response.ok()) {
      pace_.Failed(sent, response.status(), environment_.clock->TimeNow());
    } else if (inputs.ok()) {
      pace_.Passed();
    }
  }
  RETURN_IF_ERROR(inputs.status());
  if (inputs->empty()) return Progress::kSome;
  return Journal(*std::move(inputs));
}

absl::StatusOr<LinkLoop::Progress> LinkLoop::Journal(
    std::vector<core::Input> inputs) {
  ASSIGN_OR_RETURN(const std::vector<core::Answer> answers,
                   environment_.pipeline->Run(std::move(inputs)));
  absl::Status refused = absl::OkStatus();
  for (const core::Answer& answer : answers) {
    if (answer.kind != core::Answer::Kind::kRefused) return Progress::kSome;
    refused.Update(answer.status);
  }
  return refused;
}

absl::StatusOr<LinkLoop::Progress> LinkLoop::ReportOnce() {
  v1::ReportRequest request;
  environment_.pipeline->Read([&](const core::State& state) {
    for (v1::Evidence& evidence :
         core::PendingEvidence(state, environment_.nation, kItemsMax)) {
      *request.add_evidence() = std::move(evidence);
    }
  });
  if (request.evidence_size() == 0) return Progress::kNothing;
  RETURN_IF_ERROR(environment_.link->Report(request).status());
  std::vector<core::Input> inputs;
  for (const v1::Evidence& evidence : request.evidence()) {
    inputs.push_back(core::EvidenceTaken{
        environment_.nation, evidence.transfer_id(), evidence.entry_index()});
  }
  return Journal(std::move(inputs));
}

}  // namespace enlace::peer
