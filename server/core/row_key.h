// Keys of table rows as bytes that sort as the keys do.
//
//   RowKey(std::make_pair(std::string("mx:fgr"), uint64_t{7}))
//
// Numbers are big-endian, signed ones with their sign turned; a string has each
// zero byte escaped and an end that sorts before whatever else could follow; a
// pair is one after the other.  So the bytes of one key are never the beginning
// of another's, and equal bytes mean equal keys.  Pure.

#ifndef ENLACE_SERVER_CORE_ROW_KEY_H_
#define ENLACE_SERVER_CORE_ROW_KEY_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace enlace::core {

void AppendRowKey(std::string& out, absl::string_view value);
void AppendRowKey(std::string& out, uint64_t value);
void AppendRowKey(std::string& out, int64_t value);
template <typename A, typename B>
void AppendRowKey(std::string& out, const std::pair<A, B>& value);

// Takes a key off the front of `in`.  False if there is none.
bool TakeRowKey(absl::string_view& in, std::string& value);
bool TakeRowKey(absl::string_view& in, uint64_t& value);
bool TakeRowKey(absl::string_view& in, int64_t& value);
template <typename A, typename B>
bool TakeRowKey(absl::string_view& in, std::pair<A, B>& value);

template <typename Key>
std::string RowKey(const Key& key) {
  std::string out;
  AppendRowKey(out, key);
  return out;
}

// False unless `bytes` is the whole of a key.
template <typename Key>
bool ParseRowKey(absl::string_view bytes, Key& key) {
  return TakeRowKey(bytes, key) && bytes.empty();
}

template <typename A, typename B>
void AppendRowKey(std::string& out, const std::pair<A, B>& value) {
  AppendRowKey(out, value.first);
  AppendRowKey(out, value.second);
}

template <typename A, typename B>
bool TakeRowKey(absl::string_view& in, std::pair<A, B>& value) {
  return TakeRowKey(in, value.first) && TakeRowKey(in, value.second);
}

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_ROW_KEY_H_
