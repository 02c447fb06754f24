// The rule book: a version that was adopted, and its coming into force.
// docs/governance.md.

#include <utility>

#include "server/core/book_version.h"
#include "server/core/planner.h"

namespace enlace::core {
namespace {

v1::AdoptedBook OpeningOf(const BookVersion& book) {
  v1::AdoptedBook opening;
  opening.set_manifest_digest(book.manifest_digest);
  opening.set_book_version(book.book_version);
  opening.set_effective_from_ms(book.effective_from_ms);
  return opening;
}

}  // namespace

Planned Planner::operator()(BookSchedule input) {
  if (!clock_trusted_) return RefuseForClock();
  if (input.book == state_.book || input.book == state_.scheduled_book) {
    return Duplicate();
  }
  // Two versions of one number are never both signed; if they were, the one
  // that came first stands.
  if (input.book.book_version <= state_.book.book_version ||
      input.book.book_version <= state_.scheduled_book.book_version) {
    return Refuse(absl::StatusCode::kFailedPrecondition, kBookOutOfOrder,
                  "book.book_version: is not above that of the book in force, "
                  "or of the one that waits");
  }
  if (input.book.charter_serial < CharterSerial(state_)) {
    return Refuse(absl::StatusCode::kFailedPrecondition, kBookCharterRolledBack,
                  "charter.serial: is below that of a charter by which a book "
                  "was adopted");
  }
  // What was signed, and how many had to sign, is about those two.
  if (input.in_force != state_.book.manifest_digest ||
      input.waiting != state_.scheduled_book.manifest_digest) {
    return Refuse(
        absl::StatusCode::kFailedPrecondition, kBookOutOfOrder,
        "book.previous: another book is in force, or waits, than when "
        "it was looked at");
  }
  EntryDraft& draft = input.entry;
  draft.step = v1::AUDIT_STEP_BOOK_SCHEDULED;
  draft.national.mutable_persons()->Assign(input.signed_by.begin(),
                                           input.signed_by.end());
  draft.national.set_book_digest(input.book.book_digest);
  *draft.national.mutable_adopted_book() = OpeningOf(input.book);
  const uint64_t index = AddNote(draft).index;
  journal::v1::BookScheduled& scheduled =
      *planned_.events.emplace_back().mutable_book_scheduled();
  *scheduled.mutable_book() = ToMessage(input.book);
  scheduled.set_entry_index(index);
  return Done();
}

Planned Planner::operator()(const BookActivation& input) {
  if (!clock_trusted_) return RefuseForClock();
  if (input.manifest_digest != state_.scheduled_book.manifest_digest ||
      !IsBookDue(state_, instant_ms_)) {
    return Refuse(absl::StatusCode::kFailedPrecondition, kBookNotDue,
                  "manifest_digest: no such book waits whose instant has come");
  }
  EntryDraft draft = input.entry;
  draft.step = v1::AUDIT_STEP_BOOK_ACTIVATED;
  draft.national.set_book_digest(state_.scheduled_book.book_digest);
  *draft.national.mutable_adopted_book() = OpeningOf(state_.scheduled_book);
  const uint64_t index = AddNote(draft).index;
  journal::v1::BookActivated& activated =
      *planned_.events.emplace_back().mutable_book_activated();
  activated.set_manifest_digest(input.manifest_digest);
  activated.set_entry_index(index);
  return Done();
}

}  // namespace enlace::core
