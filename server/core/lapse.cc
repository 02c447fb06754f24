#include "server/core/lapse.h"

#include <algorithm>

#include "absl/time/time.h"

namespace enlace::core {
namespace {

bool LapsesFirst(const journal::v1::RecordFacts& record) {
  return record.permit_until_ms() != 0 &&
         record.permit_until_ms() < record.valid_until_ms();
}

int64_t EndOfPermitMs(const journal::v1::RecordFacts& record) {
  return LapsesFirst(record) ? record.permit_until_ms()
                             : record.valid_until_ms();
}

// Whether the deadline of its hold comes before the end of its permit.
bool WaitsTooLong(const journal::v1::RecordFacts& record) {
  return record.hold().deadline_ms() != 0 &&
         record.hold().deadline_ms() < EndOfPermitMs(record);
}

}  // namespace

int64_t PermitUntilMs(const policy::Decision& decision,
                      int64_t facts_until_ms) {
  if (decision.stable_until == absl::InfiniteFuture()) return facts_until_ms;
  // 0 says "never", and no permit is given in 1970.
  const auto stable_until_ms =
      std::max<int64_t>(absl::ToUnixMillis(decision.stable_until), 1);
  return EarlierEndMs(stable_until_ms, facts_until_ms);
}

int64_t EarlierEndMs(int64_t a_ms, int64_t b_ms) {
  if (a_ms == 0 || b_ms == 0) return std::max(a_ms, b_ms);
  return std::min(a_ms, b_ms);
}

int64_t EndMs(const journal::v1::RecordFacts& record) {
  return WaitsTooLong(record) ? record.hold().deadline_ms()
                              : EndOfPermitMs(record);
}

absl::string_view EndReason(const journal::v1::RecordFacts& record) {
  if (WaitsTooLong(record)) return record.hold().reason();
  return LapsesFirst(record) ? "B03" : "T05";
}

}  // namespace enlace::core
