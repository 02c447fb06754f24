// Reads fields of the records of one type, each as a fact.
//
// A path that leads through a repeated field gives the set over all elements of
// its texts and days; a repeated message itself is the number of its
// elements; several numbers cannot be tested: they are an error, and one
// unreadable element makes the whole one.  A set without elements says nothing:
// it is absent.
//
//   const RecordReader reader(type, paths);
//   reader.Read(record, [&](size_t path, const FactView& view) { ... });
//
// A message that is not there is looked for once, however many paths lead
// through it.  Reading allocates only for a set of days and one of more than 4
// texts. Immutable, hence thread-safe.

#ifndef ENLACE_POLICY_FACTS_RECORD_READER_H_
#define ENLACE_POLICY_FACTS_RECORD_READER_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cstddef>
#include <memory>
#include <string>
#include <typeinfo>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "base/check.h"
#include "policy/facts/fact_view.h"
#include "policy/facts/field_access.h"

namespace enlace::policy {

class RecordReader {
 public:
  // Those of `paths` that the type does not have are left out.
  RecordReader(const google::protobuf::Descriptor& type,
               const std::vector<std::string>& paths);

  // The paths that the type has, in the order in which they were given.
  const std::vector<std::string>& paths() const { return paths_; }

  // Calls `visit` with the number of each path at which something stands, and
  // what that is, which is valid during the call; in any order.  REQUIRES:
  // `record` is of the class that was compiled for its type, if one was.
  template <typename Visit>
  void Read(const google::protobuf::Message& record, const Visit& visit) const {
    CHECK(class_ == nullptr || typeid(record) == *class_)
        << "a record of another class";
    Read(record, root_, visit);
  }

 private:
  struct Leaf {
    std::unique_ptr<SingularField> field;
    size_t path;
  };

  // One of both fields.
  struct Step {
    std::unique_ptr<SingularField> one;
    std::unique_ptr<RepeatedField> many;
    bool messages = false;  // it is a field of messages
  };

  // A path from its first repeated field on.
  struct List {
    std::vector<Step> steps;
    size_t path;
  };

  // What is read of a message.
  struct Part;
  struct Inner {
    const google::protobuf::FieldDescriptor* descriptor;
    std::unique_ptr<SingularField> field;
    std::unique_ptr<Part> part;
  };
  struct Part {
    std::vector<Leaf> leaves;
    std::vector<List> lists;
    std::vector<Inner> inner;
  };

  // What was found at the end of a path through a repeated field.
  class Elements {
   public:
    // `messages`: the field holds messages, of which `view` is one.
    void Add(const FactView& view, bool messages);
    FactView View();

   private:
    bool error_ = false;
    int64_t messages_ = 0;
    absl::InlinedVector<absl::string_view, 4> texts_;
    StringSet days_;
  };

  // The part of the message in `field`, which `part` may have already.
  static Part& PartOf(Part& part,
                      const google::protobuf::FieldDescriptor& field);
  void Add(const std::vector<const google::protobuf::FieldDescriptor*>& fields,
           size_t path);

  template <typename Visit>
  static void Read(const google::protobuf::Message& message, const Part& part,
                   const Visit& visit) {
    for (const Leaf& leaf : part.leaves) {
      const FactView view = leaf.field->Read(message);
      if (!IsAbsent(view)) visit(leaf.path, view);
    }
    for (const List& list : part.lists) {
      Elements elements;
      Gather(message, list.steps, elements);
      const FactView view = elements.View();
      if (!IsAbsent(view)) visit(list.path, view);
    }
    for (const Inner& inner : part.inner) {
      const google::protobuf::Message* child = inner.field->Child(message);
      if (child != nullptr) Read(*child, *inner.part, visit);
    }
  }
  static void Gather(const google::protobuf::Message& message,
                     absl::Span<const Step> steps, Elements& elements);

  const std::type_info* class_ = nullptr;  // null: none was compiled
  std::vector<std::string> paths_;
  Part root_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_FACTS_RECORD_READER_H_
