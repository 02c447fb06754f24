// A file of sorted rows that is written once and then only read.
//
//   "enlace rows 1\n"
//   blocks         { u32 key size || key || u32 value size || value }
//   filter         Bloom filter of the keys, 8 bytes a word
//   index          { u64 offset || u32 size || first half of the block's
//                    SHA-256 || u32 key size || first key }
//   note           whatever its writer wants to say of it
//   tail           u64 sizes of filter, index and note; u64 rows; SHA-256 of
//                  filter || index || note || those four numbers
//
// Integers are big-endian; keys are unique and sort as bytes.  Everything is
// checked when it is read, a block against the index: so a row that rotted away
// is kDataLoss, never a row that is not there.  Of a key that is not there the
// filter mostly says so without a look at the disk.  In memory are filter,
// index, and a few blocks.

#ifndef ENLACE_SERVER_STORE_ROW_FILE_H_
#define ENLACE_SERVER_STORE_ROW_FILE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"

namespace enlace::store {

inline constexpr absl::string_view kRowFileMagic = "enlace rows 1\n";
inline constexpr size_t kBlockDigestSize = kHashSize / 2;

struct StoredRow {
  std::string key;
  std::string value;
};

// Which bits of a filter a key sets; the same in every process.
struct RowFilter {
  static constexpr size_t kBitsARow = 10;
  static constexpr int kProbes = 6;

  static uint64_t HashOf(absl::string_view key);
  static bool MayHold(const std::vector<uint64_t>& words, uint64_t hash);
  static void Add(std::vector<uint64_t>& words, uint64_t hash);
};

// Not thread-safe.
class RowFile {
 public:
  // Fails with kNotFound if there is none, and with kDataLoss if it is damaged.
  static absl::StatusOr<std::unique_ptr<RowFile>> Open(const std::string& path);
  RowFile(const RowFile&) = delete;
  RowFile& operator=(const RowFile&) = delete;
  ~RowFile();

  const std::string& note() const { return note_; }
  uint64_t rows() const { return rows_; }

  // None: there is no such row.
  absl::StatusOr<std::optional<std::string>> Find(absl::string_view key);

  // The first rows whose keys are not before `from`, in order; fewer than `max`
  // only if there are no more.
  absl::StatusOr<std::vector<StoredRow>> Scan(absl::string_view from,
                                              size_t max);

 private:
  struct Block {
    uint64_t offset = 0;
    uint32_t size = 0;
    std::array<char, kBlockDigestSize> digest = {};
    std::string first_key;
  };
  using Rows = std::vector<StoredRow>;

  explicit RowFile(int fd) : fd_(fd) {}

  absl::Status ReadTail();
  absl::Status ReadIndex(absl::string_view index, uint64_t blocks_end);
  absl::Status ReadAt(uint64_t offset, size_t size, std::string& bytes) const;
  // The block in which `key` is if it is there.
  size_t BlockOf(absl::string_view key) const;
  absl::StatusOr<std::shared_ptr<const Rows>> ReadBlock(size_t number);

  const int fd_;
  uint64_t rows_ = 0;
  std::string note_;
  std::vector<uint64_t> filter_;
  std::vector<Block> index_;
  std::map<size_t, std::shared_ptr<const Rows>> blocks_;  // read lately
};

}  // namespace enlace::store

#endif  // ENLACE_SERVER_STORE_ROW_FILE_H_
