// What a node composes where its book denies a record that warns: the warnings
// alone (docs/delivery.md, "Safety notices").
//
// What warns are the fields marked `safety`, of whatever type of record.  The
// type of a notice is the one that has nothing else beside its context.  Pure.

#ifndef ENLACE_SERVER_GATE_SAFETY_NOTICE_H_
#define ENLACE_SERVER_GATE_SAFETY_NOTICE_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "enlace/v1/header.pb.h"

namespace enlace::gate {

// Whether `type` is the type of notices.
bool IsSafetyNotice(const google::protobuf::Descriptor& type);

// A notice of what `record` warns of: codes of the notice's own kind as they
// are, others by their field's option `warns_of`, ports where they are marked
// `safety`; each once.  Its context says what every notice says.  Null if
// `record` warns of nothing, or is a notice itself.
std::unique_ptr<google::protobuf::Message> WarningsOf(
    const google::protobuf::Message& record);

// The header of `notice`, which `node` makes at `now` and which goes instead of
// a record under `denied`: to its recipient, on its channel, urgent, valid no
// longer than it and than the type allows.  No parent, and no message id yet.
v1::Header NoticeHeader(const v1::Header& denied,
                        const google::protobuf::Message& notice,
                        absl::string_view node, absl::Time now);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_SAFETY_NOTICE_H_
