// Posts to call when a clock runs out, in the order in which they are called.
//
//   [[contact]]
//   name = "Duty desk"                  # of the post, never of an officer
//   telephone = "+528675550100"
//   order = 1
//   agency = "us-cbp"                   # optional: only for hits with it
//
// `alerts.toml` beside a context's file.  A key that is not listed here is an
// error.  Immutable.

#ifndef ENLACE_CLIENT_LIBRARY_CONTACT_LIST_H_
#define ENLACE_CLIENT_LIBRARY_CONTACT_LIST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace enlace::client {

struct Contact {
  std::string name;
  std::string telephone;  // international: + and digits
  int64_t order = 0;
  std::string agency;  // id; empty: any
};

// In their order.  Fails with kInvalidArgument naming the line or key.
absl::StatusOr<std::vector<Contact>> ParseContacts(absl::string_view toml);

// Those that are called about `agency` (a URI), in their order.
std::vector<Contact> ContactsFor(const std::vector<Contact>& contacts,
                                 absl::string_view agency);

// Whom to call at step `step` (from 1) of an escalation: the next post with
// each step, the last one from then on.  Null if there is none.
const Contact* ContactAt(const std::vector<Contact>& contacts, int step);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_CONTACT_LIST_H_
