#include "server/gate/validate.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/timestamp.pb.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/check.h"
#include "enlace/v1/options.pb.h"
#include "proto/wire/problem.h"
#include "server/gate/formats.h"

namespace enlace::gate {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// A field found by its path: the message that holds it, or null if a message on
// the way is absent.
struct Located {
  const Message* holder = nullptr;
  const FieldDescriptor* field = nullptr;
};

Located Locate(const Message& record, absl::string_view path) {
  Located located;
  const Message* message = &record;
  const std::vector<std::string> names = absl::StrSplit(path, '.');
  for (size_t i = 0; i < names.size(); ++i) {
    located.field = message->GetDescriptor()->FindFieldByName(names[i]);
    if (located.field == nullptr) return {};
    if (i + 1 == names.size()) {
      located.holder = message;
      return located;
    }
    const Reflection& reflection = *message->GetReflection();
    if (located.field->is_repeated() ||
        located.field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
        !reflection.HasField(*message, located.field)) {
      return {nullptr, located.field};
    }
    message = &reflection.GetMessage(*message, located.field);
  }
  return {};
}

bool IsPresent(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  if (field.is_repeated()) return reflection.FieldSize(message, &field) > 0;
  if (!reflection.HasField(message, &field)) return false;
  return field.cpp_type() != FieldDescriptor::CPPTYPE_ENUM ||
         reflection.GetEnumValue(message, &field) != 0;
}

bool IsPresent(const Message& record, absl::string_view path) {
  const Located located = Locate(record, path);
  return located.holder != nullptr &&
         IsPresent(*located.holder, *located.field);
}

// The value as RequiredWhen.equals spells it.
std::string SpelledValue(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.GetEnum(message, &field)->name();
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.GetString(message, &field);
    default:
      return "";
  }
}

// Year, month, day of a Date message, or seconds and nanoseconds of a
// timestamp; months and days that are not stated compare as equal to any.
bool IsLater(const Message& a, const Message& b) {
  const auto number = [](const Message& message, const char* name) {
    const FieldDescriptor* field =
        message.GetDescriptor()->FindFieldByName(name);
    return field == nullptr ||
                   field->cpp_type() != FieldDescriptor::CPPTYPE_UINT32
               ? 0U
               : message.GetReflection()->GetUInt32(message, field);
  };
  if (a.GetDescriptor() != b.GetDescriptor()) return false;
  if (const auto* left = dynamic_cast<const google::protobuf::Timestamp*>(&a)) {
    const auto& right = dynamic_cast<const google::protobuf::Timestamp&>(b);
    return std::make_pair(left->seconds(), left->nanos()) >
           std::make_pair(right.seconds(), right.nanos());
  }
  for (const char* const part : {"year", "month", "day"}) {
    const uint32_t left = number(a, part);
    const uint32_t right = number(b, part);
    if (left == 0 || right == 0) return false;
    if (left != right) return left > right;
  }
  return false;
}

struct RuledField {
  const FieldDescriptor* field;
  const v1::FieldRules* rules;
};

// The fields of a type and their rules, looked up once a thread.
const std::vector<RuledField>& RuledFieldsOf(const Descriptor* type) {
  CHECK(type->file()->pool() ==
        google::protobuf::DescriptorPool::generated_pool())
      << "a type that may go away";
  thread_local absl::node_hash_map<const Descriptor*, std::vector<RuledField>>
      known;
  const auto [found, added] = known.try_emplace(type);
  for (int i = 0; added && i < type->field_count(); ++i) {
    const FieldDescriptor* const field = type->field(i);
    found->second.push_back({field, &field->options().GetExtension(v1::field)});
  }
  return found->second;
}

