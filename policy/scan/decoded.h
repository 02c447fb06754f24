// What is written in a text in another encoding: base64, base64url,
// hexadecimal, percent-encoding.
//
// Any run of characters that could be an encoded text is decoded, and kept if
// what comes out is UTF-8 without control characters; nearly no word of prose
// does that.  Pure; thread-safe.

#ifndef ENLACE_POLICY_SCAN_DECODED_H_
#define ENLACE_POLICY_SCAN_DECODED_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace enlace::policy {

// The texts that `text` holds encoded, one level deep, some of them twice;
// their bytes are at most four times as many as those of `text`.
std::vector<std::string> DecodedTexts(absl::string_view text);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_SCAN_DECODED_H_
