#include "server/audit/signer_anchor.h"

#include <vector>

#include "absl/memory/memory.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "proto/wire/merkle.h"
#include "proto/wire/verifier_key.h"

namespace enlace::audit {
namespace {

constexpr absl::string_view kFirstLine = "enlace anchor 1";
constexpr absl::string_view kDigestLabel = "sha256 ";
constexpr size_t kAnchorSizeMax = 1 << 20;

std::string WithDigest(std::string text) {
  const std::string digest = HexEncode(AsBytes(Sha256(text)));
  absl::StrAppend(&text, kDigestLabel, digest, "\n");
  return text;
}

absl::Status Damaged() {
  return absl::DataLossError(
      "not an anchor as this program writes it; compare with what the other "
      "nations hold before it is removed");
}

absl::StatusOr<TreeHead> ParseHead(absl::string_view size,
                                   absl::string_view root) {
  TreeHead head;
  if (!absl::SimpleAtoi(size, &head.size)) return Damaged();
  ASSIGN_OR_RETURN(const std::string bytes, Base64Decode(root));
  if (bytes.size() != kHashSize) return Damaged();
  head.root = HashFromBytes(bytes);
  return head;
}

std::string FormatHead(const TreeHead& head) {
  return absl::StrCat(head.size, " ", Base64Encode(AsBytes(head.root)));
}

absl::Status CheckForward(absl::string_view origin, const TreeHead* last,
                          const TreeHead& next) {
  if (!wire::IsValidKeyName(origin)) {
    return absl::InvalidArgumentError("the origin is not a key name");
  }
  if (last == nullptr || next.size > last->size || next == *last) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      absl::StrCat("a tree of ", next.size,
                   " entries does not extend the last "
                   "one that was signed, of ",
                   last->size));
}

template <typename Map>
auto* FindOrNull(Map& map, absl::string_view key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

}  // namespace

absl::StatusOr<std::unique_ptr<SignerAnchor>> SignerAnchor::Open(
    absl::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash != absl::string_view::npos) {
    RETURN_IF_ERROR(MakeDirectories(path.substr(0, slash + 1)));
  }
  ASSIGN_OR_RETURN(FileLock lock,
                   FileLock::Acquire(absl::StrCat(path, ".lock")));
  ASSIGN_OR_RETURN(Content content, Read(path));
  return absl::WrapUnique(
      new SignerAnchor(std::string(path), std::move(lock), std::move(content)));
}

absl::StatusOr<std::optional<TreeHead>> SignerAnchor::ReadLastSigned(
    absl::string_view path, absl::string_view origin) {
  ASSIGN_OR_RETURN(const Content content, Read(path));
  const TreeHead* const head = FindOrNull(content.own, origin);
  if (head == nullptr) return std::nullopt;
  return *head;
}

absl::StatusOr<SignerAnchor::Content> SignerAnchor::Read(
    absl::string_view path) {
  if (!FileExists(path)) return Content();
  ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, kAnchorSizeMax));
  absl::StatusOr<Content> content = Parse(bytes);
  if (content.ok()) return content;
  return absl::DataLossError(
      absl::StrCat("`", path, "`: ", content.status().message()));
}

std::optional<TreeHead> SignerAnchor::LastSigned(
    absl::string_view origin) const {
  const absl::MutexLock lock(&mutex_);
  const TreeHead* const head = FindOrNull(content_.own, origin);
  if (head == nullptr) return std::nullopt;
  return *head;
}

std::optional<WitnessedTree> SignerAnchor::LastWitnessed(
    absl::string_view origin) const {
  const absl::MutexLock lock(&mutex_);
  const WitnessedTree* const tree = FindOrNull(content_.witnessed, origin);
  if (tree == nullptr) return std::nullopt;
  return *tree;
}

absl::Status SignerAnchor::RecordSigned(absl::string_view origin,
                                        const TreeHead& head) {
  const absl::MutexLock lock(&mutex_);
  const TreeHead* const last = FindOrNull(content_.own, origin);
  RETURN_IF_ERROR(CheckForward(origin, last, head));
  if (last != nullptr && *last == head) return absl::OkStatus();
  Content content = content_;
  content.own[std::string(origin)] = head;
  return Save(std::move(content));
}

absl::Status SignerAnchor::RecordWitnessed(absl::string_view origin,
                                           const WitnessedTree& tree) {
  const absl::MutexLock lock(&mutex_);
  const WitnessedTree* const last = FindOrNull(content_.witnessed, origin);
  RETURN_IF_ERROR(
      CheckForward(origin, last == nullptr ? nullptr : &last->head, tree.head));
  Content content = content_;
  content.witnessed[std::string(origin)] = tree;
  return Save(std::move(content));
}

absl::StatusOr<SignerAnchor::Content> SignerAnchor::Parse(
    absl::string_view bytes) {
  const std::vector<absl::string_view> lines = absl::StrSplit(bytes, '\n');
  if (lines.front() != kFirstLine) return Damaged();
  Content content;
  for (const absl::string_view line : lines) {
    const std::vector<absl::string_view> fields = absl::StrSplit(line, ' ');
    if (fields.size() == 4 && fields[0] == "signed") {
      ASSIGN_OR_RETURN(content.own[std::string(fields[1])],
                       ParseHead(fields[2], fields[3]));
    } else if (fields.size() == 5 && fields[0] == "witnessed") {
      WitnessedTree& tree = content.witnessed[std::string(fields[1])];
      ASSIGN_OR_RETURN(tree.head, ParseHead(fields[2], fields[3]));
      ASSIGN_OR_RETURN(tree.note, Base64Decode(fields[4]));
    }
  }
  // Whatever else the file holds, or holds twice, shows here.
  if (Format(content) != bytes) return Damaged();
  return content;
}

std::string SignerAnchor::Format(const Content& content) {
  std::string text = absl::StrCat(kFirstLine, "\n");
  for (const auto& [origin, head] : content.own) {
    absl::StrAppend(&text, "signed ", origin, " ", FormatHead(head), "\n");
  }
  for (const auto& [origin, tree] : content.witnessed) {
    absl::StrAppend(&text, "witnessed ", origin, " ", FormatHead(tree.head),
                    " ", Base64Encode(tree.note), "\n");
  }
  return WithDigest(std::move(text));
}

absl::Status SignerAnchor::Save(Content content) {
  RETURN_IF_ERROR(ReplaceFileDurably(path_, Format(content),
                                     /*private_to_owner=*/true));
  content_ = std::move(content);
  return absl::OkStatus();
}

absl::StatusOr<SigningState> DecideSigning(
    uint64_t log_size, const std::optional<TreeHead>& anchor,
    absl::FunctionRef<absl::StatusOr<Hash>(uint64_t size)> root_of) {
  if (!anchor) {
    return log_size == 0 ? SigningState::kSign : SigningState::kRecordOnly;
  }
  if (anchor->size > log_size) return SigningState::kRefuse;
  ASSIGN_OR_RETURN(const Hash root, root_of(anchor->size));
  return root == anchor->root ? SigningState::kSign : SigningState::kRefuse;
}

}  // namespace enlace::audit
