// The record fields that a book reads, looked up once a record type.
//
// Thread-safe.

#ifndef ENLACE_POLICY_FACTS_FACT_PATHS_H_
#define ENLACE_POLICY_FACTS_FACT_PATHS_H_

#include <google/protobuf/descriptor.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "policy/facts/element_paths.h"

namespace enlace::policy {

class RecordReader;

class FactPaths {
 public:
  // `elements` are paths of facts of single elements, "associates[].role".
  explicit FactPaths(std::vector<std::string> paths,
                     const std::vector<std::string>& elements = {});
  ~FactPaths();
  FactPaths(const FactPaths&) = delete;
  FactPaths& operator=(const FactPaths&) = delete;

  const std::vector<std::string>& paths() const { return paths_; }

  const ElementPaths& elements() const { return elements_; }

  // Reads those that records of `type` have.  Valid as long as this object.
  // REQUIRES: a type that was compiled in.
  const RecordReader& Of(const google::protobuf::Descriptor* type) const
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  const std::vector<std::string> paths_;
  const ElementPaths elements_;
  mutable absl::Mutex mutex_;
  mutable std::map<const google::protobuf::Descriptor*,
                   std::unique_ptr<const RecordReader>>
      readers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_FACTS_FACT_PATHS_H_
