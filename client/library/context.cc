#include "client/library/context.h"

#include <toml++/toml.h>

#include <set>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/library/toml_table.h"

namespace enlace::client {
namespace {

constexpr size_t kContextSizeMax = 64 << 10;

absl::Status ReadNode(TomlTable& top, Context& context) {
  ASSIGN_OR_RETURN(TomlTable node, top.Table("node"));
  ASSIGN_OR_RETURN(context.endpoint, node.Text("endpoint"));
  ASSIGN_OR_RETURN(context.node,
                   node.Party("identity", certs::Identity::Kind::kNode));
  return node.Finish();
}

absl::Status ReadKeys(TomlTable& top, Context& context) {
  ASSIGN_OR_RETURN(TomlTable tls, top.Table("tls"));
  ASSIGN_OR_RETURN(context.tls_key_path, tls.Path("key"));
  ASSIGN_OR_RETURN(context.tls_chain_path, tls.Path("chain"));
  ASSIGN_OR_RETURN(context.tls_root_path, tls.Path("root"));
  RETURN_IF_ERROR(tls.Finish());
  if (context.person.has_value() && !top.Has("signing")) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(TomlTable signing, top.Table("signing"));
  ASSIGN_OR_RETURN(context.signing_key_path, signing.Path("key"));
  ASSIGN_OR_RETURN(context.signing_chain_path, signing.Path("chain"));
  return signing.Finish();
}

absl::Status ReadNations(TomlTable& top, Context& context) {
  if (context.person.has_value() && !top.Has("nation")) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(std::vector<TomlTable> tables, top.Tables("nation"));
  for (TomlTable& table : tables) {
    NationFiles& files = context.nations.emplace_back();
    ASSIGN_OR_RETURN(files.root_path, table.Path("root"));
    ASSIGN_OR_RETURN(files.log_vkey_path, table.Path("log_vkey"));
    ASSIGN_OR_RETURN(files.witness_vkey_path, table.Path("witness_vkey"));
    RETURN_IF_ERROR(table.Finish());
  }
  return absl::OkStatus();
}

absl::Status InFile(absl::string_view path, const absl::Status& status) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", status.message()));
}

absl::StatusOr<Nation> LoadNation(const NationFiles& files) {
  auto pem = ReadFile(files.root_path, kContextSizeMax);
  if (!pem.ok()) return InFile(files.root_path, pem.status());
  auto root = certs::TrustAnchor::FromPem(*pem);
  if (!root.ok()) return InFile(files.root_path, root.status());
  ASSIGN_OR_RETURN(wire::VerifierKey log, LoadVerifierKey(files.log_vkey_path));
  ASSIGN_OR_RETURN(wire::VerifierKey witness,
                   LoadVerifierKey(files.witness_vkey_path));
  return Nation{*std::move(root), std::move(log), std::move(witness)};
}

absl::StatusOr<certs::PrivateKey> LoadKey(const std::string& path) {
  const auto pem = ReadFile(path, kContextSizeMax);
  if (!pem.ok()) return InFile(path, pem.status());
  if (ReadableByOthers(path)) {
    return InFile(path, absl::InvalidArgumentError(
                            "others can read this key; chmod 600"));
  }
  auto key = certs::PrivateKey::FromPem(*pem);
  if (!key.ok()) return InFile(path, key.status());
  return key;
}

}  // namespace

absl::StatusOr<Context> ParseContext(absl::string_view toml,
                                     absl::string_view folder) {
  ASSIGN_OR_RETURN(const toml::table table, ParseToml(toml));
  Context context;
  TomlTable top(table, "", folder);
  if (top.Has("person")) {
    ASSIGN_OR_RETURN(context.person,
                     top.Party("person", certs::Identity::Kind::kPerson));
  } else {
    ASSIGN_OR_RETURN(context.agency,
                     top.Party("agency", certs::Identity::Kind::kAgency));
  }
  ASSIGN_OR_RETURN(context.language, top.TextIfAny("language"));
  if (!context.language.empty() && context.language != "en" &&
      context.language != "es") {
    return WrongKey("language", "must be \"en\" or \"es\"");
  }
  RETURN_IF_ERROR(ReadNode(top, context));
  RETURN_IF_ERROR(ReadKeys(top, context));
  RETURN_IF_ERROR(ReadNations(top, context));
  RETURN_IF_ERROR(top.Finish());
  return context;
}

std::string FormatContext(const Context& context) {
  toml::table table;
  table.insert(context.person.has_value() ? "person" : "agency",
               context.Party().Uri());
  if (!context.language.empty()) table.insert("language", context.language);
  table.insert("node", toml::table{{{"endpoint", context.endpoint},
                                    {"identity", context.node.Uri()}}});
  table.insert("tls", toml::table{{{"key", context.tls_key_path},
                                   {"chain", context.tls_chain_path},
                                   {"root", context.tls_root_path}}});
  if (!context.signing_key_path.empty()) {
    table.insert("signing",
                 toml::table{{{"key", context.signing_key_path},
                              {"chain", context.signing_chain_path}}});
  }
  toml::array nations;
  for (const NationFiles& files : context.nations) {
    nations.push_back(toml::table{{{"root", files.root_path},
                                   {"log_vkey", files.log_vkey_path},
                                   {"witness_vkey", files.witness_vkey_path}}});
  }
  if (!nations.empty()) table.insert("nation", std::move(nations));
  std::ostringstream text;
  text << table << "\n";
  return text.str();
}

absl::StatusOr<Context> LoadContext(absl::string_view path) {
  const auto text = ReadFile(path, kContextSizeMax);
  if (!text.ok()) return InFile(path, text.status());
  const size_t slash = path.rfind('/');
  const absl::string_view folder = slash == absl::string_view::npos
                                       ? absl::string_view()
                                       : path.substr(0, slash);
  auto context = ParseContext(*text, folder);
  if (!context.ok()) return InFile(path, context.status());
  return context;
}

absl::StatusOr<std::vector<Nation>> LoadTrust(const Context& context) {
  std::vector<Nation> nations;
  std::set<std::string> seen;
  for (const NationFiles& files : context.nations) {
    ASSIGN_OR_RETURN(Nation nation, LoadNation(files));
    if (!seen.insert(nation.root.trust_domain()).second) {
      return InFile(files.root_path,
                    absl::InvalidArgumentError("a second root of one nation"));
    }
    nations.push_back(std::move(nation));
  }
  return nations;
}

absl::StatusOr<certs::PrivateKey> LoadSigner(const Context& context) {
  if (context.person.has_value()) {
    return absl::InvalidArgumentError(
        "the context is a person's, and persons sign no records; use that of "
        "an agency");
  }
  return LoadKey(context.signing_key_path);
}

absl::StatusOr<certs::PrivateKey> LoadPersonSigner(const Context& context) {
  if (!context.person.has_value() || context.signing_key_path.empty()) {
    return absl::InvalidArgumentError(
        "the context must be a person's and have [signing] with key and chain");
  }
  return LoadKey(context.signing_key_path);
}

absl::StatusOr<wire::VerifierKey> LoadVerifierKey(absl::string_view path) {
  const auto text = ReadFile(path, kContextSizeMax);
  if (!text.ok()) return InFile(path, text.status());
  auto key = wire::VerifierKey::Parse(absl::StripAsciiWhitespace(*text));
  if (!key.ok()) return InFile(path, key.status());
  return key;
}

}  // namespace enlace::client
