// Reads the keys of one table of TOML, and refuses what it was not asked for.
//
//   TomlTable top(table, "");
//   ASSIGN_OR_RETURN(context.endpoint, top.Text("endpoint"));
//   RETURN_IF_ERROR(top.Finish());
//
// Errors are kInvalidArgument and name the key.  Not thread-safe.

#ifndef ENLACE_CLIENT_LIBRARY_TOML_TABLE_H_
#define ENLACE_CLIENT_LIBRARY_TOML_TABLE_H_

#include <toml++/toml.h>

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "certs/identity.h"

namespace enlace::client {

// Fails with kInvalidArgument, naming the line.
absl::StatusOr<toml::table> ParseToml(absl::string_view text);

// "`key` what".
absl::Status WrongKey(absl::string_view key, absl::string_view what);

class TomlTable {
 public:
  // `table` must outlive this.  `name` stands before keys in errors; `folder`
  // is what relative paths stand in.
  TomlTable(const toml::table& table, std::string name,
            absl::string_view folder = "")
      : table_(table), name_(std::move(name)), folder_(folder) {}

  bool Has(absl::string_view key) const {
    return table_.contains(std::string(key));
  }

  absl::StatusOr<std::string> Text(absl::string_view key);
  // "" if the key is absent.
  absl::StatusOr<std::string> TextIfAny(absl::string_view key);
  absl::StatusOr<std::string> Path(absl::string_view key);
  absl::StatusOr<certs::Identity> Party(absl::string_view key,
                                        certs::Identity::Kind kind);
  // A whole number or one with decimals.
  absl::StatusOr<double> Number(absl::string_view key);
  // "2027-06-30", as TOML writes a day without a time.
  absl::StatusOr<std::string> Day(absl::string_view key);
  absl::StatusOr<TomlTable> Table(absl::string_view key);
  // At least one.
  absl::StatusOr<std::vector<TomlTable>> Tables(absl::string_view key);

  // Fails on the first key that none of the above was asked for.
  absl::Status Finish() const;

  std::string Name(absl::string_view key) const;

 private:
  const toml::node* Find(absl::string_view key);

  const toml::table& table_;
  std::string name_;
  std::string folder_;
  std::set<std::string> known_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_TOML_TABLE_H_
