// Reads the tables of a TOML configuration and collects what is wrong with
// them, so that whoever writes one hears of all mistakes at once.
//
//   ASSIGN_OR_RETURN(const Settings settings, Settings::Read(path));
//   std::vector<std::string> mistakes;
//   TableReader listen(settings.root["listen"].as_table(), "listen.",
//                      settings.folder, mistakes);
//   options.address = listen.Text("address");
//   listen.RefuseUnknown();
//
// Thread-compatible.

#ifndef ENLACE_SERVER_SETTINGS_TABLE_READER_H_
#define ENLACE_SERVER_SETTINGS_TABLE_READER_H_

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "certs/identity.h"
#include "toml++/toml.h"

namespace enlace::settings {

enum class PathKind { kExisting, kPrivateKey, kDirectoryToMake };

// A file as parsed.
struct Settings {
  toml::table root;
  std::filesystem::path folder;  // relative paths begin there

  // Fails like ReadFile(), and with kInvalidArgument, naming the place, if the
  // file is not TOML.
  static absl::StatusOr<Settings> Read(absl::string_view path);
};

// OK if there are no mistakes; else kInvalidArgument, one a line.
absl::Status StatusOf(absl::string_view path,
                      const std::vector<std::string>& mistakes);

// One table.  What is missing or wrong goes to `mistakes` and reads as empty.
class TableReader {
 public:
  // `where` goes before a key's name in mistakes: "listen.".  No table is an
  // empty one.  `table`, `base` and `mistakes` must outlive the reader.
  TableReader(const toml::table* table, std::string where,
              const std::filesystem::path& base,
              std::vector<std::string>& mistakes);

  std::string Text(absl::string_view key, bool required = true);
  std::string Path(absl::string_view key, PathKind kind);
  certs::Identity IdentityOf(absl::string_view key, certs::Identity::Kind kind);
  // A list of texts, at least one.
  std::set<std::string> Names(absl::string_view key);
  // From `low` to `high`; `otherwise` if the key is not there.
  int64_t Number(absl::string_view key, int64_t low, int64_t high,
                 int64_t otherwise);
  // True or false; false if the key is not there.
  bool Flag(absl::string_view key);

  void Mistake(absl::string_view key, absl::string_view what);

  // Calls `read` with each table of the array `key`, then refuses what it did
  // not ask for.
  void EachTable(absl::string_view key,
                 absl::FunctionRef<void(TableReader& reader)> read);

  // Reports every key that nobody asked for, but those of `tables`.
  void RefuseUnknown(std::initializer_list<absl::string_view> tables = {});

 private:
  const toml::table& table_;
  const std::string where_;
  const std::filesystem::path& base_;
  std::vector<std::string>& mistakes_;
  std::set<std::string> known_;
};

}  // namespace enlace::settings

#endif  // ENLACE_SERVER_SETTINGS_TABLE_READER_H_
