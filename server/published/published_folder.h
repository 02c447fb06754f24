// A folder that a node writes and a program without keys reads out to others.
//
// Whoever asks is never to get a file that was not published.  So every step of
// a path is taken by itself, from folder to folder: a link is not followed,
// wherever it leads, and what is no plain file is not opened.
//
// Thread-compatible.

#ifndef ENLACE_SERVER_PUBLISHED_PUBLISHED_FOLDER_H_
#define ENLACE_SERVER_PUBLISHED_PUBLISHED_FOLDER_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace enlace::published {

class PublishedFolder {
 public:
  // `path` itself may lead over links; it is looked up anew for each file, so
  // that another folder can take its place.
  explicit PublishedFolder(std::string path) : path_(std::move(path)) {}

  // The whole file at `path` below the folder, "tile/0/000".  Fails with
  // kNotFound if there is none, which is said also of a link, of what is no
  // plain file and of a path that is not written like that; with
  // kResourceExhausted above `size_max` bytes; and with another status if the
  // system refuses.
  absl::StatusOr<std::string> Read(absl::string_view path,
                                   size_t size_max) const;

  // OK if the folder is there and can be read.
  absl::Status Check() const;

 private:
  const std::string path_;
};

}  // namespace enlace::published

#endif  // ENLACE_SERVER_PUBLISHED_PUBLISHED_FOLDER_H_
