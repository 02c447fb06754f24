#include "server/rpc/admission_call.h"

#include <utility>

#include "proto/wire/problem.h"
#include "server/gate/world.h"

namespace enlace::rpc {
namespace {

// An item whose world changes twice while it is prepared may come again.
constexpr int kRoundsMax = 2;

// Somebody must make room; that takes a while.
constexpr absl::Duration kStorageRetryDelay = absl::Minutes(1);

absl::Status StorageLow() {
  return wire::WithRetryDelay(
      wire::Refusal(absl::StatusCode::kResourceExhausted, wire::kStorageLow,
                    "the node's disk is nearly full; nothing new is taken"),
      kStorageRetryDelay);
}

absl::Status ChangedMeanwhile() {
  return wire::Refusal(absl::StatusCode::kUnavailable, wire::kUnavailable,
                       "rules or thread changed meanwhile; send the same "
                       "record again");
}

}  // namespace

gate::World WorldOf(gate::Pipeline& pipeline, Clock& clock) {
  return gate::WorldOf(pipeline, clock.TimeNow());
}

void RefuseLogged(const AdmissionCall::Environment& environment,
                  const std::string& caller, const absl::Status& refusal,
                  std::function<void(const absl::Status& status)> done) {
  environment.pipeline->Enqueue(
      caller, {environment.drafts->ForRefusal(caller, refusal, nullptr, "")},
      [refusal, done = std::move(done)](const gate::Pipeline::Answers& logged) {
        done(logged.ok() ? refusal : logged.status());
      });
}

// NOLINTNEXTLINE(readability-function-size): each is another part of a call.
void ReplyLogged(const AdmissionCall::Environment& environment,
                 const certs::Identity& caller, absl::string_view method,
                 const absl::Status& listed,
                 google::protobuf::Message& response, const Reply& reply) {
  if (!listed.ok()) return reply(listed);
  environment.pipeline->Enqueue(
      caller.Uri(), {environment.drafts->ForListing(caller.Uri(), method)},
      [&response, reply](const gate::Pipeline::Answers& logged) {
        if (!logged.ok()) response.Clear();
        reply(logged.status());
      });
}

void SequenceOne(const AdmissionCall::Environment& environment,
                 const std::string& caller, gate::Admission admission,
                 std::function<void(const absl::Status& status)> done) {
  std::vector<core::Input> inputs;
  inputs.push_back(std::move(admission.input));
  environment.pipeline->Enqueue(
      caller, std::move(inputs),
      [environment, caller, problem = std::move(admission.problem),
       done = std::move(done)](const gate::Pipeline::Answers& answers) {
        if (!answers.ok()) return done(answers.status());
        const core::Answer& answer = answers->front();
        if (problem.ok() && answer.kind == core::Answer::Kind::kRefused) {
          return RefuseLogged(environment, caller, answer.status, done);
        }
        done(problem);
      });
}

AdmissionCall::AdmissionCall(const Environment& environment, Items items)
    : environment_(environment), items_(std::move(items)) {}

void AdmissionCall::Start() {
  if (environment_.storage_low != nullptr &&
      environment_.storage_low->load(std::memory_order_relaxed)) {
    return RefuseLogged(environment_, items_.caller, StorageLow(), items_.done);
  }
  std::vector<int> all;
  all.reserve(static_cast<size_t>(items_.count));
  for (int i = 0; i < items_.count; ++i) all.push_back(i);
  Round(std::move(all), gate::Preparations::On::kCaller);
}

void AdmissionCall::Round(std::vector<int> indexes,
                          gate::Preparations::On where) {
  ++rounds_;
  const size_t records = indexes.size();
  const absl::Status begun = environment_.preparations->Begin(
      items_.caller, records, where,
      [self = shared_from_this(), indexes = std::move(indexes)] {
        return self->Prepare(indexes);
      });
  if (!begun.ok()) items_.done(begun);
}

gate::Preparations::Then AdmissionCall::Prepare(std::vector<int> indexes) {
  const gate::World world =
      WorldOf(*environment_.pipeline, *environment_.clock);
  std::vector<core::Input> inputs;
  std::vector<absl::Status> problems;
  inputs.reserve(indexes.size());
  problems.reserve(indexes.size());
  for (gate::Admission& admission : items_.admit(indexes, world)) {
    inputs.push_back(std::move(admission.input));
    problems.push_back(std::move(admission.problem));
  }
  return
      [self = shared_from_this(), indexes = std::move(indexes),
       inputs = std::move(inputs), problems = std::move(problems)]() mutable {
        self->environment_.pipeline->Enqueue(
            self->items_.caller, std::move(inputs),
            [self, indexes = std::move(indexes),
             problems = std::move(problems)](gate::Pipeline::Answers answers) {
              self->Finish(indexes, problems, std::move(answers));
            });
      };
}

void AdmissionCall::Finish(const std::vector<int>& indexes,
                           const std::vector<absl::Status>& problems,
                           gate::Pipeline::Answers answers) {
  if (!answers.ok()) {
    items_.done(answers.status());
    return;
  }
  std::vector<int> stale;
  std::vector<core::Input> refusals;
  for (size_t i = 0; i < indexes.size(); ++i) {
    core::Answer& answer = (*answers)[i];
    if (!problems[i].ok()) {
      items_.refuse(indexes[i], problems[i]);  // the gate's note is logged
      continue;
    }
    switch (answer.kind) {
      case core::Answer::Kind::kDone:
      case core::Answer::Kind::kDuplicate:
        items_.answer(indexes[i], std::move(answer.bytes));
        break;
      case core::Answer::Kind::kStale:
        if (rounds_ < kRoundsMax) {
          stale.push_back(indexes[i]);
          break;
        }
        answer.status = ChangedMeanwhile();
        [[fallthrough]];
      case core::Answer::Kind::kRefused:
        refusals.push_back(environment_.drafts->ForRefusal(
            items_.caller, answer.status, nullptr, ""));
        items_.refuse(indexes[i], answer.status);
        break;
    }
  }
  LogAndContinue(std::move(refusals), std::move(stale));
}

void AdmissionCall::LogAndContinue(std::vector<core::Input> refusals,
                                   std::vector<int> stale) {
  if (!refusals.empty()) {
    environment_.pipeline->Enqueue(
        items_.caller, std::move(refusals),
        [self = shared_from_this(),
         stale = std::move(stale)](const gate::Pipeline::Answers& logged) {
          if (logged.ok()) {
            self->LogAndContinue({}, stale);
          } else {
            self->items_.done(logged.status());
          }
        });
  } else if (stale.empty()) {
    items_.done(absl::OkStatus());
  } else {
    // This thread commits: what it does others wait for.
    Round(std::move(stale), gate::Preparations::On::kOwnThread);
  }
}

}  // namespace enlace::rpc
