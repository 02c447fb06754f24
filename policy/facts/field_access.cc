#include "policy/facts/field_access.h"

#include "absl/container/flat_hash_map.h"

namespace enlace::policy {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;

template <typename Maker>
using Makers = absl::flat_hash_map<absl::string_view, Maker>;

template <typename Maker>
Makers<Maker> ByName(absl::Span<const GeneratedField<Maker>> fields) {
  Makers<Maker> makers;
  for (const auto& [name, maker] : fields) makers.emplace(name, maker);
  return makers;
}

// Null if there is none.  A type of another pool may be another type of the
// same name.
template <typename Maker>
Maker FindMaker(const Makers<Maker>& makers, const FieldDescriptor& field) {
  if (field.file()->pool() != DescriptorPool::generated_pool()) return nullptr;
  const auto found = makers.find(field.full_name());
  return found == makers.end() ? nullptr : found->second;
}

}  // namespace

std::unique_ptr<SingularField> AccessSingular(const FieldDescriptor& field) {
  static const auto* const makers =
      new Makers<SingularFieldMaker>(ByName(GeneratedSingularFields()));
  const SingularFieldMaker maker = FindMaker(*makers, field);
  return maker == nullptr ? ReflectSingular(field) : maker(field);
}

std::unique_ptr<RepeatedField> AccessRepeated(const FieldDescriptor& field) {
  static const auto* const makers =
      new Makers<RepeatedFieldMaker>(ByName(GeneratedRepeatedFields()));
  const RepeatedFieldMaker maker = FindMaker(*makers, field);
  return maker == nullptr ? ReflectRepeated(field) : maker(field);
}

}  // namespace enlace::policy
