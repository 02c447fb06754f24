#include "server/store/row_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/status_macros.h"

namespace enlace::store {
namespace {

constexpr size_t kTailSize = 4 * 8 + kHashSize;
constexpr size_t kBlocksInMemory = 64;

absl::Status Damaged(absl::string_view what) {
  return absl::DataLossError(
      absl::StrCat("the file of rows is damaged: ", what));
}

// A number and that many bytes, off the front of `in`.
bool TakePiece(absl::string_view& in, absl::string_view& piece) {
  if (in.size() < 4) return false;
  const size_t size = ReadU32(in);
  in.remove_prefix(4);
  if (in.size() < size) return false;
  piece = in.substr(0, size);
  in.remove_prefix(size);
  return true;
}

uint64_t Mix(uint64_t bits) {
  bits ^= bits >> 33;
  bits *= 0xff51afd7ed558ccdULL;
  bits ^= bits >> 33;
  bits *= 0xc4ceb9fe1a85ec53ULL;
  return bits ^ (bits >> 33);
}

}  // namespace

uint64_t RowFilter::HashOf(absl::string_view key) {
  uint64_t hash = 0x9e3779b97f4a7c15ULL ^ key.size();
  for (; key.size() >= 8; key.remove_prefix(8)) {
    hash = Mix(hash ^ ReadU64(key));
  }
  uint64_t rest = 0;
  for (const char byte : key) rest = rest << 8 | static_cast<uint8_t>(byte);
  return Mix(hash ^ rest);
}

void RowFilter::Add(std::vector<uint64_t>& words, uint64_t hash) {
  const uint64_t step = (hash >> 32) | 1;
  for (int i = 0; i < kProbes; ++i, hash += step) {
    const uint64_t bit = hash % (words.size() * 64);
    words[bit / 64] |= uint64_t{1} << bit % 64;
  }
}

bool RowFilter::MayHold(const std::vector<uint64_t>& words, uint64_t hash) {
  if (words.empty()) return false;
  const uint64_t step = (hash >> 32) | 1;
  for (int i = 0; i < kProbes; ++i, hash += step) {
    const uint64_t bit = hash % (words.size() * 64);
    if ((words[bit / 64] >> bit % 64 & 1) == 0) return false;
  }
  return true;
}

absl::StatusOr<std::unique_ptr<RowFile>> RowFile::Open(
    const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot open `", path, "`"));
  }
  std::unique_ptr<RowFile> file(new RowFile(fd));
  RETURN_IF_ERROR(file->ReadTail());
  return file;
}

RowFile::~RowFile() { close(fd_); }

absl::Status RowFile::ReadAt(uint64_t offset, size_t size,
                             std::string& bytes) const {
  bytes.resize(size);
  size_t done = 0;
  while (done < size) {
    const ssize_t read = pread(fd_, bytes.data() + done, size - done,
                               static_cast<off_t>(offset + done));
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return absl::ErrnoToStatus(errno, "cannot read rows");
    if (read == 0) return Damaged("it ends too early");
    done += static_cast<size_t>(read);
  }
  return absl::OkStatus();
}

absl::Status RowFile::ReadTail() {
  struct stat status;
  if (fstat(fd_, &status) != 0) {
    return absl::ErrnoToStatus(errno, "cannot read rows");
  }
  const auto file_size = static_cast<uint64_t>(status.st_size);
  if (file_size < kRowFileMagic.size() + kTailSize) return Damaged("no tail");
  std::string magic;
  std::string tail;
  RETURN_IF_ERROR(ReadAt(0, kRowFileMagic.size(), magic));
  RETURN_IF_ERROR(ReadAt(file_size - kTailSize, kTailSize, tail));
  if (magic != kRowFileMagic) return Damaged("it is none");
  const absl::string_view numbers = absl::string_view(tail).substr(0, 32);
  const uint64_t filter_size = ReadU64(numbers);
  const uint64_t index_size = ReadU64(numbers.substr(8));
  const uint64_t note_size = ReadU64(numbers.substr(16));
  rows_ = ReadU64(numbers.substr(24));
  const uint64_t room = file_size - kRowFileMagic.size() - kTailSize;
  if (filter_size > room || index_size > room - filter_size ||
      note_size > room - filter_size - index_size || filter_size % 8 != 0) {
    return Damaged("its sizes");
  }
  const uint64_t blocks_end =
      file_size - kTailSize - note_size - index_size - filter_size;
  std::string bytes;
  RETURN_IF_ERROR(
      ReadAt(blocks_end, filter_size + index_size + note_size, bytes));
  absl::StrAppend(&bytes, numbers);
  if (AsBytes(Sha256(bytes)) != absl::string_view(tail).substr(32)) {
    return Damaged("its index");
  }
  absl::string_view rest = bytes;
  filter_.reserve(filter_size / 8);
  for (size_t i = 0; i < filter_size; i += 8) {
    filter_.push_back(ReadU64(rest.substr(i)));
  }
  note_ = std::string(rest.substr(filter_size + index_size, note_size));
  return ReadIndex(rest.substr(filter_size, index_size), blocks_end);
}

