#include "server/rpc/rights.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "enlace/v1/exchange_service.pb.h"
#include "enlace/v1/inspection_service.pb.h"
#include "enlace/v1/node_service.pb.h"
#include "enlace/v1/peer_service.pb.h"
#include "enlace/v1/register_service.pb.h"
#include "enlace/v1/review_service.pb.h"
#include "enlace/v1/subject_service.pb.h"

namespace enlace::rpc {
namespace {

using Kind = certs::Identity::Kind;

// Every RPC of every service that the program links.
std::set<std::string> MethodsOfAllServices() {
  const google::protobuf::FileDescriptor* const files[] = {
      v1::SubmitRequest::descriptor()->file(),
      v1::GetNodeStatusRequest::descriptor()->file(),
      v1::ListHoldsRequest::descriptor()->file(),
      v1::InspectRecordRequest::descriptor()->file(),
      v1::ListRegisterRequest::descriptor()->file(),
      v1::FindSubjectRequest::descriptor()->file(),
      v1::RelayRequest::descriptor()->file()};
  std::set<std::string> methods;
  for (const auto* file : files) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        methods.insert(file->service(s)->method(m)->full_name());
      }
    }
  }
  return methods;
}

certs::Identity Caller(Kind kind) {
  return {.trust_domain = "us.enlace.example", .kind = kind, .id = "x"};
}

TEST(RightsTest, EveryMethodHasARowEveryRowAMethodAndNoneComesTwice) {
  std::set<std::string> named;
  std::set<std::pair<std::string, Kind>> rows;
  for (const Right& right : AllRights()) {
    named.insert(std::string(right.method));
    EXPECT_TRUE(rows.emplace(right.method, right.kind).second) << right.method;
  }
  const std::set<std::string> methods = MethodsOfAllServices();
  ASSERT_FALSE(methods.empty());
  EXPECT_EQ(named, methods);
}

TEST(RightsTest, ServicesOfRecordsAreNotForPersonsNorAcceptanceForAgencies) {
  const auto allowed = [](absl::string_view method, Kind kind) {
    return Authorize(method, Listener::kAgencies, Caller(kind)).ok();
  };
  EXPECT_FALSE(allowed("enlace.v1.ExchangeService.Submit", Kind::kPerson));
  EXPECT_FALSE(allowed("enlace.v1.ExchangeService.Collect", Kind::kPerson));
  EXPECT_FALSE(allowed("enlace.v1.NodeService.AcceptLink", Kind::kAgency));
  EXPECT_TRUE(allowed("enlace.v1.NodeService.AcceptLink", Kind::kPerson));
  EXPECT_FALSE(allowed("enlace.v1.NodeService.PlanMaintenance", Kind::kAgency));
  EXPECT_TRUE(allowed("enlace.v1.NodeService.PlanMaintenance", Kind::kPerson));
  EXPECT_FALSE(
      allowed("enlace.v1.InspectionService.InspectRecord", Kind::kAgency));
  EXPECT_TRUE(
      allowed("enlace.v1.InspectionService.InspectRecord", Kind::kPerson));
  EXPECT_FALSE(allowed("enlace.v1.SubjectService.FindSubject", Kind::kAgency));
  EXPECT_TRUE(allowed("enlace.v1.SubjectService.FindSubject", Kind::kPerson));
}

TEST(RightsTest, EveryPrincipalOnEveryDoorGetsOnlyItsRows) {
  for (const std::string& method : MethodsOfAllServices()) {
    for (const Listener listener : {Listener::kAgencies, Listener::kPeers}) {
      for (const Kind kind : {Kind::kAgency, Kind::kNode, Kind::kPerson}) {
        bool listed = false;
        for (const Right& right : AllRights()) {
          listed = listed || (right.method == method &&
                              right.listener == listener && right.kind == kind);
        }
        EXPECT_EQ(Authorize(method, listener, Caller(kind)).ok(), listed)
            << method;
      }
    }
  }
}

TEST(RightsTest, AnUnknownMethodIsDeniedInTheSameWordsAsAForbiddenOne) {
  const absl::Status unknown =
      Authorize("enlace.v1.ExchangeService.Erase", Listener::kAgencies,
                Caller(Kind::kAgency));
  const absl::Status forbidden = Authorize(
      "enlace.v1.PeerService.Relay", Listener::kPeers, Caller(Kind::kAgency));
  EXPECT_EQ(unknown.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(unknown, forbidden);
}

}  // namespace
}  // namespace enlace::rpc
