// Well-formed UTF-8 by the table of the standard, and inputs that cover every
// way to leave it.
//
// Source: The Unicode Standard 15.0, Table 3-7.

#ifndef ENLACE_TESTS_BASE_UTF8_REFERENCE_H_
#define ENLACE_TESTS_BASE_UTF8_REFERENCE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/strings/string_view.h"

namespace enlace {

// The size of the first character of `bytes`, 0 if they begin with none.
size_t ReferenceCharacterSize(absl::string_view bytes);

// `bytes` with U+FFFD in place of each byte that begins no character.
std::string ReferenceRepair(absl::string_view bytes);

// The UTF-8 form of any value below 2^21, also where UTF-8 forbids it, in
// `size` bytes, also where that is not the shortest.
std::string ForceUtf8(uint32_t code_point, size_t size);
std::string ShortestUtf8(uint32_t code_point);

// Every string of one and two bytes; of three and four, those with each lead
// byte of that size, each second byte, and the edges of the others.
void ForEachByteSequence(const std::function<void(absl::string_view)>& visit);

}  // namespace enlace

#endif  // ENLACE_TESTS_BASE_UTF8_REFERENCE_H_
