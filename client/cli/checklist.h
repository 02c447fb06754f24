// Steps that are done one after the other, how far they are, and what is next.
//
// Not thread-safe.

#ifndef ENLACE_CLIENT_CLI_CHECKLIST_H_
#define ENLACE_CLIENT_CLI_CHECKLIST_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/cli/json.h"

namespace enlace::client {

class Checklist {
 public:
  // `id` is stable.
  void Done(absl::string_view id, std::string text);

  // The first step that is not done, and what whom it waits for must do.
  void Next(absl::string_view id, std::string text);

  bool all_done() const { return next_.empty(); }

  // {"steps": [{"id", "done", "text"}], "next": id}; next is "" at the end.
  Json ToJson() const;

  // A line a step: its mark and its text.
  std::string Text() const;

 private:
  struct Step {
    std::string id;
    bool done = false;
    std::string text;
  };

  std::vector<Step> steps_;
  std::string next_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_CHECKLIST_H_
