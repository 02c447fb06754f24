#include "client/cli/gap_text.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/encoding.h"
#include "client/cli/entry_facts.h"
#include "client/cli/table.h"

namespace enlace::client {
namespace {

Json Number(uint64_t value) {
  return Json::Number(static_cast<int64_t>(value));
}

absl::string_view GapName(Gap::Kind kind) {
  switch (kind) {
    case Gap::Kind::kNotReceived:
      return "NOT_RECEIVED";
    case Gap::Kind::kNotSent:
      return "NOT_SENT";
    case Gap::Kind::kInTransit:
      break;
  }
  return "IN_TRANSIT";
}

absl::string_view TraceName(Gap::Trace trace) {
  switch (trace) {
    case Gap::Trace::kNotOpened:
      return "ENTRY_NOT_OPENED";
    case Gap::Trace::kAnotherEntry:
      return "ANOTHER_ENTRY";
    case Gap::Trace::kEndsBefore:
      return "ENDS_BEFORE";
    case Gap::Trace::kNone:
      break;
  }
  return "";
}

Phrase TracePhrase(Gap::Trace trace) {
  switch (trace) {
    case Gap::Trace::kNotOpened:
      return {
          "entry {entry} of its own log is about this record, and nothing "
          "opens it",
          "el asiento {entry} de su propia bitácora trata de este registro "
          "y nada lo abre"};
    case Gap::Trace::kAnotherEntry:
      return {"at {entry} of its log stands another entry than it named",
              "en {entry} de su bitácora está otro asiento que el que citó"};
    case Gap::Trace::kEndsBefore:
      return {"its log ends before entry {entry}, which it named",
              "su bitácora termina antes del asiento {entry}, que citó"};
    case Gap::Trace::kNone:
      break;
  }
  return {"", ""};
}

absl::string_view BrokenName(BrokenWord::What what) {
  switch (what) {
    case BrokenWord::What::kEndsBefore:
      return "ENDS_BEFORE";
    case BrokenWord::What::kNotTold:
      return "ENTRY_NOT_OPENED";
    case BrokenWord::What::kAnotherOutcome:
      return "ANOTHER_OUTCOME";
    case BrokenWord::What::kAnotherEntry:
      break;
  }
  return "ANOTHER_ENTRY";
}

Phrase BrokenPhrase(BrokenWord::What what) {
  switch (what) {
    case BrokenWord::What::kEndsBefore:
      return {"its log ends before entry {entry}, which it signed",
              "su bitácora termina antes del asiento {entry}, que firmó"};
    case BrokenWord::What::kNotTold:
      return {
          "entry {entry}, which it signed, stands in its log and nothing "
          "opens it",
          "el asiento {entry}, que firmó, está en su bitácora y nada lo "
          "abre"};
    case BrokenWord::What::kAnotherOutcome:
      return {"its log tells {told}", "su bitácora dice {told}"};
    case BrokenWord::What::kAnotherEntry:
      break;
  }
  return {"at {entry} of its log stands another entry than it signed",
          "en {entry} de su bitácora está otro asiento que el que firmó"};
}

std::string Signed(const SignedWord& word, Language language) {
  return absl::StrReplaceAll(Phrase{"its node signed {outcome} at {time}",
                                    "su nodo firmó {outcome} el {time}"}
                                 .In(language),
                             {{"{outcome}", OutcomeName(word.outcome)},
                              {"{time}", TimeText(word.decided_at_ms)}});
}

// Of an outcome by its full name; "" stands for none.
std::string BareOutcome(const std::string& name) {
  v1::DecisionOutcome outcome = v1::DECISION_OUTCOME_UNSPECIFIED;
  v1::DecisionOutcome_Parse(name, &outcome);
  const std::string bare = OutcomeName(outcome);
  return bare.empty() ? "-" : bare;
}

}  // namespace

std::string GapText(Gap::Kind kind, Language language) {
  switch (kind) {
    case Gap::Kind::kNotReceived:
      return Phrase{"answered, but not in the log of whoever answered",
                    "respondido, pero no está en la bitácora de quien "
                    "respondió"}
          .In(language);
    case Gap::Kind::kNotSent:
      return Phrase{"received, but not in the log of whoever sent it",
                    "recibido, pero no está en la bitácora de quien lo envió"}
          .In(language);
    case Gap::Kind::kInTransit:
      break;
  }
  return Phrase{"sent, no answer logged yet",
                "enviado, aún sin respuesta asentada"}
      .In(language);
}

std::string TraceText(const Gap& gap, Language language) {
  std::vector<std::string> parts;
  if (gap.word.has_value()) parts.push_back(Signed(*gap.word, language));
  if (gap.trace != Gap::Trace::kNone) {
    parts.push_back(
        absl::StrReplaceAll(TracePhrase(gap.trace).In(language),
                            {{"{entry}", absl::StrCat(gap.trace_entry)}}));
  }
  return absl::StrJoin(parts, "; ");
}

std::string BrokenWordText(const BrokenWord& word, Language language) {
  return absl::StrCat(
      Signed(word.word, language), "; ",
      absl::StrReplaceAll(BrokenPhrase(word.what).In(language),
                          {{"{entry}", absl::StrCat(word.entry)},
                           {"{told}", BareOutcome(word.told)}}));
}

Json JsonOf(const Gap& gap) {
  Json json = Json::Object()
                  .Add("transferId", Json::String(HexEncode(gap.transfer_id)))
                  .Add("kind", Json::String(GapName(gap.kind)))
                  .Add("from", Json::String(gap.from))
                  .Add("to", Json::String(gap.to))
                  .Add("lacking", Json::String(gap.lacking))
                  .Add("linkSequence", Number(gap.link_sequence))
                  .Add("entry", Number(gap.entry))
                  .Add("since", Json::String(TimeText(gap.since_ms)))
                  .Add("ageSeconds", Json::Number(gap.age_ms / 1000))
                  .Add("trace", Json::String(TraceName(gap.trace)));
  if (gap.trace != Gap::Trace::kNone) {
    json.Add("traceEntry", Number(gap.trace_entry));
  }
  if (gap.word.has_value()) {
    json.Add("signedOutcome",
             Json::String(v1::DecisionOutcome_Name(gap.word->outcome)))
        .Add("signedTime", Json::String(TimeText(gap.word->decided_at_ms)));
  }
  return json;
}

Json JsonOf(const BrokenWord& word) {
  return Json::Object()
      .Add("transferId", Json::String(HexEncode(word.transfer_id)))
      .Add("nation", Json::String(word.nation))
      .Add("what", Json::String(BrokenName(word.what)))
      .Add("signedOutcome",
           Json::String(v1::DecisionOutcome_Name(word.word.outcome)))
      .Add("signedTime", Json::String(TimeText(word.word.decided_at_ms)))
      .Add("entry", Number(word.entry))
      .Add("told", Json::String(word.told));
}

}  // namespace enlace::client
