#include "server/gate/register_desk.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/sha256.h"
#include "base/status_macros.h"
#include "policy/engine/vocabulary.h"
#include "proto/wire/problem.h"
#include "proto/wire/register_act.h"
#include "server/core/plan.h"
#include "server/core/register.h"
#include "server/gate/record_facts.h"
#include "server/gate/subject_desk.h"

namespace enlace::gate {
namespace {

using absl::StatusCode;
using wire::Refusal;

constexpr size_t kPageSizeDefault = 64;
constexpr size_t kPageSizeMax = 128;

v1::RegisterState StateOf(const core::RegisterItem& item, int64_t instant_ms) {
  if (item.revoked_at_ms != 0) return v1::REGISTER_STATE_REVOKED;
  if (item.entry.valid_until_ms() <= instant_ms) {
    return v1::REGISTER_STATE_EXPIRED;
  }
  if (item.approved_at_ms == 0) return v1::REGISTER_STATE_PROPOSED;
  return item.Stands(instant_ms) ? v1::REGISTER_STATE_ACTIVE
                                 : v1::REGISTER_STATE_NOT_YET;
}

v1::RegisterView ViewOf(const core::RegisterItem& item, int64_t instant_ms) {
  v1::RegisterView view;
  view.set_entry(item.bytes);
  view.set_state(StateOf(item, instant_ms));
  view.mutable_persons()->Assign(item.persons.begin(), item.persons.end());
  if (item.approved_at_ms == 0) {
    view.set_persons_missing(static_cast<uint32_t>(
        core::kRegisterPersons -
        std::min(core::kRegisterPersons, item.persons.size())));
  }
  view.set_approved_at_ms(item.approved_at_ms);
  view.set_revoked_at_ms(item.revoked_at_ms);
  view.set_revoked_by(item.revoked_by);
  return view;
}

// What a data-protection officer enters without being a registrar.
bool IsForPersons(v1::RegisterKind kind) {
  return kind == v1::REGISTER_KIND_SUBJECT_REQUEST ||
         kind == v1::REGISTER_KIND_ERASURE_ORDER;
}

bool IsAskedFor(const core::RegisterItem& item,
                const v1::ListRegisterRequest& asked) {
  const v1::RegisterEntry& entry = item.entry;
  return (asked.kind() == v1::REGISTER_KIND_UNSPECIFIED ||
          entry.kind() == asked.kind()) &&
         (asked.holder().empty() || entry.holder() == asked.holder()) &&
         (asked.entry_id().empty() || entry.entry_id() == asked.entry_id());
}

}  // namespace

RegisterDesk::RegisterDesk(Environment environment, certs::TrustAnchor root)
    : environment_(std::move(environment)), root_(std::move(root)) {}

absl::StatusOr<v1::ListRegisterResponse> RegisterDesk::List(
    const certs::Identity& caller, const v1::ListRegisterRequest& asked,
    absl::Time now) const {
  if (environment_.parties->persons.count(caller.Uri()) == 0) {
    return Refusal(StatusCode::kPermissionDenied, wire::kNotEntitled,
                   "the caller is none of the persons of this node");
  }
  const size_t page = asked.page_size() == 0
                          ? kPageSizeDefault
                          : std::min<size_t>(asked.page_size(), kPageSizeMax);
  v1::ListRegisterResponse response;
  environment_.pipeline->Read([&](const core::State& state) {
    const int64_t instant_ms = core::BatchInstantMs(state, now);
    std::string last;
    for (auto it = state.register_items.upper_bound(asked.after());
         it != state.register_items.end(); ++it) {
      if (!IsAskedFor(it->second, asked)) continue;
      if (static_cast<size_t>(response.entries_size()) == page) {
        response.set_next(last);
        return;
      }
      *response.add_entries() = ViewOf(it->second, instant_ms);
      last = it->first;
    }
  });
  return response;
}

absl::Status RegisterDesk::CheckMayChange(const certs::Identity& caller,
                                          v1::RegisterKind kind) const {
  const std::set<std::string> roles =
      environment_.parties->RolesOf(caller.Uri());
  if (roles.contains(std::string(kRegistrarRole)) ||
      (IsForPersons(kind) &&
       roles.contains(std::string(kDataProtectionRole)))) {
    return absl::OkStatus();
  }
  return Refusal(StatusCode::kPermissionDenied, wire::kNotEntitled,
                 "the caller has not the role registrar, nor data-protection "
                 "for a request or an erasure order");
}

v1::RegisterKind RegisterDesk::KindOf(const std::string& entry_id) const {
  v1::RegisterKind kind = v1::REGISTER_KIND_UNSPECIFIED;
  environment_.pipeline->Read([&](const core::State& state) {
    const auto found = state.register_items.find(entry_id);
    if (found != state.register_items.end()) kind = found->second.entry.kind();
  });
  return kind;
}

absl::Status RegisterDesk::CheckSubstitution(
    const v1::RegisterEntry& entry) const {
  if (entry.substitute().empty()) return absl::OkStatus();
  if (!environment_.pipeline->book()->vocabulary().roles.contains(
          entry.term())) {
    return wire::FieldInvalid("entry.term",
                              "must be a role of the rule book in force");
  }
  if (!environment_.parties->RolesOf(entry.principal())
           .contains(entry.term())) {
    return wire::FieldInvalid("entry.principal",
                              "must hold the role that entry.term names");
  }
  return absl::OkStatus();
}

absl::Status RegisterDesk::CheckInspector(
    const v1::RegisterEntry& entry) const {
  if (entry.inspector().empty() ||
      environment_.parties->persons.count(entry.inspector()) != 0) {
    return absl::OkStatus();
  }
  return wire::FieldInvalid("entry.inspector",
                            "must be one of the persons of this node");
}

absl::StatusOr<core::Input> RegisterDesk::InputOf(
    const certs::Identity& caller, const v1::ChangeRegisterRequest& request,
    absl::Time now) const {
  ASSIGN_OR_RETURN(const wire::RegisterDeed deed,
                   wire::VerifyRegisterAct(request.act(), caller, root_, now));
  v1::RegisterEntry entry;
  if (deed.verb == v1::RegisterAct::VERB_PROPOSE) {
    ASSIGN_OR_RETURN(entry, wire::ReadRegisterEntry(request.entry()));
    RETURN_IF_ERROR(CheckMayChange(caller, entry.kind()));
  } else {
    RETURN_IF_ERROR(CheckMayChange(caller, KindOf(deed.entry_id)));
  }
  core::RegisterChange change{deed.entry_id, deed.entry_digest, caller.Uri(),
                              request.act().SerializeAsString(),
                              environment_.drafts->ForLink(caller.Uri())};
  if (deed.verb == v1::RegisterAct::VERB_APPROVE) {
    return core::RegisterApproval{std::move(change)};
  }
  if (deed.verb == v1::RegisterAct::VERB_REVOKE) {
    return core::RegisterRevocation{std::move(change)};
  }
  if (entry.entry_id() != deed.entry_id ||
      ToBytes(Sha256(request.entry())) != deed.entry_digest) {
    return wire::FieldInvalid("act.entry_digest",
                              "must be the digest of the entry");
  }
  RETURN_IF_ERROR(CheckSubstitution(entry));
  RETURN_IF_ERROR(CheckInspector(entry));
  std::string tag;
  if (!entry.matter().empty()) {
    tag = environment_.tag_content(MatterOfCase(entry.matter()));
  }
  return core::RegisterProposal{std::move(change), request.entry(),
                                std::move(tag), entry.valid_until_ms()};
}

Admission RegisterDesk::Admit(const certs::Identity& caller,
                              const v1::ChangeRegisterRequest& request,
                              absl::Time now) const {
  absl::StatusOr<core::Input> input = InputOf(caller, request, now);
  if (input.ok()) return {*std::move(input), absl::OkStatus()};
  core::Note note = environment_.drafts->ForRefusal(
      caller.Uri(), input.status(), nullptr, "");
  return {std::move(note), input.status()};
}

v1::ChangeRegisterResponse RegisterDesk::Describe(
    const v1::ChangeRegisterRequest& request, absl::Time now) const {
  v1::RegisterAct act;
  v1::ChangeRegisterResponse response;
  // It was verified when it was admitted.
  if (!act.ParseFromString(request.act().act())) return response;
  environment_.pipeline->Read([&](const core::State& state) {
    const auto item = state.register_items.find(act.entry_id());
    if (item == state.register_items.end()) return;
    *response.mutable_entry() =
        ViewOf(item->second, core::BatchInstantMs(state, now));
    if (act.verb() != v1::RegisterAct::VERB_REVOKE) return;
    response.set_records_stopped(
        static_cast<uint32_t>(core::CountWithdrawals(state, act.entry_id())));
  });
  return response;
}

}  // namespace enlace::gate
