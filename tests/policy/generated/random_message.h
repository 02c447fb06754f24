// Messages of any type with random content, valid or not: numbers that no enum
// has, days that no calendar has, empty texts.

#ifndef ENLACE_TESTS_POLICY_GENERATED_RANDOM_MESSAGE_H_
#define ENLACE_TESTS_POLICY_GENERATED_RANDOM_MESSAGE_H_

#include <google/protobuf/message.h>

#include <random>

namespace enlace::policy {

// Sets about half of the fields of `message`, down to some depth.
void FillAtRandom(google::protobuf::Message& message, std::mt19937& random);

}  // namespace enlace::policy

#endif  // ENLACE_TESTS_POLICY_GENERATED_RANDOM_MESSAGE_H_
