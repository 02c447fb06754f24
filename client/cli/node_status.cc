// enlace node status: how the own node and its links are.

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/json_message.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/node.h"

namespace enlace::client {
namespace {

constexpr char kToSecond[] = "%Y-%m-%dT%H:%M:%SZ";

// "" for no instant at all.
std::string InstantText(absl::string_view format, int64_t unix_ms) {
  if (unix_ms == 0) return "";
  return absl::FormatTime(format, absl::FromUnixMillis(unix_ms),
                          absl::UTCTimeZone());
}

std::string FromText(const v1::BookStatus& book) {
  return InstantText("%Y-%m-%dT%H:%MZ", book.effective_from_ms());
}

// An older node tells of none.
std::string WitnessesText(const v1::GetNodeStatusResponse& status,
                          Shell& shell) {
  if (status.witnesses().empty()) return "";
  Table witnesses({"WITNESS", "OF", "COSIGNED", "AT", "WAITS SINCE"});
  for (const v1::WitnessStatus& witness : status.witnesses()) {
    witnesses.Add({witness.name(),
                   witness.nation().empty() ? shell.Say({"neutral", "neutral"})
                                            : witness.nation(),
                   absl::StrCat(witness.cosigned_size()),
                   InstantText(kToSecond, witness.cosigned_at_ms()),
                   InstantText(kToSecond, witness.waiting_since_ms())});
  }
  return absl::StrCat("\n", witnesses.Format());
}

Phrase StandingText(v1::BookStatus::Standing standing) {
  switch (standing) {
    case v1::BookStatus::STANDING_IN_FORCE:
      return {"in force", "vigente"};
    case v1::BookStatus::STANDING_WAITING:
      return {"waits for its instant", "espera su momento"};
    default:
      return {"NOT ADOPTED", "NO ADOPTADO"};
  }
}

// Why what lies in the library decides nothing.
std::string NotAdopted(const v1::GetNodeStatusResponse& status) {
  std::string text;
  for (const v1::BookStatus& book : status.books()) {
    if (!book.has_problem()) continue;
    absl::StrAppend(&text, Printable(book.file()), ": ",
                    Printable(book.problem().message()), "\n");
  }
  return text;
}

// "3 held, 1 of them ends within 24 hours; ..."; empty if the node did not say.
std::string RemindersText(const v1::GetNodeStatusResponse& status,
                          Shell& shell) {
  if (!status.has_reminders()) return "";
  const v1::Reminders& reminders = status.reminders();
  return absl::StrCat(
      reminders.held(), shell.Say({" held, ", " retenidos, "}),
      reminders.held_ending(),
      shell.Say({" of them until tomorrow; ", " de ellos hasta mañana; "}),
      reminders.overrides_unreviewed(),
      shell.Say({" released urgently, to be looked at; ",
                 " liberados por urgencia, por revisar; "}),
      reminders.register_ending(),
      shell.Say({" register entries end within 30 days",
                 " asientos del registro vencen en 30 días"}));
}

// A line for each rule whose reviewers are too few.
std::string ShortagesText(const v1::GetNodeStatusResponse& status,
                          Shell& shell) {
  std::string text;
  for (const v1::RoleShortage& each : status.role_shortages()) {
    absl::StrAppend(&text, Printable(each.rule_id()),
                    shell.Say({": too few hold ", ": muy pocos tienen "}),
                    Printable(absl::StrJoin(each.roles(), ", ")), ": ",
                    each.held(), "/", each.needed(), "\n");
  }
  return text;
}

// What is wrong, what to begin with.  The node's own words: a newer node may
// know alarms that this program does not.
std::string AlarmsText(const v1::GetNodeStatusResponse& status, Shell& shell) {
  std::string text;
  for (const v1::Alarm& alarm : status.alarms()) {
    const v1::AlarmText& en = alarm.en();
    const v1::AlarmText& es = alarm.es();
    const auto say = [&](const std::string& in_en, const std::string& in_es) {
      return Printable(shell.Say({in_en, in_es}));
    };
    absl::StrAppend(
        &text, "\n",
        alarm.severity() == v1::Alarm::SEVERITY_PAGE
            ? shell.Say({"ALARM ", "ALARMA "})
            : shell.Say({"alarm ", "alarma "}),
        Printable(alarm.name()),
        alarm.subject().empty()
            ? ""
            : absl::StrCat(" (", Printable(alarm.subject()), ")"),
        shell.Say({" since ", " desde "}),
        InstantText(kToSecond, alarm.since_ms()),
        alarm.deadline_ms() == 0
            ? ""
            : absl::StrCat(shell.Say({", until ", ", hasta "}),
                           InstantText(kToSecond, alarm.deadline_ms())),
        "\n  ", say(en.cause(), es.cause()), "\n  ",
        shell.Say({"hurts: ", "afecta a: "}), say(en.hurt(), es.hurt()), "\n  ",
        shell.Say({"until: ", "plazo: "}), say(en.deadline(), es.deadline()),
        "\n  ", shell.Say({"first: ", "primero: "}),
        Printable(alarm.first_command()), "\n");
  }
  return text;
}

// When nodes are planned to be away, a line for each.
std::string MaintenanceText(const v1::GetNodeStatusResponse& status,
                            Shell& shell) {
  std::string text;
  const auto add = [&](const std::string& whose,
                       const v1::MaintenanceWindow& window) {
    absl::StrAppend(&text, shell.Say({"maintenance ", "mantenimiento "}),
                    Printable(whose), ": ",
                    InstantText(kToSecond, window.from_ms()), " - ",
                    InstantText(kToSecond, window.until_ms()), "\n");
  };
  if (status.has_maintenance()) {
    add(shell.Say({"of this node", "de este nodo"}), status.maintenance());
  }
  for (const v1::LinkStatus& link : status.links()) {
    if (link.has_maintenance()) {
      add(absl::StrCat(shell.Say({"of ", "de "}), link.nation()),
          link.maintenance());
    }
  }
  return text.empty() ? "" : absl::StrCat("\n", text);
}

// Agencies are told of none.
std::string BooksText(const v1::GetNodeStatusResponse& status,
                      const Table& books) {
  if (status.books().empty()) return "";
  return absl::StrCat("\n", books.Format(), NotAdopted(status));
}

absl::StatusOr<ExitCode> NodeStatus(Shell& shell) {
  ASSIGN_OR_RETURN(Node * node, shell.node());
  ASSIGN_OR_RETURN(const v1::GetNodeStatusResponse status,
                   node->GetNodeStatus(v1::GetNodeStatusRequest()));
  Table links({"NATION", "CONNECTED", "QUEUED", "SENT", "RECEIVED", "COSIGNED",
               "WITNESSED"});
  for (const v1::LinkStatus& link : status.links()) {
    links.Add({link.nation(), link.connected() ? "yes" : "NO",
               absl::StrCat(link.queued()), absl::StrCat(link.sent_sequence()),
               absl::StrCat(link.received_sequence()),
               absl::StrCat(link.cosigned_size()),
               absl::StrCat(link.witnessed_size())});
  }
  Table books({"BOOK", "VERSION", "FROM", "STANDING"});
  for (const v1::BookStatus& book : status.books()) {
    books.Add({book.book().empty() ? book.file() : book.book(),
               absl::StrCat(book.book_version()), FromText(book),
               shell.Say(StandingText(book.standing()))});
  }
  shell.Print(
      JsonOf(status),
      absl::StrCat(
          FormatFields({{shell.Say({"node", "nodo"}), status.node()},
                        {shell.Say({"state", "estado"}), status.state()},
                        {shell.Say({"version", "versión"}), status.version()},
                        {shell.Say({"log entries", "asientos"}),
                         absl::StrCat(status.log_size())},
                        {shell.Say({"signed up to", "firmado hasta"}),
                         absl::StrCat(status.checkpoint_size())},
                        {shell.Say({"rule book", "libro de reglas"}),
                         HexEncode(status.book_digest())},
                        {shell.Say({"to see to", "por atender"}),
                         RemindersText(status, shell)}}),
          AlarmsText(status, shell), "\n", links.Format(),
          MaintenanceText(status, shell), WitnessesText(status, shell),
          BooksText(status, books), ShortagesText(status, shell)));
  return status.state() == "ready" ? ExitCode::kDone : ExitCode::kNo;
}

}  // namespace

void AddNodeStatus(Command node, Shell& shell) {
  Command verb =
      node.AddVerb("status",
                   shell.Say({"Say how the node and its links are",
                              "Dice cómo están el nodo y sus enlaces"}),
                   {"enlace node status", "enlace node status -o json"});
  verb.OnRun(shell, [&shell] { return NodeStatus(shell); });
}

}  // namespace enlace::client
