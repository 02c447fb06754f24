// The originator's statement: a header in clear, and what fixes the record that
// travels beside it.
//
//   ASSIGN_OR_RETURN(std::string statement, MakeStatement(header, body, seed));
//   RecordId(statement)
//
// The bytes are signed and hashed as they were made or received, never made
// again.  docs/envelope.md, "Statement".  Pure.

#ifndef ENLACE_PROTO_WIRE_STATEMENT_H_
#define ENLACE_PROTO_WIRE_STATEMENT_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "enlace/v1/header.pb.h"

namespace enlace::wire {

inline constexpr uint32_t kEnvelopeVersion = 1;
inline constexpr size_t kStatementSizeMax = 4096;

// SHA-256 of the statement's bytes.
Hash RecordId(absl::string_view statement);

// OK if every field is of its form: version 1, names of type and schema,
// message id, parent, an agency or a node as the sender, an agency as the
// recipient, channel and urgency that are known, and an end of validity after
// the creation.  What a node may send, and whether the instants are near now,
// is for the nodes.  Fails with kInvalidArgument: FIELD_INVALID, or
// SCHEMA_UNSUPPORTED for another version.
absl::Status CheckHeader(const v1::Header& header);

// The bytes to sign for `body`, a record of the header's type.  Fails with
// kInvalidArgument as CheckHeader() and ParseRecord() do, and with
// FIELD_INVALID for a seed that is not kSeedSize bytes or too many leaves.
absl::StatusOr<std::string> MakeStatement(const v1::Header& header,
                                          absl::string_view body,
                                          absl::string_view seed);

// Reads a statement strictly.  Fails with kInvalidArgument as CheckHeader()
// does, with FIELD_INVALID or TOO_LARGE for what is no statement.
absl::StatusOr<v1::Statement> ParseStatement(absl::string_view statement);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_STATEMENT_H_
