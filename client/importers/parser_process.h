// A process of its own that reads a file of records, and what it has to say.
//
//   ASSIGN_OR_RETURN(auto parser, ParserProcess::Start(file, type));
//   ... only now keys are read ...
//   ASSIGN_OR_RETURN(const importers::ParsedRow row, parser->Next());
//
// The process is locked in (sandbox.h) before it reads the first byte.  It is
// not believed: what it says is checked for size and order, and its end counts
// only if it says so itself.

#ifndef ENLACE_CLIENT_IMPORTERS_PARSER_PROCESS_H_
#define ENLACE_CLIENT_IMPORTERS_PARSER_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "enlace/importers/parsed_row.pb.h"

namespace enlace::client {

// Not thread-safe.  Its end ends the process too.
class ParserProcess {
 public:
  // Reads the open file `input` from where it stands; does not close it.
  // REQUIRES: this process has one thread and holds no keys yet, for what it
  // holds the other one holds too.
  static absl::StatusOr<std::unique_ptr<ParserProcess>> Start(
      int input, const std::string& type);

  ~ParserProcess();
  ParserProcess(const ParserProcess&) = delete;
  ParserProcess& operator=(const ParserProcess&) = delete;

  // The next message; after the one that is the end there is none.  Fails with
  // kDataLoss if the process ended before it had read all, or if what it says
  // makes no sense.
  absl::StatusOr<importers::ParsedRow> Next();

 private:
  ParserProcess(pid_t process, int output)
      : process_(process), output_(output) {}

  absl::Status Read(char* buffer, size_t size);
  absl::Status EndedEarly();

  pid_t process_;
  const int output_;
  uint64_t line_ = 0;  // of the last row
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_IMPORTERS_PARSER_PROCESS_H_
