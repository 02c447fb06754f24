// Access to fields through the accessors that protoc generates: what the
// generated code (policy/facts/generate/) is made of, one template for each
// shape of field.  Include it in nothing else.
//
// `kGet` is the accessor, `kHas` that which says whether the field is set.

#ifndef ENLACE_POLICY_FACTS_TYPED_FIELDS_H_
#define ENLACE_POLICY_FACTS_TYPED_FIELDS_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/repeated_field.h>
#include <google/protobuf/timestamp.pb.h>

#include <memory>
#include <string>
#include <type_traits>

#include "policy/facts/field_access.h"
#include "policy/facts/field_views.h"

namespace enlace::policy::typed {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

template <typename Field, typename Base>
std::unique_ptr<Base> Make(const FieldDescriptor& field) {
  return std::make_unique<Field>(field);
}

template <typename M>
const M& As(const Message& message) {
  return static_cast<const M&>(message);
}

// How one value of the field is shown.
enum class Shape { kText, kEnum, kNumber, kTimestamp, kDate, kMessage };

template <Shape kShape>
class Viewer {
 public:
  explicit Viewer(const FieldDescriptor&) {}

  template <typename T>
  FactView Of(const T& value) const {
    if constexpr (kShape == Shape::kText) {
      return TextView(value);
    } else if constexpr (kShape == Shape::kNumber) {
      return NumberView(value);
    } else if constexpr (kShape == Shape::kTimestamp) {
      return DayView(value.seconds());
    } else if constexpr (kShape == Shape::kDate) {
      return DateView(value.year(), value.month(), value.day());
    } else {
      return int64_t{1};
    }
  }
};

template <>
class Viewer<Shape::kEnum> {
 public:
  explicit Viewer(const FieldDescriptor& field) : views_(*field.enum_type()) {}

  template <typename T>
  FactView Of(const T& value) const {
    return views_.Of(static_cast<int>(value));
  }

 private:
  EnumViews views_;
};

template <typename T>
const Message* AsMessage(const T& value) {
  if constexpr (std::is_base_of_v<Message, T>) {
    return &value;
  } else {
    return nullptr;
  }
}

// Whether the field is set; without presence nobody can tell a zero from
// nothing: it counts as nothing.
template <typename M, auto kHas, auto kGet>
bool IsSet(const M& message) {
  if constexpr (!std::is_same_v<decltype(kHas), std::nullptr_t>) {
    return (message.*kHas)();
  } else if constexpr (std::is_arithmetic_v<
                           std::decay_t<decltype((message.*kGet)())>>) {
    return (message.*kGet)() != 0;
  } else {
    return true;  // an empty text and a value 0 show as absent
  }
}

template <Shape kShape, typename M, auto kHas, auto kGet>
class Singular final : public SingularField {
 public:
  explicit Singular(const FieldDescriptor& field) : viewer_(field) {}

  FactView Read(const Message& holder) const override {
    const M& message = As<M>(holder);
    if (!IsSet<M, kHas, kGet>(message)) return {};
    return viewer_.Of((message.*kGet)());
  }

  const Message* Child(const Message& holder) const override {
    const M& message = As<M>(holder);
    if (!IsSet<M, kHas, kGet>(message)) return nullptr;
    return AsMessage((message.*kGet)());
  }

 private:
  Viewer<kShape> viewer_;
};

template <Shape kShape, typename M, typename List,
          const List& (M::*kGet)() const>
class Repeated final : public RepeatedField {
 public:
  explicit Repeated(const FieldDescriptor& field) : viewer_(field) {}

  int Size(const Message& holder) const override {
    return (As<M>(holder).*kGet)().size();
  }

  FactView Read(const Message& holder, int i) const override {
    if constexpr (kShape == Shape::kNumber) return FactError();
    return viewer_.Of((As<M>(holder).*kGet)().Get(i));
  }

  const Message* Child(const Message& holder, int i) const override {
    return AsMessage((As<M>(holder).*kGet)().Get(i));
  }

 private:
  Viewer<kShape> viewer_;
};

}  // namespace enlace::policy::typed

#endif  // ENLACE_POLICY_FACTS_TYPED_FIELDS_H_
