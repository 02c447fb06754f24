// By what a record is found again that concerns a person: the numbers that
// stand for one person, and names with a date of birth.
//
// An identifier is a text that is the same in a record and in a question about
// it, whatever the spelling: "curp PUFS900101MDFRCN00", "born 1990-01-31 DOE
// JANE".  It is personal; only keyed digests of it are kept.  docs/persons.md.
// Pure; thread-safe.

#ifndef ENLACE_PROTO_VALIDATION_SUBJECT_IDENTIFIER_H_
#define ENLACE_PROTO_VALIDATION_SUBJECT_IDENTIFIER_H_

#include <google/protobuf/message.h>

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "enlace/v1/subject_service.pb.h"

namespace enlace::validation {

// The formats (proto/validation/formats.h) of numbers that stand for one
// person.
const std::vector<absl::string_view>& SubjectFormats();

// Of every person in `record`.  Free texts are not searched.  A number that
// many share is none.
std::set<std::string> SubjectIdentifiers(
    const google::protobuf::Message& record);

// Those by which a record is found that has `key`: several, for a record may
// have less of a name or a date than the person tells.  Fails with
// kInvalidArgument, without the value, unless `key` is one number of a format
// that is right, or a name of two parts at least with a date of birth.
absl::StatusOr<std::set<std::string>> IdentifiersOf(const v1::SubjectKey& key);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_SUBJECT_IDENTIFIER_H_
