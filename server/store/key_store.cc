#include "server/store/key_store.h"

#include <algorithm>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
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
constexpr size_t kSubjectTagSize = 16;

absl::Status Damaged(absl::string_view path) {
  return absl::DataLossError(absl::StrCat(
      "`", path, "` is damaged: it does not match its digest or its form"));
}

std::string TagUnder(absl::string_view key, absl::string_view transfer_id,
                     absl::string_view identifier) {
  std::string message;
  AppendU64(message, transfer_id.size());
  absl::StrAppend(&message, transfer_id, identifier);
  return ToBytes(HmacSha256(key, message)).substr(0, kSubjectTagSize);
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
  for (size_t i = 1; i < lines.size(); ++i) {
    if (!TakeLine(lines[i], store->keys_)) return Damaged(path);
  }
  return store;
}

bool KeyStore::TakeLine(absl::string_view line, Keys& keys) {
  const std::vector<absl::string_view> fields = absl::StrSplit(line, ' ');
  const absl::StatusOr<std::string> key = HexDecode(fields.back());
  if (!key.ok() || key->size() != certs::kSealingKeySize) return false;
  static_assert(certs::kSealingKeySize == kHashSize);
  // content <key in hex>, first and at most once
  if (fields.size() == 2 && fields[0] == "content") {
    if (!keys.content.empty() || !keys.subject.empty() ||
        !keys.epochs.empty()) {
      return false;
    }
    keys.content = *key;
    return true;
  }
  uint32_t number = 0;
  if (fields.size() < 3 || !absl::SimpleAtoi(fields[1], &number)) return false;
  // subject <year> <key in hex>, by year
  if (fields.size() == 3 && fields[0] == "subject") {
    if (!keys.epochs.empty() ||
        (!keys.subject.empty() && keys.subject.rbegin()->first >= number)) {
      return false;
    }
    keys.subject[number] = *key;
    return true;
  }
  // epoch <number> <start, seconds since 1970> <key in hex>, by number
  int64_t start = 0;
  if (fields.size() != 4 || fields[0] != "epoch" ||
      !absl::SimpleAtoi(fields[2], &start) ||
      (!keys.epochs.empty() && keys.epochs.rbegin()->first >= number)) {
    return false;
  }
  keys.epochs[number] = {.start = absl::FromUnixSeconds(start), .key = *key};
  return true;
}

absl::Status KeyStore::StartEpochIfDue(absl::Time now, Random& random) {
  const absl::MutexLock lock(&mutex_);
  const auto year = static_cast<uint32_t>(
      std::max<int64_t>(0, absl::ToCivilYear(now, absl::UTCTimeZone()).year()));
  const bool epoch_due =
      keys_.epochs.empty() ||
      now - keys_.epochs.rbegin()->second.start >= options_.epoch_length;
  const bool year_due =
      keys_.subject.empty() || keys_.subject.rbegin()->first < year;
  if (!epoch_due && !year_due && !keys_.content.empty()) {
    return absl::OkStatus();
  }
  Keys keys = keys_;
  if (epoch_due) {
    const uint32_t number =
        keys.epochs.empty() ? 1 : keys.epochs.rbegin()->first + 1;
    keys.epochs[number] = {
        .start = absl::FromUnixSeconds(absl::ToUnixSeconds(now)),
        .key = random.Bytes(certs::kSealingKeySize)};
  }
  if (year_due) {
    keys.subject[year] = random.Bytes(kHashSize);
    std::erase_if(keys.subject, [&](const auto& each) {
      return each.first + options_.subject_years < year;
    });
  }
  if (keys.content.empty()) keys.content = random.Bytes(kHashSize);
  return Save(std::move(keys));
}

absl::StatusOr<std::pair<uint32_t, std::string>> KeyStore::CurrentKey() const {
  const absl::ReaderMutexLock lock(&mutex_);
  if (keys_.epochs.empty()) {
    return absl::FailedPreconditionError("no key epoch was started");
  }
  const auto& [number, epoch] = *keys_.epochs.rbegin();
  return std::make_pair(number, epoch.key);
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
    const auto epoch = keys_.epochs.find(payload.key_epoch);
    if (epoch == keys_.epochs.end()) {
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
  if (!keys_.epochs.contains(epoch)) {
    return absl::NotFoundError(absl::StrCat("no key of epoch ", epoch));
  }
  if (epoch == keys_.epochs.rbegin()->first) {
    return absl::FailedPreconditionError(absl::StrCat(
        "epoch ", epoch, " is the current one; start the next one first"));
  }
  Keys keys = keys_;
  keys.epochs.erase(epoch);
  return Save(std::move(keys));
}

std::vector<uint32_t> KeyStore::epochs() const {
  const absl::ReaderMutexLock lock(&mutex_);
  std::vector<uint32_t> numbers;
  for (const auto& [number, epoch] : keys_.epochs) numbers.push_back(number);
  return numbers;
}

absl::Time KeyStore::epoch_start() const {
  const absl::ReaderMutexLock lock(&mutex_);
  return keys_.epochs.empty() ? absl::InfinitePast()
                              : keys_.epochs.rbegin()->second.start;
}

absl::Status KeyStore::Save(Keys keys) {
  std::string bytes = absl::StrCat(kFirstLine, "\n");
  if (!keys.content.empty()) {
    absl::StrAppend(&bytes, "content ", HexEncode(keys.content), "\n");
  }
  for (const auto& [year, key] : keys.subject) {
    absl::StrAppend(&bytes, "subject ", year, " ", HexEncode(key), "\n");
  }
  for (const auto& [number, epoch] : keys.epochs) {
    absl::StrAppend(&bytes, "epoch ", number, " ",
                    absl::ToUnixSeconds(epoch.start), " ", HexEncode(epoch.key),
                    "\n");
  }
  const std::string digest = HexEncode(AsBytes(Sha256(bytes)));
  absl::StrAppend(&bytes, kDigestLabel, digest, "\n");
  RETURN_IF_ERROR(ReplaceFileDurably(path_, bytes, /*private_to_owner=*/true));
  keys_ = std::move(keys);
  return absl::OkStatus();
}

std::string KeyStore::TagContent(absl::string_view content) const {
  const absl::ReaderMutexLock lock(&mutex_);
  CHECK(!keys_.content.empty()) << "no epoch was started";
  return ToBytes(HmacSha256(keys_.content, content));
}

journal::v1::SubjectTags KeyStore::TagSubjects(
    absl::string_view transfer_id,
    const std::set<std::string>& identifiers) const {
  std::set<std::string> tags;
  journal::v1::SubjectTags subjects;
  const absl::ReaderMutexLock lock(&mutex_);
  CHECK(!keys_.subject.empty()) << "no epoch was started";
  const auto& [year, key] = *keys_.subject.rbegin();
  for (const std::string& identifier : identifiers) {
    tags.insert(TagUnder(key, transfer_id, identifier));
  }
  subjects.set_period(year);
  subjects.mutable_tags()->Assign(tags.begin(), tags.end());
  return subjects;
}

std::optional<std::string> KeyStore::TagSubject(
    uint32_t year, absl::string_view transfer_id,
    absl::string_view identifier) const {
  const absl::ReaderMutexLock lock(&mutex_);
  const auto key = keys_.subject.find(year);
  if (key == keys_.subject.end()) return std::nullopt;
  return TagUnder(key->second, transfer_id, identifier);
}

uint32_t KeyStore::first_subject_year() const {
  const absl::ReaderMutexLock lock(&mutex_);
  CHECK(!keys_.subject.empty()) << "no epoch was started";
  return keys_.subject.begin()->first;
}

}  // namespace enlace::store
