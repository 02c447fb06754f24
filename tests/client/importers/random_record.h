// Records of any type with random values that validate, made from the
// descriptors: whatever type is added later, there are records of it.

#ifndef ENLACE_TESTS_CLIENT_IMPORTERS_RANDOM_RECORD_H_
#define ENLACE_TESTS_CLIENT_IMPORTERS_RANDOM_RECORD_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <random>

namespace enlace::client {

// Null if no valid record was found; then samples of a new format are missing
// in random_record.cc.
std::unique_ptr<google::protobuf::Message> RandomRecord(
    const google::protobuf::Descriptor& type, std::mt19937& random);

}  // namespace enlace::client

#endif  // ENLACE_TESTS_CLIENT_IMPORTERS_RANDOM_RECORD_H_
