#include "server/gate/safety_notice.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/check.h"
#include "enlace/v1/context.pb.h"
#include "enlace/v1/options.pb.h"
#include "enlace/v1/safety.pb.h"
#include "proto/wire/record.h"

namespace enlace::gate {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

const v1::FieldRules& RulesOf(const FieldDescriptor& field) {
  return field.options().GetExtension(v1::field);
}

bool IsContext(const FieldDescriptor& field) {
  return field.message_type() == v1::RecordContext::descriptor();
}

bool IsWarnings(const FieldDescriptor& field) {
  return field.enum_type() == v1::OfficerSafety_descriptor();
}

const Descriptor* FindNoticeType() {
  const Descriptor* found = nullptr;
  for (const Descriptor* type : wire::RecordTypes()) {
    if (!IsSafetyNotice(*type)) continue;
    CHECK(found == nullptr) << "two types of safety notices";
    found = type;
  }
  CHECK(found != nullptr) << "no type of safety notices";
  return found;
}

const Descriptor& NoticeType() {
  static const Descriptor* const type = FindNoticeType();
  return *type;
}

// Gathers what a record warns of.
class Warnings {
 public:
  void Gather(const Message& message) {
    const Reflection& reflection = *message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      if (RulesOf(*field).safety()) {
        Take(message, *field);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        const int size =
            field->is_repeated() ? reflection.FieldSize(message, field) : -1;
        if (size < 0) Gather(reflection.GetMessage(message, field));
        for (int i = 0; i < size; ++i) {
          Gather(reflection.GetRepeatedMessage(message, field, i));
        }
      }
    }
  }

  bool empty() const { return codes_.empty(); }

  // Fills in the fields of an empty notice.
  void Write(Message& notice) const {
    const Descriptor& type = *notice.GetDescriptor();
    const Reflection& reflection = *notice.GetReflection();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (IsWarnings(field)) {
        for (const int code : codes_) {
          reflection.AddEnumValue(&notice, &field, code);
        }
      } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        // No more than the notice holds; each is as good as the next one.
        uint32_t room = RulesOf(field).max_items();
        for (const auto& [format, text] : texts_) {
          if (format != RulesOf(field).format() || room == 0) continue;
          --room;
          reflection.AddString(&notice, &field, text);
        }
      }
    }
  }

 private:
  void Take(const Message& message, const FieldDescriptor& field) {
    if (field.options().HasExtension(v1::warns_of)) {
      codes_.insert(field.options().GetExtension(v1::warns_of));
    }
    const Reflection& r = *message.GetReflection();
    const int size = field.is_repeated() ? r.FieldSize(message, &field) : 1;
    for (int i = 0; i < size; ++i) {
      if (IsWarnings(field)) {
        codes_.insert(field.is_repeated()
                          ? r.GetRepeatedEnumValue(message, &field, i)
                          : r.GetEnumValue(message, &field));
      } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        texts_.emplace(RulesOf(field).format(),
                       field.is_repeated()
                           ? r.GetRepeatedString(message, &field, i)
                           : r.GetString(message, &field));
      }
    }
  }

  std::set<int> codes_;                                  // of OfficerSafety
  std::set<std::pair<std::string, std::string>> texts_;  // format, text
};

// Nothing of the record: no case, no basis, no word.
void WriteContext(Message& notice) {
  const Descriptor& type = *notice.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    if (!IsContext(*type.field(i))) continue;
    auto& context = dynamic_cast<v1::RecordContext&>(
        *notice.GetReflection()->MutableMessage(&notice, type.field(i)));
    context.set_purpose_code(v1::PURPOSE_CODE_PUBLIC_SAFETY_URGENT);
    context.set_evidence_status(v1::EVIDENCE_STATUS_LEAD_ONLY);
    context.set_language("en");  // of its text, of which there is none
  }
}

}  // namespace

bool IsSafetyNotice(const Descriptor& type) {
  int marked = 0;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (RulesOf(field).safety()) {
      ++marked;
    } else if (!IsContext(field)) {
      return false;
    }
  }
  return marked > 0 && type.options().GetExtension(v1::record).is_record();
}

std::unique_ptr<Message> WarningsOf(const Message& record) {
  if (IsSafetyNotice(*record.GetDescriptor())) return nullptr;
  Warnings warnings;
  warnings.Gather(record);
  if (warnings.empty()) return nullptr;
  std::unique_ptr<Message> notice =
      wire::NewRecord(NoticeType().name()).value();
  WriteContext(*notice);
  warnings.Write(*notice);
  return notice;
}

v1::Header NoticeHeader(const v1::Header& denied, const Message& notice,
                        absl::string_view node, absl::Time now) {
  const v1::RecordRules& rules =
      notice.GetDescriptor()->options().GetExtension(v1::record);
  v1::Header header;
  header.set_type(notice.GetDescriptor()->name());
  header.set_schema(rules.schema());
  header.set_sender(std::string(node));
  header.set_recipient(denied.recipient());
  header.set_channel(denied.channel());
  header.set_urgency(v1::URGENCY_URGENT);
  header.set_created_at_ms(absl::ToUnixMillis(now));
  header.set_valid_until_ms(std::min(
      denied.valid_until_ms(),
      absl::ToUnixMillis(now + absl::Hours(rules.max_validity_hours()))));
  return header;
}

}  // namespace enlace::gate
