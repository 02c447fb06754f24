#include "proto/wire/cosignature.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/encoding.h"

namespace enlace::wire {
namespace {

constexpr size_t kTimeSize = 8;
constexpr size_t kEd25519SignatureSize = 64;

int64_t Seconds(absl::Time time) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  CHECK(seconds >= 0) << "a cosignature cannot be older than 1970";
  return seconds;
}

}  // namespace

std::string CosignedMessage(absl::string_view checkpoint_text,
                            absl::Time time) {
  return absl::StrCat("cosignature/v1\ntime ", Seconds(time), "\n",
                      checkpoint_text);
}

std::string EncodeCosignature(const Cosignature& cosignature) {
  CHECK(cosignature.ed25519.size() == kEd25519SignatureSize);
  std::string bytes;
  AppendU64(bytes, static_cast<uint64_t>(Seconds(cosignature.time)));
  return bytes + cosignature.ed25519;
}

absl::StatusOr<Cosignature> DecodeCosignature(absl::string_view bytes) {
  if (bytes.size() != kTimeSize + kEd25519SignatureSize) {
    return absl::InvalidArgumentError("cosignature: not 72 bytes");
  }
  const uint64_t seconds = ReadU64(bytes);
  if (seconds >> 63 != 0) {
    return absl::InvalidArgumentError("cosignature: time out of range");
  }
  return Cosignature{
      .time = absl::FromUnixSeconds(static_cast<int64_t>(seconds)),
      .ed25519 = std::string(bytes.substr(kTimeSize))};
}

}  // namespace enlace::wire
