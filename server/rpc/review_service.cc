#include "server/rpc/review_service.h"

#include <set>
#include <utility>

#include "proto/wire/problem.h"
#include "server/rpc/caller.h"
#include "server/rpc/reply.h"

namespace enlace::rpc {
namespace {

constexpr int kDecisionsMax = 128;

}  // namespace

struct ReviewService::Call {
  std::string reviewer;
  const v1::DecideHoldsRequest& request;
  v1::DecideHoldsResponse& response;
  Reply reply;
  std::vector<absl::Status> problems;  // one a decision
};

ReviewService::ReviewService(const gate::ReviewDesk& desk,
                             const gate::OverrideDesk& overrides,
                             AdmissionCall::Environment environment)
    : desk_(desk), overrides_(overrides), environment_(environment) {}

grpc::ServerUnaryReactor* ReviewService::ListHolds(
    grpc::CallbackServerContext* context, const v1::ListHoldsRequest* request,
    v1::ListHoldsResponse* response) {
  const policy::Language language = LanguageOf(*context);
  const Reply reply(*context, "enlace.v1.ReviewService.ListHolds");
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.ReviewService.ListHolds",
                  Listener::kAgencies, *environment_.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reply.reactor();
  }
  absl::StatusOr<v1::ListHoldsResponse> holds = desk_.List(
      caller->Uri(), *request, environment_.clock->TimeNow(), language);
  if (holds.ok()) *response = *std::move(holds);
  ReplyLogged(environment_, *caller, "enlace.v1.ReviewService.ListHolds",
              holds.status(), *response, reply);
  return reply.reactor();
}

grpc::ServerUnaryReactor* ReviewService::GetHold(
    grpc::CallbackServerContext* context, const v1::GetHoldRequest* request,
    v1::GetHoldResponse* response) {
  const policy::Language language = LanguageOf(*context);
  const Reply reply(*context, "enlace.v1.ReviewService.GetHold");
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.ReviewService.GetHold",
                  Listener::kAgencies, *environment_.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reply.reactor();
  }
  gate::ReviewDesk::Look look = desk_.Show(
      caller->Uri(), request->record_id(),
      WorldOf(*environment_.pipeline, *environment_.clock), language);
  // Nothing is shown before the look is logged.
  environment_.pipeline->Enqueue(
      caller->Uri(), {std::move(look.note)},
      [reply, response, shown = std::move(look.response)](
          const gate::Pipeline::Answers& logged) {
        if (logged.ok() && shown.ok()) *response = *shown;
        reply(logged.ok() ? shown.status() : logged.status());
      });
  return reply.reactor();
}

grpc::ServerUnaryReactor* ReviewService::DecideHolds(
    grpc::CallbackServerContext* context, const v1::DecideHoldsRequest* request,
    v1::DecideHoldsResponse* response) {
  const Reply reply(*context, "enlace.v1.ReviewService.DecideHolds");
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.ReviewService.DecideHolds",
                  Listener::kAgencies, *environment_.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reply.reactor();
  }
  if (request->decisions().empty() ||
      request->decisions_size() > kDecisionsMax) {
    RefuseLogged(
        environment_, caller->Uri(),
        wire::Refusal(absl::StatusCode::kInvalidArgument, wire::kRequestInvalid,
                      "decisions must have 1 to 128 elements"),
        reply);
    return reply.reactor();
  }
  const auto call = std::make_shared<Call>(
      Call{caller->Uri(), *request, *response, reply, {}});
  const absl::Time now = environment_.clock->TimeNow();
  std::vector<core::Input> inputs;
  for (const v1::HoldDecision& decision : request->decisions()) {
    gate::Admission admission =
        gate::OverrideDesk::Takes(decision)
            ? overrides_.Admit(call->reviewer, decision)
            : desk_.Admit(call->reviewer, decision, now);
    inputs.push_back(std::move(admission.input));
    call->problems.push_back(std::move(admission.problem));
  }
  environment_.pipeline->Enqueue(
      call->reviewer, std::move(inputs),
      [this, call](const gate::Pipeline::Answers& answers) {
        if (answers.ok()) {
          Conclude(call, *answers);
        } else {
          call->reply(answers.status());
        }
      });
  return reply.reactor();
}

grpc::ServerUnaryReactor* ReviewService::ListOverrides(
    grpc::CallbackServerContext* context,
    const v1::ListOverridesRequest* request,
    v1::ListOverridesResponse* response) {
  constexpr char kMethod[] = "enlace.v1.ReviewService.ListOverrides";
  const Reply reply(*context, kMethod);
  const absl::StatusOr<certs::Identity> caller = AdmitCaller(
      *context, kMethod, Listener::kAgencies, *environment_.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reply.reactor();
  }
  *response = overrides_.List(caller->Uri(), *request);
  ReplyLogged(environment_, *caller, kMethod, absl::OkStatus(), *response,
              reply);
  return reply.reactor();
}

void ReviewService::Conclude(const std::shared_ptr<Call>& call,
                             const std::vector<core::Answer>& answers) const {
  std::vector<core::Input> refusals;
  for (size_t i = 0; i < answers.size(); ++i) {
    // What the desk refused is logged by its own note.
    if (!call->problems[i].ok() ||
        answers[i].kind != core::Answer::Kind::kRefused) {
      continue;
    }
    call->problems[i] = answers[i].status;
    refusals.push_back(environment_.drafts->ForRefusal(
        call->reviewer, answers[i].status, nullptr, ""));
  }
  if (refusals.empty()) return ReleaseAndReply(call);
  environment_.pipeline->Enqueue(
      call->reviewer, std::move(refusals),
      [this, call](const gate::Pipeline::Answers& logged) {
        if (logged.ok()) {
          ReleaseAndReply(call);
        } else {
          call->reply(logged.status());
        }
      });
}

void ReviewService::ReleaseAndReply(const std::shared_ptr<Call>& call) const {
  std::set<std::string> record_ids;
  for (int i = 0; i < call->request.decisions_size(); ++i) {
    if (call->problems[static_cast<size_t>(i)].ok()) {
      record_ids.insert(call->request.decisions(i).record_id());
    }
  }
  desk_.Release(
      record_ids, environment_.clock->TimeNow(),
      [this, call](const absl::Status& released) {
        if (!released.ok()) return call->reply(released);
        for (int i = 0; i < call->request.decisions_size(); ++i) {
          const absl::Status& problem = call->problems[static_cast<size_t>(i)];
          v1::HoldResult& result = *call->response.add_results();
          if (problem.ok()) {
            result = desk_.Describe(call->request.decisions(i).record_id());
          } else {
            *result.mutable_problem() =
                wire::ToProblem(problem, call->reply.language());
          }
        }
        call->reply(absl::OkStatus());
      });
}

}  // namespace enlace::rpc
