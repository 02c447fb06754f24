// enlace agent: a process beside an agency's own system that holds its keys.

#include "client/agent/agent.h"

#include <ctime>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/agent/agent_folder.h"
#include "client/agent/agent_routes.h"
#include "client/agent/http_server.h"
#include "client/cli/end_signals.h"
#include "client/cli/verbs.h"
#include "client/library/client.h"

namespace enlace::client {
namespace {

constexpr size_t kTokenSize = 32;  // bytes
constexpr absl::Duration kLookEvery = absl::Seconds(1);

struct AgentWords {
  std::string spool;
  std::string socket;
  int port = -1;  // -1: none
  std::string token_file;
  std::string watch;
};

// The token of the file, drawn if there is none.
absl::StatusOr<std::string> TokenOf(const std::string& file, Random& random) {
  if (!FileExists(file)) {
    const std::string token = HexEncode(random.Bytes(kTokenSize));
    RETURN_IF_ERROR(
        ReplaceFileDurably(file, token + "\n", /*private_to_owner=*/true));
    return token;
  }
  if (ReadableByOthers(file)) {
    return absl::InvalidArgumentError(absl::StrCat(
        file, ": others can read it; chmod 600 and restart, or delete it"));
  }
  ASSIGN_OR_RETURN(const std::string text, ReadFile(file, 4096));
  std::string token(absl::StripAsciiWhitespace(text));
  if (token.size() < kTokenSize) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, ": a token has at least 32 characters"));
  }
  return token;
}

absl::StatusOr<HttpOptions> OptionsOf(const AgentWords& words, Shell& shell) {
  HttpOptions options;
  if (words.port < 0) {
    options.socket_path = words.socket;
    return options;
  }
  if (words.token_file.empty()) {
    return absl::InvalidArgumentError("--port needs --token-file");
  }
  options.port = static_cast<uint16_t>(words.port);
  ASSIGN_OR_RETURN(options.token, TokenOf(words.token_file, shell.random()));
  return options;
}

absl::StatusOr<ExitCode> RunAgent(const AgentWords& words, Shell& shell) {
  if (words.socket.empty() && words.port < 0 && words.watch.empty()) {
    return absl::InvalidArgumentError(
        "give --socket PATH, --port PORT or --watch DIR");
  }
  EndSignals signals;
  ASSIGN_OR_RETURN(const std::unique_ptr<Client> client, shell.NewClient());
  ASSIGN_OR_RETURN(
      const std::unique_ptr<Agent> agent,
      Agent::Start(*client, words.spool, shell.clock(), shell.random()));
  std::unique_ptr<HttpServer> server;
  if (!words.socket.empty() || words.port >= 0) {
    ASSIGN_OR_RETURN(const HttpOptions options, OptionsOf(words, shell));
    ASSIGN_OR_RETURN(
        server, HttpServer::Start(options, [&](const HttpRequest& request) {
          return HandleAgentRequest(*agent, request);
        }));
  }
  std::optional<AgentFolder> folder;
  if (!words.watch.empty()) {
    ASSIGN_OR_RETURN(
        AgentFolder opened,
        AgentFolder::Open(*agent, words.watch, shell.Say({"en", "es"})));
    folder.emplace(std::move(opened));
  }
  shell.Note(absl::StrCat(
      shell.Say({"agent of ", "agente de "}), client->context().agency.Uri(),
      !words.socket.empty()
          ? absl::StrCat(shell.Say({" on ", " en "}), words.socket)
      : server != nullptr ? absl::StrCat(shell.Say({" on ", " en "}),
                                         "127.0.0.1:", server->port())
                          : ""));
  absl::Status last;
  while (!signals.Came(kLookEvery)) {
    if (!folder.has_value()) continue;
    const absl::Status looked = folder->Look();
    // Once, not every second while the node is away.
    if (!looked.ok() && looked.code() != last.code()) {
      shell.Warn(looked.message());
    }
    last = looked;
  }
  return ExitCode::kDone;
}

}  // namespace

void AddAgent(Command app, Shell& shell) {
  Command verb = app.AddVerb(
      "agent",
      shell.Say(
          {"Sign, keep, send and collect records for this machine's "
           "programs",
           "Firma, guarda, envía y recibe registros para los programas de "
           "este equipo"}),
      {"enlace agent --spool spool.db --socket agent.sock",
       "enlace agent --spool spool.db --port 0 --token-file token",
       "enlace agent --spool spool.db --watch exchange"});
  auto words = std::make_shared<AgentWords>();
  verb.AddOption("--spool", words->spool,
                 shell.Say({"Keeps what is signed until it is answered",
                            "Guarda lo firmado hasta que se responda"}))
      .Required()
      .Value("FILE");
  const Word socket =
      verb.AddOption("--socket", words->socket,
                     shell.Say({"Answer HTTP on this Unix socket",
                                "Responde HTTP en este socket de Unix"}))
          .Value("PATH");
  verb.AddOption("--port", words->port,
                 shell.Say({"Answer HTTP on this port of 127.0.0.1; 0 takes "
                            "a free one",
                            "Responde HTTP en este puerto de 127.0.0.1; 0 "
                            "toma uno libre"}))
      .Between(0, 65535)
      .Value("PORT")
      .Excludes(socket);
  verb.AddOption("--token-file", words->token_file,
                 shell.Say({"Token to show on the port; made if missing",
                            "Token que se exige en el puerto; se crea si "
                            "falta"}))
      .Value("FILE");
  verb.AddOption("--watch", words->watch,
                 shell.Say({"Send what is put in DIR/out, write what comes "
                            "to DIR/in",
                            "Envía lo que se ponga en DIR/out y escribe en "
                            "DIR/in lo que llegue"}))
      .Value("DIR");
  verb.OnRun(shell, [&shell, words] { return RunAgent(*words, shell); });
}

}  // namespace enlace::client
