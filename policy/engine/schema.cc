#include "policy/engine/schema.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "enlace/v1/options.pb.h"
#include "policy/facts/element_fact.h"

namespace enlace::policy {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// A message may contain itself; no record is deeper than its validator allows.
constexpr int kDepthMax = 16;

bool IsMessage(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

bool IsLeaf(const FieldDescriptor* field) {
  return field->is_repeated() || !IsMessage(field) ||
         IsTimestamp(field->message_type());
}

const v1::FieldRules& RulesOf(const FieldDescriptor* field) {
  return field->options().GetExtension(v1::field);
}

// `path` is `under` or stands below it.
bool IsUnder(absl::string_view path, absl::string_view under) {
  return path == under ||
         (absl::StartsWith(path, under) && path[under.size()] == '.');
}

// Parts of a shared message that a level removes, by the name of the field.
struct Level {
  absl::string_view name;
  std::vector<absl::string_view> removes;
};

const std::vector<Level>& DateLevels() {
  static const auto* const levels =
      new std::vector<Level>{{"month", {"day"}}, {"year", {"day", "month"}}};
  return *levels;
}

const std::vector<Level>& AddressLevels() {
  static const auto* const levels = new std::vector<Level>{
      {"municipality",
       {"street", "street_number", "postal_code", "latitude", "longitude"}},
      {"country",
       {"street", "street_number", "postal_code", "latitude", "longitude",
        "municipality", "subdivision"}}};
  return *levels;
}

// The chain that holds for the last of `fields`, from the innermost field that
// states one.
v1::Chain ChainOf(const std::vector<const FieldDescriptor*>& fields) {
  for (auto it = fields.rbegin(); it != fields.rend(); ++it) {
    const v1::Chain chain = RulesOf(*it).chain();
    if (chain != v1::CHAIN_UNSPECIFIED) return chain;
  }
  return v1::CHAIN_UNSPECIFIED;
}

std::vector<std::string> LevelNames(v1::Chain chain, bool text) {
  switch (chain) {
    case v1::CHAIN_DATE:
      return text ? std::vector<std::string>()
                  : std::vector<std::string>{"month", "year"};
    case v1::CHAIN_ADDRESS:
      return text ? std::vector<std::string>()
                  : std::vector<std::string>{"municipality", "country"};
    case v1::CHAIN_NAME:
      return {"initials"};
    case v1::CHAIN_NUMBER:
      return {"last4"};
    default:
      return {};
  }
}

}  // namespace

RecordType::RecordType(const Descriptor* descriptor) : descriptor_(descriptor) {
  AddLeaves(descriptor, "", "", 0);
  AddFactPaths(descriptor, "", 0);
  std::sort(leaves_.begin(), leaves_.end(),
            [](const Leaf& a, const Leaf& b) { return a.path < b.path; });
  std::sort(paths_.begin(), paths_.end());
}

void RecordType::AddLeaves(const Descriptor* message, const std::string& prefix,
                           const std::string& category, int depth) {
  if (depth > kDepthMax) return;
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    const v1::FieldRules& rules = RulesOf(field);
    const std::string path = prefix + field->name();
    const std::string& own =
        rules.category().empty() ? category : rules.category();
    if (IsLeaf(field)) {
      leaves_.push_back(
          {path, own, rules.silent(), static_cast<int>(rules.split_max())});
    } else {
      AddLeaves(field->message_type(), path + ".", own, depth + 1);
    }
  }
}

void RecordType::AddFactPaths(const Descriptor* message,
                              const std::string& prefix, int depth) {
  if (depth > kDepthMax) return;
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    paths_.push_back(prefix + field->name());
    if (IsMessage(field) && !IsTimestamp(field->message_type())) {
      AddFactPaths(field->message_type(), prefix + field->name() + ".",
                   depth + 1);
    }
  }
}

std::vector<size_t> RecordType::LeavesUnder(absl::string_view path) const {
  std::vector<size_t> out;
  for (size_t i = 0; i < leaves_.size(); ++i) {
    if (IsUnder(leaves_[i].path, path)) out.push_back(i);
  }
  return out;
}

std::vector<size_t> RecordType::LeavesOfCategory(
    absl::string_view category) const {
  std::vector<size_t> out;
  for (size_t i = 0; i < leaves_.size(); ++i) {
    const std::string& own = leaves_[i].category;
    if (!own.empty() && IsUnder(own, category)) out.push_back(i);
  }
  return out;
}

std::vector<std::string> RecordType::Levels(absl::string_view path) const {
  const auto fields = ResolvePath(descriptor_, path);
  if (fields.empty() || fields.back()->is_repeated()) return {};
  const bool text =
      fields.back()->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  if (!text && !IsMessage(fields.back())) return {};
  return LevelNames(ChainOf(fields), text);
}

