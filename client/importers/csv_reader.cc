#include "client/importers/csv_reader.h"

#include <utility>

#include "absl/strings/match.h"
#include "base/encoding.h"

namespace enlace::client {
namespace {

constexpr size_t kReadSize = size_t{64} << 10;
constexpr absl::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr int kEnd = -1;

}  // namespace

// The byte at `index` behind the row's begin, or kEnd.
int CsvReader::At(size_t index) {
  while (begin_ + index >= buffer_.size()) {
    if (ended_) return kEnd;
    const size_t size = buffer_.size();
    buffer_.resize(size + kReadSize);
    const size_t read = source_(&buffer_[size], kReadSize);
    buffer_.resize(size + read);
    ended_ = read == 0;
  }
  return static_cast<unsigned char>(buffer_[begin_ + index]);
}

void CsvReader::Advance(size_t size, uint64_t lines) {
  begin_ += size;
  line_ += lines;
  if (begin_ < kReadSize) return;
  buffer_.erase(0, begin_);
  consumed_ += begin_;
  begin_ = 0;
}

bool CsvReader::Next(CsvRow& row) {
  if (!started_) {
    started_ = true;
    At(kByteOrderMark.size());
    if (absl::StartsWith(buffer_, kByteOrderMark)) {
      Advance(kByteOrderMark.size(), 0);
    }
  }
  while (At(0) != kEnd) {
    if (ParseRow(row)) return true;
  }
  return false;
}

void CsvReader::EndCell(CsvRow& row, std::string& cell) {
  importers::RowFault fault = importers::ROW_FAULT_NONE;
  if (cell.size() > kCellSizeMax) {
    fault = importers::ROW_FAULT_CELL_TOO_LONG;
  } else if (cell.find('\0') != std::string::npos) {
    fault = importers::ROW_FAULT_NUL;
  } else if (!IsUtf8(cell)) {
    fault = importers::ROW_FAULT_NOT_UTF8;
  }
  row.cells.push_back(std::move(cell));
  cell.clear();
  if (fault == importers::ROW_FAULT_NONE || row.column != 0) return;
  row.fault = fault;
  row.column = row.cells.size();
}

// Ends a row that cannot be told from what follows behind its first line.
bool CsvReader::GiveUp(CsvRow& row, importers::RowFault fault) {
  row.fault = fault;
  row.column = row.cells.size() + 1;
  row.cells.clear();
  size_t size = buffer_.find('\n', begin_);
  while (size == std::string::npos && !ended_) {
    // A line of any length passes through in pieces.
    Advance(buffer_.size() - begin_, 0);
    At(0);
    size = buffer_.find('\n', begin_);
  }
  if (size == std::string::npos) {
    Advance(buffer_.size() - begin_, 0);
  } else {
    Advance(size - begin_ + 1, 1);
  }
  return true;
}

// False if the row is blank.
bool CsvReader::ParseRow(CsvRow& row) {
  enum class State { kCellBegins, kPlain, kQuoted, kQuoteEnded };
  row = CsvRow();
  row.line = line_;
  State state = State::kCellBegins;
  std::string cell;
  uint64_t lines = 0;
  for (size_t at = 0; at <= kRowSizeMax; ++at) {
    const int c = At(at);
    const bool line_end =
        c == kEnd || c == '\n' || (c == '\r' && At(at + 1) == '\n');
    if (state == State::kQuoted) {
      if (c == kEnd) return GiveUp(row, importers::ROW_FAULT_QUOTE_OPEN);
      if (c == '"') {
        state = State::kQuoteEnded;
      } else {
        cell += static_cast<char>(c);
        if (c == '\n') ++lines;
      }
    } else if (line_end || c == ',') {
      EndCell(row, cell);
      state = State::kCellBegins;
      if (!line_end) continue;
      const size_t size = c == kEnd ? at : c == '\n' ? at + 1 : at + 2;
      Advance(size, c == kEnd ? lines : lines + 1);
      return row.cells.size() > 1 || !row.cells[0].empty();
    } else if (c == '"' && state != State::kPlain) {
      // The first opens a cell; one behind the end of quotes was a quote.
      if (state == State::kQuoteEnded) cell += '"';
      state = State::kQuoted;
    } else if (c == '"' || state == State::kQuoteEnded) {
      return GiveUp(row, importers::ROW_FAULT_QUOTE_STRAY);
    } else {
      cell += static_cast<char>(c);
      state = State::kPlain;
    }
  }
  return GiveUp(row, importers::ROW_FAULT_ROW_TOO_LONG);
}

}  // namespace enlace::client
