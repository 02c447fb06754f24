#include "server/gate/review_desk.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "base/encoding.h"
#include "base/log.h"
#include "base/sha256.h"
#include "policy/engine/book.h"
#include "policy/engine/reason.h"
#include "policy/engine/rule.h"
#include "policy/engine/vocabulary.h"
#include "proto/wire/problem.h"
#include "server/core/approvals.h"
#include "server/core/first_contact.h"
#include "server/core/lapse.h"
#include "server/core/outbox.h"
#include "server/core/plan.h"
#include "server/gate/hold_view.h"
#include "server/gate/world.h"

namespace enlace::gate {
namespace {

using wire::Refusal;

constexpr size_t kPageSizeDefault = 64;
constexpr size_t kPageSizeMax = 128;
constexpr size_t kReleasesMax = 64;  // at once
constexpr size_t kInstantSize = 8;

absl::Status NoSuchHold() {
  return Refusal(absl::StatusCode::kPermissionDenied, wire::kNotEntitled,
                 "record_id: no held record that the caller may review; a "
                 "sender never reviews its own");
}

// A place in the list: what ends then, and by that name.
std::string PlaceOf(int64_t end_ms, const std::string& transfer_id) {
  std::string place;
  AppendU64(place, static_cast<uint64_t>(end_ms));
  return place + transfer_id;
}

bool IsAskedFor(const core::Transfer& transfer,
                const v1::ListHoldsRequest& asked) {
  const auto& ids = transfer.record.hold().rule_ids();
  return (asked.rule_id().empty() ||
          std::find(ids.begin(), ids.end(), asked.rule_id()) != ids.end()) &&
         (asked.sender().empty() ||
          transfer.record.sender() == asked.sender()) &&
         (asked.type().empty() || transfer.record.type() == asked.type());
}

// How many more persons must set the rules aside of which some did.
uint32_t OverridesMissing(const core::Transfer& held,
                          const policy::Book& book) {
  const std::vector<core::Override> counting =
      core::CountingOverrides(held.overrides, book);
  std::set<std::string> ids;
  for (const core::Override& each : counting) ids.insert(each.rule_id);
  int64_t missing = 0;
  for (const std::string& id : ids) {
    missing += core::OverridesMissing(*book.FindRule(id), counting);
  }
  return static_cast<uint32_t>(missing);
}

}  // namespace

ReviewDesk::ReviewDesk(Environment environment)
    : environment_(std::move(environment)) {}

absl::StatusOr<v1::ListHoldsResponse> ReviewDesk::List(
    const std::string& reviewer, const v1::ListHoldsRequest& asked,
    absl::Time now, policy::Language language) const {
  std::pair<int64_t, std::string> after{0, ""};
  if (!asked.after().empty()) {
    if (asked.after().size() < kInstantSize) {
      return Refusal(absl::StatusCode::kInvalidArgument, wire::kRequestInvalid,
                     "after: must be the `next` of a page");
    }
    after = {static_cast<int64_t>(ReadU64(asked.after())),
             asked.after().substr(kInstantSize)};
  }
  const size_t page = asked.page_size() == 0
                          ? kPageSizeDefault
                          : std::min<size_t>(asked.page_size(), kPageSizeMax);
  const auto shared_book = environment_.pipeline->book();
  const policy::Book& book = *shared_book;
  std::vector<Found> found;
  std::string next;
  environment_.pipeline->Read([&](const core::State& state) {
    const int64_t instant_ms = core::BatchInstantMs(state, now);
    for (auto it = state.holds.upper_bound(after); it != state.holds.end();
         ++it) {
      const core::Transfer& transfer = state.TransferAt(it->second);
      if (!IsAskedFor(transfer, asked)) continue;
      std::vector<ReviewSeat> seats =
          SeatsOf(*environment_.parties, state, reviewer, transfer, instant_ms);
      if (!MayReview(transfer, seats, book) &&
          !MayOverrideAny(*environment_.parties, reviewer, transfer, book)) {
        continue;
      }
      if (found.size() == page) {
        const core::RecordFacts& last = found.back().transfer.record;
        next = PlaceOf(core::EndMs(last), last.transfer_id());
        return;
      }
      found.push_back({transfer, std::move(seats)});
    }
  });
  v1::ListHoldsResponse response;
  for (const Found& each : found) {
    *response.add_holds() =
        HoldOf(each.transfer, book,
               {*environment_.parties, reviewer, each.seats, language});
  }
  response.set_next(std::move(next));
  return response;
}

std::optional<ReviewDesk::Found> ReviewDesk::FindFor(
    const std::string& reviewer, const std::string& record_id,
    absl::Time now) const {
  std::optional<Found> found;
  environment_.pipeline->Read([&](const core::State& state) {
    const core::Transfer* const transfer = state.FindRecord(record_id);
    if (transfer != nullptr && transfer->state == v1::RECORD_STATE_HELD) {
      found = {*transfer, SeatsOf(*environment_.parties, state, reviewer,
                                  *transfer, core::BatchInstantMs(state, now))};
    }
  });
  const auto book = environment_.pipeline->book();
  if (found && !MayReview(found->transfer, found->seats, *book) &&
      !MayOverrideAny(*environment_.parties, reviewer, found->transfer,
                      *book)) {
    found.reset();
  }
  return found;
}

ReviewDesk::Look ReviewDesk::Show(const std::string& reviewer,
                                  const std::string& record_id,
                                  const World& world,
                                  policy::Language language) const {
  const auto refuse = [&](const absl::Status& problem) {
    return Look{environment_.drafts->ForRefusal(reviewer, problem, nullptr, ""),
                problem};
  };
  const std::optional<Found> found = FindFor(reviewer, record_id, world.now);
  if (!found) return refuse(NoSuchHold());
  const core::Transfer& transfer = found->transfer;
  absl::StatusOr<std::string> content =
      environment_.read_content(transfer.record.transfer_id());
  // Its time ran out, or it was decided about, since the look at the state.
  if (absl::IsNotFound(content.status())) return refuse(NoSuchHold());
  if (!content.ok()) return refuse(content.status());
  absl::StatusOr<HeldView> view =
      environment_.gate->Show({transfer, *std::move(content)}, world, language);
  if (!view.ok()) return refuse(view.status());
  v1::GetHoldResponse response;
  *response.mutable_hold() =
      HoldOf(transfer, world.book(),
             {*environment_.parties, reviewer, found->seats, language});
  *response.mutable_decision() = std::move(view->decision);
  response.set_record(std::move(view->record));
  return {environment_.drafts->ForLook(reviewer, transfer.record),
          std::move(response)};
}

std::optional<ReviewSeat> ReviewDesk::SeatFor(const std::string& reviewer,
                                              const v1::HoldDecision& decision,
                                              absl::Time now) const {
  const auto book = environment_.pipeline->book();
  const policy::Rule* const rule = book->FindRule(decision.rule_id());
  if (rule == nullptr) return std::nullopt;
  std::optional<ReviewSeat> seat;
  environment_.pipeline->Read([&](const core::State& state) {
    const core::Transfer* const transfer =
        state.FindRecord(decision.record_id());
    if (transfer == nullptr) return;
    const std::vector<ReviewSeat> seats =
        SeatsOf(*environment_.parties, state, reviewer, *transfer,
                core::BatchInstantMs(state, now));
    const ReviewSeat* const chosen =
        ChooseSeat(seats, *rule, decision.role(),
                   core::CountingApprovals(transfer->approvals, *book));
    if (chosen != nullptr) seat = *chosen;
  });
  return seat;
}

Admission ReviewDesk::Admit(const std::string& reviewer,
                            const v1::HoldDecision& decision,
                            absl::Time now) const {
  const bool approves = decision.verdict() == v1::HoldDecision::VERDICT_APPROVE;
  const std::optional<ReviewSeat> seat = SeatFor(reviewer, decision, now);
  absl::Status problem;
  if (!approves && decision.verdict() != v1::HoldDecision::VERDICT_REJECT) {
    problem = wire::FieldInvalid("verdict", "must be APPROVE or REJECT");
  } else if (!approves && policy::FindReason(decision.reason()) == nullptr) {
    problem = wire::FieldInvalid("reason", "must be a known reason code");
  } else if (!seat) {
    problem = NoSuchHold();
  }
  if (!problem.ok()) {
    core::Note note =
        environment_.drafts->ForRefusal(reviewer, problem, nullptr, "");
    return {std::move(note), std::move(problem)};
  }
  core::Review review;
  review.reviewer = reviewer;
  review.record_id = decision.record_id();
  review.rule_id = decision.rule_id();
  review.rule_digest = decision.rule_digest();
  review.role = seat->role;
  review.substitute_for = seat->substitute_for;
  review.approves = approves;
  if (!approves) review.reason = decision.reason();
  review.entry = environment_.drafts->ForCaller(reviewer);
  review.decision_entry = environment_.drafts->ForCaller(reviewer);
  return {std::move(review), absl::OkStatus()};
}

bool ReviewDesk::MayMove(const core::State& state, const core::Transfer& held,
                         absl::Time now) const {
  return held.link.empty() ||
         core::CheckLinkOpen(state, held.link,
                             environment_.parties->FilesTowards(held.link),
                             core::BatchInstantMs(state, now))
             .ok();
}

void ReviewDesk::Release(const std::set<std::string>& record_ids,
                         absl::Time now, Done done) const {
  const auto shared_book = environment_.pipeline->book();
  const policy::Book& book = *shared_book;
  std::vector<HeldRecord> held;
  environment_.pipeline->Read([&](const core::State& state) {
    for (const std::string& id : record_ids) {
      const core::Transfer* const transfer = state.FindRecord(id);
      if (transfer != nullptr &&
          core::IsToBeDecidedAgain(state, *transfer, book, now) &&
          MayMove(state, *transfer, now)) {
        held.push_back({*transfer, ""});
      }
    }
  });
  std::vector<HeldRecord> readable;
  for (HeldRecord& each : held) {
    absl::StatusOr<std::string> content =
        environment_.read_content(each.transfer.record.transfer_id());
    if (content.ok()) {
      each.content = *std::move(content);
      readable.push_back(std::move(each));
    } else if (!absl::IsNotFound(content.status())) {
      return done(content.status());
    }
  }
  std::vector<core::Input> inputs;
  for (SecondDecision& decision : environment_.gate->DecideAgain(
           std::move(readable), WorldOf(*environment_.pipeline, now))) {
    if (decision.ok()) {
      inputs.emplace_back(*std::move(decision));
    } else {
      Log(Severity::kWarning, "a held record cannot be decided again",
          {{"reason", wire::ReasonOf(decision.status())}});
    }
  }
  if (inputs.empty()) return done(absl::OkStatus());
  // What was stale is due again.
  environment_.pipeline->Enqueue(
      "", std::move(inputs),
      [done = std::move(done)](const Pipeline::Answers& answers) {
        done(answers.status());
      });
}

void ReviewDesk::ReleaseDue(absl::Time now) const {
  std::set<std::string> due;
  environment_.pipeline->Read([&](const core::State& state) {
    for (const std::string& id :
         core::DueToRelease(state, *environment_.pipeline->book(), now,
                            kReleasesMax, [&](const core::Transfer& held) {
                              return MayMove(state, held, now);
                            })) {
      due.insert(state.TransferAt(id).record.record_id());
    }
  });
  if (due.empty()) return;
  Release(due, now, [](const absl::Status& /*status*/) {});
}

v1::HoldResult ReviewDesk::Describe(const std::string& record_id) const {
  const auto shared_book = environment_.pipeline->book();
  const policy::Book& book = *shared_book;
  v1::HoldResult result;
  environment_.pipeline->Read([&](const core::State& state) {
    const core::Transfer* const transfer = state.FindRecord(record_id);
    if (transfer == nullptr) return;
    result.set_state(transfer->state);
    if (transfer->state != v1::RECORD_STATE_HELD) return;
    const std::vector<core::Approval> approvals =
        core::CountingApprovals(transfer->approvals, book);
    int64_t missing = 0;
    for (const std::string& id : transfer->record.hold().rule_ids()) {
      const policy::Rule* const rule = book.FindRule(id);
      if (rule == nullptr) continue;
      for (const policy::Review& review : rule->reviews) {
        missing += std::max<int64_t>(
            0, review.count - core::CountApprovals(approvals, id, review.role));
      }
    }
    result.set_approvals_missing(static_cast<uint32_t>(missing));
    result.set_overrides_missing(OverridesMissing(*transfer, book));
  });
  return result;
}

}  // namespace enlace::gate
