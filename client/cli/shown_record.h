// A record that the own node shows, read back.

#ifndef ENLACE_CLIENT_CLI_SHOWN_RECORD_H_
#define ENLACE_CLIENT_CLI_SHOWN_RECORD_H_

#include <google/protobuf/message.h>

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace enlace::client {

// The record of the type `type` in `bytes`.  Fails with kUnimplemented for a
// type that this version does not know, with kDataLoss for no such record.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> ReadShownRecord(
    absl::string_view type, absl::string_view bytes);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_SHOWN_RECORD_H_
