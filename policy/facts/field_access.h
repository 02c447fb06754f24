// Reads one field of one message type as a fact.
//
// Of the types that records are made of this is generated code, which calls
// their accessors (policy/facts/generate/); of any other it is reflection.
// Both read the same (tests/policy/field_access_test.cc).
//
// Enum values become their short names: of enum `Purpose` the value
// PURPOSE_CRIM_INVESTIGATION is CRIM_INVESTIGATION.  A value 0
// (..._UNSPECIFIED), an empty text and a field that is not set are absent; an
// enum number the schema does not know is an error, and so are a fraction and
// an integer beyond 63 bits.  A timestamp is its day in UTC; a date may be
// coarse, and one that does not exist is an error.  Any other message is the
// number 1: there is one.
//
// Immutable, hence thread-safe.  REQUIRES, of every method: the message is of
// the class that was generated for the type of the field, or, where the type
// was not compiled in, of that type.

#ifndef ENLACE_POLICY_FACTS_FIELD_ACCESS_H_
#define ENLACE_POLICY_FACTS_FIELD_ACCESS_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "policy/facts/fact_view.h"

namespace enlace::policy {

class SingularField {
 public:
  virtual ~SingularField() = default;

  virtual FactView Read(const google::protobuf::Message& holder) const = 0;

  // The message in the field; null if it is not set, or no message.
  virtual const google::protobuf::Message* Child(
      const google::protobuf::Message& holder) const = 0;
};

class RepeatedField {
 public:
  virtual ~RepeatedField() = default;

  virtual int Size(const google::protobuf::Message& holder) const = 0;

  // Element `i`.  A number is an error: several cannot be tested.
  virtual FactView Read(const google::protobuf::Message& holder,
                        int i) const = 0;

  // The message that is element `i`; null if it is none.
  virtual const google::protobuf::Message* Child(
      const google::protobuf::Message& holder, int i) const = 0;
};

using SingularFieldMaker = std::unique_ptr<SingularField> (*)(
    const google::protobuf::FieldDescriptor&);
using RepeatedFieldMaker = std::unique_ptr<RepeatedField> (*)(
    const google::protobuf::FieldDescriptor&);

// Access to the field, generated if there is some.  REQUIRES: the field is
// singular, repeated.
std::unique_ptr<SingularField> AccessSingular(
    const google::protobuf::FieldDescriptor& field);
std::unique_ptr<RepeatedField> AccessRepeated(
    const google::protobuf::FieldDescriptor& field);

// The same by reflection.
std::unique_ptr<SingularField> ReflectSingular(
    const google::protobuf::FieldDescriptor& field);
std::unique_ptr<RepeatedField> ReflectRepeated(
    const google::protobuf::FieldDescriptor& field);

// What the generated code has, by full name of the field.
template <typename Maker>
struct GeneratedField {
  absl::string_view name;  // "enlace.v1.Firearm.serial"
  Maker make;
};
absl::Span<const GeneratedField<SingularFieldMaker>> GeneratedSingularFields();
absl::Span<const GeneratedField<RepeatedFieldMaker>> GeneratedRepeatedFields();

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_FACTS_FIELD_ACCESS_H_
