#include "server/store/snapshot_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/log.h"
#include "base/status_macros.h"
#include "server/core/journal_format.h"

namespace enlace::store {
namespace {

constexpr absl::string_view kPrefix = "snapshot.";
constexpr absl::string_view kMagic = "enlace snapshot 2\n";
constexpr size_t kHeadSize = kMagic.size() + 8 + 3 * kHashSize;
constexpr size_t kSnapshotSizeMax = size_t{1} << 36;
constexpr size_t kNumberDigits = 20;
constexpr size_t kGenerations = 2;

// A snapshot as its file claims it to be.
struct Claimed {
  core::Snapshot snapshot;
  Hash digest = {};
};

absl::StatusOr<Claimed> Decode(absl::string_view bytes) {
  if (bytes.size() < kHeadSize || bytes.substr(0, kMagic.size()) != kMagic) {
    return absl::DataLossError("not a snapshot");
  }
  const absl::string_view head =
      bytes.substr(kMagic.size(), kHeadSize - kMagic.size());
  Claimed claimed;
  claimed.snapshot.number = ReadU64(head);
  claimed.digest = HashFromBytes(head.substr(8, kHashSize));
  const Hash format = HashFromBytes(head.substr(8 + kHashSize, kHashSize));
  const Hash state = HashFromBytes(head.substr(8 + 2 * kHashSize, kHashSize));
  claimed.snapshot.state = std::string(bytes.substr(kHeadSize));
  if (Sha256(claimed.snapshot.state) != state) {
    return absl::DataLossError("its state does not match its digest");
  }
  if (format != core::JournalFormat()) {
    return absl::FailedPreconditionError(
        "another version of the program wrote it");
  }
  return claimed;
}

void Warn(uint64_t number, absl::string_view reason) {
  Log(Severity::kWarning, "snapshot passed over",
      {{"number", absl::StrCat(number)}, {"reason", std::string(reason)}});
}

}  // namespace

std::string SnapshotFiles::PathOf(uint64_t number) const {
  return absl::StrCat(directory_, "/", kPrefix,
                      absl::StrFormat("%020d", number));
}

absl::Status SnapshotFiles::Save(const core::Snapshot& snapshot,
                                 const Hash& digest) {
  std::string bytes(kMagic);
  AppendU64(bytes, snapshot.number);
  absl::StrAppend(&bytes, AsBytes(digest), AsBytes(core::JournalFormat()),
                  AsBytes(Sha256(snapshot.state)), snapshot.state);
  RETURN_IF_ERROR(ReplaceFileDurably(PathOf(snapshot.number), bytes,
                                     /*private_to_owner=*/true));
  ASSIGN_OR_RETURN(const std::vector<uint64_t> numbers, Numbers());
  for (size_t i = kGenerations; i < numbers.size(); ++i) {
    std::error_code error;  // One file too many does no harm.
    std::filesystem::remove(PathOf(numbers[i]), error);
  }
  return absl::OkStatus();
}

absl::StatusOr<core::Snapshot> SnapshotFiles::Newest(
    const std::function<absl::StatusOr<Hash>(uint64_t)>& digest_of) const {
  ASSIGN_OR_RETURN(const std::vector<uint64_t> numbers, Numbers());
  for (const uint64_t number : numbers) {
    const absl::StatusOr<std::string> bytes =
        ReadFile(PathOf(number), kSnapshotSizeMax);
    if (!bytes.ok()) {
      Warn(number, bytes.status().message());
      continue;
    }
    absl::StatusOr<Claimed> claimed = Decode(*bytes);
    if (!claimed.ok()) {
      Warn(number, claimed.status().message());
      continue;
    }
    ASSIGN_OR_RETURN(const Hash digest, digest_of(number));
    if (claimed->snapshot.number != number || claimed->digest != digest) {
      Warn(number, "it belongs to another history");
      continue;
    }
    return std::move(claimed->snapshot);
  }
  return core::Snapshot{};
}

absl::StatusOr<std::vector<uint64_t>> SnapshotFiles::Numbers() const {
  std::vector<uint64_t> numbers;
  std::error_code error;
  std::filesystem::directory_iterator file(directory_, error);
  for (; !error && file != std::filesystem::directory_iterator();
       file.increment(error)) {
    const std::string name = file->path().filename().string();
    absl::string_view digits = name;
    uint64_t number = 0;
    if (absl::ConsumePrefix(&digits, kPrefix) &&
        digits.size() == kNumberDigits && absl::SimpleAtoi(digits, &number)) {
      numbers.push_back(number);
    }
  }
  if (error) {
    return absl::UnavailableError(
        absl::StrCat("cannot list `", directory_, "`: ", error.message()));
  }
  std::sort(numbers.rbegin(), numbers.rend());
  return numbers;
}

}  // namespace enlace::store
