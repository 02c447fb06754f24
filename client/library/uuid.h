// Message ids: UUIDv7 (RFC 9562 section 5.7), so that ids of one sender sort
// by time and never repeat.

#ifndef ENLACE_CLIENT_LIBRARY_UUID_H_
#define ENLACE_CLIENT_LIBRARY_UUID_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/random.h"

namespace enlace::client {

// 16 bytes: 48 bits of `time` in milliseconds, the rest random.  REQUIRES: a
// time from 1970 on.
std::string MakeUuidV7(absl::Time time, Random& random);

bool IsUuidV7(absl::string_view bytes);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_UUID_H_
