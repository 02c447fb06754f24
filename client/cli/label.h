// What people call a record type, a field or a value: the labels of the
// descriptors, or the name in the protocol where there is none.  Pure.

#ifndef ENLACE_CLIENT_CLI_LABEL_H_
#define ENLACE_CLIENT_CLI_LABEL_H_

#include <google/protobuf/descriptor.h>

#include <string>

#include "client/cli/language.h"

namespace enlace::client {

std::string LabelOf(const google::protobuf::Descriptor& type,
                    Language language);
std::string LabelOf(const google::protobuf::FieldDescriptor& field,
                    Language language);
std::string LabelOf(const google::protobuf::EnumValueDescriptor& value,
                    Language language);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_LABEL_H_
