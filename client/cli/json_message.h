// Messages of the API as JSON: the proto3 mapping with lowerCamelCase names,
// but ids, hashes and signatures (bytes) as lower-case hex, the spelling every
// verb takes them in.

#ifndef ENLACE_CLIENT_CLI_JSON_MESSAGE_H_
#define ENLACE_CLIENT_CLI_JSON_MESSAGE_H_

#include <google/protobuf/message.h>

#include "absl/time/time.h"
#include "client/cli/json.h"

namespace enlace::client {

// Fields without presence are always there, so that a script finds them.
Json JsonOf(const google::protobuf::Message& message);

// RFC 3339 in UTC with milliseconds; "" for 0.
std::string TimeText(int64_t unix_ms);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_JSON_MESSAGE_H_
