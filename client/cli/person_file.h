// The file in which an officer writes who a person is, so that no number of a
// person stands on a command line:
//
//   # as in the letter of 4 May
//   name: Sintética Prueba Ficticia
//   born: 1990-01-31
//   curp: PUFS900101MDFRCN00
//   phone: +525555550100
//
// Each name goes with the one date of birth.

#ifndef ENLACE_CLIENT_CLI_PERSON_FILE_H_
#define ENLACE_CLIENT_CLI_PERSON_FILE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "enlace/v1/subject_service.pb.h"

namespace enlace::client {

// The keys in `text`, in order.  Fails with kInvalidArgument, naming the line
// and never what it says.
absl::StatusOr<std::vector<v1::SubjectKey>> ParsePerson(absl::string_view text);

// The same of the file at `path`.  Fails like ReadFile() too.
absl::StatusOr<std::vector<v1::SubjectKey>> ReadPerson(const std::string& path);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_PERSON_FILE_H_
