#include "client/library/audit_filter.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "base/encoding.h"
#include "certs/identity.h"
#include "proto/wire/audit_entry.h"

namespace enlace::client {
namespace {

Match Told(bool holds) { return holds ? Match::kYes : Match::kNo; }

Match Both(Match a, Match b) {
  if (a == Match::kNo || b == Match::kNo) return Match::kNo;
  return a == Match::kYes && b == Match::kYes ? Match::kYes : Match::kUnknown;
}

// What stands in the national part alone.
template <typename Condition>
Match OfNational(const OpenedEntry& opened, const Condition& holds) {
  return opened.national.has_value() ? Told(holds(*opened.national))
                                     : Match::kUnknown;
}

// What both parts say; either will do.
template <typename Condition>
Match OfEither(const OpenedEntry& opened, const Condition& holds) {
  if (opened.shared.has_value() && holds(*opened.shared)) return Match::kYes;
  if (opened.national.has_value() && holds(*opened.national)) {
    return Match::kYes;
  }
  return opened.shared.has_value() || opened.national.has_value()
             ? Match::kNo
             : Match::kUnknown;
}

bool HasLaw(const std::string& citation, const std::string& law) {
  return absl::StrContains(absl::AsciiStrToLower(citation),
                           absl::AsciiStrToLower(law));
}

template <typename List>
bool Has(const List& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool MayCoverBatch(v1::AuditStep step) {
  return step == v1::AUDIT_STEP_RELAYED || step == v1::AUDIT_STEP_HANDED_OVER ||
         step == v1::AUDIT_STEP_COLLECTED || step == v1::AUDIT_STEP_REPORTED;
}

Match IdMatch(const std::string& id, const OpenedEntry& opened) {
  if (absl::StartsWith(HexEncode(opened.transfer_id), id)) return Match::kYes;
  if (id.size() != 2 * wire::kTransferIdSize) {
    return OfEither(opened, [&](const auto& opening) {
      return absl::StartsWith(HexEncode(opening.record_id()), id);
    });
  }
  // The bytes of an entry name its transfer; of a batch they do not.
  if (opened.place.has_value() || opened.shared.has_value()) return Match::kNo;
  const bool may_be_batch =
      opened.closed_places != 0 ||
      (!opened.in_annex && MayCoverBatch(opened.entry.step));
  return may_be_batch ? Match::kUnknown : Match::kNo;
}

bool HasRule(const v1::NationalOpening& national, const std::string& rule) {
  const auto& removed = national.redactions();
  return Has(national.rule_ids(), rule) ||
         Has(national.overridden_rules(), rule) ||
         std::any_of(removed.begin(), removed.end(),
                     [&](const auto& each) { return each.rule_id() == rule; });
}

bool HasLaw(const v1::NationalOpening& national, const std::string& law) {
  const auto& decided = national.citations();
  const auto& removed = national.redactions();
  return std::any_of(decided.begin(), decided.end(),
                     [&](const auto& each) { return HasLaw(each, law); }) ||
         std::any_of(removed.begin(), removed.end(), [&](const auto& each) {
           return HasLaw(each.citation(), law);
         });
}

bool HasReason(const v1::NationalOpening& national, const std::string& reason) {
  const auto& removed = national.redactions();
  return national.reason() == reason || national.problem() == reason ||
         std::any_of(removed.begin(), removed.end(),
                     [&](const auto& each) { return each.reason() == reason; });
}

bool HasPerson(const v1::NationalOpening& national, const std::string& person) {
  const auto& persons = national.persons();
  return IsNamed(national.caller(), person) ||
         IsNamed(national.review().substitute_for(), person) ||
         std::any_of(persons.begin(), persons.end(),
                     [&](const auto& each) { return IsNamed(each, person); });
}

// By the 90 bytes alone.
bool EntryMatches(const AuditFilter& filter, const wire::AuditEntry& entry) {
  return (!filter.since_ms || entry.log_time_ms >= *filter.since_ms) &&
         (!filter.until_ms || entry.log_time_ms < *filter.until_ms) &&
         (filter.steps.empty() || filter.steps.contains(entry.step));
}

}  // namespace

bool IsNamed(const std::string& uri, const std::string& name) {
  if (uri == name) return !uri.empty();
  const auto identity = certs::ParseIdentity(uri);
  return identity.ok() && identity->id == name;
}

Match MatchOf(const AuditFilter& filter, const OpenedEntry& opened) {
  if (!EntryMatches(filter, opened.entry)) return Match::kNo;
  Match match = Match::kYes;
  const auto also = [&](bool asked, const auto& condition) {
    if (asked && match != Match::kNo) match = Both(match, condition());
  };
  also(!filter.id.empty(), [&] { return IdMatch(filter.id, opened); });
  also(!filter.agency.empty(), [&] {
    return OfEither(opened, [&](const auto& opening) {
      return IsNamed(opening.sender(), filter.agency) ||
             IsNamed(opening.recipient(), filter.agency);
    });
  });
  also(!filter.type.empty(), [&] {
    return OfEither(opened, [&](const auto& opening) {
      return opening.type() == filter.type;
    });
  });
  also(filter.outcome != v1::DECISION_OUTCOME_UNSPECIFIED, [&] {
    return OfEither(opened, [&](const auto& opening) {
      return opening.outcome() == filter.outcome;
    });
  });
  const auto national = [&](const std::string& asked, const auto& has) {
    also(!asked.empty(), [&] {
      return OfNational(opened, [&](const v1::NationalOpening& opening) {
        return has(opening, asked);
      });
    });
  };
  using Opening = const v1::NationalOpening&;
  using Text = const std::string&;
  national(filter.rule, [](Opening o, Text t) { return HasRule(o, t); });
  national(filter.law, [](Opening o, Text t) { return HasLaw(o, t); });
  national(filter.reason, [](Opening o, Text t) { return HasReason(o, t); });
  national(filter.person, [](Opening o, Text t) { return HasPerson(o, t); });
  return match;
}

}  // namespace enlace::client
