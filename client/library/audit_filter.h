// Which entries of an audit log somebody asks for.
//
//   AuditFilter filter{.rule = "R-1", .since_ms = ...};
//   if (MatchOf(filter, opened) == Match::kYes) ...
//
// An entry tells some things by its 90 bytes, its time, step and transfer, and
// the rest by its opening.  What is not opened is not a "no": kUnknown says
// that an opening which is not at hand could make it a hit.  So a search knows
// whether its answer is complete.  Pure; thread-safe.

#ifndef ENLACE_CLIENT_LIBRARY_AUDIT_FILTER_H_
#define ENLACE_CLIENT_LIBRARY_AUDIT_FILTER_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "client/library/audit_directory.h"
#include "enlace/v1/audit.pb.h"
#include "enlace/v1/envelope.pb.h"

namespace enlace::client {

// All of what is given must hold; an empty filter asks for everything.
struct AuditFilter {
  // Lower-case hex that the id of the transfer or of the record begins with; of
  // 32 digits, a whole transfer id.
  std::string id = {};
  std::optional<int64_t> since_ms = {};  // from then on
  std::optional<int64_t> until_ms = {};  // before then
  // Sender or recipient, as a whole identity or its last part ("abc-police").
  std::string agency = {};
  std::string type = {};  // short name of the record type
  v1::DecisionOutcome outcome = v1::DECISION_OUTCOME_UNSPECIFIED;
  // A rule that decided, removed a field, or was set aside.
  std::string rule = {};
  // Part of a citation of a rule that decided or removed a field; capitals do
  // not matter.
  std::string law = {};
  std::set<v1::AuditStep> steps = {};  // one of these
  // Code of a decision or of a removal, or the problem of a refusal.
  std::string reason = {};
  // Who acted: a person, or the caller; named as `agency` is.
  std::string person = {};
};

enum class Match { kNo, kYes, kUnknown };

// kNo if one condition fails, else kUnknown if one cannot be told.
Match MatchOf(const AuditFilter& filter, const OpenedEntry& opened);

// Whether `name` is the identity `uri` or its last part.
bool IsNamed(const std::string& uri, const std::string& name);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_AUDIT_FILTER_H_
