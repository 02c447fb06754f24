#include "policy/engine/extract.h"

#include <google/protobuf/descriptor.h>

#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "google/protobuf/timestamp.pb.h"
#include "policy/engine/date_text.h"
#include "policy/engine/schema.h"

namespace enlace::policy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Reads the values at one path of one record.
class PathReader {
 public:
  explicit PathReader(const FactPaths::Resolved& resolved)
      : path_(*resolved.path), fields_(resolved.fields), set_(resolved.set) {}

  void Read(const Message& record, Facts& facts) {
    const absl::string_view path = path_;
    Descend(record, 0);
    if (error_) return facts.SetError(path);
    if (count_ > 0) return facts.Set(path, Value(count_));
    if (set_) {
      // A repeated field without elements says nothing.
      if (!texts_.empty()) facts.Set(path, Value(std::move(texts_)));
      return;
    }
    if (single_.has_value()) facts.Set(path, *std::move(single_));
  }

 private:
  void Descend(const Message& message, size_t depth) {
    const FieldDescriptor* field = fields_[depth];
    const Reflection* reflection = message.GetReflection();
    if (field->is_repeated()) {
      const int size = reflection->FieldSize(message, field);
      for (int i = 0; i < size; ++i) Element(message, depth, i);
    } else if (field->has_presence() ? reflection->HasField(message, field)
                                     : !IsDefault(message, field)) {
      Element(message, depth, -1);
    }
  }

  // Without presence nobody can tell a zero from nothing: it counts as nothing.
  static bool IsDefault(const Message& message, const FieldDescriptor* field) {
    return !message.GetReflection()->HasField(message, field);
  }

  // The field at `depth`, or its element `i` if that is not negative.
  void Element(const Message& message, size_t depth, int i) {
    const FieldDescriptor* field = fields_[depth];
    const Reflection* reflection = message.GetReflection();
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      return Scalar(message, field, i);
    }
    const Message& below =
        i < 0 ? reflection->GetMessage(message, field)
              : reflection->GetRepeatedMessage(message, field, i);
    if (depth + 1 < fields_.size()) return Descend(below, depth + 1);
    if (IsTimestamp(field->message_type())) return AddTimestamp(below);
    if (IsDate(field->message_type())) return AddDate(below);
    ++count_;
  }

  void Scalar(const Message& message, const FieldDescriptor* field, int i) {
    const Reflection* r = message.GetReflection();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return AddText(i < 0 ? r->GetString(message, field)
                             : r->GetRepeatedString(message, field, i));
      case FieldDescriptor::CPPTYPE_ENUM:
        return AddEnum(field, i < 0
                                  ? r->GetEnumValue(message, field)
                                  : r->GetRepeatedEnumValue(message, field, i));
      default:
        if (i >= 0) {
          error_ = true;  // several numbers cannot be tested
          return;
        }
        return Number(message, field);
    }
  }

  void Number(const Message& message, const FieldDescriptor* field) {
    const Reflection* r = message.GetReflection();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_BOOL:
        single_ = Value(r->GetBool(message, field));
        return;
      case FieldDescriptor::CPPTYPE_INT32:
        single_ = Value(int64_t{r->GetInt32(message, field)});
        return;
      case FieldDescriptor::CPPTYPE_UINT32:
        single_ = Value(int64_t{r->GetUInt32(message, field)});
        return;
      case FieldDescriptor::CPPTYPE_INT64:
        single_ = Value(int64_t{r->GetInt64(message, field)});
        return;
      case FieldDescriptor::CPPTYPE_UINT64: {
        const uint64_t value = r->GetUInt64(message, field);
        error_ |=
            value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
        single_ = Value(static_cast<int64_t>(value));
        return;
      }
      default:
        error_ = true;
        return;  // no fact is a fraction
    }
  }

  void AddText(std::string text) {
    if (text.empty()) return;
    if (set_) {
      texts_.insert(std::move(text));
    } else {
      single_ = Value(std::move(text));
    }
  }

  void AddEnum(const FieldDescriptor* field, int number) {
    if (number == 0) return;
    const auto* value = field->enum_type()->FindValueByNumber(number);
    if (value == nullptr) {
      error_ = true;
      return;
    }
    AddText(ShortEnumName(*value));
  }

  void AddDay(const Date& date) {
    if (set_) {
      texts_.insert(date.ToString());
    } else {
      single_ = Value(date);
    }
  }

  void AddTimestamp(const Message& message) {
    const auto* seconds = message.GetDescriptor()->FindFieldByName("seconds");
    const absl::Time time = absl::FromUnixSeconds(
        message.GetReflection()->GetInt64(message, seconds));
    const Date date = ToDate(absl::ToCivilDay(time, absl::UTCTimeZone()));
    error_ |= !IsFullDate(date);
    AddDay(date);
  }

  void AddDate(const Message& message) {
    const auto part = [&](const char* name) {
      const auto* field = message.GetDescriptor()->FindFieldByName(name);
      const uint32_t value = message.GetReflection()->GetUInt32(message, field);
      return value > 9999 ? -1 : static_cast<int>(value);
    };
    const Date date{part("year"), part("month"), part("day")};
    if (date == Date{}) return;
    // A coarse date is one: check it with its missing parts filled in.
    Date full = date;
    if (date.day == 0) {
      full.day = 1;
      if (date.month == 0) full.month = 1;
    }
    error_ |= !IsFullDate(full);
    AddDay(date);
  }

  const std::string& path_;
  const std::vector<const FieldDescriptor*>& fields_;
  const bool set_;
  bool error_ = false;
  int64_t count_ = 0;
  StringSet texts_;
  std::optional<Value> single_;
};

