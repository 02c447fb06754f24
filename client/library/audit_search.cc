#include "client/library/audit_search.h"

namespace enlace::client {
namespace {

bool IsOfBatch(const OpenedEntry& opened) {
  return opened.place.has_value() || opened.closed_places != 0;
}

// What the 90 bytes alone say.
OpenedEntry Closed(const OpenedEntry& opened) {
  OpenedEntry closed;
  closed.index = opened.index;
  closed.entry = opened.entry;
  closed.transfer_id = opened.entry.transfer_id;
  closed.in_annex = opened.in_annex;
  closed.closed_places = opened.closed_places;
  return closed;
}

}  // namespace

void AuditSearch::Count(const OpenedEntry& opened) {
  ++count_.read;
  last_undecided_ = false;
  if (!opened.in_annex) {
    ++count_.missing;
  } else if (!opened.national.has_value() && !opened.shared.has_value() &&
             !IsOfBatch(opened)) {
    ++count_.erased;
  } else if (!opened.national.has_value() && opened.shared.has_value()) {
    ++count_.partial;
  }
  if (IsOfBatch(opened) &&
      MatchOf(filter_, Closed(opened)) == Match::kUnknown) {
    count_.closed_places += opened.closed_places;
  }
}

void AuditSearch::Add(const OpenedEntry& opened) {
  if (!last_.has_value() || *last_ != opened.index) Count(opened);
  last_ = opened.index;
  const Match match = MatchOf(filter_, opened);
  if (match == Match::kYes) hits_.push_back(opened);
  // Places that do not open are counted as such.
  const bool closed_batch = IsOfBatch(opened) && !opened.place.has_value();
  if (match == Match::kUnknown && !closed_batch && !last_undecided_) {
    ++count_.undecided;
    last_undecided_ = true;
  }
}

bool AuditSearch::IsComplete(const AuditSummary& summary) const {
  return summary.findings_count == 0 && count_.read == summary.size &&
         count_.undecided == 0;
}

}  // namespace enlace::client
