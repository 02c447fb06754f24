#include "policy/engine/record_coder.h"

#include <algorithm>
#include <string>

#include "policy/facts/record_fields.h"

namespace enlace::policy {
namespace {

std::vector<std::string> FieldsOf(const RuleTables& tables) {
  std::vector<std::string> paths;
  for (const FactCoder& coder : tables.facts) {
    if (FindHeaderFact(coder.fact()) == nullptr) paths.push_back(coder.fact());
  }
  return paths;
}

// The rows of the coder by number of the enum in which `path` ends, as far as
// the numbers have no gap; none for any other field.
std::vector<uint32_t> RowsOf(const FactCoder& coder,
                             const google::protobuf::Descriptor& type,
                             const std::string& path) {
  std::vector<uint32_t> rows;
  const auto* names = ResolvePath(&type, path).back()->enum_type();
  if (names == nullptr) return rows;
  while (const auto* value =
             names->FindValueByNumber(static_cast<int>(rows.size()))) {
    rows.push_back(coder.RowOf(ShortEnumName(*value)));
  }
  return rows;
}

}  // namespace

RecordCoder::RecordCoder(const google::protobuf::Descriptor& type,
                         const RuleTables& tables)
    : reader_(type, FieldsOf(tables)), of_record_(reader_.paths().size()) {
  const std::vector<std::string>& paths = reader_.paths();
  for (const FactCoder& coder : tables.facts) {
    const HeaderFact* const fact = FindHeaderFact(coder.fact());
    const auto path = std::find(paths.begin(), paths.end(), coder.fact());
    if (fact != nullptr) {
      (fact->text != nullptr ? texts_ : of_header_).push_back({fact, &coder});
    } else if (path != paths.end()) {
      of_record_[static_cast<size_t>(path - paths.begin())] = {
          &coder, RowsOf(coder, type, coder.fact())};
    } else {
      others_.push_back(&coder);
    }
  }
}

bool RecordCoder::Code(const RecordFacts& header,
                       const google::protobuf::Message& record,
                       const Facts& others, CodedFacts& coded) const {
  const absl::CivilDay today = coded.today;
  uint32_t* const codes = coded.codes.data();
  bool known = true;
  for (const OfHeader& one : texts_) {
    const std::string& text = header.*one.fact->text;
    if (!text.empty()) one.coder->CodeText(text, codes);
  }
  for (const OfHeader& one : of_header_) {
    known &= one.coder->Code(one.fact->read(header), today, codes);
  }
  reader_.Read(record, [&](size_t path, const FactView& view) {
    known &= of_record_.data()[path].Code(view, today, codes);
  });
  for (const FactCoder* coder : others_) {
    known &=
        coder->Code(others.empty() ? FactView() : ViewOf(others, coder->fact()),
                    today, codes);
  }
  return known;
}

}  // namespace enlace::policy
