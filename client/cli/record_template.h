// A record to fill in.  Pure.

#ifndef ENLACE_CLIENT_CLI_RECORD_TEMPLATE_H_
#define ENLACE_CLIENT_CLI_RECORD_TEMPLATE_H_

#include <google/protobuf/descriptor.h>

#include "client/cli/json.h"

namespace enlace::client {

// A record of `type` in proto3 JSON: what it requires, or `all` fields.  Values
// are empty, the least, or the first code; it parses, and lacks no required
// field.
Json TemplateOf(const google::protobuf::Descriptor& type, bool all);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_RECORD_TEMPLATE_H_
