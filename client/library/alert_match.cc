#include "client/library/alert_match.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "enlace/v1/options.pb.h"
#include "proto/validation/field_path.h"
#include "proto/validation/formats.h"
#include "proto/validation/spelling.h"

namespace enlace::client {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Formats whose values name one thing, person, account or paper.
constexpr absl::string_view kIdentifying[] = {
    "a-number",  "aircraft-registration",
    "awb",       "bic",
    "clabe",     "curp",
    "ein",       "document-number",
    "email",     "ffl",
    "iban",      "firearm-serial",
    "icao24",    "imo",
    "ine",       "iso6346",
    "itin",      "lei",
    "mmsi",      "mrz",
    "pedimento", "phone",
    "plate",     "rfc",
    "ssn",       "trace-id",
    "vin",
};

bool Identifies(absl::string_view format, absl::string_view category) {
  if (format.empty()) return absl::EndsWith(category, ".identity");
  return std::find(std::begin(kIdentifying), std::end(kIdentifying), format) !=
         std::end(kIdentifying);
}

// What is left when everything is gone that people write differently.
std::string KeyOf(absl::string_view text, absl::string_view format) {
  return validation::Spell(validation::NormalForm(text, format),
                           validation::Spelling::kCompact);
}

class IdentifierWalk {
 public:
  explicit IdentifierWalk(std::vector<Identifier>& found) : found_(found) {}

  void Visit(const Message& message, const std::string& prefix,
             const std::string& category) {
    const Descriptor& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (!validation::IsPresent(message, field)) continue;
      const std::string& own =
          field.options().GetExtension(v1::field).category();
      const std::string& its = own.empty() ? category : own;
      if (!field.is_repeated()) {
        VisitOne(message, field, -1, prefix + field.name(), its);
        continue;
      }
      const int size = message.GetReflection()->FieldSize(message, &field);
      for (int k = 0; k < size; ++k) {
        VisitOne(message, field, k,
                 absl::StrCat(prefix, field.name(), "[", k, "]"), its);
      }
    }
  }

 private:
  void VisitOne(const Message& message, const FieldDescriptor& field, int index,
                const std::string& path, const std::string& category) {
    if (validation::IsPlainMessage(field)) {
      const auto& reflection = *message.GetReflection();
      Visit(index < 0 ? reflection.GetMessage(message, &field)
                      : reflection.GetRepeatedMessage(message, &field, index),
            path + ".", category);
      return;
    }
    if (field.type() != FieldDescriptor::TYPE_STRING) return;
    std::string format = validation::FormatOf(message, field);
    if (!Identifies(format, category)) return;
    found_.push_back({path, &field, std::move(format),
                      validation::TextOf(message, field, index)});
  }

  std::vector<Identifier>& found_;
};

// The format of the leaf at `path`; nothing if it identifies nothing.
bool LeafIdentifies(const Descriptor& type, absl::string_view path,
                    std::string& format) {
  const Descriptor* at = &type;
  std::string category;
  for (absl::string_view name : absl::StrSplit(path, '.')) {
    if (at == nullptr) return false;
    const FieldDescriptor* field =
        at->FindFieldByName(std::string(name.substr(0, name.find('['))));
    if (field == nullptr) return false;
    const auto& rules = field->options().GetExtension(v1::field);
    if (!rules.category().empty()) category = rules.category();
    format = rules.format();
    // What format the enum beside it announces is withheld with it: any.
    if (!rules.format_by().empty()) format = "document-number";
    at = field->message_type();
  }
  return Identifies(format, category);
}

}  // namespace

std::vector<Identifier> IdentifiersOf(const Message& record) {
  std::vector<Identifier> found;
  IdentifierWalk(found).Visit(record, "", "");
  return found;
}

AlertMatch MatchOf(const wire::VerifiedRecord& record,
                   absl::string_view value) {
  AlertMatch match;
  for (const Identifier& each : IdentifiersOf(*record.message)) {
    const std::string key = KeyOf(value, each.format);
    if (!key.empty() && key == KeyOf(each.value, each.format)) {
      match.paths.push_back(each.path);
    }
  }
  if (!match.paths.empty()) return match;
  for (const v1::Generalization& coarser : record.generalizations) {
    std::string format;
    if (coarser.level() != "last4" ||
        !LeafIdentifies(*record.message->GetDescriptor(), coarser.path(),
                        format)) {
      continue;
    }
    const std::string end = KeyOf(coarser.value(), "");
    const std::string key = KeyOf(value, format);
    if (!end.empty() && key.size() > end.size() && absl::EndsWith(key, end)) {
      match.paths.push_back(coarser.path());
      match.partial = true;
    }
  }
  return match;
}

}  // namespace enlace::client
