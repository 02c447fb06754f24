// What every program that serves HTTP is told of where and how much: the keys
// that their tables [listen] have in common.
//
//   address = "192.0.2.7:8080"
//   connections = 64           # optional
//   request_seconds = 10       # optional
//   ready_file = "ready"       # optional

#ifndef ENLACE_SERVER_HTTP_LISTEN_TABLE_H_
#define ENLACE_SERVER_HTTP_LISTEN_TABLE_H_

#include <filesystem>
#include <string>

#include "server/http/http_server.h"
#include "server/settings/table_reader.h"

namespace enlace::http {

struct ListenSettings {
  ServerOptions server;
  std::string ready_file;  // written with the address once it serves; "" = none
};

// Reads them of `listen`, whose mistakes it notes; relative paths begin at
// `folder`.  Other keys of the table are the caller's.
ListenSettings ReadListenTable(settings::TableReader& listen,
                               const std::filesystem::path& folder);

// The path before all others, such as /tlog; none is "".
std::string ReadPrefix(settings::TableReader& table);

}  // namespace enlace::http

#endif  // ENLACE_SERVER_HTTP_LISTEN_TABLE_H_
