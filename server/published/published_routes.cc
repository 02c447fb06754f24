#include "server/published/published_routes.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/log.h"
#include "base/sha256.h"
#include "proto/wire/entry_bundle.h"
#include "proto/wire/tile_reader.h"
#include "server/http/entity_tag.h"

namespace enlace::published {
namespace {

constexpr char kBytes[] = "application/octet-stream";
// It changes many times a second; who asks more often than that is told by a
// cache.
constexpr char kForSeconds[] = "public, max-age=2";
// What has such a name never changes.
constexpr char kForEver[] = "public, max-age=31536000, immutable";
// Nor what is not for everybody; a cache between must not hand it to others.
constexpr char kForReaderForEver[] = "private, max-age=31536000, immutable";

constexpr size_t kCheckpointMax = 64 << 10;  // a note of 100 lines
constexpr size_t kHashTileMax = wire::kTileWidth * kHashSize;
constexpr size_t kBundleMax = wire::kTileWidth * (2 + wire::kEntrySizeMax);

http::Response NotHere() {
  return {.status = 404, .body = "nothing is here\n"};
}

// "/<64 hexadecimal digits>/checkpoint", behind the first slash.
bool IsWitnessedPath(absl::string_view path) {
  if (!absl::ConsumeSuffix(&path, "/checkpoint")) return false;
  return path.size() == 2 * kHashSize &&
         std::all_of(path.begin(), path.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// What of `target` lies below `prefix`; false if nothing does.
bool Below(absl::string_view prefix, absl::string_view target,
           absl::string_view& path) {
  path = target;
  return absl::ConsumePrefix(&path, prefix) && absl::ConsumePrefix(&path, "/");
}

}  // namespace

PublishedRoutes::PublishedRoutes(const std::vector<ServedLog>& logs,
                                 const std::vector<ServedFolder>& witnesses) {
  for (const ServedLog& log : logs) {
    logs_.push_back({log.folder.prefix, PublishedFolder(log.folder.directory),
                     log.entries});
  }
  for (const ServedFolder& witness : witnesses) {
    witnesses_.push_back({witness.prefix, PublishedFolder(witness.directory)});
  }
}

http::Response PublishedRoutes::Answer(const http::Request& request) {
  if (request.method != "GET" && request.method != "HEAD") {
    return {.status = 405,
            .body = "this method is not served here\n",
            .allow = "GET, HEAD"};
  }
  http::Response response = Find(request.target);
  if (response.status != 200) return response;
  response.etag = http::EntityTag(response.body);
  if (http::ListsEntityTag(request.if_none_match, response.etag)) {
    response.status = 304;
    response.body.clear();
  }
  return response;
}

http::Response PublishedRoutes::Find(absl::string_view target) {
  absl::string_view path;
  for (const Log& log : logs_) {
    if (!Below(log.prefix, target, path)) continue;
    if (path == "checkpoint") return AnswerCheckpoint(log.folder, path);
    const absl::StatusOr<wire::Tile> tile = wire::ParseTilePath(path);
    if (tile.ok()) return AnswerTile(log, *tile);
  }
  for (const Witness& witness : witnesses_) {
    if (Below(witness.prefix, target, path) && IsWitnessedPath(path)) {
      return AnswerCheckpoint(witness.folder, path);
    }
  }
  return NotHere();
}

http::Response PublishedRoutes::AnswerTile(const Log& log,
                                           const wire::Tile& tile) {
  const bool entries = tile.level == wire::kEntriesLevel;
  if (entries && !log.entries) {
    return {.status = 403, .body = "entries are not served here\n"};
  }
  absl::StatusOr<std::string> bytes =
      wire::ReadTile(tile, [&](absl::string_view path) {
        return log.folder.Read(path, entries ? kBundleMax : kHashTileMax);
      });
  if (!bytes.ok()) return Failed(bytes.status());
  return {.body = *std::move(bytes),
          .content_type = kBytes,
          .cache_control = entries ? kForReaderForEver : kForEver};
}

http::Response PublishedRoutes::AnswerCheckpoint(const PublishedFolder& folder,
                                                 absl::string_view path) {
  absl::StatusOr<std::string> note = folder.Read(path, kCheckpointMax);
  if (!note.ok()) return Failed(note.status());
  return {.body = *std::move(note), .cache_control = kForSeconds};
}

http::Response PublishedRoutes::Failed(const absl::Status& status) {
  if (absl::IsNotFound(status)) return NotHere();
  std::string failure = status.ToString();
  if (failure != last_failure_) {
    enlace::Log(Severity::kError, "what is published cannot be served",
                {{"error", failure}});
    last_failure_ = std::move(failure);
  }
  return {.status = 500, .body = "what is published cannot be read\n"};
}

}  // namespace enlace::published
