// Which alerts a duty officer asks for.
//
// What an alert does not say, or what was withheld from it, excludes nothing:
// an alert without ports may be met at any of them.  Pure; thread-safe.

#ifndef ENLACE_CLIENT_LIBRARY_ALERT_FILTER_H_
#define ENLACE_CLIENT_LIBRARY_ALERT_FILTER_H_

#include <string>

#include "absl/strings/string_view.h"
#include "client/library/alert_board.h"
#include "client/library/alert_match.h"
#include "enlace/v1/header.pb.h"

namespace enlace::client {

struct AlertFilter {
  std::string port = {};       // of entry; "" for any
  std::string direction = {};  // "northbound"; "" for any
  // At least this urgent.
  v1::Urgency urgency = v1::URGENCY_UNSPECIFIED;
  std::string value = {};  // MatchOf() it; "" for any
};

struct FilteredAlert {
  Alert alert;
  AlertMatch match;  // of `value`
};

// Those of `board` that pass, in their order.
std::vector<FilteredAlert> Filter(const std::vector<Alert>& board,
                                  const AlertFilter& filter);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_ALERT_FILTER_H_
