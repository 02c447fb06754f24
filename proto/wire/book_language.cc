#include "proto/wire/book_language.h"

#include "proto/wire/problem.h"

namespace enlace::wire {

absl::Status CheckBookLanguages(
    absl::string_view field,
    const google::protobuf::RepeatedPtrField<std::string>& languages) {
  bool known = !languages.empty();
  for (int i = 0; i < languages.size(); ++i) {
    known = known && (languages[i] == "en" || languages[i] == "es") &&
            (i == 0 || languages[i - 1] < languages[i]);
  }
  if (known) return absl::OkStatus();
  return FieldInvalid(field, "must be en, es or both, sorted");
}

}  // namespace enlace::wire
