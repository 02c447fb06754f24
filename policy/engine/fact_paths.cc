#include "policy/engine/fact_paths.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "policy/engine/schema.h"

namespace enlace::policy {

const std::vector<FactPaths::Resolved>& FactPaths::Of(
    const google::protobuf::Descriptor* type) const {
  CHECK(type->file()->pool() ==
        google::protobuf::DescriptorPool::generated_pool())
      << "a type that may go away";
  {
    const absl::ReaderMutexLock lock(&mutex_);
    const auto found = resolved_.find(type);
    if (found != resolved_.end()) return found->second;
  }
  std::vector<Resolved> all;
  for (const std::string& path : paths_) {
    Resolved one{&path, ResolvePath(type, path)};
    if (one.fields.empty()) continue;
    one.set =
        std::any_of(one.fields.begin(), one.fields.end(),
                    [](const auto* field) { return field->is_repeated(); });
    all.push_back(std::move(one));
  }
  const absl::MutexLock lock(&mutex_);
  return resolved_.emplace(type, std::move(all)).first->second;
}

}  // namespace enlace::policy
