#include "server/app/support_bundle.h"

#include <google/protobuf/stubs/common.h>
#include <grpcpp/grpcpp.h>
#include <sys/utsname.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <system_error>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/strings/substitute.h"
#include "absl/time/time.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/sha256.h"
#include "certs/certificate.h"
#include "certs/openssl_version.h"
#include "server/app/version.h"
#include "server/app/wording.h"
#include "server/health/machine.h"

namespace enlace::app {
namespace {

namespace fs = std::filesystem;
using policy::Language;

// Of a log so much is taken, from its end.
constexpr int64_t kLogBytesMax = 4 << 20;

constexpr Wording kHead = {
    "Support bundle of an Enlace node.  It holds no value of a record, no key "
    "and no\nname of a person.  Read it before you send it.\n",
    "Informe de soporte de un nodo de Enlace.  No contiene ningún valor de un\n"
    "registro, ninguna llave y ningún nombre de persona.  Léalo antes de "
    "enviarlo.\n"};
constexpr Wording kProgram = {"program", "programa"};
constexpr Wording kMachine = {"machine", "equipo"};
constexpr Wording kConfiguration = {"configuration", "configuración"};
constexpr Wording kFiles = {"files", "archivos"};
constexpr Wording kCertificates = {"certificates", "certificados"};
constexpr Wording kMetrics = {"metrics", "métricas"};
constexpr Wording kLog = {"log", "registro de eventos"};
constexpr Wording kNoLog = {
    "none was given: --log FILE, as `journalctl -u enlaced -o cat` writes it\n",
    "no se indicó: --log ARCHIVO, tal como lo escribe `journalctl -u enlaced "
    "-o cat`\n"};
constexpr Wording kNoMetrics = {
    "none: the configuration names no file for them (metrics.file)\n",
    "ninguna: la configuración no indica un archivo (metrics.file)\n"};
constexpr Wording kOtherLines = {
    "lines left out because they are not the node's: $0\n",
    "líneas omitidas por no ser del nodo: $0\n"};
constexpr Wording kWritten = {"wrote `$0`; read it before you send it\n",
                              "se escribió `$0`; léalo antes de enviarlo\n"};

// The sections of the text, one after the other.
class Text {
 public:
  explicit Text(Language language) : language_(language) {}

  void Begin(const Wording& section) {
    absl::StrAppend(&text_, "\n== ", section.In(language_), "\n");
  }
  void Fact(absl::string_view name, const absl::AlphaNum& value) {
    absl::StrAppend(&text_, name, ": ", value, "\n");
  }
  // What cannot be read, and why.
  void Missing(absl::string_view name, const absl::Status& why) {
    Fact(name, absl::StrCat("! ", why.ToString()));
  }
  void Say(const Wording& wording) {
    absl::StrAppend(&text_, wording.In(language_));
  }
  void Add(absl::string_view lines) {
    absl::StrAppend(&text_, lines,
                    lines.empty() || absl::EndsWith(lines, "\n") ? "" : "\n");
  }
  Language language() const { return language_; }
  const std::string& text() const { return text_; }

