// A record under the names of the National Information Exchange Model, for
// programs that read those: docs/import-export.md.
//
// A field with a NIEM property (FieldRules.niem) has its name, any other the
// own one under `enlace:`; messages nest as they do.  Dates and enums are text,
// as in a table.  Pure.

#ifndef ENLACE_CLIENT_CLI_NIEM_JSON_H_
#define ENLACE_CLIENT_CLI_NIEM_JSON_H_

#include <google/protobuf/message.h>

#include "client/cli/json.h"

namespace enlace::client {

// With `@context`, the namespaces of all prefixes that may stand in it.
Json NiemJson(const google::protobuf::Message& record);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_NIEM_JSON_H_
