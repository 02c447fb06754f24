#include "server/store/key_store.h"

#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "certs/sealing.h"

namespace enlace::store {
namespace {

constexpr absl::string_view kFirstLine = "enlace keys 1";
constexpr absl::string_view kDigestLabel = "sha256 ";
constexpr size_t kFileSizeMax = 1 << 20;

absl::Status Damaged(absl::string_view path) {
  return absl::DataLossError(absl::StrCat(
      "`", path, "` is damaged: it does not match its digest or its form"));
}

// The lines of the file without the digest that ends it.
absl::StatusOr<std::vector<absl::string_view>> CheckedLines(
    absl::string_view bytes, absl::string_view path) {
  const size_t digest = bytes.rfind(kDigestLabel);
  if (digest == absl::string_view::npos ||
      bytes.substr(digest) !=
          absl::StrCat(kDigestLabel,
                       HexEncode(AsBytes(Sha256(bytes.substr(0, digest)))),
                       "\n")) {
    return Damaged(path);
  }
  std::vector<absl::string_view> lines =
      absl::StrSplit(bytes.substr(0, digest), '\n');
  if (lines.front() != kFirstLine || !lines.back().empty()) {
    return Damaged(path);
  }
  lines.pop_back();
  return lines;
}

}  // namespace

absl::StatusOr<std::unique_ptr<KeyStore>> KeyStore::Open(
    absl::string_view path, KeyStoreOptions options) {
  auto store = absl::WrapUnique(new KeyStore(std::string(path), options));
  if (!FileExists(path)) return store;
  if (ReadableByOthers(path)) {
    return absl::PermissionDeniedError(absl::StrCat(
        "`", path, "` holds keys and others may read it; chmod 600 it"));
  }
  ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, kFileSizeMax));
  ASSIGN_OR_RETURN(const std::vector<absl::string_view> lines,
                   CheckedLines(bytes, path));
  const absl::MutexLock lock(&store->mutex_);
  Epochs& epochs = store->epochs_;
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::vector<absl::string_view> fields = absl::StrSplit(lines[i], ' ');
    // content <key in hex>, first and at most once
    if (i == 1 && fields.size() == 2 && fields[0] == "content") {
      ASSIGN_OR_RETURN(store->content_key_, HexDecode(fields[1]));
      if (store->content_key_.size() != kHashSize) return Damaged(path);
      continue;
    }
    // epoch <number> <start, seconds since 1970> <key in hex>
    uint32_t number = 0;
    int64_t start = 0;
    if (fields.size() != 4 || fields[0] != "epoch" ||
        !absl::SimpleAtoi(fields[1], &number) ||
        !absl::SimpleAtoi(fields[2], &start)) {
      return Damaged(path);
    }
    const absl::StatusOr<std::string> key = HexDecode(fields[3]);
    if (!key.ok() || key->size() != certs::kSealingKeySize ||
        (!epochs.empty() && epochs.rbegin()->first >= number)) {
      return Damaged(path);
    }
    epochs[number] = {.start = absl::FromUnixSeconds(start), .key = *key};
  }
  return store;
}

absl::Status KeyStore::StartEpochIfDue(absl::Time now, Random& random) {
  const absl::MutexLock lock(&mutex_);
  const bool epoch_due =
      epochs_.empty() ||
      now - epochs_.rbegin()->second.start >= options_.epoch_length;
  if (!epoch_due && !content_key_.empty()) return absl::OkStatus();
  Epochs epochs = epochs_;
  if (epoch_due) {
    const uint32_t number = epochs.empty() ? 1 : epochs.rbegin()->first + 1;
    epochs[number] = {.start = absl::FromUnixSeconds(absl::ToUnixSeconds(now)),
                      .key = random.Bytes(certs::kSealingKeySize)};
  }
  return Save(std::move(epochs),
              content_key_.empty() ? random.Bytes(kHashSize) : content_key_);
}

absl::StatusOr<std::pair<uint32_t, std::string>> KeyStore::CurrentKey() const {
  const absl::ReaderMutexLock lock(&mutex_);
  if (epochs_.empty()) {
    return absl::FailedPreconditionError("no key epoch was started");
  }
  return std::make_pair(epochs_.rbegin()->first, epochs_.rbegin()->second.key);
}

