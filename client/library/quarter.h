// A quarter of a year, in UTC: what a report is about.
//
//   ASSIGN_OR_RETURN(const Quarter quarter, ParseQuarter("2026Q4"));
//   quarter.Contains(created_at_ms)
//
// Both nations' logs tell instants in UTC, and neither's clock is the other's;
// so a quarter begins at one instant for both, whatever the calendar on a wall
// says.  Pure.

#ifndef ENLACE_CLIENT_LIBRARY_QUARTER_H_
#define ENLACE_CLIENT_LIBRARY_QUARTER_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace enlace::client {

struct Quarter {
  std::string name;      // "2026Q4"
  int64_t from_ms = 0;   // its first instant, milliseconds since 1970 UTC
  int64_t until_ms = 0;  // the first that is not of it

  bool Contains(int64_t instant_ms) const {
    return from_ms <= instant_ms && instant_ms < until_ms;
  }
};

// Four digits, Q, and 1 to 4; of the years 2000 to 2099.  Fails with
// kInvalidArgument.
absl::StatusOr<Quarter> ParseQuarter(absl::string_view text);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_QUARTER_H_