absl::Status RowFile::ReadIndex(absl::string_view index, uint64_t blocks_end) {
  uint64_t offset = kRowFileMagic.size();
  while (!index.empty()) {
    constexpr size_t kFixed = 8 + 4 + kBlockDigestSize;
    if (index.size() < kFixed) return Damaged("its index");
    Block& block = index_.emplace_back();
    block.offset = ReadU64(index);
    block.size = ReadU32(index.substr(8));
    std::memcpy(block.digest.data(), index.data() + 12, kBlockDigestSize);
    index.remove_prefix(kFixed);
    absl::string_view first_key;
    if (!TakePiece(index, first_key) || block.offset != offset) {
      return Damaged("its index");
    }
    block.first_key = std::string(first_key);
    offset += block.size;
  }
  return offset == blocks_end ? absl::OkStatus() : Damaged("its blocks");
}

size_t RowFile::BlockOf(absl::string_view key) const {
  const auto after = std::upper_bound(
      index_.begin(), index_.end(), key,
      [](absl::string_view a, const Block& b) { return a < b.first_key; });
  return after == index_.begin()
             ? 0
             : static_cast<size_t>(after - index_.begin()) - 1;
}

absl::StatusOr<std::shared_ptr<const RowFile::Rows>> RowFile::ReadBlock(
    size_t number) {
  const auto known = blocks_.find(number);
  if (known != blocks_.end()) return known->second;
  const Block& block = index_[number];
  std::string bytes;
  RETURN_IF_ERROR(ReadAt(block.offset, block.size, bytes));
  const Hash digest = Sha256(bytes);
  if (AsBytes(digest).substr(0, kBlockDigestSize) !=
      absl::string_view(block.digest.data(), block.digest.size())) {
    return Damaged("a block");
  }
  auto rows = std::make_shared<Rows>();
  absl::string_view in = bytes;
  while (!in.empty()) {
    absl::string_view key;
    absl::string_view value;
    if (!TakePiece(in, key) || !TakePiece(in, value)) return Damaged("a row");
    rows->push_back({std::string(key), std::string(value)});
  }
  if (blocks_.size() >= kBlocksInMemory) blocks_.clear();
  blocks_.emplace(number, rows);
  return rows;
}

absl::StatusOr<std::optional<std::string>> RowFile::Find(
    absl::string_view key) {
  if (!RowFilter::MayHold(filter_, RowFilter::HashOf(key))) return std::nullopt;
  ASSIGN_OR_RETURN(const auto rows, ReadBlock(BlockOf(key)));
  const auto row = std::lower_bound(
      rows->begin(), rows->end(), key,
      [](const StoredRow& a, absl::string_view b) { return a.key < b; });
  if (row == rows->end() || row->key != key) return std::nullopt;
  return row->value;
}

absl::StatusOr<std::vector<StoredRow>> RowFile::Scan(absl::string_view from,
                                                     size_t max) {
  std::vector<StoredRow> found;
  for (size_t i = BlockOf(from); i < index_.size() && found.size() < max; ++i) {
    ASSIGN_OR_RETURN(const auto rows, ReadBlock(i));
    auto row = std::lower_bound(
        rows->begin(), rows->end(), from,
        [](const StoredRow& a, absl::string_view b) { return a.key < b; });
    for (; row != rows->end() && found.size() < max; ++row) {
      found.push_back(*row);
    }
  }
  return found;
}

}  // namespace enlace::store
