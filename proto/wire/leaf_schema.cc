#include "proto/wire/leaf_schema.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "enlace/v1/options.pb.h"
#include "proto/wire/problem.h"
#include "proto/wire/value_bytes.h"

namespace enlace::wire {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

absl::Status Unsupported(const FieldDescriptor& field, absl::string_view why) {
  return Refusal(absl::StatusCode::kFailedPrecondition, kSchemaUnsupported,
                 absl::StrCat(field.full_name(), " ", why));
}

const v1::FieldRules& RulesOf(const FieldDescriptor& field) {
  return field.options().GetExtension(v1::field);
}

// What holds of every field, inside lists too.
absl::Status CheckField(const FieldDescriptor& field) {
  if (field.is_map()) return Unsupported(field, "is a map; use a list");
  if (ElementTag(field) == TypeTag::kAbsent) {
    return Unsupported(field, "has a type without value bytes; use integers");
  }
  if (field.real_containing_oneof() != nullptr) {
    return Unsupported(field, "is in a oneof; use optional fields");
  }
  if (ElementTag(field) == TypeTag::kMessage &&
      absl::StartsWith(field.message_type()->full_name(), "google.protobuf.")) {
    return Unsupported(field,
                       "has a google.protobuf type other than Timestamp");
  }
  return absl::OkStatus();
}

absl::Status CheckNoExtensions(const Descriptor& type) {
  if (type.extension_range_count() == 0) return absl::OkStatus();
  return Refusal(absl::StatusCode::kFailedPrecondition, kSchemaUnsupported,
                 absl::StrCat(type.full_name(), " allows extensions"));
}

// Checks the types beneath a list; `seen` ends the walk of those that hold
// themselves.
absl::Status CheckListed(const Descriptor& type,
                         std::set<const Descriptor*>& seen) {
  if (!seen.insert(&type).second) return absl::OkStatus();
  RETURN_IF_ERROR(CheckNoExtensions(type));
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    RETURN_IF_ERROR(CheckField(field));
    if (RulesOf(field).silent()) {
      return Unsupported(field, "is silent inside a list");
    }
    if (ElementTag(field) == TypeTag::kMessage) {
      RETURN_IF_ERROR(CheckListed(*field.message_type(), seen));
    }
  }
  return absl::OkStatus();
}

// Collects the leaves of a type, depth first.
class Walk {
 public:
  absl::Status Visit(const Descriptor& type, bool silent) {
    if (!inside_.insert(&type).second) {
      return Unsupported(*steps_.back(), "makes its message hold itself");
    }
    RETURN_IF_ERROR(CheckNoExtensions(type));
    const uint32_t holder = holders_++;
    for (int i = 0; i < type.field_count(); ++i) {
      steps_.push_back(type.field(i));
      RETURN_IF_ERROR(VisitField(*type.field(i), silent, holder));
      steps_.pop_back();
    }
    inside_.erase(&type);
    return absl::OkStatus();
  }

  std::vector<LeafField> Take() && {
    std::sort(
        leaves_.begin(), leaves_.end(),
        [](const LeafField& a, const LeafField& b) { return a.path < b.path; });
    return std::move(leaves_);
  }

 private:
  absl::Status VisitField(const FieldDescriptor& field, bool silent,
                          uint32_t holder) {
    RETURN_IF_ERROR(CheckField(field));
    const v1::FieldRules& rules = RulesOf(field);
    silent = silent || rules.silent();
    if (rules.split_max() != 0 && (!field.is_repeated() || silent ||
                                   ElementTag(field) != TypeTag::kMessage)) {
      return Unsupported(field, "is split, but silent or no list of messages");
    }
    if (ElementTag(field) == TypeTag::kMessage) {
      if (!field.is_repeated()) return Visit(*field.message_type(), silent);
      std::set<const Descriptor*> seen;
      RETURN_IF_ERROR(CheckListed(*field.message_type(), seen));
    }
    LeafField leaf;
    leaf.steps = steps_;
    leaf.silent = silent;
    leaf.split_max = rules.split_max();
    leaf.tag = leaf.split_max != 0 ? ElementTag(field) : FieldTag(field);
    leaf.holder = holder;
    for (const FieldDescriptor* step : steps_) {
      absl::StrAppend(&leaf.path, leaf.path.empty() ? "" : ".", step->name());
    }
    // The salt of such a leaf would be the key of the body digest.
    if (leaf.path == "enlace.body.v1") {
      return Unsupported(field, "has the path of the body key");
    }
    leaves_.push_back(std::move(leaf));
    return absl::OkStatus();
  }

