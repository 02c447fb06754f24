// Codes what rules look at straight from a record: no fact is named or copied
// on the way.  The codes are those of the facts that ExtractFacts() makes of
// the same header and record.

#ifndef ENLACE_POLICY_ENGINE_RECORD_CODER_H_
#define ENLACE_POLICY_ENGINE_RECORD_CODER_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cstddef>
#include <cstdint>
#include <variant>
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

  // Sets the codes of `coded`, whose day is known.  `others` has the facts that
  // stand neither in the header nor in a field.  False, with any codes, if a
  // value is of another kind than the book says of its fact.
  bool Code(const RecordFacts& header, const google::protobuf::Message& record,
            const Facts& others, CodedFacts& coded) const;

 private:
  struct OfHeader {
    const HeaderFact* fact;
    const FactCoder* coder;
  };

  struct OfField {
    const FactCoder* coder = nullptr;
    std::vector<uint32_t> rows;  // of the coder, by number of the field's enum

    bool Code(const FactView& view, absl::CivilDay today,
              uint32_t* codes) const {
      if (const auto* name = std::get_if<EnumName>(&view)) {
        const auto number = static_cast<size_t>(name->number);
        if (number < rows.size() && rows[number] != FactCoder::kNone) {
          coder->CodeRow(rows[number], codes);
          return true;
        }
      }
      return coder->Code(view, today, codes);
    }
  };

  std::vector<OfHeader> texts_, of_header_;
  RecordReader reader_;
  std::vector<OfField> of_record_;  // by path of reader_
  std::vector<const FactCoder*> others_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_RECORD_CODER_H_
