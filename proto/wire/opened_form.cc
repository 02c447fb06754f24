#include "proto/wire/opened_form.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "proto/wire/commitment.h"
#include "proto/wire/leaf.h"
#include "proto/wire/leaf_schema.h"
#include "proto/wire/problem.h"
#include "proto/wire/record.h"

namespace enlace::wire {
namespace {

using google::protobuf::Message;

LeafView LeafOf(const v1::OpenedLeaf& opened) {
  return {opened.path(), static_cast<TypeTag>(opened.type_tag()),
          opened.value()};
}

absl::Status RedactionMismatch(absl::string_view why) {
  return Refusal(absl::StatusCode::kInvalidArgument, kRedactionMismatch, why);
}

// The commitment of one entry; an opened leaf goes into `message` too.
absl::StatusOr<Hash> TakeEntry(const v1::LeafEntry& entry,
                               absl::string_view last_path, Message& message) {
  if (entry.has_commitment()) {
    if (entry.commitment().size() != kHashSize) {
      return FieldInvalid("leaves.commitment", "must have 32 bytes");
    }
    return HashFromBytes(entry.commitment());
  }
  const v1::OpenedLeaf& opened = entry.opened();
  if (!entry.has_opened() || opened.salt().size() != kSaltSize) {
    return FieldInvalid("leaves",
                        "must each be a leaf with a salt of 32 bytes "
                        "or a commitment");
  }
  if (opened.path() <= last_path) {
    return FieldInvalid("leaves.path", "must ascend, each path once");
  }
  // An absent leaf is never opened: it would tell that nothing was removed.
  if (opened.type_tag() == 0 || opened.type_tag() > UINT8_MAX) {
    return FieldInvalid("leaves.type_tag", "must be that of a value");
  }
  const LeafView leaf = LeafOf(opened);
  RETURN_IF_ERROR(SetLeaf(leaf, message));
  return LeafCommitment(leaf, opened.salt());
}

}  // namespace

absl::StatusOr<Minimized> OpenForm(const Message& record,
                                   absl::string_view seed,
                                   const std::set<std::string>& withheld) {
  ASSIGN_OR_RETURN(const LeafSchema* const schema,
                   LeafSchema::Of(*record.GetDescriptor()));
  for (const std::string& path : withheld) {
    if (schema->Find(path).field == nullptr) {
      return FieldInvalid("withheld", "holds a path that names no leaf");
    }
  }
  ASSIGN_OR_RETURN(std::vector<Leaf> leaves, LeavesOf(record));
  return OpenForm(CommitTo(std::move(leaves), seed),
                  [&withheld](absl::string_view path) {
                    return withheld.contains(std::string(path));
                  });
}

Minimized OpenForm(absl::Span<const CommittedLeaf> leaves,
                   absl::FunctionRef<bool(absl::string_view)> withhold) {
  Minimized result;
  result.form.mutable_leaves()->Reserve(static_cast<int>(leaves.size()));
  for (const CommittedLeaf& one : leaves) {
    const Leaf& leaf = one.leaf;
    v1::LeafEntry& entry = *result.form.add_leaves();
    const bool absent = leaf.tag == TypeTag::kAbsent;
    if (absent || withhold(leaf.path)) {
      entry.set_commitment(ToBytes(one.commitment));
      if (!absent) result.removed.push_back(leaf.path);
      continue;
    }
    v1::OpenedLeaf& opened = *entry.mutable_opened();
    opened.set_path(leaf.path);
    opened.set_salt(ToBytes(one.salt));
    opened.set_type_tag(static_cast<uint32_t>(leaf.tag));
    opened.set_value(leaf.value);
  }
  return result;
}

Minimized Withhold(const v1::OpenedForm& form,
                   const std::set<std::string>& paths) {
  return Withhold(form, [&paths](absl::string_view path) {
    return paths.contains(std::string(path));
  });
}

Minimized Withhold(const v1::OpenedForm& form,
                   absl::FunctionRef<bool(absl::string_view)> withhold) {
  Minimized result;
  result.form.mutable_leaves()->Reserve(form.leaves_size());
  for (const v1::LeafEntry& entry : form.leaves()) {
    v1::LeafEntry& kept = *result.form.add_leaves();
    if (!entry.has_opened() || !withhold(entry.opened().path())) {
      kept = entry;
      continue;
    }
    const v1::OpenedLeaf& opened = entry.opened();
    kept.set_commitment(ToBytes(LeafCommitment(LeafOf(opened), opened.salt())));
    result.removed.push_back(opened.path());
  }
  return result;
}

std::vector<std::string> VerifiedForm::Opened() const {
  std::vector<std::string> opened;
  for (const std::string& path : entries) {
    if (!path.empty()) opened.push_back(path);
  }
  return opened;
}

size_t VerifiedForm::WithheldCount() const {
  return static_cast<size_t>(std::count(entries.begin(), entries.end(), ""));
}

absl::StatusOr<VerifiedForm> VerifyOpenedForm(const v1::Statement& statement,
                                              const v1::OpenedForm& form) {
  if (static_cast<size_t>(form.leaves_size()) > kLeavesMax) {
    return FieldInvalid("leaves", absl::StrCat("must be at most ", kLeavesMax));
  }
  VerifiedForm verified;
  ASSIGN_OR_RETURN(verified.message, NewRecord(statement.header().type()));
  std::vector<Hash> commitments;
  const auto count = static_cast<size_t>(form.leaves_size());
  commitments.reserve(count);
  verified.entries.reserve(count);
  absl::string_view last_path;
  for (const v1::LeafEntry& entry : form.leaves()) {
    ASSIGN_OR_RETURN(const Hash commitment,
                     TakeEntry(entry, last_path, *verified.message));
    commitments.push_back(commitment);
    verified.entries.push_back(entry.opened().path());
    if (entry.has_opened()) last_path = entry.opened().path();
  }
  if (AsBytes(CommitmentRoot(commitments)) != statement.commitment_root()) {
    return Refusal(absl::StatusCode::kInvalidArgument, kCommitmentMismatch,
                   "the leaves are not those that the statement commits to");
  }
  return verified;
}

absl::StatusOr<std::vector<std::string>> NameWithheld(
    const VerifiedForm& form, absl::Span<const std::string> announced) {
  ASSIGN_OR_RETURN(const LeafSchema* const schema,
                   LeafSchema::Of(*form.message->GetDescriptor()));
  std::vector<absl::string_view> expected(schema->silent_paths().begin(),
                                          schema->silent_paths().end());
  expected.insert(expected.end(), announced.begin(), announced.end());
  for (const std::string& path : form.entries) {
    if (path.empty()) continue;
    if (std::binary_search(announced.begin(), announced.end(), path)) {
      return RedactionMismatch("a leaf that is announced removed is open");
    }
    expected.push_back(path);
  }
  std::sort(expected.begin(), expected.end());
  expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
  if (expected.size() != form.entries.size()) {
    return RedactionMismatch(
        "the form withholds other leaves than those that are announced or "
        "silent by their type");
  }
  std::vector<std::string> withheld;
  auto entry = form.entries.begin();
  for (const absl::string_view path : expected) {
    if (entry->empty()) {
      withheld.emplace_back(path);
    } else if (*entry != path) {
      return RedactionMismatch(
          "a leaf is withheld where no announced or silent path belongs");
    }
    ++entry;
  }
  return withheld;
}

}  // namespace enlace::wire
