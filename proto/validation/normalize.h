// Writes the values of a record in their normal spelling
// (proto/validation/spelling.h).  For who writes a record, before it is signed;
// what is signed must not be changed.  Pure; thread-safe.

#ifndef ENLACE_PROTO_VALIDATION_NORMALIZE_H_
#define ENLACE_PROTO_VALIDATION_NORMALIZE_H_

#include <google/protobuf/message.h>

namespace enlace::validation {

// Every text that has a format.  Only the spelling changes: a wrong value stays
// wrong.
void NormalizeRecord(google::protobuf::Message& record);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_NORMALIZE_H_
