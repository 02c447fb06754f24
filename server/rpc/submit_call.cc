#include "server/rpc/submit_call.h"

#include <utility>

#include "proto/wire/problem.h"

namespace enlace::rpc {
namespace {

// A record whose world changes twice while it is prepared may ask again.
constexpr int kRoundsMax = 2;

}  // namespace

gate::World WorldOf(gate::Pipeline& pipeline, Clock& clock) {
  gate::World world;
  world.now = clock.TimeNow();
  world.book = pipeline.book().get();
  world.find_parent = [&pipeline](absl::string_view record_id) {
    core::ParentFacts facts;
    pipeline.Read([&](const core::State& state) {
      facts = core::FindParent(state, record_id);
    });
    return facts;
  };
  return world;
}

SubmitCall::SubmitCall(const Environment& environment, std::string caller,
                       std::string language, const v1::SubmitRequest& request,
                       v1::SubmitResponse& response, Done done)
    : environment_(environment),
      caller_(std::move(caller)),
      language_(std::move(language)),
      request_(request),
      response_(response),
      done_(std::move(done)) {}

void SubmitCall::Start() {
  std::vector<int> all;
  for (int i = 0; i < request_.submissions_size(); ++i) {
    response_.add_results();
    all.push_back(i);
  }
  Round(std::move(all));
}

void SubmitCall::Round(std::vector<int> indexes) {
  ++rounds_;
  const gate::World world =
      WorldOf(*environment_.pipeline, *environment_.clock);
  std::vector<core::Input> inputs;
  std::vector<absl::Status> problems;
  for (const int index : indexes) {
    gate::Admission admission = environment_.gate->AdmitSubmission(
        caller_, request_.submissions(index), world);
    inputs.push_back(std::move(admission.input));
    problems.push_back(std::move(admission.problem));
  }
  environment_.pipeline->Enqueue(
      std::move(inputs),
      [self = shared_from_this(), indexes = std::move(indexes),
       problems = std::move(problems)](gate::Pipeline::Answers answers) {
        self->Finish(indexes, problems, std::move(answers));
      });
}

void SubmitCall::Finish(const std::vector<int>& indexes,
                        const std::vector<absl::Status>& problems,
                        gate::Pipeline::Answers answers) {
  if (!answers.ok()) {
    done_(answers.status());
    return;
  }
  std::vector<int> stale;
  std::vector<core::Input> refusals;
  for (size_t i = 0; i < indexes.size(); ++i) {
    core::Answer& answer = (*answers)[i];
    if (!problems[i].ok()) {
      SetProblem(indexes[i], problems[i]);
      continue;
    }
    switch (answer.kind) {
      case core::Answer::Kind::kDone:
      case core::Answer::Kind::kDuplicate:
        response_.mutable_results(indexes[i])
            ->set_outcome(std::move(answer.bytes));
        break;
      case core::Answer::Kind::kStale:
        if (rounds_ < kRoundsMax) {
          stale.push_back(indexes[i]);
        } else {
          SetProblem(
              indexes[i],
              wire::Refusal(absl::StatusCode::kUnavailable, "UNAVAILABLE",
                            "rules or thread changed meanwhile; send "
                            "the same record again"));
        }
        break;
      case core::Answer::Kind::kRefused:
        SetProblem(indexes[i], answer.status);
        refusals.push_back(environment_.drafts->ForRefusal(
            caller_, answer.status, nullptr, ""));
        break;
    }
  }
  if (!refusals.empty()) {
    // The refusal is answered once it is logged.
    environment_.pipeline->Enqueue(
        std::move(refusals), [self = shared_from_this(),
                              stale](const gate::Pipeline::Answers& logged) {
          if (!logged.ok()) {
            self->done_(logged.status());
          } else if (stale.empty()) {
            self->done_(absl::OkStatus());
          } else {
            self->Round(stale);
          }
        });
    return;
  }
  if (stale.empty()) {
    done_(absl::OkStatus());
  } else {
    Round(std::move(stale));
  }
}

void SubmitCall::SetProblem(int index, const absl::Status& problem) {
  *response_.mutable_results(index)->mutable_problem() =
      wire::ToProblem(problem, language_);
}

}  // namespace enlace::rpc
