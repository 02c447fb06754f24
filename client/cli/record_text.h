// A record for people: each field under the label that its descriptor gives in
// the reader's language.

#ifndef ENLACE_CLIENT_CLI_RECORD_TEXT_H_
#define ENLACE_CLIENT_CLI_RECORD_TEXT_H_

#include <google/protobuf/message.h>

#include <string>

#include "client/cli/language.h"

namespace enlace::client {

// The fields that are there, parts indented under their names.
std::string RecordText(const google::protobuf::Message& record,
                       Language language);

// "Firearm trace request"; the message's name if it has no label.
std::string TypeText(const google::protobuf::Message& record,
                     Language language);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_RECORD_TEXT_H_
