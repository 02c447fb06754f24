#include "server/app/config.h"

#include <filesystem>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "toml++/toml.h"

namespace enlace::app {
namespace {

using certs::Identity;

enum class PathKind { kExisting, kPrivateKey, kDirectoryToMake };

// Reads one table, collecting mistakes instead of stopping at the first.
class TableReader {
 public:
  TableReader(const toml::table& table, std::string where,
              const std::filesystem::path& base,
              std::vector<std::string>& mistakes)
      : table_(table),
        where_(std::move(where)),
        base_(base),
        mistakes_(mistakes) {}

  std::string Text(absl::string_view key, bool required = true) {
    known_.insert(std::string(key));
    const auto value = table_[std::string(key)].value<std::string>();
    if (value && !value->empty()) return *value;
    if (required) Mistake(key, "is missing; give it a text");
    return "";
  }

  std::string Path(absl::string_view key, PathKind kind) {
    const std::string text = Text(key);
    if (text.empty()) return "";
    std::string path = (base_ / text).lexically_normal().string();
    if (kind != PathKind::kDirectoryToMake && !FileExists(path)) {
      Mistake(key, absl::StrCat("names no file: `", path, "`"));
    } else if (kind == PathKind::kPrivateKey && ReadableByOthers(path)) {
      Mistake(key, absl::StrCat("names a private key that others can read; "
                                "run `chmod 600 ",
                                path, "`"));
    }
    return path;
  }

  Identity IdentityOf(absl::string_view key, Identity::Kind kind) {
    const std::string text = Text(key);
    if (text.empty()) return {};
    const absl::StatusOr<Identity> identity = certs::ParseIdentity(text);
    if (!identity.ok()) {
      Mistake(key, identity.status().message());
      return {};
    }
    if (identity->kind != kind) Mistake(key, "is of the wrong kind");
    return *identity;
  }

  // A list of texts, at least one.
  std::set<std::string> Names(absl::string_view key) {
    known_.insert(std::string(key));
    std::set<std::string> names;
    if (const toml::array* const array = table_[std::string(key)].as_array()) {
      for (const toml::node& node : *array) {
        const auto name = node.value<std::string>();
        if (name && !name->empty()) names.insert(*name);
      }
      if (names.size() == array->size() && !names.empty()) return names;
    }
    Mistake(key, "must be a list of different texts, at least one");
    return names;
  }

  void Mistake(absl::string_view key, absl::string_view what) {
    mistakes_.push_back(absl::StrCat(where_, key, " ", what));
  }

  // Reports every key that nobody asked for.
  void RefuseUnknown(std::initializer_list<absl::string_view> tables = {}) {
    for (const absl::string_view table : tables) known_.emplace(table);
    for (const auto& [key, value] : table_) {
      const std::string name(key.str());
      if (!known_.contains(name)) Mistake(name, "is not a known key");
    }
  }

 private:
  const toml::table& table_;
  const std::string where_;
  const std::filesystem::path& base_;
  std::vector<std::string>& mistakes_;
  std::set<std::string> known_;
};

// The whole file.
class ConfigReader {
 public:
  ConfigReader(const toml::table& root, std::filesystem::path base)
      : root_(root), base_(std::move(base)) {}

  absl::StatusOr<Config> Read() {
    Config config;
    ReadNode(config);
    ReadListeners(config);
    ReadKeys(config);
    config.persons = ReadRoles("person", Identity::Kind::kPerson, config);
    config.agencies = ReadRoles("agency", Identity::Kind::kAgency, config);
    ReadPeers(config);
    TableReader(root_, "", base_, mistakes_)
        .RefuseUnknown({"node", "book", "listen", "tls", "statement", "log",
                        "witness", "link", "person", "agency", "peer"});
    if (!mistakes_.empty()) {
      return absl::InvalidArgumentError(absl::StrJoin(mistakes_, "\n"));
    }
    return config;
  }

 private:
  TableReader Section(const std::string& name) {
    static const auto& empty = *new toml::table;
    const toml::table* const table = root_[name].as_table();
    return TableReader(table == nullptr ? empty : *table, name + ".", base_,
                       mistakes_);
  }

