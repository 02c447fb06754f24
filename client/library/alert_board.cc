#include "client/library/alert_board.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/encoding.h"
#include "client/library/alert_terms.h"
#include "enlace/v1/context.pb.h"
#include "enlace/v1/thread.pb.h"

namespace enlace::client {
namespace {

using wire::VerifiedRecord;

template <typename T>
const T* As(const VerifiedRecord& record) {
  return google::protobuf::DynamicCastToGenerated<T>(record.message.get());
}

const v1::RecordContext* ContextOf(const VerifiedRecord& record) {
  const auto* field =
      record.message->GetDescriptor()->FindFieldByName("context");
  if (field == nullptr) return nullptr;
  return google::protobuf::DynamicCastToGenerated<v1::RecordContext>(
      &record.message->GetReflection()->GetMessage(*record.message, field));
}

absl::Time StartOf(const VerifiedRecord& record) {
  const v1::RecordContext* context = ContextOf(record);
  if (context == nullptr || !context->has_valid_from()) {
    return absl::FromUnixMillis(record.header.created_at_ms());
  }
  return absl::FromUnixNanos(
      google::protobuf::util::TimeUtil::TimestampToNanoseconds(
          context->valid_from()));
}

// The id in the hex that a record holds, or "".
std::string IdIn(const std::string& hex) {
  const auto id = HexDecode(hex);
  return id.ok() ? *id : "";
}

std::string SupersededBy(const VerifiedRecord& record) {
  const v1::RecordContext* context = ContextOf(record);
  return context == nullptr ? "" : IdIn(context->supersedes());
}

// The records that count, by id, and what they do to each other.
class Threads {
 public:
  explicit Threads(absl::Span<const InboxItem> items) {
    std::map<std::string, const VerifiedRecord*> all;
    for (const InboxItem& item : items) {
      if (item.record.ok()) all.emplace(item.record->record_id, &*item.record);
    }
    for (const auto& [id, record] : all) {
      const auto of = all.find(record->header.parent());
      if (As<v1::Recall>(*record) != nullptr && of != all.end() &&
          SameIssuer(*record, *of->second)) {
        recalled_.insert(of->first);
      }
    }
    for (const auto& [id, record] : all) {
      records_.emplace(id, record);
      if (recalled_.contains(id)) continue;
      if (IsAlertType(*record->message->GetDescriptor())) {
        alerts_.push_back(record);
      } else if (const auto* correction = As<v1::Correction>(*record)) {
        corrections_.emplace_back(record, correction);
      }
    }
  }

  AlertState StateOf(const VerifiedRecord& alert, absl::Time now) const {
    if (recalled_.contains(alert.record_id)) return AlertState::kRecalled;
    if (Cancelled(alert)) return AlertState::kCancelled;
    if (Replaced(alert, now)) return AlertState::kReplaced;
    if (now >= absl::FromUnixMillis(alert.header.valid_until_ms())) {
      return AlertState::kExpired;
    }
    return now < StartOf(alert) ? AlertState::kPending : AlertState::kLive;
  }

  // Whether a recalled record would have ended the alert.
  bool Reinstated(const VerifiedRecord& alert) const {
    const std::set<std::string> line = LineOf(alert);
    return std::any_of(
        recalled_.begin(), recalled_.end(), [&](const std::string& id) {
          const VerifiedRecord* other = Find(id);
          return id != alert.record_id && SameIssuer(*other, alert) &&
                 (line.contains(other->header.parent()) ||
                  SupersededBy(*other) == alert.record_id);
        });
  }

  std::vector<std::string> CorrectedIn(const VerifiedRecord& alert) const {
    std::set<std::string> paths;
    for (const auto& [record, correction] : corrections_) {
      if (record->header.parent() != alert.record_id ||
          !SameIssuer(*record, alert) || HasCome(*correction)) {
        continue;
      }
      paths.insert(correction->corrected_paths().begin(),
                   correction->corrected_paths().end());
    }
    return {paths.begin(), paths.end()};
  }

 private:
  static bool SameIssuer(const VerifiedRecord& a, const VerifiedRecord& b) {
    return a.header.sender() == b.header.sender();
  }

