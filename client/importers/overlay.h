// A record with the values of another laid over it.  Pure.

#ifndef ENLACE_CLIENT_IMPORTERS_OVERLAY_H_
#define ENLACE_CLIENT_IMPORTERS_OVERLAY_H_

#include <google/protobuf/message.h>

namespace enlace::client {

// Sets in `record` every value that `top` has.  A list of `top` takes the place
// of the one in `record`, and so do dates and instants: parts of two never mix.
// REQUIRES: the same type.
void Overlay(const google::protobuf::Message& top,
             google::protobuf::Message& record);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_IMPORTERS_OVERLAY_H_
