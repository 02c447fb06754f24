// What the machine says of the process and of the disk of its store.
//
// What cannot be read is left at nothing: a measurement fails no node.
// Thread-safe.

#ifndef ENLACE_SERVER_HEALTH_MACHINE_H_
#define ENLACE_SERVER_HEALTH_MACHINE_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "server/health/health.h"

namespace enlace::health {

// Of the journal in `store_directory`, but for the reserve.  Where the system
// does not tell what is free, everything is.
DiskHealth MeasureDisk(const std::string& store_directory);

ProcessHealth MeasureProcess();

// How many files of `directory` have such names; 0 if there is no such folder.
uint64_t CountFiles(const std::string& directory, absl::string_view prefix);

}  // namespace enlace::health

#endif  // ENLACE_SERVER_HEALTH_MACHINE_H_
