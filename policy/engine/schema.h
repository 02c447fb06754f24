// The record types that rules speak of, read from their descriptors.
//
// A leaf is a scalar field, an enum or a google.protobuf.Timestamp reached
// through singular messages, or a repeated field as a whole; a record's leaves
// are what rules release, make coarser or drop.  Facts may be read deeper:
// through repeated messages too (`context.legal_basis.basis_id`).

#ifndef ENLACE_POLICY_ENGINE_SCHEMA_H_
#define ENLACE_POLICY_ENGINE_SCHEMA_H_

#include <google/protobuf/descriptor.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "policy/facts/record_fields.h"

namespace enlace::policy {

// One leaf of a record type.
struct Leaf {
  std::string path;
  std::string category;  // of the innermost field on the path that states one
  bool silent = false;   // removed without notice
  int elements_max = 0;  // of a list whose elements are leaves of their own
};

// What one step of generalising does to one leaf.
struct CoarserLeaf {
  size_t leaf = 0;    // index into RecordType::leaves()
  std::string level;  // the coarser form of the value; "" = drop
};

enum class FactKind { kText, kEnum, kBool, kNumber, kDate, kAgency };

// What values a fact can take.
struct FactType {
  FactKind kind = FactKind::kText;
  bool set = false;                 // several values of this kind at once
  std::vector<std::string> values;  // of an enum: short names

  friend bool operator==(const FactType&, const FactType&) = default;
};

// Immutable.
class RecordType {
 public:
  explicit RecordType(const google::protobuf::Descriptor* descriptor);

  const std::string& name() const { return descriptor_->name(); }
  const google::protobuf::Descriptor& descriptor() const {
    return *descriptor_;
  }
  const std::vector<Leaf>& leaves() const { return leaves_; }  // by path

  // Indices of the leaves at or below the message or field `path`; none if
  // there is no such path.
  std::vector<size_t> LeavesUnder(absl::string_view path) const;
  std::vector<size_t> LeavesOfCategory(absl::string_view category) const;

  // What happens to the leaves under `path` when it is made as coarse as
  // `level`; none if that cannot be done.
  std::vector<CoarserLeaf> Generalise(absl::string_view path,
                                      absl::string_view level) const;

  // The levels that Generalise() knows for `path`, the finest first.
  std::vector<std::string> Levels(absl::string_view path) const;

  // What kind of fact stands at `path`, or nothing if no field stands there.
  // Below a list whose elements are leaves of their own, "associates[].role" is
  // the fact of each.
  std::optional<FactType> FactAt(absl::string_view path) const;

  // The leaf that is `path`, or null.
  const Leaf* FindLeaf(absl::string_view path) const;

  // Whether records of this type answer those of `asked`.
  bool Answers(const RecordType& asked) const;

  // Every path that names a field or message, for suggestions.
  const std::vector<std::string>& paths() const { return paths_; }

  // Likewise those of facts of single elements.
  std::vector<std::string> ElementPaths() const;

 private:
  void AddLeaves(const google::protobuf::Descriptor* message,
                 const std::string& prefix, const std::string& category,
                 int depth);
  void AddFactPaths(const google::protobuf::Descriptor* message,
                    const std::string& prefix, int depth);

  const google::protobuf::Descriptor* descriptor_;
  std::vector<Leaf> leaves_;
  std::vector<std::string> paths_;
};

// Immutable, hence thread-safe.
class Schema {
 public:
  explicit Schema(
      absl::Span<const google::protobuf::Descriptor* const> record_types);

  // The record types compiled into this program.
  static const Schema& OfThisBuild();

  // By short name; null if there is none.
  const RecordType* Find(absl::string_view name) const;

  // Whether a record type answers those of `asked`.
  bool HasAnswer(const RecordType& asked) const;

  std::vector<std::string> TypeNames() const;
  const absl::btree_map<std::string, RecordType>& types() const {
    return types_;
  }

 private:
  absl::btree_map<std::string, RecordType> types_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_SCHEMA_H_
