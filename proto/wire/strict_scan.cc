#include "proto/wire/strict_scan.h"

#include <google/protobuf/timestamp.pb.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <unordered_map>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "base/encoding.h"
#include "proto/wire/strict_parse.h"
#include "proto/wire/value_bytes.h"

namespace enlace::wire {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

// How a number or a length follows its tag; the values of the encoding
// specification.
enum WireType : uint32_t {
  kVarint = 0,
  kFixed64 = 1,
  kBytes = 2,
  kFixed32 = 5
};

struct Layout;

struct FieldLayout {
  const FieldDescriptor* field = nullptr;
  FieldDescriptor::Type type = FieldDescriptor::TYPE_BOOL;
  uint32_t tag = 0;  // with the wire type; packed ones are bytes
  bool repeated = false;
  bool packed = false;
  bool presence = false;
  bool timestamp = false;
  uint64_t oneof = 0;            // a bit for each oneof of the message
  const Layout* part = nullptr;  // of a message
};

struct Layout {
  bool supported = true;
  std::vector<FieldLayout> fields;  // by number
};

WireType WireTypeOf(FieldDescriptor::Type type) {
  switch (type) {
    case FieldDescriptor::TYPE_FIXED64:
    case FieldDescriptor::TYPE_SFIXED64:
      return kFixed64;
    case FieldDescriptor::TYPE_FIXED32:
    case FieldDescriptor::TYPE_SFIXED32:
      return kFixed32;
    case FieldDescriptor::TYPE_STRING:
    case FieldDescriptor::TYPE_BYTES:
    case FieldDescriptor::TYPE_MESSAGE:
      return kBytes;
    default:
      return kVarint;
  }
}

// Layouts of the generated types; they are never destroyed.
class Layouts {
 public:
  const Layout& Of(const Descriptor& type) {
    {
      absl::ReaderMutexLock lock(&mutex_);
      const auto found = layouts_.find(&type);
      if (found != layouts_.end()) return *found->second;
    }
    absl::MutexLock lock(&mutex_);
    return Make(type);
  }

 private:
  const Layout& Make(const Descriptor& type)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    std::unique_ptr<Layout>& made = layouts_[&type];
    if (made != nullptr) return *made;  // a message may hold its own type
    made = std::make_unique<Layout>();
    Layout& layout = *made;
    layout.supported = type.file()->syntax() == FileDescriptor::SYNTAX_PROTO3 &&
                       type.extension_range_count() == 0 &&
                       type.real_oneof_decl_count() <= 64;
    for (int i = 0; layout.supported && i < type.field_count(); ++i) {
      AddField(*type.field(i), layout);
    }
    std::sort(layout.fields.begin(), layout.fields.end(),
              [](const FieldLayout& a, const FieldLayout& b) {
                return a.tag < b.tag;
              });
    return layout;
  }

  void AddField(const FieldDescriptor& field, Layout& layout)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (ElementTag(field) == TypeTag::kAbsent || field.is_map()) {
      layout.supported = false;
      return;
    }
    FieldLayout& made = layout.fields.emplace_back();
    made.field = &field;
    made.type = field.type();
    made.repeated = field.is_repeated();
    made.packed = field.is_packed();
    made.presence = field.has_presence();
    made.timestamp = IsTimestamp(field);
    made.tag = static_cast<uint32_t>(field.number()) << 3 |
               (made.packed ? kBytes : WireTypeOf(field.type()));
    if (const auto* const oneof = field.real_containing_oneof()) {
      made.oneof = uint64_t{1} << oneof->index();
    }
    if (made.type != FieldDescriptor::TYPE_MESSAGE) return;
    const size_t place = layout.fields.size() - 1;
    const Layout& part = Make(*field.message_type());
    layout.fields[place].part = &part;
  }

  absl::Mutex mutex_;
  std::unordered_map<const Descriptor*, std::unique_ptr<Layout>> layouts_
      ABSL_GUARDED_BY(mutex_);
};

// What the scan looks for beyond the encoding.
enum class Demand { kEncoding, kRecord };

// Takes one message apart.  Every function returns false on bytes that the scan
// does not vouch for.
class Scan {
 public:
  Scan(absl::string_view bytes, Demand demand)
      : at_(bytes.data()), end_(bytes.data() + bytes.size()), demand_(demand) {}

  // The message that the bytes are.  `listed`: it is inside a list.
  bool Message(const Layout& layout, int depth, bool listed) {
    if (!layout.supported) return false;
    auto field = layout.fields.begin();
    uint64_t oneofs = 0;
    while (at_ != end_) {
      uint64_t tag = 0;
      if (!Varint(tag)) return false;
      while (field != layout.fields.end() && field->tag < tag) ++field;
      if (field == layout.fields.end() || field->tag != tag) return false;
      if ((oneofs & field->oneof) != 0) return false;
      oneofs |= field->oneof;
      if (!(field->packed ? Packed(*field) : One(*field, depth, listed))) {
        return false;
      }
      // Of a singular or packed field there is no second.
      if (!field->repeated || field->packed) ++field;
    }
    return true;
  }

