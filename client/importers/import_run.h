// One import: every good row is sent once, every bad one is reported.
//
//   ImportRun run(job);
//   ASSIGN_OR_RETURN(const ImportCounts counts, run.Go(show));
//
// Rows are signed and kept in batches before the node is asked.  A run that was
// killed anywhere is simply made again: what is kept is not signed again, and
// the node answers what it has seen with its first outcome.

#ifndef ENLACE_CLIENT_IMPORTERS_IMPORT_RUN_H_
#define ENLACE_CLIENT_IMPORTERS_IMPORT_RUN_H_

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/importers/parser_process.h"
#include "client/importers/report_file.h"
#include "client/importers/row_checker.h"
#include "client/library/client.h"
#include "client/library/spool.h"

namespace enlace::client {

struct ImportCounts {
  uint64_t rows = 0;
  uint64_t good = 0;
  uint64_t bad = 0;
  uint64_t kept_before = 0;  // good ones that an earlier run had signed
  uint64_t settled = 0;      // answered in this run
  uint64_t offset = 0;       // bytes of the file read
  // What became of the good ones, of all runs.
  uint64_t permitted = 0;
  uint64_t denied = 0;
  uint64_t held = 0;
  uint64_t refused = 0;  // not well-formed to the node
  uint64_t waiting = 0;  // not answered yet
  absl::Status stopped;  // why some wait; OK if none does
};

// All must outlive the run.
struct ImportJob {
  ParserProcess& parser;
  RowChecker& checker;
  std::string file_digest;
  std::string language;  // of explanations
  ReportFile& rejects;   // of kRejectsHeader
  // Null: rows are checked and none is signed or sent.
  Client* client = nullptr;
  Spool* spool = nullptr;
  ReportFile* results = nullptr;  // of kResultsHeader
};

// Columns of the reports.
std::vector<std::string> RejectsHeader();
std::vector<std::string> ResultsHeader();

// Not thread-safe.
class ImportRun {
 public:
  // Told how far it is, after every batch.
  using Show = std::function<void(const ImportCounts& counts)>;

  explicit ImportRun(ImportJob job) : job_(std::move(job)) {}

  // Ends once the file is read and every row answered, or the node cannot be
  // asked: then the counts say why.  Fails with kInvalidArgument if the header
  // is none, naming its columns by number; else as the parser, the spool and
  // the reports.
  absl::StatusOr<ImportCounts> Go(const Show& show);

 private:
  absl::Status ReadHeader();
  absl::Status Take(const importers::ParsedRow& row);
  absl::Status TakeGood(uint64_t line, const importers::ParsedRow& row,
                        const RecordDraft& draft);
  void Reject(uint64_t line, const std::vector<FoundFault>& faults);
  absl::Status SendBatch();
  absl::Status SendRest(const Show& show);
  absl::Status Round();
  absl::Status WriteResults();

  ImportJob job_;
  ImportCounts counts_;
  size_t waiting_ = 0;  // after the last round
  std::vector<std::pair<std::string, SignedRecord>> batch_;
  std::vector<uint64_t> good_lines_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_IMPORTERS_IMPORT_RUN_H_
