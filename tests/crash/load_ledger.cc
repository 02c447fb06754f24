#include "tests/crash/load_ledger.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "proto/wire/problem.h"

namespace enlace::crash {
namespace {

std::string Digest(absl::string_view bytes) {
  return HexEncode(AsBytes(Sha256(bytes)));
}

// No value here needs escaping: names, hex and numbers.
std::string Field(absl::string_view name, absl::string_view value) {
  return absl::StrCat(",\"", name, "\":\"", value, "\"");
}

std::string Line(absl::string_view kind, const std::string& fields) {
  return absl::StrCat("{\"kind\":\"", kind, "\"", fields, "}");
}

}  // namespace

LoadLedger::LoadLedger(const std::string& path) : file_(path) {
  CHECK(file_.good()) << "cannot write the ledger";
}

void LoadLedger::Acknowledged(absl::string_view sender,
                              absl::string_view submission,
                              const std::string& outcome, bool again) {
  v1::Outcome parsed;
  if (!parsed.ParseFromString(outcome)) Violation("an outcome does not parse");
  const std::string decision = v1::DecisionOutcome_Name(parsed.decision());
  Write(Line(
      again ? "acknowledged-again" : "acknowledged",
      absl::StrCat(
          Field("sender", sender), Field("submission", Digest(submission)),
          Field("record", HexEncode(parsed.record_id())),
          Field("transfer", HexEncode(parsed.transfer_id())),
          Field("decision", absl::StripPrefix(decision, "DECISION_OUTCOME_")),
          Field("outcome", Digest(outcome)))));
}

void LoadLedger::Delivered(absl::string_view recipient,
                           const v1::Delivery& delivery,
                           absl::string_view record_id, bool again) {
  Write(Line(again ? "delivered-again" : "delivered",
             absl::StrCat(Field("recipient", recipient),
                          ",\"cursor\":", delivery.cursor(),
                          Field("transfer", HexEncode(delivery.transfer_id())),
                          Field("record", HexEncode(record_id)),
                          Field("bytes", Digest(delivery.record())))));
}

void LoadLedger::Confirmed(absl::string_view recipient,
                           absl::string_view transfer_id) {
  Write(Line("confirmed",
             absl::StrCat(Field("recipient", recipient),
                          Field("transfer", HexEncode(transfer_id)))));
}

void LoadLedger::Refused(absl::string_view agency, const absl::Status& status) {
  Write(
      Line("refused",
           absl::StrCat(Field("agency", agency),
                        Field("code", absl::StatusCodeToString(status.code())),
                        Field("reason", wire::ReasonOf(status)))));
}

void LoadLedger::Violation(absl::string_view what) {
  Write(Line("violation", Field("what", what)));
}

void LoadLedger::Write(const std::string& line) {
  absl::MutexLock lock(&mutex_);
  file_ << line << std::endl;
}

}  // namespace enlace::crash
