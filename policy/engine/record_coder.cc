#include "policy/engine/record_coder.h"

#include <algorithm>
#include <string>

namespace enlace::policy {
namespace {

std::vector<std::string> FieldsOf(const RuleTables& tables) {
  std::vector<std::string> paths;
  for (const FactCoder& coder : tables.facts) {
    if (FindHeaderFact(coder.fact()) == nullptr) paths.push_back(coder.fact());
  }
  return paths;
}

}  // namespace

RecordCoder::RecordCoder(const google::protobuf::Descriptor& type,
                         const RuleTables& tables)
    : reader_(type, FieldsOf(tables)), of_record_(reader_.paths().size()) {
  const std::vector<std::string>& paths = reader_.paths();
  for (const FactCoder& coder : tables.facts) {
    const ReadHeaderFact read = FindHeaderFact(coder.fact());
    const auto path = std::find(paths.begin(), paths.end(), coder.fact());
    if (read != nullptr) {
      of_header_.push_back({read, &coder});
    } else if (path != paths.end()) {
      of_record_[static_cast<size_t>(path - paths.begin())] = &coder;
    } else {
      others_.push_back(&coder);
    }
  }
}

bool RecordCoder::Code(const RecordFacts& header,
                       const google::protobuf::Message& record,
                       const Facts& others, absl::CivilDay today,
                       CodedFacts& coded) const {
  uint32_t* const codes = coded.codes.data();
  bool known = true;
  for (const OfHeader& one : of_header_) {
    known &= one.coder->Code(one.read(header), today, codes);
  }
  reader_.Read(record, [&](size_t path, const FactView& view) {
    known &= of_record_.data()[path]->Code(view, today, codes);
  });
  for (const FactCoder* coder : others_) {
    known &=
        coder->Code(others.empty() ? FactView() : ViewOf(others, coder->fact()),
                    today, codes);
  }
  return known;
}

}  // namespace enlace::policy