  std::vector<const FieldDescriptor*> steps_;
  std::set<const Descriptor*> inside_;
  uint32_t holders_ = 0;
  std::vector<LeafField> leaves_;
};

// Schemas of the generated types; they are never destroyed.
class Schemas {
 public:
  const absl::StatusOr<LeafSchema>& Of(const Descriptor& type) {
    {
      absl::ReaderMutexLock lock(&mutex_);
      const auto found = schemas_.find(&type);
      if (found != schemas_.end()) return found->second;
    }
    absl::StatusOr<LeafSchema> schema = LeafSchema::Create(type);
    absl::MutexLock lock(&mutex_);
    return schemas_.try_emplace(&type, std::move(schema)).first->second;
  }

 private:
  absl::Mutex mutex_;
  std::map<const Descriptor*, absl::StatusOr<LeafSchema>> schemas_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace

absl::StatusOr<LeafSchema> LeafSchema::Create(const Descriptor& type) {
  Walk walk;
  RETURN_IF_ERROR(walk.Visit(type, /*silent=*/false));
  LeafSchema schema;
  schema.fields_ = std::move(walk).Take();
  for (const LeafField& field : schema.fields_) {
    if (field.silent) schema.silent_paths_.push_back(field.path);
  }
  return schema;
}

absl::StatusOr<const LeafSchema*> LeafSchema::Of(const Descriptor& type) {
  CHECK(type.file()->pool() ==
        google::protobuf::DescriptorPool::generated_pool())
      << "a type that may go away";
  static Schemas* const schemas = new Schemas;
  const absl::StatusOr<LeafSchema>& schema = schemas->Of(type);
  if (!schema.ok()) return schema.status();
  return &*schema;
}

LeafSchema::Place LeafSchema::Find(absl::string_view path,
                                   const LeafField* hint) const {
  constexpr int kStepsMax = 8;  // about as dear as a search
  const size_t bracket = path.find('[');
  const absl::string_view name = path.substr(0, bracket);
  auto found = hint == nullptr ? fields_.end()
                               : fields_.begin() + (hint - fields_.data());
  for (int i = 0; found != fields_.end() && found->path != name; ++i) {
    found = i < kStepsMax ? found + 1 : fields_.end();
  }
  if (found == fields_.end()) {
    found =
        std::lower_bound(fields_.begin(), fields_.end(), name,
                         [](const LeafField& field, absl::string_view wanted) {
                           return absl::string_view(field.path) < wanted;
                         });
  }
  if (found == fields_.end() || found->path != name) return {};
  if ((bracket == path.npos) != (found->split_max == 0)) return {};
  if (found->split_max == 0) return {.field = &*found, .index = 0};
  uint32_t index = 0;
  if (!absl::SimpleAtoi(path.substr(bracket + 1, path.size() - bracket - 2),
                        &index) ||
      index >= found->split_max ||
      path != absl::StrCat(name, "[", index, "]")) {
    return {};
  }
  return {.field = &*found, .index = index};
}

bool CrossesInOpenedForm(const Descriptor& type) {
  const absl::StatusOr<const LeafSchema*> schema = LeafSchema::Of(type);
  return !schema.ok() || !(*schema)->silent_paths().empty();
}

}  // namespace enlace::wire
