#include "server/rpc/subject_service.h"

#include <utility>

#include "proto/wire/problem.h"
#include "server/rpc/caller.h"
#include "server/rpc/reply.h"

namespace enlace::rpc {
namespace {

// Most searches end by then.
constexpr absl::Duration kRetryDelay = absl::Seconds(10);

}  // namespace

SubjectService::SubjectService(const gate::SubjectDesk& desk,
                               AdmissionCall::Environment environment)
    : desk_(desk), environment_(environment) {}

SubjectService::~SubjectService() {
  std::thread last;
  {
    const absl::MutexLock lock(&mutex_);
    last = std::move(searcher_);
  }
  if (last.joinable()) last.join();
}

bool SubjectService::Start(std::function<absl::Status()> search,
                           std::function<void(const absl::Status&)> done) {
  const absl::MutexLock lock(&mutex_);
  if (searching_) return false;
  if (searcher_.joinable()) searcher_.join();  // it has ended
  searching_ = true;
  searcher_ =
      std::thread([this, search = std::move(search), done = std::move(done)] {
        const absl::Status status = search();
        {
          // Whoever is answered may search again at once.
          const absl::MutexLock ended(&mutex_);
          searching_ = false;
        }
        done(status);
      });
  return true;
}

grpc::ServerUnaryReactor* SubjectService::FindSubject(
    grpc::CallbackServerContext* context, const v1::FindSubjectRequest* request,
    v1::FindSubjectResponse* response) {
  constexpr char kMethod[] = "enlace.v1.SubjectService.FindSubject";
  const Reply reply(*context, kMethod);
  const absl::StatusOr<certs::Identity> caller = AdmitCaller(
      *context, kMethod, Listener::kAgencies, *environment_.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reply.reactor();
  }
  const auto search = [this, context, request, response] {
    absl::StatusOr<v1::FindSubjectResponse> found =
        desk_.Find(*request, environment_.clock->TimeNow(),
                   [context] { return context->IsCancelled(); });
    if (found.ok()) *response = *std::move(found);
    return found.status();
  };
  gate::Admission admission =
      desk_.Admit(*caller, *request, environment_.clock->TimeNow());
  // Nothing is searched before the log says so.
  SequenceOne(
      environment_, caller->Uri(), std::move(admission),
      [this, reply, search](const absl::Status& logged) {
        if (!logged.ok()) return reply(logged);
        if (Start(search, reply)) return;
        reply(wire::WithRetryDelay(
            wire::Refusal(absl::StatusCode::kResourceExhausted,
                          wire::kOverloaded, "another search is under way"),
            kRetryDelay));
      });
  return reply.reactor();
}

}  // namespace enlace::rpc
