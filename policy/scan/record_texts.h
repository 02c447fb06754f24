// The texts of a record, with what their fields say of them.

#ifndef ENLACE_POLICY_SCAN_RECORD_TEXTS_H_
#define ENLACE_POLICY_SCAN_RECORD_TEXTS_H_

#include <google/protobuf/message.h>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "enlace/v1/options.pb.h"

namespace enlace::policy {

struct RecordText {
  const google::protobuf::Message* holder = nullptr;
  const google::protobuf::FieldDescriptor* field = nullptr;
  const v1::FieldRules* rules = nullptr;
  absl::string_view text;  // valid during the visit
};

// Visits every text of `record`, nested messages and elements of lists
// included; of free texts alone if `prose_only`.  REQUIRES: a generated type.
// Pure.
void VisitTexts(const google::protobuf::Message& record, bool prose_only,
                absl::FunctionRef<void(const RecordText&)> visit);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_SCAN_RECORD_TEXTS_H_
