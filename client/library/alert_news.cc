#include "client/library/alert_news.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/encoding.h"

namespace enlace::client {
namespace {

constexpr absl::string_view kFirstLine = "enlace-alerts 1";
constexpr absl::string_view kNone = "-";
constexpr absl::Duration kKeep = absl::Hours(7 * 24);

std::string WordOf(const Alert& alert) {
  if (alert.state == AlertState::kLive && !alert.corrected.empty()) {
    return "CORRECTED";
  }
  return std::string(AlertStateName(alert.state));
}

// An overdue clock rings at every step.
std::string WordOf(const Hit& hit) {
  return hit.state == HitState::kOverdue
             ? absl::StrCat("OVERDUE", hit.steps_late)
             : std::string(HitStateName(hit.state));
}

// What became of a record that the node gives away no more.
absl::string_view EndOf(absl::string_view told) {
  if (told == "LIVE" || told == "PENDING" || told == "CORRECTED") {
    return "EXPIRED";
  }
  if (told == "RUNNING" || told == "EXTENDED" ||
      absl::StartsWith(told, "OVERDUE")) {
    return "LAPSED";
  }
  return "";
}

// The state that an ended alert is kept in; kLive for a word that is none.
AlertState EndNamed(absl::string_view word) {
  for (const AlertState state :
       {AlertState::kCancelled, AlertState::kReplaced, AlertState::kRecalled}) {
    if (AlertStateName(state) == word) return state;
  }
  return AlertState::kLive;
}

// What a hit that nobody was told of is told as; "" if it is not.
std::string FirstWordOf(const Hit& hit) {
  if (!Open(hit.state)) return "";
  if (hit.state == HitState::kOverdue) return "OVERDUE";
  return hit.sent ? "" : "HIT";
}

}  // namespace

absl::StatusOr<AlertLedger> AlertLedger::Parse(absl::string_view text) {
  AlertLedger ledger;
  if (text.empty()) return ledger;
  const std::vector<absl::string_view> lines =
      absl::StrSplit(text, '\n', absl::SkipEmpty());
  for (size_t i = 0; i < lines.size(); ++i) {
    if (i == 0 && lines[i] == kFirstLine) continue;
    const std::vector<std::string> words = absl::StrSplit(lines[i], ' ');
    int64_t until_ms = 0;
    const auto id = HexDecode(words[0]);
    if (i == 0 || words.size() != 4 || !id.ok() ||
        !absl::SimpleAtoi(words[3], &until_ms)) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", i + 1, " is not of a ledger of alerts"));
    }
    ledger.rows_[*id] = {words[1] == kNone ? "" : words[1],
                         words[2] == kNone ? "" : words[2],
                         absl::FromUnixMillis(until_ms)};
  }
  return ledger;
}

std::string AlertLedger::Format() const {
  std::string text = absl::StrCat(kFirstLine, "\n");
  for (const auto& [id, row] : rows_) {
    absl::StrAppend(&text, HexEncode(id), " ",
                    row.told.empty() ? kNone : row.told, " ",
                    row.ended.empty() ? kNone : row.ended, " ",
                    absl::ToUnixMillis(row.until), "\n");
  }
  return text;
}

void AlertLedger::Settle(std::vector<Alert>& board) {
  for (Alert& alert : board) {
    const bool over = EndNamed(AlertStateName(alert.state)) == alert.state &&
                      Ended(alert.state);
    const auto it = rows_.find(alert.record->record_id);
    if (over) {
      Row& row = rows_[alert.record->record_id];
      row.ended = std::string(AlertStateName(alert.state));
      row.until = alert.valid_until;
    } else if (it != rows_.end() && !it->second.ended.empty()) {
      if (alert.reinstated) {
        it->second.ended.clear();
      } else {
        alert.state = EndNamed(it->second.ended);
      }
    }
  }
}

std::vector<AlertNews> AlertLedger::Tell(absl::Span<const Alert> board,
                                         absl::Span<const Hit> hits,
                                         absl::Time now) {
  std::vector<AlertNews> news;
  std::set<std::string> here;
  for (const Alert& alert : board) {
    const std::string& id = alert.record->record_id;
    here.insert(id);
    Row& row = rows_[id];
    const std::string word = WordOf(alert);
    row.until = alert.valid_until;
    if (row.told == word) continue;
    if (!row.told.empty()) {
      news.push_back({word, id, &alert, nullptr});
    } else if (!Ended(alert.state)) {
      news.push_back({"NEW", id, &alert, nullptr});
    }
    row.told = word;
  }
  for (const Hit& hit : hits) {
    here.insert(hit.request);
    Row& row = rows_[hit.request];
    const std::string word = WordOf(hit);
    row.until = std::max(hit.due, hit.asked_at + absl::Hours(24));
    if (row.told == word) continue;
    const std::string what = row.told.empty()
                                 ? FirstWordOf(hit)
                                 : std::string(HitStateName(hit.state));
    if (!what.empty()) news.push_back({what, hit.request, nullptr, &hit});
    row.told = word;
  }
  for (auto it = rows_.begin(); it != rows_.end();) {
    auto& [id, row] = *it;
    const absl::string_view end = EndOf(row.told);
    if (!here.contains(id) && row.until <= now && !end.empty()) {
      row.told = std::string(end);
      news.push_back({row.told, id, nullptr, nullptr});
    }
    it = row.until + kKeep < now ? rows_.erase(it) : std::next(it);
  }
  return news;
}

}  // namespace enlace::client
