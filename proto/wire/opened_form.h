// A record of which leaves may be withheld, and which still carries its
// originator's signature.
//
//   ASSIGN_OR_RETURN(Minimized out, OpenForm(record, seed, withheld));
//   ASSIGN_OR_RETURN(VerifiedForm in, VerifyOpenedForm(statement, out.form));
//   Minimized less = Withhold(out.form, more);  // needs no seed
//
// A leaf is opened with its salt, or only its commitment stands in its place.
// A silent leaf that is absent stands there like one that was withheld, always;
// nobody but the holder of the seed can tell which.  docs/envelope.md, "Opened
// form".  Pure.

#ifndef ENLACE_PROTO_WIRE_OPENED_FORM_H_
#define ENLACE_PROTO_WIRE_OPENED_FORM_H_

#include <google/protobuf/message.h>

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "enlace/v1/header.pb.h"
#include "proto/wire/commitment.h"

namespace enlace::wire {

inline constexpr size_t kFormSizeMax = size_t{1} << 20;

struct Minimized {
  std::string form;  // the bytes of a v1::OpenedForm, in strict encoding
  std::vector<std::string> removed;  // of the paths asked for, those present
};

// Opens every leaf of `record` that is present and not in `withheld`.  Fails
// with kInvalidArgument, FIELD_INVALID, if a path of `withheld` names no leaf
// of the type (a misspelt path must not release what it meant) and as
// LeavesOf() does.  REQUIRES: a seed of kSeedSize bytes and a record that
// VerifyFullForm() returned.
absl::StatusOr<Minimized> OpenForm(const google::protobuf::Message& record,
                                   absl::string_view seed,
                                   const std::set<std::string>& withheld);

// The same from the leaves of a verified record.  `withhold` tells of the path
// of each leaf that is present whether to withhold it.
Minimized OpenForm(absl::Span<const CommittedLeaf> leaves,
                   absl::FunctionRef<bool(absl::string_view path)> withhold);

// Withholds more.  Afterwards no leaf of `paths` is open; a path that was not
// open before changes nothing.  REQUIRES: a form that VerifyOpenedForm()
// accepted.
Minimized Withhold(absl::string_view form, const std::set<std::string>& paths);

// The same, of the leaves whose path `withhold` says yes to.
Minimized Withhold(absl::string_view form,
                   absl::FunctionRef<bool(absl::string_view path)> withhold);

// What an opened form proves.
struct VerifiedForm {
  // The opened leaves alone; what the originator signed, less what was removed.
  std::unique_ptr<google::protobuf::Message> message;
  // One for each leaf of the record: its path, which stands in the form's
  // bytes, or "" if it is withheld.
  std::vector<absl::string_view> entries;

  std::vector<std::string> Opened() const;
  size_t WithheldCount() const;
};

// Reads `form`, which must outlive the result, strictly; checks order,
// commitments and root, and rebuilds the record.  Fails with kInvalidArgument:
// TYPE_UNKNOWN, TOO_LARGE, FIELD_INVALID, COMMITMENT_MISMATCH.
// REQUIRES: a statement that ParseStatement() returned.
absl::StatusOr<VerifiedForm> VerifyOpenedForm(const v1::Statement& statement,
                                              absl::string_view form);

// The paths of the withheld leaves, in order, given those that the nodes
// `announced`, in order and each once: every withheld leaf must be announced or
// silent, and stand where its path belongs.  Silent ones are named whether they
// were there or not. Fails with kInvalidArgument, REDACTION_MISMATCH, if the
// form withholds more, fewer or others.
absl::StatusOr<std::vector<std::string>> NameWithheld(
    const VerifiedForm& form, absl::Span<const absl::string_view> announced);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_OPENED_FORM_H_