 private:
  const Language language_;
  std::string text_;
};

std::string Instant(absl::Time time) {
  return absl::FormatTime(absl::RFC3339_sec, time, absl::UTCTimeZone());
}

void TellOfProgram(const Config& config, absl::Time now, Text& text) {
  text.Begin(kProgram);
  text.Fact("node", config.node.Uri());
  text.Fact("made", Instant(now));
  text.Fact("enlaced", kVersion);
  text.Fact("protobuf",
            google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION));
  text.Fact("grpc", grpc::Version());
  text.Fact("openssl", certs::OpenSslVersion());
}

// The first line of a file of /proc, or the one that begins with `name`.
void TellOfProc(absl::string_view file, absl::string_view name, Text& text) {
  std::ifstream in(absl::StrCat("/proc/", file));
  for (std::string line; std::getline(in, line);) {
    absl::string_view value = line;
    if (!absl::ConsumePrefix(&value, name)) continue;
    text.Fact(absl::StrCat("/proc/", file),
              absl::StrCat(name, absl::StripAsciiWhitespace(value)));
    return;
  }
}

void TellOfMachine(const Config& config, Text& text) {
  text.Begin(kMachine);
  utsname system = {};
  if (uname(&system) == 0) {
    text.Fact("system", absl::StrCat(system.sysname, " ", system.release, " ",
                                     system.machine));
  }
  text.Fact("processors", std::thread::hardware_concurrency());
  TellOfProc("meminfo", "MemTotal:", text);
  TellOfProc("meminfo", "MemAvailable:", text);
  TellOfProc("loadavg", "", text);
  TellOfProc("uptime", "", text);
  text.Fact("disk.free_bytes",
            health::MeasureDisk(config.store_directory).free_bytes);
}

// How many have each role; who they are is nobody else's concern.
void TellOfRoles(absl::string_view whose, const std::vector<RolesConfig>& all,
                 Text& text) {
  text.Fact(whose, all.size());
  std::map<std::string, size_t> roles;
  for (const RolesConfig& each : all) {
    for (const std::string& role : each.roles) ++roles[role];
  }
  for (const auto& [role, count] : roles) {
    text.Fact(absl::StrCat(whose, ".", role), count);
  }
}

void TellOfConfiguration(const Config& config, Text& text) {
  text.Begin(kConfiguration);
  text.Fact("agency_listener", config.agency_listener);
  text.Fact("peer_listener", config.peer_listener);
  text.Fact("ready_file", config.ready_file);
  text.Fact("metrics_file", config.metrics_file);
  text.Fact("disk.reserve_bytes", config.disk_reserve_bytes);
  text.Fact("disk.headroom_bytes", config.disk_headroom_bytes);
  for (const NeutralWitnessConfig& witness : config.neutral_witnesses) {
    text.Fact("neutral_witness", witness.url);
  }
  text.Fact("subjects_may_be_told",
            absl::StrJoin(config.subjects_may_be_told, ", "));
  TellOfRoles("persons", config.persons, text);
  TellOfRoles("agencies", config.agencies, text);
}

// How many files a folder has, those below it included, and how large they are.
void TellOfFolder(absl::string_view name, const std::string& folder,
                  Text& text) {
  if (folder.empty()) return;
  uint64_t files = 0;
  uint64_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end;
       !error && it != end; it.increment(error)) {
    std::error_code gone;
    if (!it->is_regular_file(gone)) continue;
    const uintmax_t size = it->file_size(gone);
    if (gone) continue;
    ++files;
    bytes += size;
  }
  text.Fact(name,
            absl::StrCat(folder, ": ", files, " files, ", bytes, " bytes",
                         error ? absl::StrCat("; ! ", error.message()) : ""));
}

// Those of the store have sizes worth to be known one by one.
void TellOfStore(const std::string& folder, Text& text) {
  std::map<std::string, uintmax_t> sizes;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    std::error_code gone;
    if (!it->is_regular_file(gone)) continue;
    sizes[it->path().filename().string()] = it->file_size(gone);
  }
  for (const auto& [name, bytes] : sizes) {
    text.Fact(absl::StrCat("store/", name), absl::StrCat(bytes, " bytes"));
  }
}

void TellOfFiles(const Config& config, Text& text) {
  text.Begin(kFiles);
  TellOfFolder("store", config.store_directory, text);
  TellOfStore(config.store_directory, text);
  TellOfFolder("audit", config.audit_directory, text);
  TellOfFolder("annex", config.annex_directory, text);
  TellOfFolder("keys", config.key_directory, text);
  TellOfFolder("anchor", config.anchor_directory, text);
  TellOfFolder("witnessed", config.witnessed_directory, text);
  TellOfFolder("books", config.book_library, text);
}

void TellOfCertificates(absl::string_view name, const std::string& path,
                        Text& text) {
  const absl::StatusOr<std::string> pem = ReadFile(path);
  if (!pem.ok()) return text.Missing(name, pem.status());
  const auto chain = certs::Certificate::ListFromPem(*pem);
  if (!chain.ok()) return text.Missing(name, chain.status());
  for (const certs::Certificate& each : *chain) {
    const auto identity = each.identity();
    text.Fact(name, absl::StrCat(identity.ok() ? identity->Uri() : "authority",
                                 ", ", Instant(each.not_before()), " to ",
                                 Instant(each.not_after()), ", SHA-256 ",
                                 each.fingerprint()));
  }
}

