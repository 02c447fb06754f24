#include "proto/validation/validate.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "enlace/v1/options.pb.h"
#include "proto/validation/code_list.h"
#include "proto/validation/cross_field.h"
#include "proto/validation/fault_text.h"
#include "proto/validation/field_path.h"
#include "proto/validation/formats.h"
#include "proto/validation/local_time.h"
#include "proto/validation/substance.h"
#include "proto/validation/text_check.h"
#include "proto/wire/problem.h"

namespace enlace::validation {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kElementsMax = 100;

constexpr absl::string_view kLocalTime = "local-time";
constexpr absl::string_view kZonePath = "context.event_local_tz";

const v1::FieldRules& RulesOf(const FieldDescriptor& field) {
  return field.options().GetExtension(v1::field);
}

// Element `index` of a list of codes as text; empty if elements may be alike.
std::string CodeOf(const Message& message, const FieldDescriptor& field,
                   int index) {
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    return absl::StrCat(
        message.GetReflection()->GetRepeatedEnumValue(message, &field, index));
  }
  const bool code = field.type() == FieldDescriptor::TYPE_STRING &&
                    !RulesOf(field).free_text();
  return code ? TextOf(message, field, index) : "";
}

// Whether the elements of a list of messages have one value in the field in
// which they may not all be alike.
bool AreAlike(const Message& message, const FieldDescriptor& field) {
  const std::string& name = RulesOf(field).differ_in();
  if (name.empty()) return false;
  const FieldDescriptor& in = *field.message_type()->FindFieldByName(name);
  std::set<std::string> values;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field);
       ++i) {
    values.insert(
        TextOf(message.GetReflection()->GetRepeatedMessage(message, &field, i),
               in, -1));
  }
  return values.size() < 2;
}

size_t DecimalsIn(absl::string_view number) {
  const size_t point = number.find('.');
  return point == absl::string_view::npos ? 0 : number.size() - point - 1;
}

class Examination {
 public:
  Findings Examine(const Message& record) {
    record_ = &record;
    CheckMessage(record, "");
    return std::move(findings_);
  }

 private:
  // The first violation of a field counts; one that follows from it says
  // nothing new.
  void Add(absl::string_view path, Verdict verdict, Argument argument = {}) {
    if (verdict.fault == Fault::kNone) return;
    std::vector<v1::FieldViolation>& found =
        verdict.refuses ? findings_.violations : findings_.warnings;
    if (found.size() >= kFindingsMax) return;
    const bool known = std::any_of(
        found.begin(), found.end(),
        [&](const v1::FieldViolation& v) { return v.field() == path; });
    if (!known) found.push_back(MakeViolation(path, verdict.fault, argument));
  }

  void Add(absl::string_view path, Fault fault, absl::string_view argument) {
    Add(path, Refuse(fault), {argument, argument});
  }

