#include "policy/engine/fact_coder.h"

#include <algorithm>
#include <set>
#include <variant>

namespace enlace::policy {
namespace {

bool Names(const Dimension& dimension, absl::string_view text) {
  const std::vector<std::string>& own = dimension.texts();
  return std::find(own.begin(), own.end(), text) != own.end();
}

}  // namespace

FactCoder::FactCoder(const std::vector<Dimension>& dimensions, uint32_t first,
                     uint32_t end)
    : dimensions_(dimensions.data()),
      first_(first),
      claims_(first),
      others_(first),
      end_(end),
      fact_(dimensions[first].fact()) {
  std::set<std::string> texts;
  for (uint32_t i = first; i < end; ++i) {
    const Dimension& dimension = dimensions[i];
    if (dimension.aspect() == Dimension::Aspect::kElement) claims_ = i + 1;
    if (dimension.is_of_set()) others_ = i + 1;
    if (dimension.aspect() == Dimension::Aspect::kNode) read_.push_back(i);
    texts.insert(dimension.texts().begin(), dimension.texts().end());
  }
  texts_ = TextCodes(texts);
  with_first_.push_back(0);
  for (const std::string& text : texts_.texts()) {
    for (uint32_t i = first_; i < others_; ++i) {
      if (Names(dimensions[i], text)) with_.push_back(i);
    }
    with_first_.push_back(static_cast<uint32_t>(with_.size()));
    AddRow(text);
  }
  other_ = static_cast<uint32_t>(texts_.texts().size());
  std::string other;
  while (texts_.Find(other) != TextCodes::kNone) other += '-';
  AddRow(other);
}

void FactCoder::AddRow(absl::string_view text) {
  for (uint32_t i = first_; i < end_; ++i) {
    const Dimension& dimension = dimensions_[i];
    if (i < claims_) {
      rows_.push_back(Names(dimension, text) ? Dimension::kWith
                                             : Dimension::kWithout);
    } else {
      // A single text is no set of claims.
      rows_.push_back(i < others_ ? Dimension::kUnfit : dimension.CodeOf(text));
    }
  }
}

uint32_t FactCoder::RowOf(absl::string_view text) const {
  const uint32_t found = texts_.Find(text);
  if (found != TextCodes::kNone) return found;
  return read_.empty() ? other_ : kNone;
}

void FactCoder::Fill(uint32_t* codes, uint32_t code) const {
  std::fill(codes + first_, codes + end_, code);
}

template <typename CodeOf>
bool FactCoder::CodeOthers(const CodeOf& code_of, uint32_t* codes) const {
  bool coded = true;
  for (uint32_t i = others_; i < end_; ++i) {
    codes[i] = code_of(dimensions_[i]);
    coded &= codes[i] != Dimension::kUncoded;
  }
  return coded;
}

template <typename Texts>
bool FactCoder::CodeSet(const Texts& texts, absl::CivilDay today,
                        uint32_t* codes) const {
  std::fill(codes + first_, codes + others_, Dimension::kWithout);
  if (!with_.empty()) {
    for (const absl::string_view text : texts) {
      const uint32_t found = texts_.Find(text);
      if (found == TextCodes::kNone) continue;
      for (uint32_t i = with_first_[found]; i < with_first_[found + 1]; ++i) {
        codes[with_[i]] = Dimension::kWith;
      }
    }
  }
  return CodeOthers([&](const Dimension& d) { return d.CodeOf(texts, today); },
                    codes);
}

bool FactCoder::CodeOther(const FactView& view, absl::CivilDay today,
                          uint32_t* codes) const {
  if (const auto* name = std::get_if<EnumName>(&view)) {
    CodeText(*name->text, codes);
    return true;
  }
  if (const auto* texts = std::get_if<TextViews>(&view)) {
    return CodeSet(*texts, today, codes);
  }
  if (const auto* set = std::get_if<const StringSet*>(&view)) {
    return CodeSet(**set, today, codes);
  }
  if (std::holds_alternative<FactError>(view)) {
    Fill(codes, Dimension::kError);
    return true;
  }
  std::fill(codes + first_, codes + others_, Dimension::kUnfit);
  if (const auto* truth = std::get_if<bool>(&view)) {
    return CodeOthers([&](const Dimension& d) { return d.CodeOf(*truth); },
                      codes);
  }
  if (const auto* number = std::get_if<int64_t>(&view)) {
    return CodeOthers([&](const Dimension& d) { return d.CodeOf(*number); },
                      codes);
  }
  const Date& date = std::get<Date>(view);
  return CodeOthers([&](const Dimension& d) { return d.CodeOf(date, today); },
                    codes);
}

}  // namespace enlace::policy