void SetText(Facts& facts, absl::string_view name, absl::string_view text) {
  if (!text.empty()) facts.Set(name, text);
}

// Known, also if it is empty; an error if a text could not be read.
void SetFound(Facts& facts, absl::string_view name,
              std::optional<StringSet> found) {
  if (found.has_value()) {
    facts.Set(name, Value(*std::move(found)));
  } else {
    facts.SetError(name);
  }
}

void SetParentFacts(const RecordFacts& header, Facts& facts) {
  if (!header.parent.has_value()) {
    if (!header.names_parent) return;
    for (const absl::string_view name :
         {kFactParentType, kFactParentState, kFactParentReply,
          kFactParentParties, kFactParentConsent}) {
      facts.SetError(name);
    }
    return;
  }
  const ParentFacts& parent = *header.parent;
  const bool reply = !header.sender.empty() && !header.recipient.empty() &&
                     header.sender == parent.recipient &&
                     header.recipient == parent.sender;
  const bool again = !header.sender.empty() && !header.recipient.empty() &&
                     header.sender == parent.sender &&
                     header.recipient == parent.recipient;
  SetText(facts, kFactParentType, parent.type);
  facts.Set(kFactParentState, parent.open ? "OPEN" : "CLOSED");
  facts.Set(kFactParentReply, Value(reply));
  facts.Set(kFactParentParties, Value(reply || again));
  facts.Set(kFactParentConsent, Value(parent.consent));
}

}  // namespace

std::string ApprovalFact(absl::string_view rule_id, absl::string_view role) {
  return absl::StrCat(kApprovalPrefix, rule_id, ".", role);
}

absl::string_view DirectionName(Direction direction) {
  return direction == Direction::kOutgoing ? "outgoing" : "incoming";
}

Facts HeaderFacts(const RecordFacts& header) {
  Facts facts;
  facts.Set(kFactDirection,
            header.direction == Direction::kOutgoing ? "outgoing" : "incoming");
  SetText(facts, kFactType, header.type);
  SetText(facts, kFactSender, header.sender);
  SetText(facts, kFactRecipient, header.recipient);
  SetText(facts, kFactChannel, header.channel);
  SetText(facts, kFactUrgency, header.urgency);
  const Date created =
      ToDate(absl::ToCivilDay(header.created_at, absl::UTCTimeZone()));
  if (IsFullDate(created)) facts.Set(kFactCreatedAt, Value(created));
  facts.Set(kFactDomestic, Value(header.domestic));
  if (header.repeated.has_value()) {
    facts.Set(kFactRepeated, Value(*header.repeated));
  }
  if (header.denied_silently.has_value()) {
    facts.Set(kFactDeniedSilently, Value(*header.denied_silently));
  }
  if (!header.caveats.empty()) {
    facts.Set(kFactCaveats, Value(header.caveats));
  }
  if (!header.endorsers.empty()) {
    facts.Set(kFactEndorsedBy, Value(header.endorsers));
  }
  SetParentFacts(header, facts);
  return facts;
}

Facts ExtractFacts(const RecordFacts& header, const Message& record,
                   const FactPaths& paths, const TextScan& scan) {
  Facts facts = HeaderFacts(header);
  for (const FactPaths::Resolved& path : paths.Of(record.GetDescriptor())) {
    PathReader(path).Read(record, facts);
  }
  TextScan::Findings found = scan.Find(record);
  if (scan.asks_for_phrases()) {
    SetFound(facts, kFactPhrases, std::move(found.phrases));
  }
  if (scan.asks_for_identifiers()) {
    SetFound(facts, kFactIdentifiers, std::move(found.identifiers));
  }
  return facts;
}

}  // namespace enlace::policy
