// Which rule book the node executes: the one in force by its journal, the one
// that waits for its instant, and the adoption of what is put into the library.
//
//   RuleBooks books(environment);
//   ASSIGN_OR_RETURN(auto book, books.BringIntoForce(sequencer));
//   ...                                     // the pipeline takes `book`
//   books.Look(pipeline);                   // now and then
//
// Promises: no book decides that the nation's charter does not back, and no
// charter counts once a later one has adopted a book; its
// adoption and its coming into force are journaled, and stand in the log,
// before it decides; no version below one that was in force comes back.
// docs/governance.md.
//
// Thread-safe.

#ifndef ENLACE_SERVER_APP_RULE_BOOKS_H_
#define ENLACE_SERVER_APP_RULE_BOOKS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "enlace/v1/node_service.pb.h"
#include "policy/governance/adoption.h"
#include "server/app/book_library.h"
#include "server/core/sequencer.h"
#include "server/gate/drafts.h"
#include "server/gate/parties.h"
#include "server/gate/pipeline.h"

namespace enlace::app {

class RuleBooks {
 public:
  // The last three must outlive the object.
  RuleBooks(BookLibrary library, const gate::Parties& parties,
            gate::Drafts& drafts, Clock& clock);

  // The book that decides from now on; adopts the nation's first one if none
  // ever was in force, or the next one if the one in force means something else
  // to this version of the program.  Fails, saying what to do, if there is
  // none.
  absl::StatusOr<std::shared_ptr<const policy::Book>> BringIntoForce(
      core::Sequencer& sequencer) ABSL_LOCKS_EXCLUDED(mutex_);

  // Adopts what the library holds and the charter backs, and makes `pipeline`
  // wait for its instant, or commit if that has come.  Costs a look at the
  // folder, once a second at most, if nothing changed.
  void Look(gate::Pipeline& pipeline) ABSL_LOCKS_EXCLUDED(mutex_);

  // The book in force, the one that waits, and what is not adopted, with why.
  // `in_force` is the digest of the first one's manifest, by the state.
  std::vector<v1::BookStatus> Describe(absl::string_view in_force) const
      ABSL_LOCKS_EXCLUDED(mutex_);

  // From when until when the charter holds, as it was read last.
  struct CharterTime {
    absl::Time begins = absl::InfinitePast();
    absl::Time ends = absl::InfiniteFuture();
  };
  CharterTime charter_time() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // A bundle that the charter backs.
  struct Adoptable {
    policy::TrueBook book;
    policy::Approval approval;
    LibraryContent::Bundle file;
    uint64_t charter_serial;
  };

  absl::StatusOr<policy::TrueBook> OpenKept(
      const core::BookVersion& version) const;
  // The same, without its book if that means otherwise here.
  absl::StatusOr<policy::TrueBook> OpenPredecessor(
      const core::BookVersion& version) const;
  // Notes that the waiting book decides by now, or makes `pipeline` wait for
  // it.
  void TakeActivation(gate::Pipeline& pipeline)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Of what takes the place of the book in force, the highest version.  What is
  // not adopted is noted, with why.
  std::optional<Adoptable> Choose(const LibraryContent& content)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<policy::Approval> Check(const LibraryContent& content,
                                         const policy::TrueBook& candidate)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Note(const std::string& file, const wire::BookBundle* bundle,
            const absl::Status& problem) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  core::BookSchedule ScheduleOf(const Adoptable& adoptable) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  core::BookActivation ActivationOf(const std::string& digest) const;
  absl::Status ComeIntoForce(core::Sequencer& sequencer, policy::TrueBook book)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status AdoptAtStart(core::Sequencer& sequencer)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const BookLibrary library_;
  const gate::Parties& parties_;
  gate::Drafts& drafts_;
  Clock& clock_;

  mutable absl::Mutex mutex_;
  // Null book: it means otherwise here.  Nothing: none ever was.
  std::optional<policy::TrueBook> in_force_ ABSL_GUARDED_BY(mutex_);
  std::optional<policy::TrueBook> waiting_ ABSL_GUARDED_BY(mutex_);
  // The highest of a charter by which a book was adopted.
  uint64_t charter_serial_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time next_look_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Time again_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  std::string seen_ ABSL_GUARDED_BY(mutex_);  // fingerprint of the library
  CharterTime charter_time_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::BookStatus> not_adopted_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace enlace::app

#endif  // ENLACE_SERVER_APP_RULE_BOOKS_H_
