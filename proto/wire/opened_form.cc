#include "proto/wire/opened_form.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "enlace/v1/envelope.pb.h"
#include "proto/wire/commitment.h"
#include "proto/wire/form_bytes.h"
#include "proto/wire/leaf.h"
#include "proto/wire/leaf_schema.h"
#include "proto/wire/problem.h"
#include "proto/wire/record.h"
#include "proto/wire/strict_parse.h"

namespace enlace::wire {
namespace {

using google::protobuf::Message;

using Kind = FormEntry::Kind;
using Paths = std::vector<absl::string_view>;

absl::Status RedactionMismatch(absl::string_view why) {
  return Refusal(absl::StatusCode::kInvalidArgument, kRedactionMismatch, why);
}

// The commitment of one entry; an opened leaf goes into the record too.
absl::StatusOr<Hash> TakeEntry(const FormEntry& entry,
                               absl::string_view last_path,
                               LeafSetter& record) {
  if (entry.kind == Kind::kCommitment) {
    if (entry.commitment.size() != kHashSize) {
      return FieldInvalid("leaves.commitment", "must have 32 bytes");
    }
    return HashFromBytes(entry.commitment);
  }
  if (entry.kind != Kind::kOpened || entry.salt.size() != kSaltSize) {
    return FieldInvalid("leaves",
                        "must each be a leaf with a salt of 32 bytes "
                        "or a commitment");
  }
  if (entry.path <= last_path) {
    return FieldInvalid("leaves.path", "must ascend, each path once");
  }
  // An absent leaf is never opened: it would tell that nothing was removed.
  if (entry.type_tag == 0 || entry.type_tag > UINT8_MAX) {
    return FieldInvalid("leaves.type_tag", "must be that of a value");
  }
  RETURN_IF_ERROR(record.Set(entry.leaf()));
  return LeafCommitment(entry.leaf(), entry.salt);
}

// `a` and `b` are in order, each path once.
Paths Union(absl::Span<const absl::string_view> a,
            absl::Span<const absl::string_view> b) {
  Paths both;
  both.reserve(a.size() + b.size());
  std::set_union(a.begin(), a.end(), b.begin(), b.end(),
                 std::back_inserter(both));
  return both;
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
  constexpr size_t kFraming = 20;  // at most, of a leaf
  size_t size = 0;
  for (const CommittedLeaf& one : leaves) {
    size += one.leaf.path.size() + kSaltSize + one.leaf.value.size() + kFraming;
  }
  Minimized result;
  result.form.reserve(size);
  for (const CommittedLeaf& one : leaves) {
    const Leaf& leaf = one.leaf;
    const bool absent = leaf.tag == TypeTag::kAbsent;
    if (absent || withhold(leaf.path)) {
      AppendCommitment(AsBytes(one.commitment), result.form);
      if (!absent) result.removed.push_back(leaf.path);
      continue;
    }
    AppendOpened(leaf, AsBytes(one.salt), result.form);
  }
  return result;
}

Minimized Withhold(absl::string_view form, const std::set<std::string>& paths) {
  return Withhold(form, [&paths](absl::string_view path) {
    return paths.contains(std::string(path));
  });
}

Minimized Withhold(absl::string_view form,
                   absl::FunctionRef<bool(absl::string_view)> withhold) {
  Minimized result;
  result.form.reserve(form.size());
  for (const FormEntry& entry : EntriesOf(form, kLeavesMax)) {
    if (entry.kind != Kind::kOpened || !withhold(entry.path)) {
      result.form.append(entry.bytes.data(), entry.bytes.size());
      continue;
    }
    AppendCommitment(AsBytes(LeafCommitment(entry.leaf(), entry.salt)),
                     result.form);
    result.removed.emplace_back(entry.path);
  }
  return result;
}

std::vector<std::string> VerifiedForm::Opened() const {
  std::vector<std::string> opened;
  for (const absl::string_view path : entries) {
    if (!path.empty()) opened.emplace_back(path);
  }
  return opened;
}

size_t VerifiedForm::WithheldCount() const {
  return static_cast<size_t>(std::count(entries.begin(), entries.end(), ""));
}

absl::StatusOr<VerifiedForm> VerifyOpenedForm(const v1::Statement& statement,
                                              absl::string_view form) {
  RETURN_IF_ERROR(CheckStrictly(form, "opened", kFormSizeMax,
                                *v1::OpenedForm::descriptor()));
  const std::vector<FormEntry> entries = EntriesOf(form, kLeavesMax + 1);
  if (entries.size() > kLeavesMax) {
    return FieldInvalid("leaves", absl::StrCat("must be at most ", kLeavesMax));
  }
  VerifiedForm verified;
  ASSIGN_OR_RETURN(verified.message, NewRecord(statement.header().type()));
  ASSIGN_OR_RETURN(const LeafSchema* const schema,
                   LeafSchema::Of(*verified.message->GetDescriptor()));
  LeafSetter setter(*schema, *verified.message);
  std::vector<Hash> commitments;
  commitments.reserve(entries.size());
  verified.entries.reserve(entries.size());
  absl::string_view last_path;
  for (const FormEntry& entry : entries) {
    ASSIGN_OR_RETURN(commitments.emplace_back(),
                     TakeEntry(entry, last_path, setter));
    verified.entries.push_back(entry.path);
    if (entry.kind == Kind::kOpened) last_path = entry.path;
  }
  if (AsBytes(CommitmentRoot(commitments)) != statement.commitment_root()) {
    return Refusal(absl::StatusCode::kInvalidArgument, kCommitmentMismatch,
                   "the leaves are not those that the statement commits to");
  }
  return verified;
}

absl::StatusOr<std::vector<std::string>> NameWithheld(
    const VerifiedForm& form, absl::Span<const absl::string_view> announced) {
  ASSIGN_OR_RETURN(const LeafSchema* const schema,
                   LeafSchema::Of(*form.message->GetDescriptor()));
  Paths open = form.entries;  // in order, once those withheld are left out
  std::erase(open, "");
  if (Union(open, announced).size() != open.size() + announced.size()) {
    return RedactionMismatch("a leaf that is announced removed is open");
  }
  const Paths silent(schema->silent_paths().begin(),
                     schema->silent_paths().end());
  const Paths expected = Union(Union(silent, announced), open);
  if (expected.size() != form.entries.size()) {
    return RedactionMismatch(
        "the form withholds other leaves than those that are announced or "
        "silent by their type");
  }
  std::vector<std::string> withheld;
  for (size_t i = 0; i < expected.size(); ++i) {
    if (form.entries[i].empty()) {
      withheld.emplace_back(expected[i]);
    } else if (form.entries[i] != expected[i]) {
      return RedactionMismatch(
          "a leaf is withheld where no announced or silent path belongs");
    }
  }
  return withheld;
}

}  // namespace enlace::wire
