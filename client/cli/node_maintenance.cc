// enlace node maintenance [--minutes N [--from INSTANT] | --cancel]: tells the
// other nations when this node will not serve, or shows what is planned.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "base/status_macros.h"
#include "client/cli/instant_text.h"
#include "client/cli/json_message.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/node.h"

namespace enlace::client {
namespace {

constexpr int kMinutesMax = 12 * 60;  // what a node takes

struct Words {
  std::string from;
  int minutes = 0;
  bool cancel = false;
};

// Nothing: only look.
absl::StatusOr<std::optional<v1::MaintenanceWindow>> PlanOf(const Words& words,
                                                            Shell& shell) {
  v1::MaintenanceWindow window;
  if (words.cancel) return window;
  if (words.minutes == 0) {
    if (words.from.empty()) return std::nullopt;
    return absl::InvalidArgumentError(
        shell.Say({"--minutes is missing: how long the node will be away",
                   "falta --minutes: cuánto tiempo no estará el nodo"}));
  }
  int64_t from_ms = absl::ToUnixMillis(shell.clock().TimeNow());
  if (!words.from.empty()) {
    ASSIGN_OR_RETURN(from_ms, InstantOf("--from", words.from, shell));
  }
  window.set_from_ms(from_ms);
  window.set_until_ms(from_ms +
                      absl::ToInt64Milliseconds(absl::Minutes(words.minutes)));
  return window;
}

// Own and others' plans, as a table and for programs.
struct Plans {
  Table table{{"NODE OF", "FROM", "UNTIL", "THEY KNOW"}};
  Json json = Json::Array();

  // `knowing` is told of the own plan alone.
  void Add(const std::string& nation, const std::string& shown,
           const v1::MaintenanceWindow& window, const std::string& known,
           const std::vector<std::string>& knowing) {
    const std::string from = TimeText(window.from_ms());
    const std::string until = TimeText(window.until_ms());
    table.Add({shown, from, until, known});
    json.Append(Json::Object()
                    .Add("nation", Json::String(nation))
                    .Add("from", Json::String(from))
                    .Add("until", Json::String(until))
                    .Add("knownTo", Json::Strings(knowing)));
  }
};

Plans PlansOf(const v1::GetNodeStatusResponse& status, Shell& shell) {
  Plans plans;
  if (status.has_maintenance()) {
    std::vector<std::string> known;
    std::vector<std::string> knowing;
    for (const v1::LinkStatus& link : status.links()) {
      const bool knows = link.knows_maintenance();
      known.push_back(absl::StrCat(
          link.nation(), ": ",
          knows ? shell.Say({"yes", "sí"}) : shell.Say({"not yet", "aún no"})));
      if (knows) knowing.push_back(link.nation());
    }
    plans.Add("", shell.Say({"this nation", "esta nación"}),
              status.maintenance(), absl::StrJoin(known, ", "), knowing);
  }
  for (const v1::LinkStatus& link : status.links()) {
    if (!link.has_maintenance()) continue;
    plans.Add(link.nation(), link.nation(), link.maintenance(), "", {});
  }
  return plans;
}

absl::StatusOr<ExitCode> Maintenance(const Words& words, Shell& shell) {
  ASSIGN_OR_RETURN(const std::optional<v1::MaintenanceWindow> plan,
                   PlanOf(words, shell));
  ASSIGN_OR_RETURN(Node * node, shell.node());
  if (plan.has_value()) {
    v1::PlanMaintenanceRequest request;
    *request.mutable_window() = *plan;
    RETURN_IF_ERROR(node->PlanMaintenance(request).status());
  }
  ASSIGN_OR_RETURN(const v1::GetNodeStatusResponse status,
                   node->GetNodeStatus(v1::GetNodeStatusRequest()));
  const Plans plans = PlansOf(status, shell);
  shell.Print(plans.json,
              plans.json.children().empty()
                  ? shell.Say({"nothing is planned\n", "nada está planeado\n"})
                  : plans.table.Format());
  return ExitCode::kDone;
}

}  // namespace

void AddNodeMaintenance(Command node, Shell& shell) {
  Command verb = node.AddVerb(
      "maintenance",
      shell.Say({"Tell the other nations when the own node will not serve; "
                 "without options show what is planned",
                 "Avisa a las otras naciones cuándo no estará el nodo propio; "
                 "sin opciones muestra lo planeado"}),
      {"enlace node maintenance",
       "enlace node maintenance --minutes 90 --from INSTANT",
       "enlace node maintenance --cancel"});
  auto words = std::make_shared<Words>();
  const Word minutes =
      verb.AddOption("--minutes", words->minutes,
                     shell.Say({"How long it will be away, in minutes; 720 at "
                                "most",
                                "Cuánto tiempo no estará, en minutos; a lo más "
                                "720"}))
          .Between(1, kMinutesMax);
  verb.AddOption("--from", words->from,
                 shell.Say({"From when on; without it from now on",
                            "Desde cuándo; sin ella, desde ahora"}))
      .Value("INSTANT");
  verb.AddFlag("--cancel", words->cancel,
               shell.Say({"Drop what was planned", "Anula lo planeado"}))
      .Excludes(minutes);
  verb.OnRun(shell, [&shell, words] { return Maintenance(*words, shell); });
}

}  // namespace enlace::client
