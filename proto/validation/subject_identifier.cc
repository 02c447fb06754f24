#include "proto/validation/subject_identifier.h"

#include <google/protobuf/descriptor.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "enlace/v1/options.pb.h"
#include "enlace/v1/person.pb.h"
#include "proto/validation/field_path.h"
#include "proto/validation/formats.h"
#include "proto/validation/person_key.h"

namespace enlace::validation {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr uint32_t kMonthsMax = 12;
constexpr uint32_t kDaysMax = 31;

// The parts of a name, sorted: capitals without accents, nothing but letters.
std::set<std::string> PartsOf(absl::string_view name) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* const apart =
      icu::Normalizer2::getNFKDInstance(error);
  CHECK(U_SUCCESS(error)) << "ICU has no normalizer";
  icu::UnicodeString letters =
      apart->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(
                           name.data(), static_cast<int32_t>(name.size()))),
                       error);
  CHECK(U_SUCCESS(error)) << "ICU cannot normalize";
  letters.toUpper(icu::Locale::getRoot());
  std::set<std::string> parts;
  icu::UnicodeString part;
  const auto end_part = [&] {
    if (part.isEmpty()) return;
    std::string text;
    parts.insert(part.toUTF8String(text));
    part.remove();
  };
  for (int32_t i = 0; i < letters.length(); i = letters.moveIndex32(i, 1)) {
    const UChar32 c = letters.char32At(i);
    if (u_isalpha(c)) {
      part.append(c);
    } else if (u_charType(c) != U_NON_SPACING_MARK && c != u'\'') {
      end_part();
    }
  }
  end_part();
  return parts;
}

// A date as far as it is known; "" if not even the year is.
std::string DateText(const v1::Date& date) {
  if (date.year() == 0) return "";
  if (date.month() == 0 || date.day() == 0) {
    return absl::StrFormat("%04d", date.year());
  }
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(),
                         date.day());
}

// A name of one part stands for too many.
void AddName(const std::set<std::string>& parts, absl::string_view born,
             std::set<std::string>& identifiers) {
  if (parts.size() < 2 || born.empty()) return;
  identifiers.insert(
      absl::StrCat("born ", born, " ", absl::StrJoin(parts, " ")));
}

void AddNames(const v1::PersonName& name, absl::string_view born,
              std::set<std::string>& identifiers) {
  const std::string first =
      absl::StrCat(name.given_names(), " ", name.paternal_surname());
  AddName(PartsOf(first), born, identifiers);
  AddName(PartsOf(absl::StrCat(first, " ", name.maternal_surname())), born,
          identifiers);
  AddName(PartsOf(name.full_name_latin()), born, identifiers);
}

void AddPerson(const v1::Person& person, std::set<std::string>& identifiers) {
  const std::string born = DateText(person.birth_date());
  AddNames(person.name(), born, identifiers);
  for (const v1::PersonName& alias : person.aliases()) {
    AddNames(alias, born, identifiers);
  }
}

bool StandsForOnePerson(absl::string_view format) {
  const auto& formats = SubjectFormats();
  return std::find(formats.begin(), formats.end(), format) != formats.end();
}

std::string NumberText(absl::string_view text, absl::string_view format) {
  const std::string number = NormalForm(text, format);
  if (number.empty() || (format == "rfc" && IsSharedRfc(number))) return "";
  return absl::StrCat(format, " ", number);
}

void AddNumbers(const Message& holder, const FieldDescriptor& field,
                std::set<std::string>& identifiers) {
  const std::string format = FormatOf(holder, field);
  if (!StandsForOnePerson(format)) return;
  const Reflection& reflection = *holder.GetReflection();
  const int size =
      field.is_repeated() ? reflection.FieldSize(holder, &field) : 1;
  for (int i = 0; i < size; ++i) {
    std::string number =
        NumberText(TextOf(holder, field, field.is_repeated() ? i : -1), format);
    if (!number.empty()) identifiers.insert(std::move(number));
  }
}

void Visit(const Message& message, std::set<std::string>& identifiers) {
  if (const auto* const person =
          google::protobuf::DynamicCastToGenerated<v1::Person>(&message)) {
    AddPerson(*person, identifiers);
  }
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> present;
  reflection.ListFields(message, &present);
  for (const FieldDescriptor* const field : present) {
    if (field->type() == FieldDescriptor::TYPE_STRING) {
      AddNumbers(message, *field, identifiers);
    } else if (!IsPlainMessage(*field)) {
      continue;
    } else if (field->is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        Visit(reflection.GetRepeatedMessage(message, field, i), identifiers);
      }
    } else {
      Visit(reflection.GetMessage(message, field), identifiers);
    }
  }
}

absl::StatusOr<std::set<std::string>> IdentifiersOfName(
    const v1::SubjectKey& key) {
  const std::set<std::string> parts = PartsOf(key.name());
  if (parts.size() < 2) {
    return absl::InvalidArgumentError(
        "name must have two parts at least, such as a given name and a "
        "surname");
  }
  const v1::Date& born = key.birth_date();
  if (born.year() == 0 || born.month() == 0 || born.month() > kMonthsMax ||
      born.day() == 0 || born.day() > kDaysMax) {
    return absl::InvalidArgumentError(
        "birth_date must be a whole date; many share a name");
  }
  std::set<std::string> identifiers;
  AddName(parts, DateText(born), identifiers);
  v1::Date year;
  year.set_year(born.year());
  AddName(parts, DateText(year), identifiers);
  return identifiers;
}

}  // namespace

const std::vector<absl::string_view>& SubjectFormats() {
  static const auto* const formats = new std::vector<absl::string_view>{
      "curp",  "rfc",   "ine",   "ssn", "itin", "a-number", "document-number",
      "phone", "email", "clabe", "iban"};
  return *formats;
}

std::set<std::string> SubjectIdentifiers(const Message& record) {
  std::set<std::string> identifiers;
  Visit(record, identifiers);
  return identifiers;
}

absl::StatusOr<std::set<std::string>> IdentifiersOf(const v1::SubjectKey& key) {
  const bool has_number = !key.format().empty() || !key.value().empty();
  const bool has_name = !key.name().empty() || key.has_birth_date();
  if (has_number == has_name) {
    return absl::InvalidArgumentError(
        "must be a number with its format, or a name with a date of birth");
  }
  if (has_name) return IdentifiersOfName(key);
  if (!StandsForOnePerson(key.format())) {
    return absl::InvalidArgumentError(absl::StrCat(
        "format must be one of ", absl::StrJoin(SubjectFormats(), ", ")));
  }
  const std::string number = NormalForm(key.value(), key.format());
  if (CheckFormat(number, key.format()).refuses ||
      NumberText(number, key.format()).empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("value must be ", FindFormat(key.format())->shape_en,
                     ", and no number that many share"));
  }
  return std::set<std::string>{NumberText(number, key.format())};
}

}  // namespace enlace::validation
