// Fingerprints that two persons compare over a telephone.
//
//   16 groups of hexadecimal digits:  3f0a 91c2 ... , all 32 bytes
//   8 groups of five decimal digits:  50348 11727 ... , about 132 bits
//
// The short form is of digits alone: letters sound differently in English and
// in Spanish.  docs/identity.md, "Fingerprints".  Pure.

#ifndef ENLACE_PROTO_WIRE_FINGERPRINT_H_
#define ENLACE_PROTO_WIRE_FINGERPRINT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "base/sha256.h"

namespace enlace::wire {

std::string FingerprintHex(const Hash& digest);
std::string FingerprintDigits(const Hash& digest);

// Whether `text` is one of the two forms of `digest`, whole; spaces, and the
// case of hexadecimal digits, do not count.
bool IsFingerprintOf(absl::string_view text, const Hash& digest);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_FINGERPRINT_H_
