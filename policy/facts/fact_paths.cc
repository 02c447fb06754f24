#include "policy/facts/fact_paths.h"

#include "base/check.h"

namespace enlace::policy {

const RecordReader& FactPaths::Of(
    const google::protobuf::Descriptor* type) const {
  CHECK(type->file()->pool() ==
        google::protobuf::DescriptorPool::generated_pool())
      << "a type that may go away";
  {
    const absl::ReaderMutexLock lock(&mutex_);
    const auto found = readers_.find(type);
    if (found != readers_.end()) return found->second;
  }
  const absl::MutexLock lock(&mutex_);
  return readers_.try_emplace(type, *type, paths_).first->second;
}

}  // namespace enlace::policy
