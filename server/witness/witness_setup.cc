#include "server/witness/witness_setup.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "proto/wire/log_policy.h"
#include "proto/wire/witness_request.h"
#include "server/settings/table_reader.h"
#include "server/witness/witness_routes.h"

namespace enlace::witness {
namespace {

using settings::PathKind;
using settings::TableReader;

constexpr size_t kKeyFileMax = 4 << 10;

// What `path` holds, read by `parse`; its errors are mistakes of `key`.
template <typename Key>
std::optional<Key> LoadKey(TableReader& reader, absl::string_view key,
                           PathKind kind,
                           absl::StatusOr<Key> (*parse)(absl::string_view)) {
  const std::string path = reader.Path(key, kind);
  if (path.empty() || !FileExists(path)) return std::nullopt;
  const absl::StatusOr<std::string> text = ReadFile(path, kKeyFileMax);
  absl::StatusOr<Key> loaded = text.ok() ? parse(*text) : text.status();
  if (loaded.ok()) return *std::move(loaded);
  reader.Mistake(
      key, absl::StrCat("names `", path, "`: ", loaded.status().message()));
  return std::nullopt;
}

// One line.
absl::StatusOr<wire::VerifierKey> ParseVkeyFile(absl::string_view text) {
  absl::ConsumeSuffix(&text, "\n");
  return wire::VerifierKey::Parse(text);
}

std::optional<wire::VerifierKey> OwnKey(TableReader& reader,
                                        const certs::PrivateKey& signer,
                                        const std::string& name) {
  if (name.empty()) return std::nullopt;
  absl::StatusOr<wire::VerifierKey> key = wire::VerifierKey::Create(
      name, wire::NoteKeyType::kCosignatureV1, signer.public_key());
  if (key.ok()) return *std::move(key);
  reader.Mistake("name", absl::StrCat("or the key does not fit: ",
                                      key.status().message()));
  return std::nullopt;
}

}  // namespace

absl::StatusOr<WitnessSetup> LoadWitnessSetup(absl::string_view path) {
  ASSIGN_OR_RETURN(const settings::Settings file,
                   settings::Settings::Read(path));
  std::vector<std::string> mistakes;
  const auto section = [&](const char* name) {
    return TableReader(file.root[name].as_table(), absl::StrCat(name, "."),
                       file.folder, mistakes);
  };
  TableReader root(&file.root, "", file.folder, mistakes);

  TableReader witness = section("witness");
  const std::string name = witness.Text("name");
  std::optional<certs::PrivateKey> signer = LoadKey<certs::PrivateKey>(
      witness, "key", PathKind::kPrivateKey, certs::PrivateKey::FromPem);
  std::optional<wire::VerifierKey> key =
      signer ? OwnKey(witness, *signer, name) : std::nullopt;
  std::string state = witness.Path("state", PathKind::kDirectoryToMake);
  std::string evidence = witness.Path("evidence", PathKind::kDirectoryToMake);
  witness.RefuseUnknown();

  TableReader listen = section("listen");
  http::ListenSettings where = http::ReadListenTable(listen, file.folder);
  where.server.body_max = kAddCheckpointMax;
  std::string prefix = http::ReadPrefix(listen);
  listen.RefuseUnknown();

  std::vector<wire::VerifierKey> log_keys;
  root.EachTable("log", [&](TableReader& log) {
    const auto log_key = LoadKey<wire::VerifierKey>(
        log, "vkey", PathKind::kExisting, ParseVkeyFile);
    if (!log_key) return;
    if (log_key->type() != wire::NoteKeyType::kEd25519) {
      log.Mistake("vkey", "is not the key of a log");
    } else if (key && !wire::LogPolicy::Create(*log_key, {*key}).ok()) {
      log.Mistake("vkey", "is the key of this witness");
    } else {
      log_keys.push_back(*log_key);
    }
  });
  if (log_keys.empty()) root.Mistake("log", "is missing; watch at least one");
  root.RefuseUnknown({"witness", "listen"});
  RETURN_IF_ERROR(settings::StatusOf(path, mistakes));
  return WitnessSetup{.key = *std::move(key),
                      .signer = *std::move(signer),
                      .log_keys = std::move(log_keys),
                      .state_directory = std::move(state),
                      .evidence_directory = std::move(evidence),
                      .prefix = std::move(prefix),
                      .listen = std::move(where)};
}

std::string DescribeWitness(const WitnessSetup& setup) {
  std::string text = absl::StrCat("witness ", setup.key.Format(),
                                  "\nlistens on ", setup.listen.server.address,
                                  ": POST ", setup.prefix, "/add-checkpoint\n");
  for (const wire::VerifierKey& log : setup.log_keys) {
    absl::StrAppend(&text, "watches ", log.Format(), "\n  GET ", setup.prefix,
                    wire::WitnessedCheckpointPath(log.name()), "\n");
  }
  return text;
}

}  // namespace enlace::witness
