#include "proto/wire/message_id.h"

#include "base/encoding.h"

namespace enlace::wire {

// RFC 9562 section 5.7: 48 bits of milliseconds, version 7, 12 random bits,
// variant 10, 62 random bits.
std::string MakeMessageId(absl::Time at, Random& random) {
  std::string time;
  AppendU64(time, static_cast<uint64_t>(absl::ToUnixMillis(at)));
  std::string id = time.substr(2) + random.Bytes(kMessageIdSize - 6);
  id[6] = static_cast<char>((static_cast<uint8_t>(id[6]) & 0x0fu) | 0x70u);
  id[8] = static_cast<char>((static_cast<uint8_t>(id[8]) & 0x3fu) | 0x80u);
  return id;
}

bool IsMessageId(absl::string_view id) {
  return id.size() == kMessageIdSize &&
         (static_cast<uint8_t>(id[6]) & 0xf0u) == 0x70u &&
         (static_cast<uint8_t>(id[8]) & 0xc0u) == 0x80u;
}

}  // namespace enlace::wire
