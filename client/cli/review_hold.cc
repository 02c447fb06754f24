#include "client/cli/review_hold.h"

#include <set>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "client/cli/failure.h"
#include "client/cli/short_form.h"
#include "client/library/node.h"

namespace enlace::client {
namespace {

constexpr uint32_t kPageSize = 128;

// The reviewer is of one nation, and a held record may come from another: the
// end of a URI names an agency well enough to look for it.
bool IsSender(const v1::HeldRecord& hold, const std::string& typed) {
  return hold.sender() == typed || ShortParty(hold.sender()) == typed;
}

}  // namespace

void AddHoldFilter(Command verb, HoldFilter& filter, Shell& shell) {
  verb.AddOption("--rule", filter.rule,
                 shell.Say({"Only what this rule holds",
                            "Solo lo que retiene esta regla"}))
      .Value("RULE");
  verb.AddOption("--sender", filter.sender,
                 shell.Say({"Only what this agency sent",
                            "Solo lo que envió esta autoridad"}))
      .Value("AGENCY");
  verb.AddOption("--type", filter.type,
                 shell.Say({"Only records of this type",
                            "Solo registros de este tipo"}))
      .Value("TYPE");
}

absl::StatusOr<std::vector<v1::HeldRecord>> ReadHolds(const HoldFilter& filter,
                                                      Shell& shell) {
  ASSIGN_OR_RETURN(Node * node, shell.node());
  v1::ListHoldsRequest request;
  request.set_page_size(kPageSize);
  request.set_rule_id(filter.rule);
  request.set_type(filter.type);
  std::vector<v1::HeldRecord> holds;
  while (true) {
    ASSIGN_OR_RETURN(v1::ListHoldsResponse page, node->ListHolds(request));
    for (v1::HeldRecord& hold : *page.mutable_holds()) {
      if (filter.sender.empty() || IsSender(hold, filter.sender)) {
        holds.push_back(std::move(hold));
      }
    }
    if (page.next().empty()) return holds;
    request.set_after(page.next());
  }
}

absl::StatusOr<v1::HeldRecord> FindHold(
    const std::vector<v1::HeldRecord>& holds, absl::string_view typed) {
  const v1::HeldRecord* found = nullptr;
  for (const v1::HeldRecord& hold : holds) {
    if (!IdMatches(hold.record_id(), typed) &&
        !IdMatches(hold.transfer_id(), typed)) {
      continue;
    }
    if (found != nullptr) {
      return absl::InvalidArgumentError(
          "the id begins several held records; type more of it");
    }
    found = &hold;
  }
  if (found == nullptr) {
    return absl::NotFoundError(
        "no held record of that id waits for you; see `enlace review list`");
  }
  return *found;
}

std::string AwaitedText(const v1::HeldRecord& hold) {
  std::vector<std::string> parts;
  for (const v1::HoldingRule& rule : hold.rules()) {
    for (const v1::AwaitedReview& review : rule.reviews()) {
      parts.push_back(absl::StrCat(review.role(), " ", review.given(), "/",
                                   review.needed()));
    }
    if (rule.has_urgent_override()) {
      parts.push_back(absl::StrCat("(", rule.urgent_override().role(), " ",
                                   rule.urgent_override().given(), "/",
                                   rule.urgent_override().needed(), ")"));
    }
  }
  return absl::StrJoin(parts, ", ");
}

std::string StandsInText(const v1::HeldRecord& hold) {
  std::set<std::string> persons;
  for (const v1::HoldingRule& rule : hold.rules()) {
    for (const v1::AwaitedReview& review : rule.reviews()) {
      for (const std::string& person : review.caller_stands_in_for()) {
        persons.insert(ShortParty(person));
      }
    }
  }
  return absl::StrJoin(persons, ", ");
}

std::string HoldStateText(const v1::HoldResult& result, Shell& shell) {
  if (result.has_problem()) {
    return FailureOf(result.problem(), shell.language()).what;
  }
  return std::string(
      absl::StripPrefix(v1::RecordState_Name(result.state()), "RECORD_STATE_"));
}

absl::StatusOr<std::vector<v1::OverriddenRecord>> ReadOverrides(Shell& shell) {
  ASSIGN_OR_RETURN(Node * node, shell.node());
  v1::ListOverridesRequest request;
  request.set_page_size(kPageSize);
  std::vector<v1::OverriddenRecord> overrides;
  while (true) {
    ASSIGN_OR_RETURN(v1::ListOverridesResponse page,
                     node->ListOverrides(request));
    for (v1::OverriddenRecord& each : *page.mutable_overrides()) {
      overrides.push_back(std::move(each));
    }
    if (page.next().empty()) return overrides;
    request.set_after(page.next());
  }
}

bool IsForCaller(const v1::AwaitedReview& review) {
  return review.held_by_caller() || !review.caller_stands_in_for().empty();
}

}  // namespace enlace::client
