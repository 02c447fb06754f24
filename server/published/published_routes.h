// A request in, what is published out: a log as c2sp.org/tlog-tiles says and
// what a witness cosigned last as c2sp.org/tlog-witness says.
//
//   GET <log>/checkpoint                              for everybody
//   GET <log>/tile/<L>/<N>[.p/<W>]                    for everybody
//   GET <log>/tile/entries/<N>[.p/<W>]                where the log says so
//   GET <witness>/<hex of SHA-256(origin)>/checkpoint for everybody
//
// Nothing else is a path: what is asked is parsed to a tile and written anew
// before a file is looked up, so there is one spelling of each, with no query
// and nothing escaped.

#ifndef ENLACE_SERVER_PUBLISHED_PUBLISHED_ROUTES_H_
#define ENLACE_SERVER_PUBLISHED_PUBLISHED_ROUTES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/wire/tile.h"
#include "server/http/http_message.h"
#include "server/published/published_folder.h"

namespace enlace::published {

// Where something is published, and below which path it is served.
struct ServedFolder {
  std::string prefix;  // "" or "/audit"
  std::string directory;
};

struct ServedLog {
  ServedFolder folder;
  // What was logged, not only its hashes: for the nation's own auditors.
  bool entries = false;
};

// Thread-compatible.
class PublishedRoutes {
 public:
  PublishedRoutes(const std::vector<ServedLog>& logs,
                  const std::vector<ServedFolder>& witnesses);

  // 200, or 304 if the request names the tag of what it would get; 403 for
  // entries that are not served; 404 for another path, and for what is not
  // there (yet); 405 for another method than GET and HEAD; 500, and a line in
  // the log, if the disk refuses or a file is not what its name says.
  //
  // A partial tile that was deleted, as a log may once the full one is there,
  // is cut from that.
  http::Response Answer(const http::Request& request);

 private:
  struct Log {
    std::string prefix;
    PublishedFolder folder;
    bool entries;
  };
  struct Witness {
    std::string prefix;
    PublishedFolder folder;
  };

  http::Response Find(absl::string_view target);
  http::Response AnswerTile(const Log& log, const wire::Tile& tile);
  http::Response AnswerCheckpoint(const PublishedFolder& folder,
                                  absl::string_view path);
  http::Response Failed(const absl::Status& status);

  std::vector<Log> logs_;
  std::vector<Witness> witnesses_;
  std::string last_failure_;  // told once
};

}  // namespace enlace::published

#endif  // ENLACE_SERVER_PUBLISHED_PUBLISHED_ROUTES_H_
