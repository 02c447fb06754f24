// The record in what a node keeps of it: of what is held here and was sent
// from here the original, of everything else the form that was let pass.
//
// Signatures are not verified again: that was done before it was sealed, and
// their keys may be known no more when somebody looks, years later.  Pure.

#ifndef ENLACE_SERVER_GATE_KEPT_RECORD_H_
#define ENLACE_SERVER_GATE_KEPT_RECORD_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/core/state.h"

namespace enlace::gate {

// The serialized record message.  `content` is what was sealed of `transfer` in
// the state that it is in.  Fails with kDataLoss if it is something else, and
// as wire::VerifyOpenedForm() does.
absl::StatusOr<std::string> RecordInKept(absl::string_view content,
                                         const core::Transfer& transfer);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_KEPT_RECORD_H_
