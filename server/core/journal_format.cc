#include "server/core/journal_format.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "enlace/journal/v1/snapshot.pb.h"
#include "enlace/v1/register.pb.h"

namespace enlace::core {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Goes up when the same events fold to another state, or the same state is
// spelt otherwise, though no message changes.
constexpr int kFoldVersion = 1;

bool KnowsValues(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  const EnumDescriptor& values = *field.enum_type();
  if (!field.is_repeated()) {
    return values.FindValueByNumber(reflection.GetEnumValue(message, &field)) !=
           nullptr;
  }
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    if (values.FindValueByNumber(
            reflection.GetRepeatedEnumValue(message, &field, i)) == nullptr) {
      return false;
    }
  }
  return true;
}

bool KnowsAllOf(const Message& message) {
  const Reflection& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) return false;
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      if (!KnowsValues(message, *field)) return false;
    } else if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      continue;
    } else if (!field->is_repeated()) {
      if (!KnowsAllOf(reflection.GetMessage(message, field))) return false;
    } else {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        if (!KnowsAllOf(reflection.GetRepeatedMessage(message, field, i))) {
          return false;
        }
      }
    }
  }
  return true;
}

// An entry of the register stands in its event as the bytes that persons
// signed.  What is no entry at all is told by the fold.
bool KnowsRegisterEntry(const journal::v1::Event& event) {
  v1::RegisterEntry entry;
  return !event.has_register_proposed() ||
         !entry.ParseFromString(event.register_proposed().entry()) ||
         KnowsAllOf(entry);
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
  Define(*v1::RegisterEntry::descriptor(), definitions);
  std::string text = absl::StrCat("enlace.journal.format ", kFoldVersion, "\n");
  for (const auto& [name, definition] : definitions) {
    absl::StrAppend(&text, name, "\n", definition);
  }
  return Sha256(text);
}

}  // namespace

absl::Status CheckUnderstood(const journal::v1::EventBatch& batch) {
  if (KnowsAllOf(batch) &&
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
