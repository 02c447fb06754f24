// The languages of a rule book, as charters, manifests and reviews name them.

#ifndef ENLACE_PROTO_WIRE_BOOK_LANGUAGE_H_
#define ENLACE_PROTO_WIRE_BOOK_LANGUAGE_H_

#include <google/protobuf/repeated_field.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace enlace::wire {

// OK if `languages` are "en" or "es" or both, sorted.  Fails with
// kInvalidArgument, FIELD_INVALID, naming `field`.
absl::Status CheckBookLanguages(
    absl::string_view field,
    const google::protobuf::RepeatedPtrField<std::string>& languages);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_BOOK_LANGUAGE_H_
