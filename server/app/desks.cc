#include "server/app/desks.h"

#include <utility>

#include "absl/memory/memory.h"
#include "base/status_macros.h"
#include "certs/certificate.h"

namespace enlace::app {

absl::StatusOr<std::unique_ptr<Desks>> Desks::Open(
    const Environment& environment) {
  const rpc::AdmissionCall::Environment& calls = environment.calls;
  const gate::Parties& parties = environment.trust->parties;
  auto desks = absl::WrapUnique(new Desks());

  gate::ReviewDesk::Environment review;
  review.parties = &parties;
  review.gate = environment.gate;
  review.pipeline = calls.pipeline;
  review.drafts = calls.drafts;
  review.read_content = environment.read_record;
  desks->review_desk_ = std::make_unique<gate::ReviewDesk>(std::move(review));
  desks->override_desk_ = std::make_unique<gate::OverrideDesk>(
      parties, *calls.pipeline, *calls.drafts);
  desks->review_service_ = std::make_unique<rpc::ReviewService>(
      *desks->review_desk_, *desks->override_desk_, calls);

  ASSIGN_OR_RETURN(
      certs::TrustAnchor root,
      certs::TrustAnchor::FromPem(
          environment.trust->own->file.content().root_certificate()));
  gate::RegisterDesk::Environment registry;
  registry.parties = &parties;
  registry.pipeline = calls.pipeline;
  registry.drafts = calls.drafts;
  registry.tag_content = [keys = environment.keys](absl::string_view text) {
    return keys->TagContent(text);
  };
  desks->register_desk_ = std::make_unique<gate::RegisterDesk>(
      std::move(registry), std::move(root));
  desks->register_service_ =
      std::make_unique<rpc::RegisterService>(*desks->register_desk_, calls);

  gate::InspectionDesk::Environment inspection;
  inspection.parties = &parties;
  inspection.pipeline = calls.pipeline;
  inspection.drafts = calls.drafts;
  inspection.read_content = environment.read_record;
  desks->inspection_desk_ =
      std::make_unique<gate::InspectionDesk>(std::move(inspection));
  desks->inspection_service_ = std::make_unique<rpc::InspectionService>(
      *desks->inspection_desk_, *calls.turned_away);

  gate::SubjectDesk::Environment subject;
  subject.parties = &parties;
  subject.pipeline = calls.pipeline;
  subject.drafts = calls.drafts;
  subject.read_events = [store = environment.store](uint64_t after,
                                                    const auto& visit) {
    return store->ReadEvents(after, visit);
  };
  subject.tag_subject = [keys = environment.keys](
                            uint32_t year, absl::string_view transfer_id,
                            absl::string_view identifier) {
    return keys->TagSubject(year, transfer_id, identifier);
  };
  subject.first_year = [keys = environment.keys] {
    return keys->first_subject_year();
  };
  subject.may_be_told = environment.may_be_told;
  desks->subject_desk_ =
      std::make_unique<gate::SubjectDesk>(std::move(subject));
  desks->subject_service_ =
      std::make_unique<rpc::SubjectService>(*desks->subject_desk_, calls);
  desks->maintenance_desk_ =
      std::make_unique<gate::MaintenanceDesk>(parties, *calls.drafts);
  return desks;
}

std::vector<grpc::Service*> Desks::services() {
  return {review_service_.get(), register_service_.get(),
          inspection_service_.get(), subject_service_.get()};
}

}  // namespace enlace::app
