// Who may receive which field, for what, and under which law: the question that
// a reader brings to a book, answered from its rules, field by field.

#ifndef ENLACE_POLICY_RENDER_WHO_RECEIVES_H_
#define ENLACE_POLICY_RENDER_WHO_RECEIVES_H_

#include <set>
#include <string>
#include <vector>

#include "policy/engine/book.h"
#include "policy/engine/language.h"
#include "policy/engine/rule.h"
#include "policy/engine/schema.h"

namespace enlace::policy {

// Fields of a record type with which the rules do the same.
struct FieldRow {
  std::string fields;  // in words
  std::set<std::string> paths;
  std::vector<const Rule*> released_by;  // permits
  std::vector<const Rule*>
      restricted_by;  // what drops them or makes them coarser
};

// The fields of `type` in records of `direction`, those that a rule names; what
// none releases is never sent.  Points into `book`.
std::vector<FieldRow> FieldRows(const Book& book, const RecordType& type,
                                Direction direction, Language language);

// The section for all record types of the book, as HTML.
std::string WhoReceivesHtml(const Book& book, Language language);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_RENDER_WHO_RECEIVES_H_
