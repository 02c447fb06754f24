#include "proto/wire/form_bytes.h"

#include <google/protobuf/io/coded_stream.h>

#include "base/check.h"
#include "enlace/v1/envelope.pb.h"

namespace enlace::wire {
namespace {

using google::protobuf::io::CodedOutputStream;

constexpr uint8_t BytesTag(int number) {
  return static_cast<uint8_t>(number << 3 | 2);
}
constexpr uint8_t VarintTag(int number) {
  return static_cast<uint8_t>(number << 3);
}

constexpr uint8_t kEntry = BytesTag(v1::OpenedForm::kLeavesFieldNumber);
constexpr uint8_t kOpened = BytesTag(v1::LeafEntry::kOpenedFieldNumber);
constexpr uint8_t kCommitment = BytesTag(v1::LeafEntry::kCommitmentFieldNumber);
constexpr uint8_t kPath = BytesTag(v1::OpenedLeaf::kPathFieldNumber);
constexpr uint8_t kSalt = BytesTag(v1::OpenedLeaf::kSaltFieldNumber);
constexpr uint8_t kTypeTag = VarintTag(v1::OpenedLeaf::kTypeTagFieldNumber);
constexpr uint8_t kValue = BytesTag(v1::OpenedLeaf::kValueFieldNumber);

// Takes fields off the front of a message in strict encoding.
class Fields {
 public:
  explicit Fields(absl::string_view bytes) : rest_(bytes) {}

  bool done() const { return rest_.empty(); }
  absl::string_view rest() const { return rest_; }

  // Whether the next field has `tag`, which is then taken.
  bool Take(uint8_t tag) {
    if (rest_.empty() || static_cast<uint8_t>(rest_[0]) != tag) return false;
    rest_.remove_prefix(1);
    return true;
  }

  uint32_t Varint() {
    uint32_t value = 0;
    for (unsigned shift = 0; shift < 32; shift += 7) {
      CHECK(!rest_.empty()) << "not a form";
      const auto byte = static_cast<uint8_t>(rest_[0]);
      rest_.remove_prefix(1);
      value |= static_cast<uint32_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    CHECK(false) << "not a form";
    return 0;
  }

  absl::string_view Bytes() {
    const uint32_t size = Varint();
    CHECK(size <= rest_.size()) << "not a form";
    const absl::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }

 private:
  absl::string_view rest_;
};

FormEntry EntryOf(absl::string_view bytes) {
  FormEntry entry;
  Fields fields(bytes);
  if (fields.Take(kCommitment)) {
    entry.kind = FormEntry::Kind::kCommitment;
    entry.commitment = fields.Bytes();
  } else if (fields.Take(kOpened)) {
    entry.kind = FormEntry::Kind::kOpened;
    Fields leaf(fields.Bytes());
    if (leaf.Take(kPath)) entry.path = leaf.Bytes();
    if (leaf.Take(kSalt)) entry.salt = leaf.Bytes();
    if (leaf.Take(kTypeTag)) entry.type_tag = leaf.Varint();
    if (leaf.Take(kValue)) entry.value = leaf.Bytes();
    CHECK(leaf.done()) << "not a form";
  }
  CHECK(fields.done()) << "not a form";
  return entry;
}

size_t SizeOf(size_t length) {
  return 1 + CodedOutputStream::VarintSize32(static_cast<uint32_t>(length)) +
         length;
}

void AppendVarint(uint8_t tag, size_t value, std::string& out) {
  uint8_t bytes[1 + 5];
  bytes[0] = tag;
  const uint8_t* const end = CodedOutputStream::WriteVarint32ToArray(
      static_cast<uint32_t>(value), bytes + 1);
  out.append(reinterpret_cast<const char*>(bytes),
             static_cast<size_t>(end - bytes));
}

void AppendBytes(uint8_t tag, absl::string_view bytes, std::string& out) {
  AppendVarint(tag, bytes.size(), out);
  out.append(bytes.data(), bytes.size());
}

}  // namespace

std::vector<FormEntry> EntriesOf(absl::string_view form, size_t count_max) {
  std::vector<FormEntry> entries;
  Fields fields(form);
  while (!fields.done() && entries.size() < count_max) {
    const absl::string_view before = fields.rest();
    CHECK(fields.Take(kEntry)) << "not a form";
    entries.push_back(EntryOf(fields.Bytes()));
    entries.back().bytes =
        before.substr(0, before.size() - fields.rest().size());
  }
  return entries;
}

void AppendOpened(const LeafView& leaf, absl::string_view salt,
                  std::string& form) {
  // A leaf without a value, of a text that is empty, has no such field.
  const auto tag = static_cast<uint32_t>(leaf.tag);
  const size_t size = SizeOf(leaf.path.size()) + SizeOf(salt.size()) + 1 +
                      CodedOutputStream::VarintSize32(tag) +
                      (leaf.value.empty() ? 0 : SizeOf(leaf.value.size()));
  AppendVarint(kEntry, SizeOf(size), form);
  AppendVarint(kOpened, size, form);
  AppendBytes(kPath, leaf.path, form);
  AppendBytes(kSalt, salt, form);
  AppendVarint(kTypeTag, tag, form);
  if (!leaf.value.empty()) AppendBytes(kValue, leaf.value, form);
}

void AppendCommitment(absl::string_view commitment, std::string& form) {
  AppendVarint(kEntry, SizeOf(commitment.size()), form);
  AppendBytes(kCommitment, commitment, form);
}

}  // namespace enlace::wire
