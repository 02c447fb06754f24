#include "tests/proto/wire/envelope_fixture.h"

#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/sha256.h"
#include "proto/wire/commitment.h"
#include "proto/wire/message_id.h"
#include "proto/wire/strict_parse.h"
#include "proto/wire/submission.h"

namespace enlace::wire {
namespace {

// The tests feed thousands of broken messages; the library would report each
// on standard error.
[[maybe_unused]] google::protobuf::LogHandler* const kQuiet =
    google::protobuf::SetLogHandler(nullptr);

}  // namespace

std::string CountingRandom::Bytes(size_t size) {
  std::string bytes;
  while (bytes.size() < size) {
    absl::StrAppend(&bytes,
                    AsBytes(Sha256(absl::StrCat(name_, " ", count_++))));
  }
  bytes.resize(size);
  return bytes;
}

void KnownKeys::Add(const certs::PrivateKey& key, absl::string_view identity) {
  Add({.key = key.public_key(),
       .identity = std::string(identity),
       .not_before = absl::FromUnixMillis(kSampleCreatedMs) - absl::Hours(1),
       .not_after = absl::FromUnixMillis(kSampleCreatedMs) + absl::Hours(1)});
}

void KnownKeys::Add(SigningKey key) {
  keys_.insert_or_assign(key.key.key_id(), key);
}

std::optional<SigningKey> KnownKeys::operator()(
    absl::string_view key_id) const {
  const auto found = keys_.find(key_id);
  if (found == keys_.end()) return std::nullopt;
  return found->second;
}

SampleParties::SampleParties()
    : agency(certs::PrivateKey::Generate(certs::KeyType::kEcdsaP256).value()),
      node_a(certs::PrivateKey::Generate(certs::KeyType::kEd25519).value()),
      node_b(certs::PrivateKey::Generate(certs::KeyType::kEd25519).value()) {
  keys.Add(agency, kSampleAgency);
  keys.Add(node_a, kSampleNodeA);
  keys.Add(node_b, kSampleNodeB);
}

v1::Header SampleHeader() {
  CountingRandom random("message id");
  v1::Header header;
  header.set_version(1);
  header.set_type("EnvelopeSample");
  header.set_schema("1.0");
  header.set_message_id(
      MakeMessageId(absl::FromUnixMillis(kSampleCreatedMs), random));
  header.set_sender(std::string(kSampleAgency));
  header.set_recipient(std::string(kSampleRecipient));
  header.set_channel(v1::CHANNEL_ADMIN);
  header.set_urgency(v1::URGENCY_ROUTINE);
  header.set_created_at_ms(kSampleCreatedMs);
  header.set_valid_until_ms(kSampleCreatedMs + 86400000);
  return header;
}

v1::EnvelopeSample FullSample() {
  v1::EnvelopeSample sample;
  CHECK(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        name: "Muñoz"
        active: true
        shift: -3
        balance: -5
        count: 7
        total: 18446744073709551615
        color: SAMPLE_COLOR_FAR
        photo: "\000\377"
        seen_at { seconds: 1770393600 nanos: 5 }
        part {
          note: "n"
          deep { level: 0 hidden: true }
        }
        tags: "x"
        tags: ""
        items {
          label: "a"
          marks: [ -1, 2 ]
          inner {}
          parts { label: "b" }
        }
        items {}
        steps { label: "first" }
        steps { label: "second" }
        steps { count: 3 }
        flags { color: SAMPLE_COLOR_BELOW }
        numbers: [ 0, 300 ]
        plain_number: 9
        plain_text: "p"
        small: -7
        times {}
        switches: [ true, false ]
        colors: [ SAMPLE_COLOR_RED ]
      )pb",
      &sample));
  return sample;
}

std::vector<std::string> SamplePresentPaths() {
  return {"active",
          "balance",
          "color",
          "colors",
          "count",
          "flags.color",
          "items",
          "name",
          "numbers",
          "part.deep.hidden",
          "part.deep.level",
          "part.note",
          "photo",
          "plain_number",
          "plain_text",
          "seen_at",
          "shift",
          "small",
          "steps[0]",
          "steps[1]",
          "steps[2]",
          "switches",
          "tags",
          "times",
          "total"};
}

std::vector<std::string> SampleAbsentSilentPaths() {
  return {"flags.places", "source.deep.hidden", "source.deep.level",
          "source.note"};
}

v1::Submission SampleSubmission(const SampleParties& parties) {
  CountingRandom random("submission");
  return MakeSubmission(SampleHeader(), FullSample(), parties.agency, random)
      .value();
}

v1::OpenedForm FormOf(absl::string_view bytes) {
  v1::OpenedForm form;
  CHECK_OK(ParseStrictly(bytes, "form", bytes.size(), form));
  return form;
}

v1::ReleaseStatement SampleRelease(absl::string_view node,
                                   absl::string_view statement,
                                   absl::string_view form) {
  v1::ReleaseStatement release;
  release.set_version(1);
  release.set_node(std::string(node));
  release.set_record_id(ToBytes(Sha256(statement)));
  release.set_transfer_id(CountingRandom("transfer").Bytes(16));
  release.set_outcome(v1::DECISION_OUTCOME_PERMIT);
  release.add_rule_ids("R-1");
  release.add_citations("Law 1");
  release.set_book_digest(ToBytes(Sha256("book")));
  release.add_caveats("NO_PUBLIC_RELEASE");
  release.set_decided_at_ms(kSampleCreatedMs + 1000);
  release.set_valid_until_ms(kSampleCreatedMs + 3600000);
  release.set_form_digest(ToBytes(Sha256(form)));
  return release;
}

void Announce(const std::vector<std::string>& paths,
              v1::ReleaseStatement& release) {
  for (const std::string& path : paths) {
    v1::Redaction& redaction = *release.add_redactions();
    redaction.set_path(path);
    redaction.set_rule_id("R-2");
    redaction.set_reason("S10");
    redaction.set_nation(release.node() == kSampleNodeA ? "us.enlace.example"
                                                        : "mx.enlace.example");
  }
}

std::string MessageOf(const absl::Status& status) {
  return std::string(status.message());
}

google::protobuf::Value EnvelopeVectors(absl::string_view file) {
  const std::string json =
      ReadFile(absl::StrCat("tests/vectors/envelope/", file)).value();
  google::protobuf::Value value;
  CHECK(google::protobuf::util::JsonStringToMessage(json, &value).ok()) << file;
  return value;
}

const google::protobuf::Value& Member(const google::protobuf::Value& object,
                                      absl::string_view name) {
  return object.struct_value().fields().at(std::string(name));
}

std::string TextAt(const google::protobuf::Value& object,
                   absl::string_view name) {
  return Member(object, name).string_value();
}

std::string BytesAt(const google::protobuf::Value& object,
                    absl::string_view name) {
  return HexDecode(TextAt(object, name)).value();
}

std::vector<std::string> TextsAt(const google::protobuf::Value& object,
                                 absl::string_view name) {
  std::vector<std::string> texts;
  for (const auto& item : Member(object, name).list_value().values()) {
    texts.push_back(item.string_value());
  }
  return texts;
}

}  // namespace enlace::wire
