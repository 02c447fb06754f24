// One line on standard error that says how far long work has come.
//
//   Progress progress(shell, {"entries read", "asientos leídos"});
//   for (...) progress.Advance();
//
// It is there only where standard error is a terminal and neither --no-progress
// nor --quiet was given, and is wiped out at the end: what a script captures
// never depends on it.  At most ten times a second.  Not thread-safe.

#ifndef ENLACE_CLIENT_CLI_PROGRESS_H_
#define ENLACE_CLIENT_CLI_PROGRESS_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "client/cli/language.h"
#include "client/cli/shell.h"

namespace enlace::client {

class Progress {
 public:
  // `shell` must outlive it.
  Progress(Shell& shell, const Phrase& counted);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // One more is done.
  void Advance();

 private:
  Shell& shell_;
  std::string counted_;
  uint64_t done_ = 0;
  absl::Time next_ = absl::InfinitePast();
  bool drawn_ = false;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_PROGRESS_H_