class Validator {
 public:
  absl::Status Validate(const Message& record) {
    CheckMessage(record, "");
    const v1::RecordRules& rules =
        record.GetDescriptor()->options().GetExtension(v1::record);
    for (const std::string& path : rules.required()) {
      if (!IsPresent(record, path)) Violate(path, "is missing; state it");
    }
    for (const v1::RequiredWhen& rule : rules.required_when()) {
      CheckRequiredWhen(record, rule);
    }
    for (const v1::Order& order : rules.order()) CheckOrder(record, order);
    if (violations_.empty()) return absl::OkStatus();
    return wire::Refusal(absl::StatusCode::kInvalidArgument, "FIELD_INVALID",
                         absl::StrCat(violations_.size(), " field",
                                      violations_.size() == 1 ? " is" : "s are",
                                      " not acceptable; see the violations"),
                         violations_);
  }

 private:
  void Violate(absl::string_view path, absl::string_view what) {
    if (violations_.size() >= kViolationsMax) return;
    const bool known = std::any_of(
        violations_.begin(), violations_.end(),
        [&](const v1::FieldViolation& v) { return v.field() == path; });
    if (known) return;
    v1::FieldViolation violation;
    violation.set_field(std::string(path));
    violation.set_description(std::string(what));
    violations_.push_back(std::move(violation));
  }

  void CheckMessage(const Message& message, const std::string& prefix) {
    for (const RuledField& ruled : RuledFieldsOf(message.GetDescriptor())) {
      const bool present = IsPresent(message, *ruled.field);
      if (!present && !ruled.rules->required()) continue;
      const std::string path = absl::StrCat(prefix, ruled.field->name());
      if (present) {
        CheckField(message, *ruled.field, *ruled.rules, path);
      } else {
        Violate(path, "is missing; state it");
      }
    }
  }

  void CheckField(const Message& message, const FieldDescriptor& field,
                  const v1::FieldRules& rules, const std::string& path) {
    const Reflection& reflection = *message.GetReflection();
    if (!field.is_repeated()) {
      if (IsPlainMessage(field)) {
        CheckMessage(reflection.GetMessage(message, &field), path + ".");
      } else {
        CheckScalar(message, field, -1, rules, path);
      }
      return;
    }
    const int size = reflection.FieldSize(message, &field);
    const int max =
        rules.max_items() == 0 ? 100 : static_cast<int>(rules.max_items());
    if (size > max) {
      Violate(path, absl::StrCat("has too many elements; at most ", max));
      return;
    }
    if (size < static_cast<int>(rules.min_items())) {
      Violate(path, absl::StrCat("has too few elements; at least ",
                                 rules.min_items()));
    }
    for (int i = 0; i < size; ++i) {
      const std::string element = absl::StrCat(path, "[", i, "]");
      if (IsPlainMessage(field)) {
        CheckMessage(reflection.GetRepeatedMessage(message, &field, i),
                     element + ".");
      } else {
        CheckScalar(message, field, i, rules, element);
      }
    }
  }

  static bool IsPlainMessage(const FieldDescriptor& field) {
    return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
           field.message_type()->full_name() != "google.protobuf.Timestamp";
  }

