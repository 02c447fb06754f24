#include "server/gate/subject_desk.h"

#include <map>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "enlace/journal/v1/journal.pb.h"
#include "proto/validation/subject_identifier.h"
#include "proto/wire/problem.h"
#include "server/core/plan.h"
#include "server/gate/subject_search.h"
#include "server/gate/subject_view.h"

namespace enlace::gate {
namespace {

using absl::StatusCode;
using wire::Refusal;

constexpr int kKeysMax = 16;

absl::Status CheckKeys(const v1::FindSubjectRequest& request) {
  if (request.keys().empty() || request.keys_size() > kKeysMax) {
    return wire::FieldInvalid("keys", "must be 1 to 16");
  }
  for (int i = 0; i < request.keys_size(); ++i) {
    const absl::Status sound =
        validation::IdentifiersOf(request.keys(i)).status();
    if (!sound.ok()) {
      return wire::FieldInvalid(absl::StrCat("keys[", i, "]"), sound.message());
    }
  }
  uint64_t after = 0;
  if (!request.after().empty() && !absl::SimpleAtoi(request.after(), &after)) {
    return wire::FieldInvalid("after", "must be the `next` of a page");
  }
  return absl::OkStatus();
}

// What came after its end is late, and still to be answered.
const core::RegisterItem* FindRequest(const core::State& state,
                                      const std::string& name,
                                      int64_t instant_ms) {
  const auto found = state.register_items.find(name);
  if (found == state.register_items.end()) return nullptr;
  const core::RegisterItem& item = found->second;
  const bool open = item.entry.kind() == v1::REGISTER_KIND_SUBJECT_REQUEST &&
                    item.approved_at_ms != 0 && item.revoked_at_ms == 0 &&
                    item.entry.valid_from_ms() <= instant_ms;
  return open ? &item : nullptr;
}

}  // namespace

SubjectDesk::SubjectDesk(Environment environment)
    : environment_(std::move(environment)) {}

absl::Status SubjectDesk::Check(const certs::Identity& caller,
                                const v1::FindSubjectRequest& request,
                                absl::Time now) const {
  if (!environment_.parties->RolesOf(caller.Uri())
           .contains(std::string(kDataProtectionRole))) {
    return Refusal(StatusCode::kPermissionDenied, wire::kNotEntitled,
                   "the caller has not the role data-protection");
  }
  bool stands = false;
  environment_.pipeline->Read([&](const core::State& state) {
    stands = FindRequest(state, request.request(),
                         core::BatchInstantMs(state, now)) != nullptr;
  });
  if (!stands) {
    return Refusal(StatusCode::kPermissionDenied, wire::kNotEntitled,
                   "request: no such request is open; two persons enter it "
                   "with `enlace register propose`, of kind subject-request");
  }
  return CheckKeys(request);
}

Admission SubjectDesk::Admit(const certs::Identity& caller,
                             const v1::FindSubjectRequest& request,
                             absl::Time now) const {
  absl::Status problem = Check(caller, request, now);
  if (!problem.ok()) {
    return {environment_.drafts->ForRefusal(caller.Uri(), problem, nullptr, ""),
            problem};
  }
  return {environment_.drafts->ForSearch(caller.Uri(), request.request()),
          absl::OkStatus()};
}

absl::StatusOr<v1::FindSubjectResponse> SubjectDesk::Find(
    const v1::FindSubjectRequest& request, absl::Time now,
    const std::function<bool()>& cancelled) const {
  SubjectSearch search(environment_.tag_subject);
  for (int i = 0; i < request.keys_size(); ++i) {
    ASSIGN_OR_RETURN(const std::set<std::string> identifiers,
                     validation::IdentifiersOf(request.keys(i)));
    for (const std::string& identifier : identifiers) {
      search.LookFor(static_cast<uint32_t>(i), identifier);
    }
  }
  uint64_t after = 0;
  if (!request.after().empty() && !absl::SimpleAtoi(request.after(), &after)) {
    return wire::FieldInvalid("after", "must be the `next` of a page");
  }
  RETURN_IF_ERROR(environment_.read_events(
      after, [&](absl::string_view events) -> absl::Status {
        if (cancelled()) return absl::CancelledError("the call has ended");
        return search.Take(events);
      }));
  v1::FindSubjectResponse response;
  response.set_first_year(environment_.first_year());
  if (search.next() != 0) response.set_next(absl::StrCat(search.next()));
  environment_.pipeline->Read([&](const core::State& state) {
    const int64_t instant_ms = core::BatchInstantMs(state, now);
    const core::RegisterItem* const asked =
        FindRequest(state, request.request(), instant_ms);
    if (asked != nullptr) response.set_due_ms(asked->entry.valid_until_ms());
    for (const SubjectHit& hit : search.hits()) {
      const core::Transfer* const transfer =
          state.FindTransfer(hit.transfer_id);
      if (transfer == nullptr) continue;
      *response.add_records() =
          ViewOf(state, *transfer, hit, instant_ms, environment_.may_be_told);
    }
  });
  return response;
}

}  // namespace enlace::gate
