#include "server/rpc/relay_call.h"

#include <utility>

#include "proto/wire/problem.h"
#include "server/rpc/submit_call.h"

namespace enlace::rpc {
namespace {

constexpr int kRoundsMax = 2;

}  // namespace

RelayCall::RelayCall(const Environment& environment, std::string link,
                     const v1::RelayRequest& request,
                     v1::RelayResponse& response, Done done)
    : environment_(environment),
      link_(std::move(link)),
      request_(request),
      response_(response),
      done_(std::move(done)) {}

void RelayCall::Start() {
  std::vector<int> all;
  for (int i = 0; i < request_.items_size(); ++i) {
    v1::RelayItem item;
    // Whatever else is wrong with an item, its answer names its transfer.
    if (item.ParseFromString(request_.items(i))) {
      response_.add_answers()->set_transfer_id(item.transfer_id());
    } else {
      response_.add_answers();
    }
    all.push_back(i);
  }
  Round(std::move(all));
}

void RelayCall::Round(std::vector<int> indexes) {
  ++rounds_;
  const gate::World world =
      WorldOf(*environment_.pipeline, *environment_.clock);
  std::vector<core::Input> inputs;
  std::vector<absl::Status> problems;
  for (const int index : indexes) {
    gate::Admission admission =
        environment_.gate->AdmitRelay(link_, request_.items(index), world);
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

void RelayCall::Finish(const std::vector<int>& indexes,
                       const std::vector<absl::Status>& problems,
                       gate::Pipeline::Answers answers) {
  if (!answers.ok()) {
    done_(answers.status());
    return;
  }
  std::vector<int> stale;
  for (size_t i = 0; i < indexes.size(); ++i) {
    core::Answer& answer = (*answers)[i];
    v1::RelayAnswer& out = *response_.mutable_answers(indexes[i]);
    if (!problems[i].ok()) {
      SetProblem(indexes[i], problems[i]);
    } else if (answer.kind == core::Answer::Kind::kStale) {
      stale.push_back(indexes[i]);
    } else if (answer.kind == core::Answer::Kind::kRefused) {
      SetProblem(indexes[i], answer.status);
    } else if (!out.ParseFromString(answer.bytes)) {
      SetProblem(indexes[i], absl::InternalError("own answer is damaged"));
    }
  }
  if (stale.empty() || rounds_ >= kRoundsMax) {
    for (const int index : stale) {
      SetProblem(index,
                 wire::Refusal(absl::StatusCode::kUnavailable, "UNAVAILABLE",
                               "rules or thread changed meanwhile; "
                               "relay the same record again"));
    }
    done_(absl::OkStatus());
    return;
  }
  Round(std::move(stale));
}

void RelayCall::SetProblem(int index, const absl::Status& problem) {
  *response_.mutable_answers(index)->mutable_problem() =
      wire::ToProblem(problem, "en");
}

}  // namespace enlace::rpc
