#include "server/store/backup_manifest.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/store/store_layout.h"

namespace enlace::store {
namespace {

constexpr absl::string_view kBackupTitle = "enlace backup ";
constexpr uint64_t kBackupFormatVersion = 1;
constexpr absl::string_view kBackupDigestLabel = "sha256 ";
constexpr absl::string_view kInstantForm = "%Y-%m-%dT%H:%M:%SZ";
constexpr size_t kBookNameSizeMax = 128;

absl::Status DamagedManifest() {
  return absl::DataLossError(
      "the manifest is damaged: it does not match its digest or its form; take "
      "another backup");
}

std::string Hex(const Hash& hash) { return HexEncode(AsBytes(hash)); }

bool TakeHash(const absl::StatusOr<std::string>& bytes, Hash& hash) {
  if (!bytes.ok() || bytes->size() != kHashSize) return false;
  hash = HashFromBytes(*bytes);
  return true;
}

bool IsFileName(absl::string_view name) {
  if (name == kJournalFile) return true;
  return absl::ConsumePrefix(&name, kBooksFolder) &&
         absl::ConsumePrefix(&name, "/") && IsBookFileName(name);
}

// Takes in one line.  Whether it may stand in a manifest.
bool TakeLine(absl::string_view line, BackupManifest& manifest) {
  const std::vector<absl::string_view> words = absl::StrSplit(line, ' ');
  const absl::string_view label = words[0];
  if (words.size() == 2 && label == "node") {
    manifest.node = std::string(words[1]);
    return !manifest.node.empty();
  }
  if (words.size() == 2 && label == "schema") {
    return absl::SimpleAtoi(words[1], &manifest.schema_version);
  }
  if (words.size() == 2 && label == "instant") {
    return absl::ParseTime(kInstantForm, words[1], &manifest.instant, nullptr);
  }
  if (words.size() == 3 && label == "batch") {
    return absl::SimpleAtoi(words[1], &manifest.end.number) &&
           TakeHash(HexDecode(words[2]), manifest.end.digest);
  }
  if (words.size() == 3 && label == "log") {
    return absl::SimpleAtoi(words[1], &manifest.end.audit_size) &&
           TakeHash(Base64Decode(words[2]), manifest.log_root);
  }
  if (words.size() != 4 || label != "file" || !IsFileName(words[1])) {
    return false;
  }
  BackupManifest::File& file = manifest.files.emplace_back();
  file.name = std::string(words[1]);
  return absl::SimpleAtoi(words[2], &file.size) &&
         TakeHash(HexDecode(words[3]), file.digest);
}

}  // namespace

bool IsBookFileName(absl::string_view name) {
  return !name.empty() && name.size() <= kBookNameSizeMax &&
         absl::ascii_isalnum(static_cast<unsigned char>(name.front())) &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                  c == '.' || c == '-' || c == '_';
         });
}

std::string FormatBackupManifest(const BackupManifest& manifest) {
  std::string text = absl::StrCat(
      kBackupTitle, kBackupFormatVersion, "\n", "node ", manifest.node, "\n",
      "schema ", manifest.schema_version, "\n", "batch ", manifest.end.number,
      " ", Hex(manifest.end.digest), "\n", "log ", manifest.end.audit_size, " ",
      Base64Encode(AsBytes(manifest.log_root)), "\n", "instant ",
      absl::FormatTime(kInstantForm, manifest.instant, absl::UTCTimeZone()),
      "\n");
  for (const BackupManifest::File& file : manifest.files) {
    absl::StrAppend(&text, "file ", file.name, " ", file.size, " ",
                    Hex(file.digest), "\n");
  }
  const Hash digest = Sha256(text);
  absl::StrAppend(&text, kBackupDigestLabel, Hex(digest), "\n");
  return text;
}

absl::StatusOr<BackupManifest> ParseBackupManifest(absl::string_view text) {
  std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  absl::string_view version_text = lines.front();
  uint64_t version = 0;
  if (!absl::ConsumePrefix(&version_text, kBackupTitle) ||
      !absl::SimpleAtoi(version_text, &version) || lines.size() < 3) {
    return DamagedManifest();
  }
  if (version > kBackupFormatVersion) {
    return absl::FailedPreconditionError(
        absl::StrCat("the backup has format ", version,
                     "; this program reads format ", kBackupFormatVersion,
                     ": use the program that wrote it, or a newer one"));
  }
  // The digest's line, and nothing behind it.
  lines.resize(lines.size() - 2);
  BackupManifest manifest;
  for (size_t i = 1; i < lines.size(); ++i) {
    if (!TakeLine(lines[i], manifest)) return DamagedManifest();
  }
  // Whatever else it holds, lacks, or holds twice or elsewhere shows here.
  if (manifest.files.empty() || manifest.files.front().name != kJournalFile ||
      FormatBackupManifest(manifest) != text) {
    return DamagedManifest();
  }
  return manifest;
}

}  // namespace enlace::store
