// What the values of fields are as facts, however they are read.

#ifndef ENLACE_POLICY_FACTS_FIELD_VIEWS_H_
#define ENLACE_POLICY_FACTS_FIELD_VIEWS_H_

#include <google/protobuf/descriptor.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "policy/facts/fact_view.h"

namespace enlace::policy {

// The day, in UTC, of an instant in seconds since 1970.
FactView DayView(int64_t seconds);

// A date of which day, or day and month, may be 0 because they are not known.
FactView DateView(uint32_t year, uint32_t month, uint32_t day);

// A field of numbers: yes or no, or an integer.
template <typename T>
FactView NumberView(T value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value;
  } else if constexpr (std::is_floating_point_v<T>) {
    return FactError();  // no fact is a fraction
  } else if constexpr (std::is_same_v<T, uint64_t>) {
    constexpr uint64_t kMost = std::numeric_limits<int64_t>::max();
    if (value > kMost) return FactError();
    return static_cast<int64_t>(value);
  } else {
    return int64_t{value};
  }
}

// The values of an enum by their short names.  Immutable.
class EnumViews {
 public:
  explicit EnumViews(const google::protobuf::EnumDescriptor& type);

  // Valid as long as this object.
  FactView Of(int number) const {
    const auto at = static_cast<size_t>(number);
    if (at == 0) return {};
    if (at >= small_.size()) return OfOther(number);
    return EnumName{small_.data() + at, number};
  }

 private:
  FactView OfOther(int number) const;

  std::vector<std::string> small_;  // by number, as far as there is no gap
  absl::node_hash_map<int, std::string> others_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_FACTS_FIELD_VIEWS_H_
