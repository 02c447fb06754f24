#include "tests/client/importers/random_record.h"

#include <google/protobuf/timestamp.pb.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/importers/cell_text.h"
#include "enlace/v1/options.pb.h"
#include "enlace/v1/person.pb.h"
#include "proto/validation/field_path.h"
#include "proto/validation/text_check.h"
#include "proto/validation/validate.h"
#include "proto/wire/record.h"

namespace enlace::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kBeginningsMax = 20;
constexpr int kRepairsMax = 100;
constexpr int kDrawsMax = 2000;

// Of fields in a message that must be there, and may not be empty.
constexpr double kSuppliedDensity = 0.5;

// What some field or other takes; those with a format or pattern need theirs.
constexpr const char* kTexts[] = {
    "PRUEBA",
    "Núñez, \"el Güero\"",
    "=HYPERLINK(\"http://x\")",
    "+1+1",
    "-5",
    "@SUM(1)",
    "'tis",
    "#12",
    "two\nlines, and \"marks\"",
    "TEST TEXT OF MORE THAN TWENTY CHARACTERS",
    "002010077777777771",
    "111000025",
    "GB82WEST12345698765432",
    "BNMXMXMM",
    "5493001KJTIIGC8Y1R12",
    "1234",
    "PUFS900101HNERCN06",
    "PUFS900101AB1",
    "ABCDEF90010109H123",
    "123456789",
    "912701234",
    "A123456789",
    "+15555550100",
    "doe@example.test",
    "G00000000",
    "1M8GDM9AXKP042788",
    "TEST-123",
    "0123456789abcdef0123456789abcdef",
    "9074729",
    "345123456",
    "A00001",
    "N12345",
    "XA-ABC",
    "CSQU3054383",
    "00112345675",
    "262412340000001",
    "293333",
    "TEST",
    "437-38-7",
    "2811",
    "1.5",
    "100.25",
    "USD",
    "MXN",
    "US",
    "MX",
    "CA",
    "US-TX",
    "MX-TAM",
    "America/Matamoros",
    "USLRD",
    "US-2304",
    "MX-24",
    "29.4",
    "-99.13",
    "en",
    "es",
    "21:40",
    "9mm",
    "ZZZ",
    "5-74-000-01-7A-00000",
    "MXTEST001",
    "5801",
    "T20260000001",
    "application/pdf",
    "TEST_ONE",
    "TEST_TWO",
    "person.name",
    "associates[0]",
    "spiffe://test.example/agency/test-a",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
};

class Maker {
 public:
  explicit Maker(std::mt19937& random) : random_(random) {}

