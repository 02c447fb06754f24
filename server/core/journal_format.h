// What this version understands of a journal, so that one that a newer version
// wrote is refused and never half read.
//
// Protocol Buffers keep fields and enum values that they do not know, and a
// fold that passes them over ends in another state than the version that wrote
// them: something would not be erased, or be released once more.  Pure.

#ifndef ENLACE_SERVER_CORE_JOURNAL_FORMAT_H_
#define ENLACE_SERVER_CORE_JOURNAL_FORMAT_H_

#include "absl/status/status.h"
#include "base/sha256.h"
#include "enlace/journal/v1/journal.pb.h"

namespace enlace::core {

// Fails with kFailedPrecondition, saying what to do, if the batch has, at any
// depth, a field or a value of an enum that this version does not know; so too
// in an entry of the register, which an event holds as bytes.
absl::Status CheckUnderstood(const journal::v1::EventBatch& batch);

// Names the events that this version knows, the state that it folds them to,
// and how.  A snapshot of another format is of no use: an older version may
// have passed over what this one remembers, and a newer one knows what this one
// does not.
const Hash& JournalFormat();

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_JOURNAL_FORMAT_H_
