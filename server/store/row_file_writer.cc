#include "server/store/row_file_writer.h"

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "server/store/row_file.h"

namespace enlace::store {
namespace {

// Some dozen transfers; what a look at one row reads and hashes.
constexpr size_t kBlockSize = 8192;

void AppendPiece(std::string& out, absl::string_view piece) {
  AppendU32(out, static_cast<uint32_t>(piece.size()));
  out.append(piece.data(), piece.size());
}

}  // namespace

absl::StatusOr<RowFileWriter> RowFileWriter::Begin(absl::string_view path) {
  ASSIGN_OR_RETURN(FileReplacement file,
                   FileReplacement::Begin(path, /*private_to_owner=*/true));
  RowFileWriter writer(std::move(file));
  RETURN_IF_ERROR(writer.file_.Append(kRowFileMagic));
  writer.offset_ = kRowFileMagic.size();
  return writer;
}

absl::Status RowFileWriter::Add(absl::string_view key,
                                absl::string_view value) {
  CHECK(hashes_.empty() || last_key_ < key) << "rows out of order";
  if (block_.empty()) first_key_ = std::string(key);
  AppendPiece(block_, key);
  AppendPiece(block_, value);
  hashes_.push_back(RowFilter::HashOf(key));
  last_key_ = std::string(key);
  return block_.size() < kBlockSize ? absl::OkStatus() : EndBlock();
}

absl::Status RowFileWriter::EndBlock() {
  if (block_.empty()) return absl::OkStatus();
  AppendU64(index_, offset_);
  AppendU32(index_, static_cast<uint32_t>(block_.size()));
  const Hash digest = Sha256(block_);
  absl::StrAppend(&index_, AsBytes(digest).substr(0, kBlockDigestSize));
  AppendPiece(index_, first_key_);
  RETURN_IF_ERROR(file_.Append(block_));
  offset_ += block_.size();
  block_.clear();
  return absl::OkStatus();
}

absl::Status RowFileWriter::Finish(absl::string_view note) {
  RETURN_IF_ERROR(EndBlock());
  std::vector<uint64_t> filter((rows() * RowFilter::kBitsARow + 63) / 64);
  for (const uint64_t hash : hashes_) RowFilter::Add(filter, hash);
  std::string end;
  for (const uint64_t word : filter) AppendU64(end, word);
  end += index_;
  end.append(note.data(), note.size());
  AppendU64(end, filter.size() * 8);
  AppendU64(end, index_.size());
  AppendU64(end, note.size());
  AppendU64(end, rows());
  const Hash digest = Sha256(end);
  RETURN_IF_ERROR(file_.Append(end));
  RETURN_IF_ERROR(file_.Append(AsBytes(digest)));
  return file_.Finish();
}

}  // namespace enlace::store
