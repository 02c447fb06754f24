#include "server/app/config.h"

#include <utility>

#include "base/status_macros.h"
#include "proto/wire/record.h"
#include "server/http/http_url.h"
#include "server/settings/table_reader.h"

namespace enlace::app {
namespace {

using certs::Identity;
using settings::PathKind;
using settings::TableReader;

// The whole file.
class ConfigReader {
 public:
  explicit ConfigReader(const settings::Settings& file)
      : file_(file), root_(&file.root, "", file.folder, mistakes_) {}

  // What the file says, and what is wrong with it.
  std::pair<Config, std::vector<std::string>> Read() {
    Config config;
    ReadNode(config);
    ReadListeners(config);
    ReadKeys(config);
    config.persons = ReadRoles("person", Identity::Kind::kPerson, config);
    config.agencies = ReadRoles("agency", Identity::Kind::kAgency, config);
    ReadPeers(config);
    ReadSubjects(config);
    ReadHealth(config);
    root_.RefuseUnknown({"node", "book", "listen", "tls", "statement", "log",
                         "witness", "link", "subjects", "metrics", "disk"});
    return {std::move(config), std::move(mistakes_)};
  }

 private:
  TableReader Section(const std::string& name) {
    return TableReader(file_.root[name].as_table(), name + ".", file_.folder,
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
    const std::string witnessed = node.Text("witnessed", /*required=*/false);
    if (!witnessed.empty()) {
      config.witnessed_directory = (file_.folder / witnessed).string();
    }
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
    if (!ready.empty()) config.ready_file = (file_.folder / ready).string();
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
    witness.EachTable("neutral", [&config](TableReader& neutral) {
      const std::string url = neutral.Text("url");
      const absl::Status known = http::ParseUrl(url).status();
      if (!url.empty() && !known.ok()) neutral.Mistake("url", known.message());
      config.neutral_witnesses.push_back(
          {url, neutral.Path("vkey", PathKind::kExisting)});
    });
    witness.RefuseUnknown();
    TableReader link = Section("link");
    config.link_file_path = link.Path("file", PathKind::kExisting);
    link.RefuseUnknown();
  }

  // Who of the own nation has which roles, of the tables `name`.
  std::vector<RolesConfig> ReadRoles(const char* name, Identity::Kind kind,
                                     const Config& config) {
    std::vector<RolesConfig> holders;
    root_.EachTable(name, [&](TableReader& reader) {
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

  // Without the table a person may be told of nothing.
  void ReadSubjects(Config& config) {
    if (!file_.root.contains("subjects")) return;
    TableReader subjects = Section("subjects");
    config.subjects_may_be_told = subjects.Names("may_be_told");
    for (const std::string& type : config.subjects_may_be_told) {
      if (wire::FindRecordType(type) == nullptr) {
        subjects.Mistake("may_be_told",
                         "names no record type; see `enlace schema list`");
      }
    }
    subjects.RefuseUnknown();
  }

  void ReadHealth(Config& config) {
    if (file_.root.contains("metrics")) {
      TableReader metrics = Section("metrics");
      config.metrics_file = (file_.folder / metrics.Text("file")).string();
      metrics.RefuseUnknown();
    }
    if (!file_.root.contains("disk")) return;
    TableReader disk = Section("disk");
    config.disk_reserve_bytes =
        static_cast<uint64_t>(disk.Number("reserve_mib", 0, 1 << 30, 2048))
        << 20;
    config.disk_headroom_bytes =
        static_cast<uint64_t>(disk.Number("headroom_mib", 0, 1 << 30, 256))
        << 20;
    disk.RefuseUnknown();
  }

  void ReadPeers(Config& config) {
    root_.EachTable("peer", [&](TableReader& reader) {
      config.peer_link_file_paths.push_back(
          reader.Path("link_file", PathKind::kExisting));
    });
  }

  const settings::Settings& file_;
  std::vector<std::string> mistakes_;
  TableReader root_;
};

}  // namespace

absl::StatusOr<Config> LoadConfig(absl::string_view path) {
  ASSIGN_OR_RETURN(const settings::Settings file,
                   settings::Settings::Read(path));
  auto [config, mistakes] = ConfigReader(file).Read();
  RETURN_IF_ERROR(settings::StatusOf(path, mistakes));
  return std::move(config);
}

}  // namespace enlace::app
