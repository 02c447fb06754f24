#include "server/published/published_setup.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "server/published/published_folder.h"
#include "server/settings/table_reader.h"

namespace enlace::published {
namespace {

using settings::PathKind;
using settings::TableReader;

// Nobody has anything to say beyond the headers.
constexpr size_t kBodyMax = 1 << 10;

ServedFolder ReadFolder(TableReader& table, std::set<std::string>& prefixes) {
  ServedFolder folder;
  folder.directory = table.Path("directory", PathKind::kExisting);
  folder.prefix = http::ReadPrefix(table);
  const absl::Status there = PublishedFolder(folder.directory).Check();
  if (!folder.directory.empty() && !there.ok()) {
    table.Mistake("directory", absl::StrCat("is no folder that can be read: ",
                                            there.message()));
  }
  if (!prefixes.insert(folder.prefix).second) {
    table.Mistake("prefix", "is that of another; give each one of its own");
  }
  return folder;
}

http::ListenSettings ReadListen(TableReader& table,
                                const settings::Settings& file) {
  http::ListenSettings listen = http::ReadListenTable(table, file.folder);
  listen.server.body_max = kBodyMax;
  table.RefuseUnknown();
  return listen;
}

ServedMetrics ReadMetrics(const settings::Settings& file,
                          std::vector<std::string>& mistakes) {
  TableReader table(file.root["metrics"].as_table(), "metrics.", file.folder,
                    mistakes);
  ServedMetrics metrics;
  const std::filesystem::path path = file.folder / table.Text("file");
  // The node may not have written it yet.
  const absl::Status there =
      PublishedFolder(path.parent_path().string()).Check();
  if (!there.ok()) {
    table.Mistake("file", absl::StrCat("lies in no folder that can be read: ",
                                       there.message()));
  }
  metrics.file = path.string();
  metrics.listen = ReadListen(table, file);
  return metrics;
}

}  // namespace

absl::StatusOr<PublishedSetup> LoadPublishedSetup(absl::string_view path) {
  ASSIGN_OR_RETURN(const settings::Settings file,
                   settings::Settings::Read(path));
  std::vector<std::string> mistakes;
  TableReader root(&file.root, "", file.folder, mistakes);
  PublishedSetup setup;

  // A log and a witness may have one path: what lies below differs.
  std::set<std::string> log_prefixes;
  root.EachTable("log", [&](TableReader& log) {
    ServedFolder folder = ReadFolder(log, log_prefixes);
    setup.logs.push_back({std::move(folder), log.Flag("entries")});
  });
  std::set<std::string> witness_prefixes;
  root.EachTable("witness", [&](TableReader& witness) {
    setup.witnesses.push_back(ReadFolder(witness, witness_prefixes));
  });
  if (file.root.contains("metrics"))
    setup.metrics = ReadMetrics(file, mistakes);
  const bool publishes = !setup.logs.empty() || !setup.witnesses.empty();
  if (!publishes && !setup.metrics) {
    root.Mistake("log",
                 "is missing; serve a log, a witness or metrics at least");
  }
  if (publishes || file.root.contains("listen")) {
    TableReader listen(file.root["listen"].as_table(), "listen.", file.folder,
                       mistakes);
    setup.listen = ReadListen(listen, file);
  }
  if (setup.listen && !publishes && setup.metrics) {
    root.Mistake("listen", "has nothing to serve; leave it out");
  }
  root.RefuseUnknown({"listen", "metrics"});
  RETURN_IF_ERROR(settings::StatusOf(path, mistakes));
  return setup;
}

std::string DescribePublished(const PublishedSetup& setup) {
  std::string text;
  if (setup.listen) {
    text = absl::StrCat("listens on ", setup.listen->server.address, "\n");
  }
  for (const ServedLog& log : setup.logs) {
    absl::StrAppend(&text, "log in ", log.folder.directory, "\n  GET ",
                    log.folder.prefix, "/checkpoint\n  GET ", log.folder.prefix,
                    "/tile/<L>/<N>[.p/<W>]\n",
                    log.entries ? absl::StrCat("  GET ", log.folder.prefix,
                                               "/tile/entries/<N>[.p/<W>]\n")
                                : "  entries are not served\n");
  }
  for (const ServedFolder& witness : setup.witnesses) {
    absl::StrAppend(&text, "witness in ", witness.directory, "\n  GET ",
                    witness.prefix, "/<hex of SHA-256(origin)>/checkpoint\n");
  }
  if (setup.metrics) {
    absl::StrAppend(&text, "metrics in ", setup.metrics->file,
                    "\n  listens on ", setup.metrics->listen.server.address,
                    "\n  GET /metrics\n");
  }
  return text;
}

}  // namespace enlace::published
