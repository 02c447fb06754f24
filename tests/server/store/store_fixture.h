// What the tests of the store share: folders that vanish, batches that are the
// same in every run, and the whole content of a store as one value.

#ifndef ENLACE_TESTS_SERVER_STORE_STORE_FIXTURE_H_
#define ENLACE_TESTS_SERVER_STORE_STORE_FIXTURE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/random.h"
#include "server/core/store.h"
#include "server/store/sqlite_store.h"

namespace enlace::store {

// A folder under the test's temporary one, removed with its content.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::string& path() const { return path_; }
  std::string operator/(absl::string_view name) const;

 private:
  std::string path_;
};

// SHA-256 in counter mode: the same bytes for the same seed.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(uint64_t seed) : seed_(seed) {}
  std::string Bytes(size_t size) override;

 private:
  uint64_t seed_;
  uint64_t counter_ = 0;
};

// The transfer id of the `ordinal`-th payload of a batch.
std::string TransferId(uint64_t number, int ordinal);

// Batch `number` of a history in which every batch has `rows` audit rows and
// payloads, and from the fourth on drops the first payload of the third last.
core::Batch MakeBatch(uint64_t number, int rows = 3);

// Everything a store serves.
struct Content {
  std::vector<std::string> events;
  std::vector<std::string> entries;
  std::vector<std::string> annexes;
  std::map<std::string, std::string> payloads;  // id -> sealed, key and class

  bool operator==(const Content&) const = default;
};

// The content of a store with the first `batches` batches of that history.
Content ExpectedContent(uint64_t batches, int rows = 3);

// Reads all of it; payloads are those that the history of as many batches as
// the store has should have, and the dropped ones must be kNotFound.
absl::StatusOr<Content> ReadContent(SqliteStore& store, int rows = 3);

// The same of a store that is opened for it.
absl::StatusOr<Content> ReadContent(const std::string& directory, int rows = 3);

// Makes a store with the first `batches` batches of that history.
void FillStore(const std::string& directory, uint64_t batches, int rows = 3);

// Copies the files of a store, without its lock and shared memory.
void CopyStore(const std::string& from, const std::string& to);

}  // namespace enlace::store

#endif  // ENLACE_TESTS_SERVER_STORE_STORE_FIXTURE_H_
