// Walks the descriptors of the record types, so that a test can say what holds
// for every one of them, including those that are added later.

#ifndef ENLACE_TESTS_PROTO_RECORD_WALK_H_
#define ENLACE_TESTS_PROTO_RECORD_WALK_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "enlace/v1/options.pb.h"
#include "google/protobuf/descriptor.h"

namespace enlace::proto_test {

// A field together with the fields that lead to it.
struct Step {
  // Dotted names from the record; an element of a repeated field has no index.
  std::string path;
  // From the record's own field down to this one.
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  // A repeated field stands above it: it is part of that field's leaf.
  bool under_repeated = false;
  // A leaf in the sense of options.proto.
  bool is_leaf = false;

  const google::protobuf::FieldDescriptor& field() const {
    return *fields.back();
  }
  const v1::FieldRules& rules() const;
  // Category of the innermost field on the path that states one.
  std::string category() const;
  // Sensitivities of the innermost field on the path that states any.
  std::vector<v1::Sensitivity> sensitivity() const;
};

// Every message of the package that claims to be a record type, by name.
std::vector<const google::protobuf::Descriptor*> RecordTypes();

const v1::RecordRules& RulesOf(const google::protobuf::Descriptor& type);

// Every field reached from `type`, through repeated fields too.  A field whose
// message already stands on its path is listed but not entered; `recursive`
// gets its path.
std::vector<Step> Walk(const google::protobuf::Descriptor& type,
                       std::vector<std::string>* recursive = nullptr);

// Whether the step leads to an enlace.v1.Date or an instant.
bool IsDateOrInstant(const Step& step);

// The step at `path`, or null.
const Step* Find(const std::vector<Step>& steps, absl::string_view path);

}  // namespace enlace::proto_test

#endif  // ENLACE_TESTS_PROTO_RECORD_WALK_H_
