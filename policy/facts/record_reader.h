// Reads fields of the records of one type, each as a fact.
//
// A path that leads through a repeated field gives the set over all elements of
// its texts and days, sorted; a repeated message itself is the number of its
// elements; several numbers cannot be tested: they are an error, and one
// unreadable element makes the whole one.  A set without elements says nothing:
// it is absent.
//
//   const RecordReader reader(type, paths);
//   reader.Read(record, [&](size_t path, const FactView& view) { ... });
//
// Reading allocates only for a set of days and one of more than 4 texts.
// Immutable, hence thread-safe.

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

  // Calls `visit` with the number of each path and what stands there, which is
  // valid during the call.  REQUIRES: `record` is of the class that was
  // compiled for its type, if one was.
  template <typename Visit>
  void Read(const google::protobuf::Message& record, const Visit& visit) const {
    CHECK(class_ == nullptr || typeid(record) == *class_)
        << "a record of another class";
    for (size_t i = 0; i < steps_.size(); ++i) {
      ReadPath(record, steps_.data()[i],
               [&](const FactView& view) { visit(i, view); });
    }
  }

 private:
  // One of both fields.
  struct Step {
    std::unique_ptr<SingularField> one;
    std::unique_ptr<RepeatedField> many;
    bool messages = false;  // it is a field of messages
  };
  using Steps = std::vector<Step>;

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

  template <typename Visit>
  static void ReadPath(const google::protobuf::Message& record,
                       const Steps& steps, const Visit& visit) {
    const google::protobuf::Message* holder = &record;
    const Step* step = steps.data();
    const Step* const last = step + steps.size() - 1;
    for (; step->one != nullptr; ++step) {
      if (step == last) return visit(step->one->Read(*holder));
      holder = step->one->Child(*holder);
      if (holder == nullptr) return visit(FactView());
    }
    Elements elements;
    Gather(*holder, {step, static_cast<size_t>(last - step) + 1}, elements);
    visit(elements.View());
  }
  static void Gather(const google::protobuf::Message& message,
                     absl::Span<const Step> steps, Elements& elements);

  const std::type_info* class_ = nullptr;  // null: none was compiled
  std::vector<std::string> paths_;
  std::vector<Steps> steps_;  // by path
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_FACTS_RECORD_READER_H_
