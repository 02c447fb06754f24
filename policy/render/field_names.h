// Fields and codes of a record type as forms and documents call them.

#ifndef ENLACE_POLICY_RENDER_FIELD_NAMES_H_
#define ENLACE_POLICY_RENDER_FIELD_NAMES_H_

#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "policy/engine/language.h"
#include "policy/engine/schema.h"

namespace enlace::policy {

// "Firearm trace result"; the type's own name if it has no label.
std::string RecordName(const RecordType& type, Language language);

// The leaves `paths` of `type` in words: "Firearm; Purchaser (name, role)".  A
// message whose leaves are all meant stands for them.
std::string FieldNames(const RecordType& type,
                       const std::set<std::string>& paths, Language language);

// The words for the code `value` of the field at `path`: "Prosecution"; `value`
// itself where the field has no such code.
std::string CodeName(const RecordType& type, absl::string_view path,
                     absl::string_view value, Language language);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_RENDER_FIELD_NAMES_H_
