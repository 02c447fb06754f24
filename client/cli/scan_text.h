// What a scan of a log came across, and whether its answer is complete, for
// people and for programs.

#ifndef ENLACE_CLIENT_CLI_SCAN_TEXT_H_
#define ENLACE_CLIENT_CLI_SCAN_TEXT_H_

#include <cstdint>
#include <string>

#include "client/cli/json.h"
#include "client/cli/shell.h"
#include "client/library/audit_search.h"

namespace enlace::client {

struct ScanAnswer {
  ScanCount count;
  AuditSummary summary;
  bool complete = false;
  uint64_t hits = 0;
};

std::string TextOf(const ScanAnswer& answer, Language language);

// Adds fields to an object.
void AddTo(Json& object, const ScanAnswer& answer);

// Complains of what does not verify, or of an answer that is not complete: kNo
// then, else kDone.
ExitCode Judge(const ScanAnswer& answer, Shell& shell);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_SCAN_TEXT_H_