absl::StatusOr<core::SealedPayload> KeyStore::SealPayload(
    absl::string_view plaintext, absl::string_view associated_data,
    Random& random) const {
  ASSIGN_OR_RETURN(const auto current, CurrentKey());
  const std::string key = random.Bytes(certs::kSealingKeySize);
  core::SealedPayload payload;
  payload.sealed = certs::Seal(key, plaintext, associated_data);
  payload.wrapped_key = certs::WrapKey(current.second, key);
  payload.key_epoch = current.first;
  return payload;
}

absl::StatusOr<std::string> KeyStore::UnwrapKeyOf(
    const core::SealedPayload& payload) const {
  std::string key_encryption_key;
  {
    const absl::ReaderMutexLock lock(&mutex_);
    const auto epoch = epochs_.find(payload.key_epoch);
    if (epoch == epochs_.end()) {
      return absl::NotFoundError(absl::StrCat(
          "the key of epoch ", payload.key_epoch, " was destroyed"));
    }
    key_encryption_key = epoch->second.key;
  }
  ASSIGN_OR_RETURN(std::string key,
                   certs::UnwrapKey(key_encryption_key, payload.wrapped_key));
  if (key.size() != certs::kSealingKeySize) {
    return absl::DataLossError("a wrapped key is not one data key");
  }
  return key;
}

absl::StatusOr<std::string> KeyStore::OpenPayload(
    const core::SealedPayload& payload,
    absl::string_view associated_data) const {
  ASSIGN_OR_RETURN(const std::string key, UnwrapKeyOf(payload));
  return certs::Open(key, payload.sealed, associated_data);
}

absl::StatusOr<core::SealedPayload> KeyStore::Rewrap(
    core::SealedPayload payload) const {
  ASSIGN_OR_RETURN(const std::string key, UnwrapKeyOf(payload));
  ASSIGN_OR_RETURN(const auto current, CurrentKey());
  payload.wrapped_key = certs::WrapKey(current.second, key);
  payload.key_epoch = current.first;
  return payload;
}

absl::Status KeyStore::DestroyEpoch(uint32_t epoch) {
  const absl::MutexLock lock(&mutex_);
  if (!epochs_.contains(epoch)) {
    return absl::NotFoundError(absl::StrCat("no key of epoch ", epoch));
  }
  if (epoch == epochs_.rbegin()->first) {
    return absl::FailedPreconditionError(absl::StrCat(
        "epoch ", epoch, " is the current one; start the next one first"));
  }
  Epochs epochs = epochs_;
  epochs.erase(epoch);
  return Save(std::move(epochs), content_key_);
}

std::vector<uint32_t> KeyStore::epochs() const {
  const absl::ReaderMutexLock lock(&mutex_);
  std::vector<uint32_t> numbers;
  for (const auto& [number, epoch] : epochs_) numbers.push_back(number);
  return numbers;
}

absl::Status KeyStore::Save(Epochs epochs, std::string content_key) {
  std::string bytes = absl::StrCat(kFirstLine, "\n");
  if (!content_key.empty()) {
    absl::StrAppend(&bytes, "content ", HexEncode(content_key), "\n");
  }
  for (const auto& [number, epoch] : epochs) {
    absl::StrAppend(&bytes, "epoch ", number, " ",
                    absl::ToUnixSeconds(epoch.start), " ", HexEncode(epoch.key),
                    "\n");
  }
  const std::string digest = HexEncode(AsBytes(Sha256(bytes)));
  absl::StrAppend(&bytes, kDigestLabel, digest, "\n");
  RETURN_IF_ERROR(ReplaceFileDurably(path_, bytes, /*private_to_owner=*/true));
  epochs_ = std::move(epochs);
  content_key_ = std::move(content_key);
  return absl::OkStatus();
}

std::string KeyStore::TagContent(absl::string_view content) const {
  const absl::ReaderMutexLock lock(&mutex_);
  CHECK(!content_key_.empty()) << "no epoch was started";
  return ToBytes(HmacSha256(content_key_, content));
}

}  // namespace enlace::store
