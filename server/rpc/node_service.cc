#include "server/rpc/node_service.h"

#include <algorithm>
#include <string>
#include <utility>

#include "server/core/first_contact.h"
#include "server/core/outbox.h"
#include "server/core/plan.h"
#include "server/core/register.h"
#include "server/rpc/caller.h"
#include "server/rpc/reply.h"

namespace enlace::rpc {
namespace {

// So long before its end a held record is reminded of.
constexpr int64_t kHoldWarningMs = int64_t{24} * 3600 * 1000;

}  // namespace

NodeService::NodeService(ReadStatus read_status,
                         const gate::FirstContact& contact,
                         const gate::MaintenanceDesk& maintenance,
                         AdmissionCall::Environment environment)
    : read_status_(std::move(read_status)),
      contact_(contact),
      maintenance_(maintenance),
      environment_(environment) {}

grpc::ServerUnaryReactor* NodeService::GetNodeStatus(
    grpc::CallbackServerContext* context,
    const v1::GetNodeStatusRequest* /*request*/,
    v1::GetNodeStatusResponse* response) {
  const Reply reply(*context, "enlace.v1.NodeService.GetNodeStatus");
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.NodeService.GetNodeStatus",
                  Listener::kAgencies, *environment_.turned_away);
  if (caller.ok()) {
    *response = read_status_();
    // What is held is no affair of each agency.
    if (caller->kind == certs::Identity::Kind::kPerson) {
      Count(*response->mutable_reminders());
    } else {
      response->clear_books();  // nor who objects to which rule
      response->clear_role_shortages();
      response->clear_alarms();
    }
  }
  reply(caller.status());
  return reply.reactor();
}

grpc::ServerUnaryReactor* NodeService::AcceptLink(
    grpc::CallbackServerContext* context, const v1::AcceptLinkRequest* request,
    v1::AcceptLinkResponse* response) {
  const Reply reply(*context, "enlace.v1.NodeService.AcceptLink");
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.NodeService.AcceptLink",
                  Listener::kAgencies, *environment_.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reply.reactor();
  }
  gate::Admission admission = contact_.AdmitAcceptance(
      caller->Uri(), *request, environment_.clock->TimeNow());
  SequenceOne(environment_, caller->Uri(), std::move(admission),
              [this, request, response, reply](const absl::Status& status) {
                if (status.ok()) Describe(request->nation(), *response);
                reply(status);
              });
  return reply.reactor();
}

grpc::ServerUnaryReactor* NodeService::PlanMaintenance(
    grpc::CallbackServerContext* context,
    const v1::PlanMaintenanceRequest* request,
    v1::PlanMaintenanceResponse* response) {
  const Reply reply(*context, "enlace.v1.NodeService.PlanMaintenance");
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.NodeService.PlanMaintenance",
                  Listener::kAgencies, *environment_.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reply.reactor();
  }
  const std::string person = caller->Uri();
  SequenceOne(environment_, person,
              maintenance_.AdmitPlan(person, request->window()),
              [request, response, reply](const absl::Status& status) {
                if (status.ok())
                  *response->mutable_window() = request->window();
                reply(status);
              });
  return reply.reactor();
}

void NodeService::Count(v1::Reminders& reminders) const {
  const absl::Time now = environment_.clock->TimeNow();
  environment_.pipeline->Read([&](const core::State& state) {
    const int64_t instant_ms = core::BatchInstantMs(state, now);
    reminders.set_held(state.holds.size());
    reminders.set_held_ending(
        core::CountHoldsEnding(state, instant_ms + kHoldWarningMs));
    reminders.set_overrides_unreviewed(state.unreviewed.size());
    reminders.set_register_ending(
        core::EndingEntries(state, instant_ms).size());
  });
}

void NodeService::Describe(const std::string& nation,
                           v1::AcceptLinkResponse& response) const {
  environment_.pipeline->Read([&](const core::State& state) {
    contact_.Describe(nation, state, *response.mutable_link());
  });
  const size_t accepted =
      static_cast<size_t>(response.link().accepted_by_size());
  response.set_persons_missing(static_cast<uint32_t>(
      core::kAcceptingPersons - std::min(accepted, core::kAcceptingPersons)));
}

}  // namespace enlace::rpc
