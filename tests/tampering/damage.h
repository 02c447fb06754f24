// What somebody may do to the files of a published log, and what a reader must
// then name.

#ifndef ENLACE_TESTS_TAMPERING_DAMAGE_H_
#define ENLACE_TESTS_TAMPERING_DAMAGE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace enlace::tampering {

// What lies in a folder: "audit/tile/0/000" -> its bytes.
using Files = std::map<std::string, std::string>;

struct Damage {
  std::string what;
  // What becomes of files; none: the file is gone.
  std::map<std::string, std::optional<std::string>> files = {};
  // A finding locates the damage if it is about one of these files, as the
  // reader names them, or one of these entries.
  std::set<std::string> named_files = {};
  std::set<uint64_t> entries = {};
};

// A file's entries, hashes or lines, by what its path says that it holds; all
// of the file.
std::vector<absl::string_view> PartsOf(absl::string_view path,
                                       absl::string_view content);

// Each REQUIRES that `files` has the path, and it the bit, byte or part.
Damage FlipBit(const Files& files, const std::string& path, size_t bit);
Damage DropByte(const Files& files, const std::string& path, size_t at);
Damage CutAt(const Files& files, const std::string& path, size_t size);
Damage DropFile(const Files& files, const std::string& path);
Damage SwapFiles(const Files& files, const std::string& a,
                 const std::string& b);
Damage DropPart(const Files& files, const std::string& path, size_t part);
Damage SwapParts(const Files& files, const std::string& a, size_t part_of_a,
                 const std::string& b, size_t part_of_b);

}  // namespace enlace::tampering

#endif  // ENLACE_TESTS_TAMPERING_DAMAGE_H_