void TellOfDigest(absl::string_view name, const std::string& path, Text& text) {
  const absl::StatusOr<std::string> bytes = ReadFile(path);
  if (!bytes.ok()) return text.Missing(name, bytes.status());
  text.Fact(name, absl::StrCat(path, ": SHA-256 ",
                               HexEncode(AsBytes(Sha256(*bytes)))));
}

void TellOfTrust(const Config& config, Text& text) {
  text.Begin(kCertificates);
  TellOfCertificates("root", config.root_path, text);
  TellOfCertificates("tls", config.tls_chain_path, text);
  TellOfDigest("book_charter", config.book_charter_path, text);
  TellOfDigest("link_file", config.link_file_path, text);
  for (const std::string& path : config.peer_link_file_paths) {
    TellOfDigest("peer_link_file", path, text);
  }
  for (const NeutralWitnessConfig& witness : config.neutral_witnesses) {
    TellOfDigest("neutral_witness_key", witness.vkey_path, text);
  }
}

void TellOfMetrics(const Config& config, Text& text) {
  text.Begin(kMetrics);
  if (config.metrics_file.empty()) return text.Say(kNoMetrics);
  const absl::StatusOr<std::string> metrics = ReadFile(config.metrics_file);
  if (!metrics.ok()) return text.Missing("metrics", metrics.status());
  text.Add(*metrics);
}

bool IsOfNode(absl::string_view line) {
  return absl::ConsumePrefix(&line, "{\"severity\":\"") &&
         (absl::ConsumePrefix(&line, "info") ||
          absl::ConsumePrefix(&line, "warning") ||
          absl::ConsumePrefix(&line, "error")) &&
         absl::StartsWith(line, "\",\"message\":\"") &&
         absl::EndsWith(line, "\"}");
}

void TellOfLog(const std::string& path, Text& text) {
  text.Begin(kLog);
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  const int64_t size = in ? static_cast<int64_t>(in.tellg()) : -1;
  if (size < 0) {
    return text.Missing(path, absl::UnavailableError("it cannot be read"));
  }
  in.seekg(std::max<int64_t>(0, size - kLogBytesMax));
  std::string line;
  if (size > kLogBytesMax) std::getline(in, line);  // of which a part is gone
  uint64_t others = 0;
  while (std::getline(in, line)) {
    if (IsOfNode(line)) {
      text.Add(line);
    } else {
      ++others;
    }
  }
  if (others == 0) return;
  text.Add(absl::Substitute(kOtherLines.In(text.language()), others));
}

}  // namespace

std::string SupportBundle(const Config& config,
                          const std::vector<std::string>& logs, Clock& clock,
                          Language language) {
  Text text(language);
  text.Say(kHead);
  TellOfProgram(config, clock.TimeNow(), text);
  TellOfMachine(config, text);
  TellOfConfiguration(config, text);
  TellOfFiles(config, text);
  TellOfTrust(config, text);
  TellOfMetrics(config, text);
  for (const std::string& log : logs) TellOfLog(log, text);
  if (logs.empty()) {
    text.Begin(kLog);
    text.Say(kNoLog);
  }
  return text.text();
}

absl::Status WriteSupportBundle(const Config& config,
                                const SupportRequest& request, Clock& clock,
                                const CommandOutput& output) {
  if (FileExists(request.to)) {
    return absl::AlreadyExistsError(
        absl::StrCat("`", request.to, "` is there already; name another file"));
  }
  const absl::Status written = ReplaceFileDurably(
      request.to, SupportBundle(config, request.logs, clock, output.language),
      /*private_to_owner=*/true);
  if (!written.ok()) return written;
  *output.results << absl::Substitute(kWritten.In(output.language), request.to);
  return absl::OkStatus();
}

}  // namespace enlace::app
