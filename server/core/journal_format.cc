#include "server/core/journal_format.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "enlace/journal/v1/snapshot.pb.h"
#include "enlace/v1/register.pb.h"
#include "proto/wire/strict_parse.h"

namespace enlace::core {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Goes up when the same events fold to another state, the same state is spelt
// otherwise, or a snapshot has other tables, though no message changes.
constexpr int kFoldVersion = 2;

// An entry of the register stands in its event as the bytes that persons
// signed.  What is no entry at all is told by the fold.
bool KnowsRegisterEntry(const journal::v1::Event& event) {
  v1::RegisterEntry entry;
  return !event.has_register_proposed() ||
         !entry.ParseFromString(event.register_proposed().entry()) ||
         wire::HoldsOnlyKnown(entry);
}

// The definitions of a message and of all that it is made of, by name.
void Define(const Descriptor& message,
            std::map<std::string, std::string>& definitions) {
  if (!definitions.emplace(message.full_name(), message.DebugString()).second) {
    return;
  }
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (field.message_type() != nullptr) {
      Define(*field.message_type(), definitions);
    }
    if (field.enum_type() != nullptr) {
      definitions.emplace(field.enum_type()->full_name(),
                          field.enum_type()->DebugString());
    }
  }
}

Hash MakeFormat() {
  std::map<std::string, std::string> definitions;
  Define(*journal::v1::EventBatch::descriptor(), definitions);
  Define(*journal::v1::StateSnapshot::descriptor(), definitions);
  Define(*journal::v1::TransferSnapshot::descriptor(), definitions);
  Define(*v1::RegisterEntry::descriptor(), definitions);
  std::string text = absl::StrCat("enlace.journal.format ", kFoldVersion, "\n");
  for (const auto& [name, definition] : definitions) {
    absl::StrAppend(&text, name, "\n", definition);
  }
  return Sha256(text);
}

}  // namespace

absl::Status CheckUnderstood(const journal::v1::EventBatch& batch) {
  if (wire::HoldsOnlyKnown(batch) &&
      std::all_of(batch.events().begin(), batch.events().end(),
                  KnowsRegisterEntry)) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "journal: batch ", batch.number(),
      " has what this version does not know; start the version that wrote it, "
      "or a newer one"));
}

const Hash& JournalFormat() {
  static const Hash format = MakeFormat();
  return format;
}

}  // namespace enlace::core
