#include "server/gate/override_desk.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "policy/engine/book.h"
#include "policy/engine/reason.h"
#include "policy/engine/rule.h"
#include "proto/wire/problem.h"
#include "server/core/plan.h"

namespace enlace::gate {
namespace {

constexpr size_t kPageSizeDefault = 64;
constexpr size_t kPageSizeMax = 128;
constexpr size_t kStatementSizeMax = 500;

absl::Status NotEntitled() {
  return wire::Refusal(absl::StatusCode::kPermissionDenied, wire::kNotEntitled,
                       "record_id: no record of which the caller may do this");
}

absl::Status CheckStatement(absl::string_view statement) {
  const bool plain =
      std::none_of(statement.begin(), statement.end(), [](char c) {
        return absl::ascii_iscntrl(static_cast<unsigned char>(c));
      });
  const bool says = !absl::StripAsciiWhitespace(statement).empty();
  if (plain && says && statement.size() <= kStatementSizeMax) {
    return absl::OkStatus();
  }
  return wire::FieldInvalid("statement",
                            "must say why, in 1 to 500 bytes on one line");
}

v1::OverriddenRecord ViewOf(const core::Transfer& transfer,
                            const core::OverriddenRule& rule) {
  v1::OverriddenRecord view;
  const core::RecordFacts& record = transfer.record;
  view.set_record_id(record.record_id());
  view.set_transfer_id(record.transfer_id());
  view.set_type(record.type());
  view.set_sender(record.sender());
  view.set_recipient(record.recipient());
  view.set_state(transfer.state);
  view.set_rule_id(rule.rule_id);
  view.mutable_roles()->Assign(rule.roles.begin(), rule.roles.end());
  for (const core::Override& each : transfer.overrides) {
    if (each.rule_id != rule.rule_id) continue;
    v1::GivenOverride& given = *view.add_overrides();
    given.set_person(each.person);
    given.set_role(each.role);
    given.set_statement(each.statement);
    given.set_overridden_at_ms(each.at_ms);
  }
  return view;
}

}  // namespace

bool OverrideDesk::Takes(const v1::HoldDecision& decision) {
  return decision.verdict() == v1::HoldDecision::VERDICT_OVERRIDE ||
         decision.verdict() == v1::HoldDecision::VERDICT_ACKNOWLEDGE;
}

absl::StatusOr<core::Input> OverrideDesk::OverrideOf(
    const std::string& person, const v1::HoldDecision& decision) const {
  const auto roles = parties_.persons.find(person);
  if (roles == parties_.persons.end()) return NotEntitled();
  const auto book = pipeline_.book();
  const policy::Rule* const rule = book->FindRule(decision.rule_id());
  if (rule == nullptr) return NotEntitled();
  if (!rule->urgent_override.has_value()) {
    return wire::Refusal(absl::StatusCode::kFailedPrecondition,
                         core::kNotOverridable,
                         "rule_id: the rule is set aside for no record");
  }
  const std::string& role = rule->urgent_override->role;
  if (!roles->second.contains(role)) return NotEntitled();
  absl::Status says_why = CheckStatement(decision.statement());
  if (!says_why.ok()) return says_why;
  return core::OverrideRequest{person,
                               decision.record_id(),
                               decision.rule_id(),
                               decision.rule_digest(),
                               role,
                               decision.statement(),
                               drafts_.ForCaller(person)};
}

std::string OverrideDesk::RoleToLook(const std::string& reviewer,
                                     const core::Transfer& transfer,
                                     const core::OverriddenRule& rule) const {
  if (!transfer.incoming && transfer.record.sender() == reviewer) return "";
  const bool made_it = std::any_of(
      transfer.overrides.begin(), transfer.overrides.end(),
      [&](const core::Override& each) {
        return each.rule_id == rule.rule_id && each.person == reviewer;
      });
  if (made_it) return "";
  const std::set<std::string> roles = parties_.RolesOf(reviewer);
  const auto role = std::find_if(
      rule.roles.begin(), rule.roles.end(),
      [&](const std::string& each) { return roles.contains(each); });
  return role == rule.roles.end() ? "" : *role;
}

absl::StatusOr<core::Input> OverrideDesk::LookOf(
    const std::string& reviewer, const v1::HoldDecision& decision) const {
  if (!decision.reason().empty() &&
      policy::FindReason(decision.reason()) == nullptr) {
    return wire::FieldInvalid("reason", "must be a known reason code");
  }
  std::string role;
  pipeline_.Read([&](const core::State& state) {
    const core::Transfer* const transfer =
        state.FindRecord(decision.record_id());
    if (transfer == nullptr) return;
    for (const core::OverriddenRule& rule : transfer->unreviewed) {
      if (rule.rule_id != decision.rule_id()) continue;
      role = RoleToLook(reviewer, *transfer, rule);
    }
  });
  if (role.empty()) return NotEntitled();
  return core::OverrideReview{reviewer,           decision.record_id(),
                              decision.rule_id(), std::move(role),
                              decision.reason(),  drafts_.ForCaller(reviewer)};
}

absl::StatusOr<core::Input> OverrideDesk::InputOf(
    const std::string& caller, const v1::HoldDecision& decision) const {
  return decision.verdict() == v1::HoldDecision::VERDICT_OVERRIDE
             ? OverrideOf(caller, decision)
             : LookOf(caller, decision);
}

Admission OverrideDesk::Admit(const std::string& caller,
                              const v1::HoldDecision& decision) const {
  absl::StatusOr<core::Input> input = InputOf(caller, decision);
  if (input.ok()) return {*std::move(input), absl::OkStatus()};
  core::Note note = drafts_.ForRefusal(caller, input.status(), nullptr, "");
  return {std::move(note), input.status()};
}

v1::ListOverridesResponse OverrideDesk::List(
    const std::string& reviewer, const v1::ListOverridesRequest& asked) const {
  const size_t page = asked.page_size() == 0
                          ? kPageSizeDefault
                          : std::min<size_t>(asked.page_size(), kPageSizeMax);
  v1::ListOverridesResponse response;
  pipeline_.Read([&](const core::State& state) {
    for (auto it = state.unreviewed.upper_bound(asked.after());
         it != state.unreviewed.end(); ++it) {
      // A record is never cut by a page.
      if (static_cast<size_t>(response.overrides_size()) >= page) {
        response.set_next(response.overrides().rbegin()->transfer_id());
        return;
      }
      const core::Transfer& transfer = state.TransferAt(*it);
      for (const core::OverriddenRule& rule : transfer.unreviewed) {
        if (RoleToLook(reviewer, transfer, rule).empty()) continue;
        *response.add_overrides() = ViewOf(transfer, rule);
      }
    }
  });
  return response;
}

}  // namespace enlace::gate
