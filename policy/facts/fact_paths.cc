#include "policy/facts/fact_paths.h"

#include <utility>

#include "base/check.h"
#include "policy/facts/record_reader.h"

namespace enlace::policy {

FactPaths::FactPaths(std::vector<std::string> paths,
                     const std::vector<std::string>& elements)
    : paths_(std::move(paths)), elements_(elements) {}

FactPaths::~FactPaths() = default;

const RecordReader& FactPaths::Of(
    const google::protobuf::Descriptor* type) const {
  CHECK(type->file()->pool() ==
        google::protobuf::DescriptorPool::generated_pool())
      << "a type that may go away";
  {
    const absl::ReaderMutexLock lock(&mutex_);
    const auto found = readers_.find(type);
    if (found != readers_.end()) return *found->second;
  }
  const absl::MutexLock lock(&mutex_);
  std::unique_ptr<const RecordReader>& reader = readers_[type];
  if (reader == nullptr) {
    reader = std::make_unique<const RecordReader>(*type, paths_);
  }
  return *reader;
}

}  // namespace enlace::policy