 private:
  // In as few bytes as it can have.
  bool Varint(uint64_t& value) {
    value = 0;
    for (int shift = 0; at_ != end_ && shift < 64; shift += 7) {
      const auto byte = static_cast<uint8_t>(*at_++);
      if (shift == 63 && byte > 1) return false;
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return byte != 0 || shift == 0;
    }
    return false;
  }

  bool Fixed(size_t size, bool& zero) {
    if (static_cast<size_t>(end_ - at_) < size) return false;
    zero = std::all_of(at_, at_ + size, [](char c) { return c == 0; });
    at_ += size;
    return true;
  }

  bool Bytes(absl::string_view& bytes) {
    uint64_t size = 0;
    if (!Varint(size) || size > static_cast<uint64_t>(end_ - at_)) return false;
    bytes = absl::string_view(at_, size);
    at_ += size;
    return true;
  }

  bool Packed(const FieldLayout& field) {
    absl::string_view bytes;
    if (!Bytes(bytes) || bytes.empty()) return false;
    Scan elements(bytes, demand_);
    while (elements.at_ != elements.end_) {
      bool zero = false;
      if (!elements.Number(field, zero)) return false;
    }
    return true;
  }

  // A number, enum or bool, as its type would write it.
  bool Number(const FieldLayout& field, bool& zero) {
    switch (WireTypeOf(field.type)) {
      case kFixed32:
        return Fixed(4, zero);
      case kFixed64:
        return Fixed(8, zero);
      default:
        break;
    }
    uint64_t value = 0;
    if (!Varint(value)) return false;
    zero = value == 0;
    const auto narrow = static_cast<int32_t>(value);
    const bool is_int32 =
        static_cast<uint64_t>(static_cast<int64_t>(narrow)) == value;
    switch (field.type) {
      case FieldDescriptor::TYPE_BOOL:
        return value <= 1;
      case FieldDescriptor::TYPE_INT32:
        return is_int32;
      case FieldDescriptor::TYPE_ENUM:
        return is_int32 &&
               field.field->enum_type()->FindValueByNumber(narrow) != nullptr;
      case FieldDescriptor::TYPE_UINT32:
      case FieldDescriptor::TYPE_SINT32:
        return value <= std::numeric_limits<uint32_t>::max();
      case FieldDescriptor::TYPE_INT64:
      case FieldDescriptor::TYPE_UINT64:
      case FieldDescriptor::TYPE_SINT64:
        return true;
      default:
        return false;
    }
  }

  // A singular field, or one element of a list.
  bool One(const FieldLayout& field, int depth, bool listed) {
    bool empty = false;
    if (WireTypeOf(field.type) != kBytes) {
      if (!Number(field, empty)) return false;
    } else {
      absl::string_view bytes;
      if (!Bytes(bytes)) return false;
      empty = bytes.empty();
      if (field.type == FieldDescriptor::TYPE_STRING && !IsUtf8(bytes)) {
        return false;
      }
      if (field.part != nullptr &&
          !Part(bytes, field, depth, listed || field.repeated)) {
        return false;
      }
    }
    return field.presence || field.repeated || !empty;
  }

  bool Part(absl::string_view bytes, const FieldLayout& field, int depth,
            bool listed) {
    if (depth == 0 ||
        !Scan(bytes, demand_).Message(*field.part, depth - 1, listed)) {
      return false;
    }
    if (demand_ == Demand::kEncoding) return true;
    if (!field.timestamp) return listed || !bytes.empty();
    google::protobuf::Timestamp timestamp;
    return timestamp.ParseFromArray(bytes.data(),
                                    static_cast<int>(bytes.size())) &&
           TimestampExists(timestamp);
  }

  const char* at_;
  const char* end_;
  Demand demand_;
};

bool ScanMessage(absl::string_view bytes, const Descriptor& type,
                 Demand demand) {
  if (type.file()->pool() !=
          google::protobuf::DescriptorPool::generated_pool() ||
      bytes.size() > std::numeric_limits<int32_t>::max()) {
    return false;
  }
  static Layouts* const layouts = new Layouts;
  return Scan(bytes, demand)
      .Message(layouts->Of(type), kNestingMax, /*listed=*/false);
}

}  // namespace

bool IsStrictEncoding(absl::string_view bytes, const Descriptor& type) {
  return ScanMessage(bytes, type, Demand::kEncoding);
}

bool IsStrictRecord(absl::string_view bytes, const Descriptor& type) {
  return ScanMessage(bytes, type, Demand::kRecord);
}

}  // namespace enlace::wire
