#include "client/library/uuid.h"

#include <cstdint>

#include "base/encoding.h"

namespace enlace::client {
namespace {

// Puts `high` into the bits of `byte` that `mask` leaves free.
char WithBits(char byte, unsigned mask, unsigned high) {
  return static_cast<char>((static_cast<unsigned char>(byte) & mask) | high);
}

}  // namespace

std::string MakeUuidV7(absl::Time time, Random& random) {
  std::string uuid;
  AppendU64(uuid, static_cast<uint64_t>(absl::ToUnixMillis(time)) << 16);
  uuid.resize(6);
  uuid += random.Bytes(10);
  uuid[6] = WithBits(uuid[6], 0x0f, 0x70);
  uuid[8] = WithBits(uuid[8], 0x3f, 0x80);
  return uuid;
}

bool IsUuidV7(absl::string_view bytes) {
  return bytes.size() == 16 &&
         (static_cast<unsigned char>(bytes[6]) & 0xf0) == 0x70 &&
         (static_cast<unsigned char>(bytes[8]) & 0xc0) == 0x80;
}

}  // namespace enlace::client
