#include "policy/facts/record_reader.h"

#include <iterator>

#include "policy/facts/record_fields.h"

namespace enlace::policy {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

RecordReader::RecordReader(const Descriptor& type,
                           const std::vector<std::string>& paths) {
  if (type.file()->pool() == DescriptorPool::generated_pool()) {
    const Message& compiled =
        *MessageFactory::generated_factory()->GetPrototype(&type);
    class_ = &typeid(compiled);
  }
  for (const std::string& path : paths) {
    const auto fields = ResolvePath(&type, path);
    if (fields.empty()) continue;
    Add(fields, paths_.size());
    paths_.push_back(path);
  }
}

RecordReader::Part& RecordReader::PartOf(Part& part,
                                         const FieldDescriptor& field) {
  for (Inner& inner : part.inner) {
    if (inner.descriptor == &field) return *inner.part;
  }
  return *part.inner
              .emplace_back(Inner{&field, AccessSingular(field),
                                  std::make_unique<Part>()})
              .part;
}

void RecordReader::Add(const std::vector<const FieldDescriptor*>& fields,
                       size_t path) {
  Part* part = &root_;
  auto field = fields.begin();
  for (; !(*field)->is_repeated(); ++field) {
    if (std::next(field) == fields.end()) {
      part->leaves.push_back({AccessSingular(**field), path});
      return;
    }
    part = &PartOf(*part, **field);
  }
  List& list = part->lists.emplace_back(List{{}, path});
  for (; field != fields.end(); ++field) {
    Step& step = list.steps.emplace_back();
    step.messages = (*field)->message_type() != nullptr;
    if ((*field)->is_repeated()) {
      step.many = AccessRepeated(**field);
    } else {
      step.one = AccessSingular(**field);
    }
  }
}

void RecordReader::Gather(const Message& message, absl::Span<const Step> steps,
                          Elements& elements) {
  const Step& step = steps.front();
  const bool last = steps.size() == 1;
  if (step.one != nullptr) {
    if (last) return elements.Add(step.one->Read(message), step.messages);
    const Message* child = step.one->Child(message);
    if (child != nullptr) Gather(*child, steps.subspan(1), elements);
    return;
  }
  const int size = step.many->Size(message);
  for (int i = 0; i < size; ++i) {
    if (last) {
      elements.Add(step.many->Read(message, i), step.messages);
    } else {
      Gather(*step.many->Child(message, i), steps.subspan(1), elements);
    }
  }
}

void RecordReader::Elements::Add(const FactView& view, bool messages) {
  if (std::holds_alternative<FactError>(view)) error_ = true;
  if (std::holds_alternative<bool>(view) ||
      std::holds_alternative<int64_t>(view)) {
    // Of messages there is one more; several numbers cannot be tested.
    if (messages) {
      ++messages_;
    } else {
      error_ = true;
    }
  }
  if (const auto* text = std::get_if<absl::string_view>(&view)) {
    texts_.push_back(*text);
  }
  if (const auto* name = std::get_if<EnumName>(&view)) {
    texts_.push_back(*name->text);
  }
  if (const auto* day = std::get_if<Date>(&view)) {
    days_.insert(day->ToString());
  }
}

FactView RecordReader::Elements::View() {
  if (error_) return FactError();
  if (messages_ > 0) return messages_;
  if (!days_.empty()) return &days_;
  if (texts_.empty()) return {};
  return TextViews(texts_);
}

}  // namespace enlace::policy
