// Message ids: UUIDv7 (RFC 9562 section 5.7), so that ids sort by time and a
// node can forget old ones.

#ifndef ENLACE_PROTO_WIRE_MESSAGE_ID_H_
#define ENLACE_PROTO_WIRE_MESSAGE_ID_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/random.h"

namespace enlace::wire {

inline constexpr size_t kMessageIdSize = 16;

// 16 bytes that hold `at` in milliseconds and 74 random bits.
std::string MakeMessageId(absl::Time at, Random& random);

// Whether `id` has the size, version and variant of a UUIDv7.
bool IsMessageId(absl::string_view id);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_MESSAGE_ID_H_
