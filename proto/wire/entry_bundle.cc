#include "proto/wire/entry_bundle.h"

#include "base/encoding.h"

namespace enlace::wire {

absl::Status AppendEntry(std::string& bundle, absl::string_view entry) {
  if (entry.size() > kEntrySizeMax) {
    return absl::InvalidArgumentError("log entry: longer than 65535 bytes");
  }
  AppendU16(bundle, static_cast<uint16_t>(entry.size()));
  bundle.append(entry.data(), entry.size());
  return absl::OkStatus();
}

absl::StatusOr<std::vector<absl::string_view>> DecodeBundle(
    absl::string_view bundle, int width) {
  constexpr size_t kLengthSize = 2;
  std::vector<absl::string_view> entries;
  for (int i = 0; i < width; ++i) {
    if (bundle.size() < kLengthSize) {
      return absl::InvalidArgumentError("entry bundle: too few entries");
    }
    const size_t length = ReadU16(bundle);
    bundle.remove_prefix(kLengthSize);
    if (bundle.size() < length) {
      return absl::InvalidArgumentError("entry bundle: torn entry");
    }
    entries.push_back(bundle.substr(0, length));
    bundle.remove_prefix(length);
  }
  if (!bundle.empty()) {
    return absl::InvalidArgumentError(
        "entry bundle: bytes after the last entry");
  }
  return entries;
}

}  // namespace enlace::wire