std::vector<CoarserLeaf> RecordType::Generalise(absl::string_view path,
                                                absl::string_view level) const {
  const std::vector<std::string> known = Levels(path);
  if (std::find(known.begin(), known.end(), level) == known.end()) return {};
  const v1::Chain chain = ChainOf(ResolvePath(descriptor_, path));
  std::vector<CoarserLeaf> out;
  for (const size_t leaf : LeavesUnder(path)) {
    if (chain == v1::CHAIN_NAME || chain == v1::CHAIN_NUMBER) {
      out.push_back({leaf, std::string(level)});
      continue;
    }
    const auto& levels =
        chain == v1::CHAIN_DATE ? DateLevels() : AddressLevels();
    const absl::string_view name =
        std::vector<absl::string_view>(absl::StrSplit(leaves_[leaf].path, '.'))
            .back();
    for (const Level& step : levels) {
      if (step.name != level) continue;
      if (std::find(step.removes.begin(), step.removes.end(), name) !=
          step.removes.end()) {
        out.push_back({leaf, ""});
      }
    }
  }
  return out;
}

std::optional<FactType> RecordType::FactAt(absl::string_view path) const {
  const absl::string_view list = ListOf(path);
  const Leaf* const leaf = list.empty() ? nullptr : FindLeaf(list);
  if (!list.empty() && (leaf == nullptr || leaf->elements_max == 0)) {
    return std::nullopt;
  }
  const auto fields = ResolvePath(descriptor_, FieldPathOf(path));
  if (fields.empty()) return std::nullopt;
  FactType type;
  for (const FieldDescriptor* field : fields) type.set |= field->is_repeated();
  if (leaf != nullptr) {
    // Of one element only lists below it make a set.
    const auto below = std::find_if(
        fields.begin(), fields.end(),
        [](const FieldDescriptor* field) { return field->is_repeated(); });
    type.set = std::any_of(
        below + 1, fields.end(),
        [](const FieldDescriptor* field) { return field->is_repeated(); });
  }
  const FieldDescriptor* last = fields.back();
  switch (last->cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      type.kind = FactKind::kBool;
      break;
    case FieldDescriptor::CPPTYPE_STRING:
      type.kind = FactKind::kText;
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      type.kind = FactKind::kEnum;
      for (int i = 0; i < last->enum_type()->value_count(); ++i) {
        const auto* value = last->enum_type()->value(i);
        if (value->number() != 0) type.values.push_back(ShortEnumName(*value));
      }
      break;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (IsTimestamp(last->message_type()) || IsDate(last->message_type())) {
        type.kind = FactKind::kDate;
      } else {
        type = {FactKind::kNumber, false, {}};  // how many there are
      }
      break;
    default:
      type.kind = FactKind::kNumber;
      break;
  }
  return type;
}

const Leaf* RecordType::FindLeaf(absl::string_view path) const {
  const auto found = std::lower_bound(
      leaves_.begin(), leaves_.end(), path,
      [](const Leaf& leaf, absl::string_view key) { return leaf.path < key; });
  return found != leaves_.end() && found->path == path ? &*found : nullptr;
}

std::vector<std::string> RecordType::ElementPaths() const {
  std::vector<std::string> out;
  for (const Leaf& leaf : leaves_) {
    if (leaf.elements_max == 0) continue;
    const std::string prefix = leaf.path + ".";
    for (const std::string& path : paths_) {
      if (!absl::StartsWith(path, prefix)) continue;
      out.push_back(absl::StrCat(leaf.path, "[].", path.substr(prefix.size())));
    }
  }
  return out;
}

bool RecordType::Answers(const RecordType& asked) const {
  const v1::RecordRules& rules =
      descriptor_->options().GetExtension(v1::record);
  if (rules.answer().effect() != v1::ANSWER_EFFECT_ANSWERS) return false;
  const bool follow_up =
      asked.descriptor_->options().GetExtension(v1::record).follow_up();
  return std::any_of(rules.parents().begin(), rules.parents().end(),
                     [&](const std::string& parent) {
                       return parent == asked.name() ||
                              (parent == "*" && !follow_up);
                     });
}

Schema::Schema(absl::Span<const Descriptor* const> record_types) {
  for (const Descriptor* type : record_types) {
    types_.emplace(type->name(), RecordType(type));
  }
}

const Schema& Schema::OfThisBuild() {
  static const auto* const schema = new Schema(RecordTypesOfThisBuild());
  return *schema;
}

const RecordType* Schema::Find(absl::string_view name) const {
  const auto it = types_.find(name);
  return it == types_.end() ? nullptr : &it->second;
}

bool Schema::HasAnswer(const RecordType& asked) const {
  return std::any_of(types_.begin(), types_.end(), [&](const auto& named) {
    return named.second.Answers(asked);
  });
}

std::vector<std::string> Schema::TypeNames() const {
  std::vector<std::string> names;
  names.reserve(types_.size());
  for (const auto& [name, type] : types_) names.push_back(name);
  return names;
}

}  // namespace enlace::policy