  void ReadNode(Config& config) {
    TableReader node = Section("node");
    config.node = node.IdentityOf("identity", Identity::Kind::kNode);
    config.store_directory = node.Path("store", PathKind::kDirectoryToMake);
    config.audit_directory = node.Path("audit", PathKind::kDirectoryToMake);
    config.annex_directory = node.Path("annex", PathKind::kDirectoryToMake);
    config.key_directory = node.Path("keys", PathKind::kDirectoryToMake);
    config.anchor_directory = node.Path("anchor", PathKind::kDirectoryToMake);
    node.RefuseUnknown();
    TableReader book = Section("book");
    config.book_library = book.Path("library", PathKind::kExisting);
    config.book_charter_path = book.Path("charter", PathKind::kExisting);
    book.RefuseUnknown();
  }

  void ReadListeners(Config& config) {
    TableReader listen = Section("listen");
    config.agency_listener = listen.Text("agencies");
    config.peer_listener = listen.Text("peers");
    const std::string ready = listen.Text("ready_file", /*required=*/false);
    if (!ready.empty()) config.ready_file = (base_ / ready).string();
    listen.RefuseUnknown();
  }

  void ReadKeys(Config& config) {
    TableReader tls = Section("tls");
    config.tls_key_path = tls.Path("key", PathKind::kPrivateKey);
    config.tls_chain_path = tls.Path("chain", PathKind::kExisting);
    config.root_path = tls.Path("root", PathKind::kExisting);
    tls.RefuseUnknown();
    TableReader statement = Section("statement");
    config.statement_key_path = statement.Path("key", PathKind::kPrivateKey);
    statement.RefuseUnknown();
    TableReader log = Section("log");
    config.log_key_path = log.Path("key", PathKind::kPrivateKey);
    log.RefuseUnknown();
    TableReader witness = Section("witness");
    config.witness_key_path = witness.Path("key", PathKind::kPrivateKey);
    witness.RefuseUnknown();
    TableReader link = Section("link");
    config.link_file_path = link.Path("file", PathKind::kExisting);
    link.RefuseUnknown();
  }

  // Calls `read` with each table of the array `name`, and its place.
  template <typename Read>
  void EachTable(const char* name, const Read& read) {
    const toml::array* const array = root_[name].as_array();
    if (array == nullptr) return;
    for (size_t i = 0; i < array->size(); ++i) {
      const toml::table* const table = array->get(i)->as_table();
      if (table == nullptr) continue;
      TableReader reader(*table, absl::StrCat(name, "[", i, "]."), base_,
                         mistakes_);
      read(reader);
      reader.RefuseUnknown();
    }
  }

  // Who of the own nation has which roles, of the tables `name`.
  std::vector<RolesConfig> ReadRoles(const char* name, Identity::Kind kind,
                                     const Config& config) {
    std::vector<RolesConfig> holders;
    EachTable(name, [&](TableReader& reader) {
      RolesConfig holder;
      holder.identity = reader.IdentityOf("identity", kind);
      if (holder.identity.trust_domain != config.node.trust_domain) {
        reader.Mistake("identity", "belongs to another nation");
      }
      holder.roles = reader.Names("roles");
      holders.push_back(std::move(holder));
    });
    return holders;
  }

  void ReadPeers(Config& config) {
    EachTable("peer", [&](TableReader& reader) {
      config.peer_link_file_paths.push_back(
          reader.Path("link_file", PathKind::kExisting));
    });
  }

  const toml::table& root_;
  const std::filesystem::path base_;
  std::vector<std::string> mistakes_;
};

}  // namespace

absl::StatusOr<Config> LoadConfig(absl::string_view path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path, 1 << 20));
  try {  // toml++ reports by exception
    const toml::table root = toml::parse(text, std::string(path));
    const std::filesystem::path base =
        std::filesystem::absolute(std::string(path)).parent_path();
    absl::StatusOr<Config> config = ConfigReader(root, base).Read();
    if (config.ok()) return config;
    return absl::InvalidArgumentError(
        absl::StrCat(path, ":\n", config.status().message()));
  } catch (const toml::parse_error& error) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, ":", error.source().begin.line, ":", error.source().begin.column,
        ": ", std::string(error.description())));
  }
}

}  // namespace enlace::app
