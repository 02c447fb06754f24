#include "server/gate/record_facts.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/timestamp.pb.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "enlace/v1/options.pb.h"
#include "policy/engine/schema.h"

namespace enlace::gate {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The message that holds the field at `path`, and that field; null if it is not
// set or the type has no such field.
struct Found {
  const Message* holder = nullptr;
  const FieldDescriptor* field = nullptr;
};

Found FindField(const Message& message, const std::string& path) {
  const auto fields = policy::ResolvePath(message.GetDescriptor(), path);
  const Message* holder = &message;
  for (const FieldDescriptor* field : fields) {
    if (field->is_repeated() ||
        !holder->GetReflection()->HasField(*holder, field)) {
      return {};
    }
    if (field == fields.back()) return {holder, field};
    holder = &holder->GetReflection()->GetMessage(*holder, field);
  }
  return {};
}

std::string EnumNameAt(const Message& message, const std::string& path) {
  const Found found = FindField(message, path);
  if (found.holder == nullptr ||
      found.field->cpp_type() != FieldDescriptor::CPPTYPE_ENUM) {
    return "";
  }
  const auto* value = found.field->enum_type()->FindValueByNumber(
      found.holder->GetReflection()->GetEnumValue(*found.holder, found.field));
  return value == nullptr || value->number() == 0 ? "" : value->name();
}

std::string TextAt(const Message& message, const std::string& path) {
  const Found found = FindField(message, path);
  if (found.holder == nullptr ||
      found.field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
    return "";
  }
  return found.holder->GetReflection()->GetString(*found.holder, found.field);
}

int64_t InstantAt(const Message& message, const std::string& path) {
  const Found found = FindField(message, path);
  if (found.holder == nullptr ||
      found.field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return 0;
  }
  const auto* instant = dynamic_cast<const google::protobuf::Timestamp*>(
      &found.holder->GetReflection()->GetMessage(*found.holder, found.field));
  return instant == nullptr
             ? 0
             : instant->seconds() * 1000 + instant->nanos() / 1000000;
}

// What does not answer yet puts the answer off, if it says until when.  Where
// the value that tells is missing, nothing is answered.
void NoteAnswer(const v1::AnswerRules& rules, const Message& message,
                journal::v1::RecordFacts& facts) {
  v1::AnswerEffect effect = rules.effect();
  const std::string value = EnumNameAt(message, rules.when());
  if (!rules.when().empty() && value.empty()) return;
  if (std::find(rules.not_yet().begin(), rules.not_yet().end(), value) !=
      rules.not_yet().end()) {
    effect = v1::ANSWER_EFFECT_PUTS_OFF;
  }
  int64_t until_ms = 0;
  if (effect == v1::ANSWER_EFFECT_PUTS_OFF) {
    until_ms = InstantAt(message, rules.until());
    if (until_ms <= 0) return;
  }
  facts.mutable_answer()->set_effect(effect);
  facts.mutable_answer()->set_until_ms(until_ms);
}

}  // namespace

journal::v1::RecordFacts RecordFactsOf(const v1::Header& header,
                                       const Message& message,
                                       const std::string& record_id,
                                       const std::string& transfer_id) {
  journal::v1::RecordFacts facts;
  facts.set_record_id(record_id);
  facts.set_transfer_id(transfer_id);
  facts.set_type(header.type());
  facts.set_sender(header.sender());
  facts.set_recipient(header.recipient());
  facts.set_message_id(header.message_id());
  facts.set_parent(header.parent());
  facts.set_channel(header.channel());
  facts.set_urgency(header.urgency());
  facts.set_created_at_ms(header.created_at_ms());
  facts.set_valid_until_ms(header.valid_until_ms());
  const v1::RecordRules& rules =
      message.GetDescriptor()->options().GetExtension(v1::record);
  if (rules.has_consent()) {
    journal::v1::Consent& consent = *facts.mutable_consent();
    consent.set_recipient(TextAt(message, rules.consent().recipient()));
    consent.set_purpose(EnumNameAt(message, rules.consent().purpose()));
    consent.set_expires_at_ms(InstantAt(message, rules.consent().expires()));
  }
  if (rules.has_answer()) NoteAnswer(rules.answer(), message, facts);
  return facts;
}

std::string PurposeOf(const Message& message) {
  return EnumNameAt(message, "context.purpose_code");
}

std::string MatterOf(const Message& message) {
  const std::string reference = TextAt(message, "context.case_ref");
  return reference.empty() ? "" : MatterOfCase(reference);
}

std::string MatterOfCase(absl::string_view reference) {
  return absl::StrCat("case ", reference);
}

std::string ContentOf(const v1::Header& header, const Message& message) {
  std::string content;
  for (const std::string& text : {header.type(), header.parent()}) {
    AppendU64(content, text.size());
    content += text;
  }
  // The body as it came may have its fields in any order.
  return content + message.SerializeAsString();
}

}  // namespace enlace::gate
