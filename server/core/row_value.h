// Values of table rows as bytes.  Equal values give equal bytes.  Pure.

#ifndef ENLACE_SERVER_CORE_ROW_VALUE_H_
#define ENLACE_SERVER_CORE_ROW_VALUE_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "server/core/transfer.h"

namespace enlace::core {

// The value of a row whose key says everything.
struct Nothing {
  bool operator==(const Nothing&) const = default;
};

std::string RowValue(const Transfer& value);
inline std::string RowValue(const std::string& value) { return value; }
std::string RowValue(int64_t value);
inline std::string RowValue(Nothing) { return ""; }

// False unless `bytes` are those of a value.
bool ParseRowValue(absl::string_view bytes, Transfer& value);
bool ParseRowValue(absl::string_view bytes, std::string& value);
bool ParseRowValue(absl::string_view bytes, int64_t& value);
inline bool ParseRowValue(absl::string_view bytes, Nothing&) {
  return bytes.empty();
}

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_ROW_VALUE_H_
