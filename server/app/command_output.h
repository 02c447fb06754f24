// Where a verb of `enlaced` says what it does.

#ifndef ENLACE_SERVER_APP_COMMAND_OUTPUT_H_
#define ENLACE_SERVER_APP_COMMAND_OUTPUT_H_

#include <ostream>

#include "policy/engine/language.h"

namespace enlace::app {

// Results go to one stream, progress to another.
struct CommandOutput {
  std::ostream* results = nullptr;
  std::ostream* progress = nullptr;
  policy::Language language = policy::Language::kEnglish;
};

}  // namespace enlace::app

#endif  // ENLACE_SERVER_APP_COMMAND_OUTPUT_H_
