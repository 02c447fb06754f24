// An enrolment request, for the persons who write and who approve one.

#ifndef ENLACE_CLIENT_CLI_ENROLMENT_TEXT_H_
#define ENLACE_CLIENT_CLI_ENROLMENT_TEXT_H_

#include <string>

#include "absl/status/statusor.h"
#include "client/cli/json.h"
#include "client/cli/shell.h"
#include "proto/wire/enrolment_request.h"

namespace enlace::client {

// The request in the file.  Fails with kInvalidArgument.
absl::StatusOr<wire::EnrolmentRequest> ReadEnrolmentRequest(
    const std::string& path);

Json JsonOf(const wire::EnrolmentRequest& request);
std::string TextOf(const wire::EnrolmentRequest& request, Shell& shell);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_ENROLMENT_TEXT_H_
