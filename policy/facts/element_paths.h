// The facts of single elements that a book reads, list by list.
//
//   paths "associates[].role" and a record with two associates give
//   associates = 2, associates[0].role = SUSPECT, associates[1].role = WITNESS
//
// Each is read as the same field of a record is (extract.h): not set is absent,
// a number that no enum has is an error.  The number of elements is limited by
// the schema, as is what is read of them by the vocabulary.  Thread-safe.

#ifndef ENLACE_POLICY_FACTS_ELEMENT_PATHS_H_
#define ENLACE_POLICY_FACTS_ELEMENT_PATHS_H_

#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

#include "policy/facts/facts.h"

namespace enlace::policy {

class FactPaths;

class ElementPaths {
 public:
  // `paths` as the vocabulary writes them, with an empty index.
  explicit ElementPaths(const std::vector<std::string>& paths);
  ~ElementPaths();
  ElementPaths(const ElementPaths&) = delete;
  ElementPaths& operator=(const ElementPaths&) = delete;

  // Adds what they say of the elements of `record` to `facts`.  A list that its
  // type does not have, or whose elements are no leaves there, adds nothing.
  void Extract(const google::protobuf::Message& record, Facts& facts) const;

 private:
  struct List {
    std::string path;
    std::unique_ptr<const FactPaths> below;  // from the element
  };

  std::vector<List> lists_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_FACTS_ELEMENT_PATHS_H_