  void CheckMessage(const Message& message, const std::string& prefix) {
    const Descriptor& type = *message.GetDescriptor();
    if (!DateExists(message)) {
      Add(prefix + "day", Refuse(Fault::kDate),
          {"a day of that month", "un día de ese mes"});
    }
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      // Most fields are absent and may be: their paths are not spelled.
      if (!IsPresent(message, field) && !RulesOf(field).required()) continue;
      CheckField(message, field, absl::StrCat(prefix, field.name()));
    }
    if (type.options().HasExtension(v1::record)) CheckRules(message, prefix);
  }

  void CheckRules(const Message& message, const std::string& prefix) {
    CheckFieldsTogether(
        message, message.GetDescriptor()->options().GetExtension(v1::record),
        [&](const Misfit& misfit) {
          const std::string others =
              absl::StrJoin(misfit.others, "`, `",
                            [&](std::string* out, absl::string_view path) {
                              absl::StrAppend(out, prefix, path);
                            });
          Add(absl::StrCat(prefix, misfit.field), misfit.fault, others);
        });
  }

  void CheckField(const Message& message, const FieldDescriptor& field,
                  const std::string& path) {
    if (!IsPresent(message, field)) {
      if (RulesOf(field).required()) Add(path, Refuse(Fault::kMissing));
      return;
    }
    CheckBeside(message, field, path);
    if (field.is_repeated()) {
      CheckList(message, field, path);
    } else if (IsPlainMessage(field)) {
      CheckMessage(message.GetReflection()->GetMessage(message, &field),
                   path + ".");
    } else {
      CheckScalar(message, field, -1, path);
    }
  }

  void CheckBeside(const Message& message, const FieldDescriptor& field,
                   const std::string& path) {
    const v1::FieldRules& rules = RulesOf(field);
    for (const std::string* name :
         {&rules.beside(), &rules.format_by(), &rules.currency_by()}) {
      if (!name->empty() && !IsPresent(message, *name)) {
        Add(path, Fault::kMissingBeside, *name);
      }
    }
  }

  void CheckList(const Message& message, const FieldDescriptor& field,
                 const std::string& path) {
    const Reflection& reflection = *message.GetReflection();
    const v1::FieldRules& rules = RulesOf(field);
    const int size = reflection.FieldSize(message, &field);
    const int most = rules.max_items() == 0
                         ? kElementsMax
                         : static_cast<int>(rules.max_items());
    if (size > most) {
      return Add(path, Fault::kTooManyElements, absl::StrCat(most));
    }
    if (size < static_cast<int>(rules.min_items())) {
      Add(path, Fault::kTooFewElements, absl::StrCat(rules.min_items()));
    }
    std::set<std::string> codes;
    for (int i = 0; i < size; ++i) {
      const std::string element = absl::StrCat(path, "[", i, "]");
      if (IsPlainMessage(field)) {
        CheckMessage(reflection.GetRepeatedMessage(message, &field, i),
                     element + ".");
        continue;
      }
      CheckScalar(message, field, i, element);
      const std::string code = CodeOf(message, field, i);
      if (!code.empty() && !codes.insert(code).second) {
        Add(element, Refuse(Fault::kDuplicate));
      }
    }
    if (size > 1 && AreAlike(message, field)) {
      Add(path, Fault::kAlike, rules.differ_in());
    }
  }

  void CheckScalar(const Message& message, const FieldDescriptor& field,
                   int index, const std::string& path) {
    const Reflection& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        if (field.type() == FieldDescriptor::TYPE_STRING) {
          CheckString(message, field, index, path);
        }
        break;
      case FieldDescriptor::CPPTYPE_UINT32:
        CheckNumber(index < 0
                        ? reflection.GetUInt32(message, &field)
                        : reflection.GetRepeatedUInt32(message, &field, index),
                    RulesOf(field), path);
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        CheckNumber(index < 0
                        ? reflection.GetInt64(message, &field)
                        : reflection.GetRepeatedInt64(message, &field, index),
                    RulesOf(field), path);
        break;
      default:
        break;
    }
  }

  void CheckNumber(int64_t value, const v1::FieldRules& rules,
                   const std::string& path) {
    if (value < rules.min_value()) {
      Add(path, Fault::kTooSmall, absl::StrCat(rules.min_value()));
    } else if (rules.max_value() != 0 && value > rules.max_value()) {
      Add(path, Fault::kTooLarge, absl::StrCat(rules.max_value()));
    }
  }

  void CheckString(const Message& message, const FieldDescriptor& field,
                   int index, const std::string& path) {
    const std::string text = TextOf(message, field, index);
    const TextFinding finding =
        CheckText(text, RulesOf(field), FormatOf(message, field));
    Add(path, finding.verdict, {finding.argument_en, finding.argument_es});
    CheckSubstance(message, field, text, path);
    if (RulesOf(field).format() == kLocalTime && !finding.verdict.refuses) {
      CheckInstantOf(message, field, text, path);
    }
    const std::string& by = RulesOf(field).currency_by();
    if (by.empty() || !IsPresent(message, by)) return;
    const absl::optional<int> most = DecimalsOfCurrency(
        TextOf(message, *message.GetDescriptor()->FindFieldByName(by), -1));
    if (most.has_value() && DecimalsIn(text) > static_cast<size_t>(*most)) {
      Add(path, Fault::kDecimals, absl::StrCat(*most));
    }
  }

  // The time of the date beside it, in the zone that the record states.
  void CheckInstantOf(const Message& message, const FieldDescriptor& field,
                      absl::string_view time, const std::string& path) {
    const std::string& beside = RulesOf(field).beside();
    const absl::optional<absl::CivilDay> day = DayAt(message, beside);
    if (!day.has_value()) {
      return Add(path, Fault::kMissingBeside, absl::StrCat(beside, ".day"));
    }
    const Located zone = Locate(*record_, kZonePath);
    if (zone.holder == nullptr || !IsPresent(*zone.holder, *zone.field)) {
      return Add(kZonePath, Fault::kMissingHere, path);
    }
    const Verdict verdict =
        CheckInstant(time, *day, TextOf(*zone.holder, *zone.field, -1));
    // An unknown zone is reported where it stands.
    if (verdict.fault != Fault::kCodeUnknown) {
      Add(path, verdict, {kZonePath, kZonePath});
    }
  }

  void CheckSubstance(const Message& message, const FieldDescriptor& field,
                      absl::string_view text, const std::string& path) {
    const v1::FieldRules& rules = RulesOf(field);
    if (rules.cas_by().empty() || !IsPresent(message, rules.cas_by())) return;
    const std::string cas = TextOf(
        message, *message.GetDescriptor()->FindFieldByName(rules.cas_by()), -1);
    if (!FitsSubstance(text, rules.format(), cas)) {
      Add(path, Warn(Fault::kMismatch), {rules.cas_by(), rules.cas_by()});
    }
  }

  const Message* record_ = nullptr;
  Findings findings_;
};

}  // namespace

Findings Examine(const Message& record) {
  return Examination().Examine(record);
}

absl::Status ValidateRecord(const Message& record) {
  Findings findings = Examine(record);
  const size_t count = findings.violations.size();
  if (count == 0) return absl::OkStatus();
  return wire::Refusal(
      absl::StatusCode::kInvalidArgument, wire::kFieldInvalid,
      absl::StrCat(count, count == 1 ? " field is" : " fields are",
                   " not acceptable; see the violations"),
      std::move(findings.violations));
}

}  // namespace enlace::validation
