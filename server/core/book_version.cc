#include "server/core/book_version.h"

#include <algorithm>
#include <utility>

#include "server/core/transfer_move.h"

namespace enlace::core {

bool IsBookDue(const State& state, int64_t instant_ms) {
  return state.scheduled_book.book_version != 0 &&
         state.scheduled_book.effective_from_ms <= instant_ms;
}

uint64_t CharterSerial(const State& state) {
  return std::max(state.book.charter_serial,
                  state.scheduled_book.charter_serial);
}

absl::Status FoldBookScheduled(State& state,
                               const journal::v1::BookScheduled& event) {
  BookVersion book = FromMessage(event.book());
  if (book.book_version <= state.book.book_version ||
      book.book_version < state.scheduled_book.book_version) {
    return Misfit("a rule book that goes back");
  }
  if (book.charter_serial < CharterSerial(state)) {
    return Misfit("a rule book by an older charter");
  }
  state.scheduled_book = std::move(book);
  return absl::OkStatus();
}

absl::Status FoldBookActivated(State& state,
                               const journal::v1::BookActivated& event) {
  if (state.scheduled_book.book_version == 0 ||
      state.scheduled_book.manifest_digest != event.manifest_digest()) {
    return Misfit("a rule book in force that was not adopted");
  }
  state.book = std::exchange(state.scheduled_book, BookVersion());
  return absl::OkStatus();
}

journal::v1::BookVersion ToMessage(const BookVersion& book) {
  journal::v1::BookVersion message;
  message.set_manifest_digest(book.manifest_digest);
  message.set_book_digest(book.book_digest);
  message.set_book_version(book.book_version);
  message.set_effective_from_ms(book.effective_from_ms);
  message.set_charter_serial(book.charter_serial);
  return message;
}

BookVersion FromMessage(const journal::v1::BookVersion& message) {
  return {.manifest_digest = message.manifest_digest(),
          .book_digest = message.book_digest(),
          .book_version = message.book_version(),
          .effective_from_ms = message.effective_from_ms(),
          .charter_serial = message.charter_serial()};
}

}  // namespace enlace::core
