#include "client/cli/alert_details.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/cli/record_text.h"
#include "client/library/alert_match.h"
#include "enlace/v1/options.pb.h"
#include "proto/validation/field_path.h"

namespace enlace::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void Clear(Message& record, absl::string_view path) {
  Message* at = &record;
  const std::vector<std::string> names = absl::StrSplit(path, '.');
  for (size_t i = 0; i < names.size(); ++i) {
    const FieldDescriptor* field =
        at->GetDescriptor()->FindFieldByName(names[i]);
    if (field == nullptr || !validation::IsPresent(*at, *field)) return;
    if (i + 1 == names.size()) {
      at->GetReflection()->ClearField(at, field);
      return;
    }
    if (field->is_repeated() || !validation::IsPlainMessage(*field)) return;
    at = at->GetReflection()->MutableMessage(at, field);
  }
}

// A line of RecordText().
struct TextLine {
  size_t depth;
  absl::string_view text;
};

// The lines from `at` on that stand at `depth`, and what is below them.
std::string Joined(const std::vector<TextLine>& lines, size_t depth,
                   size_t& at) {
  std::string out;
  while (at < lines.size() && lines[at].depth == depth) {
    const absl::string_view text = lines[at++].text;
    absl::StrAppend(&out, out.empty() ? "" : "; ");
    if (at < lines.size() && lines[at].depth > depth) {
      absl::StrAppend(&out, absl::StripSuffix(text, ":"), " (",
                      Joined(lines, depth + 1, at), ")");
    } else {
      absl::StrAppend(&out, text);
    }
  }
  return out;
}

// RecordText() with a line for each part: "Person: Role: Driver; Date of birth
// (Year: 1990; Month: 1)".
std::vector<std::string> Compact(const std::string& text) {
  std::vector<TextLine> lines;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    lines.push_back({line.find_first_not_of(' ') / 2,
                     absl::StripLeadingAsciiWhitespace(line)});
  }
  std::vector<std::string> parts;
  for (size_t at = 0; at < lines.size();) {
    std::string part(lines[at++].text);
    const std::string below = Joined(lines, 1, at);
    if (!below.empty()) absl::StrAppend(&part, " ", below);
    parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace

std::string TargetPart(const Message& record, const AlertTerms& terms) {
  const v1::RecordRules& rules =
      record.GetDescriptor()->options().GetExtension(v1::record);
  for (const v1::RequiredWhen& need : rules.required_when()) {
    if (terms.target != nullptr && need.when() == rules.alert().target() &&
        std::find(need.equals().begin(), need.equals().end(),
                  terms.target->name()) != need.equals().end()) {
      return need.field();
    }
  }
  return "";
}

std::vector<std::string> TakeProse(Message& record) {
  std::vector<std::string> prose;
  std::vector<const FieldDescriptor*> present;
  record.GetReflection()->ListFields(record, &present);
  for (const FieldDescriptor* field : present) {
    if (!field->options().GetExtension(v1::field).free_text() ||
        field->is_repeated()) {
      continue;
    }
    prose.push_back(validation::TextOf(record, *field, -1));
    record.GetReflection()->ClearField(&record, field);
  }
  return prose;
}

std::vector<std::string> DetailsOf(const Message& whole,
                                   const std::string& target,
                                   Language language) {
  const std::unique_ptr<Message> copy(whole.New());
  copy->CopyFrom(whole);
  Message& record = *copy;
  const v1::AlertRules& rules =
      record.GetDescriptor()->options().GetExtension(v1::record).alert();
  for (const std::string& path :
       {std::string("context"), rules.target(), rules.action(),
        rules.direction(), rules.ports(), rules.number()}) {
    Clear(record, path);
  }
  for (const Identifier& each : IdentifiersOf(record)) {
    Clear(record, each.path);
  }
  std::vector<const FieldDescriptor*> left;
  record.GetReflection()->ListFields(record, &left);
  for (const FieldDescriptor* field : left) {
    if (field->options().GetExtension(v1::field).safety()) {
      Clear(record, field->name());
    }
  }
  std::vector<std::string> details;
  if (!target.empty()) {
    const std::unique_ptr<Message> part(record.New());
    part->CopyFrom(record);
    std::vector<const FieldDescriptor*> present;
    part->GetReflection()->ListFields(*part, &present);
    for (const FieldDescriptor* field : present) {
      if (field->name() != target) Clear(*part, field->name());
    }
    details = Compact(RecordText(*part, language));
    Clear(record, target);
  }
  for (std::string& line : Compact(RecordText(record, language))) {
    details.push_back(std::move(line));
  }
  return details;
}

}  // namespace enlace::client
