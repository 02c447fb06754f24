// Codes what rules look at straight from a record: no fact is named or copied
// on the way.  The codes are those of the facts that ExtractFacts() makes of
// the same header and record.

#ifndef ENLACE_POLICY_ENGINE_RECORD_CODER_H_
#define ENLACE_POLICY_ENGINE_RECORD_CODER_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <vector>

#include "absl/time/civil_time.h"
#include "policy/engine/rule_tables.h"
#include "policy/engine/verdict.h"
#include "policy/facts/extract.h"
#include "policy/facts/facts.h"
#include "policy/facts/record_reader.h"

namespace enlace::policy {

// Immutable, hence thread-safe.
class RecordCoder {
 public:
  // REQUIRES: `tables` outlives the object.
  RecordCoder(const google::protobuf::Descriptor& type,
              const RuleTables& tables);

  // Sets the codes of `coded`.  `others` has the facts that
  // stand neither in the header nor in a field.  False, with any codes, if a
  // value is of another kind than the book says of its fact.
  bool Code(const RecordFacts& header, const google::protobuf::Message& record,
            const Facts& others, absl::CivilDay today, CodedFacts& coded) const;

 private:
  struct OfHeader {
    ReadHeaderFact read;
    const FactCoder* coder;
  };

  std::vector<OfHeader> of_header_;
  RecordReader reader_;
  std::vector<const FactCoder*> of_record_;  // by path of reader_
  std::vector<const FactCoder*> others_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_RECORD_CODER_H_
