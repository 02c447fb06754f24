#include "server/gate/inspection_desk.h"

#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "proto/wire/problem.h"
#include "server/core/inspection.h"
#include "server/gate/kept_record.h"

namespace enlace::gate {
namespace {

absl::Status NotKept() {
  return wire::Refusal(
      absl::StatusCode::kFailedPrecondition, kRecordNotKept,
      "transfer_id: nothing is kept of the record: it was erased, ended, or "
      "never stored; the look is in the log");
}

}  // namespace

InspectionDesk::InspectionDesk(Environment environment)
    : environment_(std::move(environment)) {}

void InspectionDesk::Refuse(const std::string& person,
                            const absl::Status& problem,
                            const Done& done) const {
  std::vector<core::Input> inputs;
  inputs.emplace_back(
      environment_.drafts->ForRefusal(person, problem, nullptr, ""));
  environment_.pipeline->Enqueue(
      person, std::move(inputs),
      [problem, done](const Pipeline::Answers& logged) {
        done(logged.ok() ? problem : logged.status());
      });
}

void InspectionDesk::Inspect(const std::string& person,
                             const v1::InspectRecordRequest& request,
                             Done done) const {
  if (environment_.parties->persons.count(person) == 0) {
    return Refuse(person, core::LookNotCovered(), done);
  }
  std::vector<core::Input> inputs;
  inputs.emplace_back(core::Inspection{person, request.entry(),
                                       request.transfer_id(),
                                       environment_.drafts->ForCaller(person)});
  environment_.pipeline->Enqueue(
      person, std::move(inputs),
      [this, person, request,
       done = std::move(done)](const Pipeline::Answers& answers) {
        if (!answers.ok()) return done(answers.status());
        const core::Answer& answer = answers->front();
        if (answer.kind != core::Answer::Kind::kDone) {
          return Refuse(person, answer.status, done);
        }
        done(Open(request));
      });
}

absl::StatusOr<v1::InspectRecordResponse> InspectionDesk::Open(
    const v1::InspectRecordRequest& request) const {
  core::Transfer transfer;
  v1::InspectRecordResponse response;
  environment_.pipeline->Read([&](const core::State& state) {
    transfer = *state.FindTransfer(request.transfer_id());
    response.set_until_ms(
        state.register_items.at(request.entry()).entry.valid_until_ms());
  });
  const absl::StatusOr<std::string> content =
      environment_.read_content(request.transfer_id());
  if (absl::IsNotFound(content.status())) return NotKept();
  RETURN_IF_ERROR(content.status());
  ASSIGN_OR_RETURN(*response.mutable_record(),
                   RecordInKept(*content, transfer));
  response.set_type(transfer.record.type());
  response.set_sender(transfer.record.sender());
  response.set_recipient(transfer.record.recipient());
  response.set_state(transfer.state);
  return response;
}

}  // namespace enlace::gate
