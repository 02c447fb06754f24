#include "server/http/listen_table.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/http/http_url.h"

namespace enlace::http {

ListenSettings ReadListenTable(settings::TableReader& listen,
                               const std::filesystem::path& folder) {
  ListenSettings read;
  read.server.address = listen.Text("address");
  const absl::Status address = CheckAddress(read.server.address);
  if (!read.server.address.empty() && !address.ok()) {
    listen.Mistake("address", absl::StrCat("is none: ", address.message()));
  }
  read.ready_file = listen.Text("ready_file", /*required=*/false);
  if (!read.ready_file.empty()) {
    read.ready_file = (folder / read.ready_file).string();
  }
  read.server.connections_max =
      static_cast<size_t>(listen.Number("connections", 1, 10000, 64));
  read.server.request_time_max =
      absl::Seconds(listen.Number("request_seconds", 1, 60, 10));
  read.server.answer_time_max = read.server.request_time_max;
  return read;
}

std::string ReadPrefix(settings::TableReader& table) {
  std::string prefix = table.Text("prefix", /*required=*/false);
  if (!IsPathPrefix(prefix)) {
    table.Mistake("prefix", "must be a plain path, such as /tlog");
  }
  return prefix;
}

}  // namespace enlace::http
