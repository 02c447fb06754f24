// What a program, and the person before it, can do about an error.
//
//   const CallError error = ErrorOf(sent.status(), "es");
//   if (error.again) Later(); else Show(error.text, error.hint);
//
// docs/errors.md lists every reason with its text and its hint.  Pure.

#ifndef ENLACE_CLIENT_LIBRARY_ERROR_H_
#define ENLACE_CLIENT_LIBRARY_ERROR_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "enlace/v1/outcome.pb.h"

namespace enlace::client {

struct CallError {
  absl::StatusCode code = absl::StatusCode::kUnknown;
  std::string reason;      // stable, UPPER_SNAKE, never translated
  std::string request_id;  // names the call in the node's log; "" if none went
  std::string message;     // for developers, in English
  std::string text;        // for the user, in the language asked for
  std::string hint;        // what to do, in the same language; may be empty

  // The very same call may succeed later, and does no harm if the first one had
  // gone through.
  bool again = false;
  // How long the node asks to wait before; zero if it does not say.
  absl::Duration again_after;

  std::vector<v1::FieldViolation> fields;  // what is wrong with each
};

// `language` is a tag such as "es" or "es-MX"; all but Spanish is English.
// REQUIRES: a status that is not OK.
CallError ErrorOf(const absl::Status& status, absl::string_view language);

// `status` with the id under which the call stands in the node's log.
absl::Status WithRequestId(absl::Status status, absl::string_view request_id);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_ERROR_H_
