#include "server/core/state_rows.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace enlace::core {

std::optional<std::string> TableBase::Find(TableId table,
                                           absl::string_view key) {
  if (!fault_.ok()) return std::nullopt;
  absl::StatusOr<std::optional<std::string>> found = rows_.Find(table, key);
  if (found.ok()) return *std::move(found);
  fault_ = std::move(found).status();
  return std::nullopt;
}

std::vector<Row> TableBase::Scan(TableId table, absl::string_view from,
                                 size_t max) {
  if (!fault_.ok()) return {};
  absl::StatusOr<std::vector<Row>> rows = rows_.Scan(table, from, max);
  if (rows.ok()) return *std::move(rows);
  fault_ = std::move(rows).status();
  return {};
}

void TableBase::Damaged(TableId table) {
  if (!fault_.ok()) return;
  fault_ = absl::DataLossError(absl::StrCat(
      "state: a row of table ", static_cast<int>(table), " cannot be read"));
}

}  // namespace enlace::core
