#include "client/cli/shown_record.h"

#include <string>

#include "absl/status/status.h"
#include "proto/wire/record.h"

namespace enlace::client {

absl::StatusOr<std::unique_ptr<google::protobuf::Message>> ReadShownRecord(
    absl::string_view type, absl::string_view bytes) {
  auto record = wire::NewRecord(type);
  if (!record.ok()) {
    return absl::UnimplementedError(
        "this version of enlace does not know the type of the record");
  }
  if (!(*record)->ParseFromString(std::string(bytes))) {
    return absl::DataLossError("the node's record cannot be read");
  }
  return record;
}

}  // namespace enlace::client
