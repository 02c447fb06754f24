#include "client/cli/alert_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/label.h"
#include "proto/validation/code_list.h"
#include "proto/validation/spelling.h"

namespace enlace::client {
namespace {

// The zone that the record names, or "".
std::string ZoneNamed(const google::protobuf::Message& record) {
  const std::vector<std::string> names =
      TextsAt(record, "context.event_local_tz");
  return names.empty() ? "" : names.front();
}

}  // namespace

std::string ValueText(const google::protobuf::EnumValueDescriptor* value,
                      Language language) {
  return value == nullptr ? "" : LabelOf(*value, language);
}

std::string Capitals(absl::string_view text) {
  return validation::Spell(text, validation::Spelling::kCapitals);
}

std::string StateText(AlertState state, Language language) {
  switch (state) {
    case AlertState::kLive:
      return Phrase{"live", "vigente"}.In(language);
    case AlertState::kPending:
      return Phrase{"not yet valid", "aún no vigente"}.In(language);
    case AlertState::kCancelled:
      return Phrase{"cancelled", "cancelada"}.In(language);
    case AlertState::kReplaced:
      return Phrase{"replaced", "sustituida"}.In(language);
    case AlertState::kRecalled:
      return Phrase{"recalled, stop using it", "retirada, deje de usarla"}.In(
          language);
    case AlertState::kExpired:
      break;
  }
  return Phrase{"expired", "vencida"}.In(language);
}

std::string UrgencyText(v1::Urgency urgency, Language language) {
  switch (urgency) {
    case v1::URGENCY_URGENT:
      return Phrase{"urgent", "urgente"}.In(language);
    case v1::URGENCY_PRIORITY:
      return Phrase{"priority", "prioritaria"}.In(language);
    default:
      return Phrase{"routine", "ordinaria"}.In(language);
  }
}

std::string DurationText(absl::Duration duration) {
  const int64_t seconds = absl::ToInt64Seconds(duration);
  const int64_t minutes = seconds / 60;
  const int64_t hours = minutes / 60;
  const int64_t days = hours / 24;
  if (days > 0) return absl::StrCat(days, " d ", hours % 24, " h");
  if (hours > 0) return absl::StrCat(hours, " h ", minutes % 60, " min");
  if (minutes > 0) return absl::StrCat(minutes, " min");
  return absl::StrCat(seconds, " s");
}

std::string TimeLeftText(const Alert& alert, absl::Time now,
                         Language language) {
  if (alert.state == AlertState::kLive) {
    return DurationText(alert.valid_until - now);
  }
  if (alert.state != AlertState::kPending) return "";
  return absl::StrCat(Phrase{"in ", "en "}.In(language),
                      DurationText(alert.valid_from - now));
}

std::string WarningText(const AlertTerms& terms, Language language) {
  if (terms.warnings.empty()) return "";
  return absl::StrCat(
      "!! ", absl::StrJoin(terms.warnings, ", ",
                           [&](std::string* out, const auto* value) {
                             absl::StrAppend(out, ValueText(value, language));
                           }));
}

absl::TimeZone ZoneOf(const google::protobuf::Message& alert,
                      const AlertTerms& terms) {
  std::string name;
  if (!terms.ports.empty()) {
    name = std::string(validation::TimeZoneOfPort(terms.ports.front()));
  }
  if (name.empty()) name = ZoneNamed(alert);
  absl::TimeZone zone;
  // A zone that this machine lacks must not show as another one.
  if (name.empty() || !absl::LoadTimeZone(name, &zone)) {
    return absl::UTCTimeZone();
  }
  return zone;
}

std::string CallText(const Contact& contact) {
  return absl::StrCat(contact.name, ", ", contact.telephone);
}

std::string LocalTimeText(absl::Time at, absl::TimeZone zone) {
  return absl::StrCat(absl::FormatTime("%Y-%m-%d %H:%M %Ez", at, zone), " (",
                      zone.name(), ")");
}

std::string UtcText(absl::Time at) {
  return absl::FormatTime("%Y-%m-%d %H:%M UTC", at, absl::UTCTimeZone());
}

}  // namespace enlace::client