  void Fill(Message& message, double density) {
    const auto& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const bool required = field.options().GetExtension(v1::field).required();
      if (required || Chance(density)) Set(message, field, density * 0.7);
    }
  }

  // Makes `path` present; "evidence[0].place" is within an element of a list.
  void Supply(Message& record, absl::string_view path) {
    Message* message = &record;
    const std::vector<std::string> names = absl::StrSplit(path, '.');
    for (size_t i = 0; i < names.size(); ++i) {
      const size_t bracket = names[i].find('[');
      const FieldDescriptor* const field =
          message->GetDescriptor()->FindFieldByName(
              names[i].substr(0, bracket));
      if (field == nullptr) return Remove(record, path);
      if (i + 1 == names.size()) return Set(*message, *field, kSuppliedDensity);
      const Reflection& reflection = *message->GetReflection();
      if (!field->is_repeated()) {
        message = reflection.MutableMessage(message, field);
        continue;
      }
      // A rule of the whole type names no element: the list goes instead.
      int index = 0;
      if (bracket == std::string::npos ||
          !absl::SimpleAtoi(
              absl::StripSuffix(names[i].substr(bracket + 1), "]"), &index) ||
          index >= reflection.FieldSize(*message, field)) {
        return Remove(record, path);
      }
      message = reflection.MutableRepeatedMessage(message, field, index);
    }
  }

  // Removes what `path` names; of a list, all of it.
  void Remove(Message& record, absl::string_view path) {
    Message* message = &record;
    for (const absl::string_view part : absl::StrSplit(path, '.')) {
      const std::string name(part.substr(0, part.find('[')));
      const FieldDescriptor* const field =
          message->GetDescriptor()->FindFieldByName(name);
      if (field == nullptr) return;
      if (field->is_repeated() || IsCell(*field)) {
        return message->GetReflection()->ClearField(message, field);
      }
      message = message->GetReflection()->MutableMessage(message, field);
    }
  }

  // Messages without a field are absent.
  bool Prune(Message& message) {
    const Reflection& reflection = *message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    bool any = false;
    for (const FieldDescriptor* const field : fields) {
      bool kept = true;
      if (!IsCell(*field)) {
        if (field->is_repeated()) {
          for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
            kept &=
                Prune(*reflection.MutableRepeatedMessage(&message, field, i));
          }
        } else {
          kept = Prune(*reflection.MutableMessage(&message, field));
        }
      }
      if (!kept) reflection.ClearField(&message, field);
      any |= kept;
    }
    return any;
  }

 private:
  bool Chance(double of) {
    return std::uniform_real_distribution<double>(0, 1)(random_) < of;
  }
  uint32_t Draw(uint32_t least, uint32_t most) {
    return std::uniform_int_distribution<uint32_t>(least, most)(random_);
  }

  void Set(Message& message, const FieldDescriptor& field, double density) {
    const Reflection& reflection = *message.GetReflection();
    if (IsCell(field)) {
      const std::string text = CellFor(message, field);
      if (!text.empty()) SetCell(message, field, text);
    } else if (field.is_repeated()) {
      const uint32_t least =
          std::max(1u, field.options().GetExtension(v1::field).min_items());
      for (uint32_t i = Draw(least, std::max(least, 2u)); i > 0; --i) {
        Fill(*reflection.AddMessage(&message, &field), density);
      }
    } else {
      Fill(*reflection.MutableMessage(&message, &field), density);
    }
  }

  std::string CellFor(const Message& message, const FieldDescriptor& field) {
    const v1::FieldRules& rules = field.options().GetExtension(v1::field);
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_ENUM: {
        const auto& values = *field.enum_type();
        const auto last = static_cast<uint32_t>(values.value_count() - 1);
        return values.value(static_cast<int>(Draw(1, last)))->name();
      }
      case FieldDescriptor::CPPTYPE_BOOL:
        return Chance(0.5) ? "true" : "false";
      case FieldDescriptor::CPPTYPE_UINT32: {
        const auto least = static_cast<uint32_t>(rules.min_value());
        return std::to_string(
            Draw(least, rules.max_value() == 0
                            ? least + 9
                            : static_cast<uint32_t>(rules.max_value())));
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return WhenFor(field);
      default:
        return TextFor(message, field);
    }
  }

  std::string WhenFor(const FieldDescriptor& field) {
    const std::string year = std::to_string(Draw(1900, 2040));
    const std::string month = std::to_string(Draw(10, 12));
    const std::string day = std::to_string(Draw(10, 28));
    if (field.message_type() != v1::Date::descriptor()) {
      return year + "-" + month + "-" + day + "T01:02:03" +
             (Chance(0.5) ? ".004Z" : "Z");
    }
    if (Chance(0.1)) return year;
    return Chance(0.1) ? year + "-" + month : year + "-" + month + "-" + day;
  }

  std::string TextFor(const Message& message, const FieldDescriptor& field) {
    const v1::FieldRules& rules = field.options().GetExtension(v1::field);
    const std::string format = validation::FormatOf(message, field);
    for (int i = 0; i < kDrawsMax; ++i) {
      const char* const text =
          kTexts[Draw(0, static_cast<uint32_t>(std::size(kTexts) - 1))];
      if (!validation::CheckText(text, rules, format).verdict.refuses) {
        return text;
      }
    }
    return "";
  }

  std::mt19937& random_;
};

}  // namespace

std::unique_ptr<Message> RandomRecord(const google::protobuf::Descriptor& type,
                                      std::mt19937& random) {
  Maker maker(random);
  validation::Findings findings;
  // Some beginnings cannot be repaired: a first day after a very early last.
  for (int i = 0; i < kBeginningsMax; ++i) {
    auto record = wire::NewRecord(type.name());
    EXPECT_TRUE(record.ok()) << record.status();
    maker.Fill(**record, 0.4);
    for (int j = 0; j < kRepairsMax; ++j) {
      maker.Prune(**record);
      findings = validation::Examine(**record);
      if (findings.violations.empty()) break;
      for (const v1::FieldViolation& violation : findings.violations) {
        const std::string& reason = violation.reason();
        if (reason == "MISSING" || reason == "MISSING_HERE" ||
            reason == "MISSING_ANY") {
          maker.Supply(**record, violation.field());
        } else {
          maker.Remove(**record, violation.field());
        }
      }
    }
    if (findings.violations.empty() && wire::CheckRecord(**record).ok()) {
      return *std::move(record);
    }
  }
  for (const v1::FieldViolation& violation : findings.violations) {
    ADD_FAILURE() << type.name()
                  << " cannot be made valid: " << violation.field() << " "
                  << violation.reason();
  }
  return nullptr;
}

}  // namespace enlace::client
