// Writes released records, and all that a second verifier needs to judge them:
//
//   write_released_records DIR
//
// DIR/keys.json, DIR/records.json and one file a record.

#include <google/protobuf/util/json_util.h>

#include <iostream>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/sha256.h"
#include "proto/wire/batch_root.h"
#include "proto/wire/opened_form.h"
#include "proto/wire/record.h"
#include "proto/wire/release.h"
#include "proto/wire/released_record.h"
#include "proto/wire/strict_parse.h"
#include "proto/wire/submission.h"
#include "tests/proto/wire/envelope_fixture.h"

namespace enlace::wire {
namespace {

using google::protobuf::Message;

struct RecordToWrite {
  std::string name;
  std::unique_ptr<Message> record;
  std::vector<std::string> removed_by_a;
  std::vector<std::string> silenced_by_a;
  std::vector<std::string> removed_by_b;
  bool in_batch = false;
  bool full = false;
};

std::unique_ptr<Message> ReadRecord(absl::string_view type,
                                    absl::string_view file) {
  std::unique_ptr<Message> record = NewRecord(type).value();
  const std::string json =
      ReadFile(absl::StrCat("tests/scenarios/records/", file)).value();
  CHECK(google::protobuf::util::JsonStringToMessage(json, record.get()).ok())
      << file;
  return record;
}

std::unique_ptr<Message> CopyOf(const Message& message) {
  std::unique_ptr<Message> copy(message.New());
  copy->CopyFrom(message);
  return copy;
}

std::vector<RecordToWrite> RecordsToWrite() {
  v1::PlainSample plain;
  plain.set_name("Ana");
  plain.add_steps()->set_label("first");
  plain.add_steps();
  std::vector<RecordToWrite> records;
  records.push_back({.name = "sample",
                     .record = CopyOf(FullSample()),
                     .removed_by_a = {"name", "steps[1]"},
                     .silenced_by_a = {"flags.color"},
                     .removed_by_b = {"tags", "seen_at"},
                     .in_batch = false,
                     .full = false});
  records.push_back({.name = "whole",
                     .record = CopyOf(plain),
                     .removed_by_a = {},
                     .silenced_by_a = {},
                     .removed_by_b = {},
                     .in_batch = true,
                     .full = true});
  records.push_back(
      {.name = "trace",
       .record = ReadRecord("FirearmTraceResult", "trace_result.json"),
       .removed_by_a = {"purchaser.national_id.value", "manufacturer_chain"},
       .silenced_by_a = {"context.subject_flags.us_person"},
       .removed_by_b = {"purchaser.race"},
       .in_batch = true,
       .full = false});
  return records;
}

std::set<std::string> Joined(std::vector<std::string> a,
                             const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return {a.begin(), a.end()};
}

std::string Release(const RecordToWrite& one, const SampleParties& parties) {
  CountingRandom random(one.name);
  v1::Submission submission =
      MakeSubmission(SampleHeader(), *one.record, parties.agency, random)
          .value();
  const std::string statement = submission.statement().statement();
  if (one.in_batch) {
    const std::vector<std::string> statements = {"another", statement};
    *submission.mutable_statement() =
        SignBatch(parties.agency, statements, random).value()[1];
  }
  v1::FullForm whole;
  whole.set_body(submission.body());
  whole.set_seed(submission.seed());
  const std::string opened_a =
      OpenForm(*one.record, submission.seed(),
               Joined(one.removed_by_a, one.silenced_by_a))
          .value()
          .form;
  const std::string form_a = one.full ? SerializeStrictly(whole) : opened_a;
  const std::string form_b =
      one.full ? form_a : Withhold(opened_a, Joined(one.removed_by_b, {})).form;
  v1::ReleaseStatement a = SampleRelease(kSampleNodeA, statement, form_a);
  Announce(one.removed_by_a, a);
  v1::ReleaseStatement b = SampleRelease(kSampleNodeB, statement, form_b);
  Announce(one.removed_by_b, b);
  std::vector<v1::ReleaseStatement> of_a = {a};
  if (one.in_batch) {
    of_a.push_back(SampleRelease(kSampleNodeA, "another", form_a));
  }
  return MakeReleasedRecord(
      submission.statement(), form_b, one.full,
      {SignReleases(of_a, parties.node_a, random).value()[0],
       SignRelease(b, parties.node_b).value()});
}

std::string Quoted(absl::string_view text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\n", "\\n"}}), "\"");
}

std::string QuotedList(const std::vector<std::string>& texts) {
  std::vector<std::string> quoted;
  for (const std::string& text : texts) quoted.push_back(Quoted(text));
  return absl::StrCat("[", absl::StrJoin(quoted, ", "), "]");
}

std::string KeyJson(const certs::PrivateKey& key, absl::string_view identity) {
  const int64_t hour_ms = 3600000;
  return absl::StrCat("{\"identity\": ", Quoted(identity),
                      ", \"public_pem\": ", Quoted(key.public_key().ToPem()),
                      ", \"private_pem\": ", Quoted(key.ToPem()),
                      ", \"not_before_ms\": ", kSampleCreatedMs - hour_ms,
                      ", \"not_after_ms\": ", kSampleCreatedMs + hour_ms, "}");
}

void Write(absl::string_view folder, absl::string_view name,
           absl::string_view bytes) {
  CHECK_OK(ReplaceFileDurably(absl::StrCat(folder, "/", name), bytes));
}

void WriteAll(absl::string_view folder) {
  const SampleParties parties;
  Write(folder, "keys.json",
        absl::StrCat("[", KeyJson(parties.agency, kSampleAgency), ",\n",
                     KeyJson(parties.node_a, kSampleNodeA), ",\n",
                     KeyJson(parties.node_b, kSampleNodeB), "]\n"));
  std::vector<std::string> rows;
  for (const RecordToWrite& one : RecordsToWrite()) {
    const std::string bytes = Release(one, parties);
    const VerifiedRecord verified =
        VerifyReleasedRecord(bytes, Stage::kDelivered, parties.keys).value();
    Write(folder, absl::StrCat(one.name, ".record"), bytes);
    rows.push_back(absl::StrCat(
        "{\"name\": ", Quoted(one.name),
        ", \"record_id\": ", Quoted(HexEncode(verified.record_id)),
        ", \"transfer_id\": ", Quoted(HexEncode(verified.transfer_id)),
        ", \"opened\": ", QuotedList(OpenedPaths(verified)),
        ", \"withheld\": ", QuotedList(verified.withheld), "}"));
  }
  Write(folder, "records.json",
        absl::StrCat("[", absl::StrJoin(rows, ",\n"), "]\n"));
}

}  // namespace
}  // namespace enlace::wire

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: write_released_records DIR\n";
    return 2;
  }
  enlace::wire::WriteAll(argv[1]);
  return 0;
}
