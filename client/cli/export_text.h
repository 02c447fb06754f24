// Records of the inbox as text for other programs.

#ifndef ENLACE_CLIENT_CLI_EXPORT_TEXT_H_
#define ENLACE_CLIENT_CLI_EXPORT_TEXT_H_

#include <string>
#include <vector>

#include "client/cli/command.h"
#include "client/library/inbox.h"

namespace enlace::client {

// --format csv, json or niem-json.
void AddExportFormat(Command verb, std::string& format, Shell& shell);

// What `enlace export` says of records that verified.  A table has a row a
// record; JSON is an array, or for `single` the record alone, which `enlace
// send` takes.
std::string ExportText(const std::vector<const wire::VerifiedRecord*>& records,
                       bool single, const std::string& format);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_EXPORT_TEXT_H_
