// The contexts that a user keeps by name, and which of them is in use.
//
//   FOLDER/contexts/NAME.toml    one context each
//   FOLDER/current               the one in use; on a second line the one
//   before
//
// Not thread-safe.

#ifndef ENLACE_CLIENT_CLI_CONTEXT_STORE_H_
#define ENLACE_CLIENT_CLI_CONTEXT_STORE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace enlace::client {

// What stands for the context before the present one.
inline constexpr absl::string_view kPreviousContext = "-";

class ContextStore {
 public:
  // `folder` is $XDG_CONFIG_HOME/enlace; "" if there is no such place: then the
  // store is empty and every change fails.
  explicit ContextStore(std::string folder);

  // The file of a context, there or not.  Fails with kInvalidArgument unless
  // `name` is 1 to 64 letters, digits, hyphens and underscores and begins with
  // no hyphen.
  absl::StatusOr<std::string> PathOf(absl::string_view name) const;

  // Sorted; files with other names are left out.
  std::vector<std::string> Names() const;

  // The one in use; "" if none.
  std::string Current() const;

  // Puts a context into use; "-" the one before.  Returns its name.  Fails with
  // kNotFound if there is none.
  absl::StatusOr<std::string> Select(absl::string_view name);

  // Keeps `toml` under a new name (mode 0600).  Fails with kAlreadyExists.
  absl::Status Add(absl::string_view name, absl::string_view toml);

  // Fails with kNotFound.  If it was in use, none is in use afterwards.
  absl::Status Remove(absl::string_view name);

 private:
  struct Choice {
    std::string current;
    std::string previous;
  };
  Choice ReadChoice() const;
  absl::Status WriteChoice(const Choice& choice);
  absl::StatusOr<std::string> Existing(absl::string_view name) const;

  std::string folder_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_CONTEXT_STORE_H_