  const VerifiedRecord* Find(const std::string& id) const {
    const auto it = records_.find(id);
    return it == records_.end() ? nullptr : it->second;
  }

  bool HasCome(const v1::Correction& correction) const {
    const std::string id = IdIn(correction.replacement());
    return !id.empty() && Find(id) != nullptr && !recalled_.contains(id);
  }

  // The alert itself and what it renewed or replaced, as far as that is here.
  std::set<std::string> LineOf(const VerifiedRecord& alert) const {
    std::set<std::string> line;
    std::vector<const VerifiedRecord*> open = {&alert};
    while (!open.empty()) {
      const VerifiedRecord* each = open.back();
      open.pop_back();
      if (!line.insert(each->record_id).second) continue;
      for (const std::string& before :
           {each->header.parent(), SupersededBy(*each)}) {
        const VerifiedRecord* found = Find(before);
        if (found != nullptr && SameIssuer(*found, alert)) {
          open.push_back(found);
        }
      }
    }
    return line;
  }

  bool Cancelled(const VerifiedRecord& alert) const {
    const std::set<std::string> line = LineOf(alert);
    return std::any_of(
        alerts_.begin(), alerts_.end(), [&](const VerifiedRecord* other) {
          return TermsOf(*other->message).cancels &&
                 SameIssuer(*other, alert) &&
                 line.contains(other->header.parent()) &&
                 other->header.created_at_ms() >= alert.header.created_at_ms();
        });
  }

  bool Replaced(const VerifiedRecord& alert, absl::Time now) const {
    for (const VerifiedRecord* other : alerts_) {
      if (!SameIssuer(*other, alert) || TermsOf(*other->message).cancels) {
        continue;
      }
      const bool renews = other->header.type() == alert.header.type() &&
                          other->header.parent() == alert.record_id &&
                          StartOf(*other) <= now;
      if (renews || SupersededBy(*other) == alert.record_id) return true;
    }
    return std::any_of(
        corrections_.begin(), corrections_.end(), [&](const auto& each) {
          return each.first->header.parent() == alert.record_id &&
                 SameIssuer(*each.first, alert) && HasCome(*each.second);
        });
  }

  std::map<std::string, const VerifiedRecord*> records_;
  std::set<std::string> recalled_;
  std::vector<const VerifiedRecord*> alerts_;  // that count
  std::vector<std::pair<const VerifiedRecord*, const v1::Correction*>>
      corrections_;
};

}  // namespace

absl::string_view AlertStateName(AlertState state) {
  switch (state) {
    case AlertState::kLive:
      return "LIVE";
    case AlertState::kPending:
      return "PENDING";
    case AlertState::kCancelled:
      return "CANCELLED";
    case AlertState::kReplaced:
      return "REPLACED";
    case AlertState::kRecalled:
      return "RECALLED";
    case AlertState::kExpired:
      return "EXPIRED";
  }
  return "EXPIRED";
}

bool Ended(AlertState state) {
  return state != AlertState::kLive && state != AlertState::kPending;
}

std::vector<Alert> AlertBoard(absl::Span<const InboxItem> items,
                              absl::Time now) {
  const Threads threads(items);
  std::vector<Alert> board;
  std::set<std::string> seen;
  for (const InboxItem& item : items) {
    if (!item.record.ok()) continue;
    const VerifiedRecord& record = *item.record;
    if (!IsAlertType(*record.message->GetDescriptor()) ||
        TermsOf(*record.message).cancels ||
        !seen.insert(record.record_id).second) {
      continue;
    }
    Alert& alert = board.emplace_back();
    alert.record = &record;
    alert.valid_from = StartOf(record);
    alert.valid_until = absl::FromUnixMillis(record.header.valid_until_ms());
    alert.state = threads.StateOf(record, now);
    alert.reinstated = threads.Reinstated(record);
    alert.corrected = threads.CorrectedIn(record);
  }
  std::sort(board.begin(), board.end(), [](const Alert& a, const Alert& b) {
    return std::tuple(-a.record->header.urgency(), a.valid_until,
                      a.record->record_id) <
           std::tuple(-b.record->header.urgency(), b.valid_until,
                      b.record->record_id);
  });
  return board;
}

}  // namespace enlace::client
