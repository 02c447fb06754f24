// The bytes of an OpenedForm, read and written without a message: a form is
// mostly short texts, and to allocate each costs more than all else about it.
//
// What is written is the strict encoding; what is read must be in it, as
// CheckStrictly() (proto/wire/strict_parse.h) tells.  Pure.

#ifndef ENLACE_PROTO_WIRE_FORM_BYTES_H_
#define ENLACE_PROTO_WIRE_FORM_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/wire/leaf.h"

namespace enlace::wire {

// A v1::LeafEntry that stands in the form's bytes.
struct FormEntry {
  enum class Kind { kNeither, kOpened, kCommitment };

  absl::string_view bytes;  // the whole of it, to be copied
  Kind kind = Kind::kNeither;
  absl::string_view commitment;
  // Of an opened leaf; its type tag is not yet checked to be one.
  absl::string_view path;
  absl::string_view salt;
  uint32_t type_tag = 0;
  absl::string_view value;

  LeafView leaf() const {
    return {path, static_cast<TypeTag>(type_tag), value};
  }
};

// The first entries of `form`, at most `count_max`.  REQUIRES: an OpenedForm in
// strict encoding.
std::vector<FormEntry> EntriesOf(absl::string_view form, size_t count_max);

// Appends an entry.
void AppendOpened(const LeafView& leaf, absl::string_view salt,
                  std::string& form);
void AppendCommitment(absl::string_view commitment, std::string& form);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_FORM_BYTES_H_
