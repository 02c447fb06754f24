// A few hundred records between two nations, made at random, and the logs that
// both nodes would have of them.

#ifndef ENLACE_TESTS_CLIENT_MADE_EXCHANGE_H_
#define ENLACE_TESTS_CLIENT_MADE_EXCHANGE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "enlace/v1/audit.pb.h"
#include "tests/client/audit_fixture.h"

namespace enlace::client {

inline constexpr int64_t kMadeFromMs = 1767225600000;  // 2026-01-01
inline constexpr int64_t kMadeDayMs = 86400000;
inline constexpr int64_t kMadeAsOfMs = kMadeFromMs + 120 * kMadeDayMs;
inline constexpr char kMadeQuarter[] = "2026Q1";

// What becomes of a record.
enum class Fate {
  kDelivered,
  kHeldByPeer,    // and then released by it
  kRefused,       // by the other nation
  kRefusedLater,  // after it was held
  kOnTheWay,      // no answer yet: the other node refuses it unread
  kNeverLeft,     // its time ran out first
  kDeniedAtHome,  // the own node denies: nothing crosses
  kHeldAtHome,    // and then released
  kWaitsAtHome,   // held still
  kIncomplete,    // the own node refuses it unread
};

struct MadeRecord {
  std::string transfer_id;
  std::string record_id;
  std::string parent;
  std::string type;
  std::string sender;  // ids of agencies
  std::string recipient;
  bool from_us = true;
  v1::Urgency urgency = v1::URGENCY_ROUTINE;
  int64_t created_at_ms = 0;
  int64_t valid_until_ms = 0;
  std::map<std::string, std::string> measures;
  int redactions = 0;
  std::string reason;              // of a hold or denial
  std::string problem;             // of a refusal
  int answered_after_minutes = 0;  // by the other node
  bool presented_twice = false;    // as it was, after a refusal

  // Until when both nodes may keep it, 0: for ever; and when it is erased.
  int64_t retain_until_ms = 0;
  int64_t erased_at_ms = 0;
  bool erased_by_order = false;
  Fate fate = Fate::kDelivered;
};

class MadeExchange {
 public:
  explicit MadeExchange(unsigned seed);

  const std::vector<MadeRecord>& records() const { return records_; }
  // The plan of a nation's log, "us" or "mx": it begins a day before the
  // quarter, with an entry about no record.
  std::vector<PlannedEntry> PlanOf(const std::string& nation) const;

 private:
  std::vector<MadeRecord> records_;
};

}  // namespace enlace::client

#endif  // ENLACE_TESTS_CLIENT_MADE_EXCHANGE_H_
