#include "server/rpc/rights.h"

#include "proto/wire/problem.h"

namespace enlace::rpc {
namespace {

using Kind = certs::Identity::Kind;

constexpr Right kRights[] = {
    {"enlace.v1.ExchangeService.Submit", Listener::kAgencies, Kind::kAgency},
    {"enlace.v1.ExchangeService.Try", Listener::kAgencies, Kind::kAgency},
    {"enlace.v1.ExchangeService.Collect", Listener::kAgencies, Kind::kAgency},
    {"enlace.v1.ExchangeService.Confirm", Listener::kAgencies, Kind::kAgency},
    {"enlace.v1.ExchangeService.GetStatus", Listener::kAgencies, Kind::kAgency},
    {"enlace.v1.ExchangeService.GetReceipt", Listener::kAgencies,
     Kind::kAgency},
    {"enlace.v1.ExchangeService.Revoke", Listener::kAgencies, Kind::kAgency},
    {"enlace.v1.NodeService.GetNodeStatus", Listener::kAgencies, Kind::kAgency},
    {"enlace.v1.NodeService.GetNodeStatus", Listener::kAgencies, Kind::kPerson},
    {"enlace.v1.NodeService.AcceptLink", Listener::kAgencies, Kind::kPerson},
    {"enlace.v1.NodeService.PlanMaintenance", Listener::kAgencies,
     Kind::kPerson},
    {"enlace.v1.InspectionService.InspectRecord", Listener::kAgencies,
     Kind::kPerson},
    {"enlace.v1.RegisterService.ListRegister", Listener::kAgencies,
     Kind::kPerson},
    {"enlace.v1.RegisterService.ChangeRegister", Listener::kAgencies,
     Kind::kPerson},
    {"enlace.v1.ReviewService.ListHolds", Listener::kAgencies, Kind::kAgency},
    {"enlace.v1.ReviewService.ListHolds", Listener::kAgencies, Kind::kPerson},
    {"enlace.v1.ReviewService.GetHold", Listener::kAgencies, Kind::kAgency},
    {"enlace.v1.ReviewService.GetHold", Listener::kAgencies, Kind::kPerson},
    {"enlace.v1.ReviewService.DecideHolds", Listener::kAgencies, Kind::kAgency},
    {"enlace.v1.ReviewService.DecideHolds", Listener::kAgencies, Kind::kPerson},
    {"enlace.v1.ReviewService.ListOverrides", Listener::kAgencies,
     Kind::kAgency},
    {"enlace.v1.ReviewService.ListOverrides", Listener::kAgencies,
     Kind::kPerson},
    {"enlace.v1.SubjectService.FindSubject", Listener::kAgencies,
     Kind::kPerson},
    {"enlace.v1.PeerService.Relay", Listener::kPeers, Kind::kNode},
    {"enlace.v1.PeerService.Report", Listener::kPeers, Kind::kNode},
    {"enlace.v1.PeerService.RevokeReleases", Listener::kPeers, Kind::kNode},
    {"enlace.v1.PeerService.GetEvidence", Listener::kPeers, Kind::kNode},
    {"enlace.v1.PeerService.AddCheckpoint", Listener::kPeers, Kind::kNode},
    {"enlace.v1.PeerService.AnnounceAcceptance", Listener::kPeers, Kind::kNode},
    {"enlace.v1.PeerService.AnnounceMaintenance", Listener::kPeers,
     Kind::kNode},
};

}  // namespace

absl::Span<const Right> AllRights() { return kRights; }

absl::Status Authorize(absl::string_view method, Listener listener,
                       const certs::Identity& caller) {
  for (const Right& right : kRights) {
    if (right.method == method && right.listener == listener &&
        right.kind == caller.kind) {
      return absl::OkStatus();
    }
  }
  return wire::Refusal(absl::StatusCode::kPermissionDenied, "NOT_ENTITLED",
                       "the caller may not call this method");
}

}  // namespace enlace::rpc