  void CheckScalar(const Message& message, const FieldDescriptor& field,
                   int index, const v1::FieldRules& rules,
                   const std::string& path) {
    const Reflection& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        if (field.type() == FieldDescriptor::TYPE_STRING) {
          CheckText(message, field, rules, path,
                    index < 0
                        ? reflection.GetString(message, &field)
                        : reflection.GetRepeatedString(message, &field, index));
        }
        break;
      case FieldDescriptor::CPPTYPE_UINT32:
        CheckNumber(index < 0
                        ? reflection.GetUInt32(message, &field)
                        : reflection.GetRepeatedUInt32(message, &field, index),
                    rules, path);
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        CheckNumber(index < 0
                        ? reflection.GetInt64(message, &field)
                        : reflection.GetRepeatedInt64(message, &field, index),
                    rules, path);
        break;
      default:
        break;
    }
  }

  void CheckNumber(int64_t value, const v1::FieldRules& rules,
                   const std::string& path) {
    if (value < rules.min_value()) {
      Violate(path, absl::StrCat("is below ", rules.min_value()));
    } else if (rules.max_value() != 0 && value > rules.max_value()) {
      Violate(path, absl::StrCat("is above ", rules.max_value()));
    }
  }

  void CheckText(const Message& message, const FieldDescriptor& field,
                 const v1::FieldRules& rules, const std::string& path,
                 const std::string& text) {
    // Code points: every byte that does not continue one.
    const auto length =
        static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
          return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
        }));
    const size_t max = rules.max_length() != 0 ? rules.max_length()
                       : rules.free_text()     ? 8000
                                               : 100;
    if (length > max) {
      Violate(path, absl::StrCat("is too long; at most ", max, " characters"));
    } else if (length < std::max<size_t>(rules.min_length(), 1)) {
      Violate(path, absl::StrCat("is too short; at least ",
                                 std::max<size_t>(rules.min_length(), 1),
                                 " characters"));
    } else if (!IsCleanText(text, rules.free_text())) {
      Violate(path,
              "has control characters or blanks at its ends; remove them");
    } else if (!rules.pattern().empty() &&
               !MatchesPattern(text, rules.pattern())) {
      Violate(path, absl::StrCat("must match ", rules.pattern()));
    } else if (!rules.format().empty() &&
               !MatchesFormat(text, rules.format())) {
      Violate(path, absl::StrCat("is not of the form `", rules.format(), "`"));
    } else if (!rules.format_by().empty()) {
      CheckAnnouncedFormat(message, field, rules, path, text);
    }
  }

  // The enum field beside this one says which form the value has.
  void CheckAnnouncedFormat(const Message& message,
                            const FieldDescriptor& field,
                            const v1::FieldRules& rules,
                            const std::string& path, const std::string& text) {
    const FieldDescriptor* const by =
        field.containing_type()->FindFieldByName(rules.format_by());
    if (by == nullptr || by->is_repeated() || !IsPresent(message, *by) ||
        by->cpp_type() != FieldDescriptor::CPPTYPE_ENUM) {
      Violate(path, absl::StrCat("needs `", rules.format_by(), "` beside it"));
      return;
    }
    const EnumValueDescriptor* const value =
        message.GetReflection()->GetEnum(message, by);
    const std::string& format =
        value->options().GetExtension(v1::value).format();
    if (!format.empty() && !MatchesFormat(text, format)) {
      Violate(path, absl::StrCat("is not of the form `", format, "`"));
    }
  }

  void CheckRequiredWhen(const Message& record, const v1::RequiredWhen& rule) {
    const Located when = Locate(record, rule.when());
    if (when.holder == nullptr || !IsPresent(*when.holder, *when.field)) return;
    const std::string value = SpelledValue(*when.holder, *when.field);
    const bool applies = std::find(rule.equals().begin(), rule.equals().end(),
                                   value) != rule.equals().end();
    if (applies && !IsPresent(record, rule.field())) {
      Violate(rule.field(),
              absl::StrCat("is missing; `", rule.when(), "` requires it"));
    }
  }

  void CheckOrder(const Message& record, const v1::Order& order) {
    const Located earlier = Locate(record, order.earlier());
    const Located later = Locate(record, order.later());
    for (const Located& side : {earlier, later}) {
      if (side.holder == nullptr || !IsPresent(*side.holder, *side.field) ||
          side.field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
        return;
      }
    }
    const auto value = [](const Located& side) -> const Message& {
      return side.holder->GetReflection()->GetMessage(*side.holder, side.field);
    };
    if (IsLater(value(earlier), value(later))) {
      Violate(order.earlier(),
              absl::StrCat("is later than `", order.later(), "`"));
    }
  }

  std::vector<v1::FieldViolation> violations_;
};

}  // namespace

absl::Status ValidateRecord(const Message& record) {
  return Validator().Validate(record);
}

}  // namespace enlace::gate
