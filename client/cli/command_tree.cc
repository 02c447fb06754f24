#include "client/cli/command_tree.h"

#include "absl/strings/str_cat.h"
#include "client/cli/command.h"
#include "client/cli/help_text.h"
#include "client/cli/verbs.h"
#include "client/cli/version.h"

namespace enlace::client {
namespace {

void AddOptions(CLI::App& app, Shell& shell) {
  Shell::Options& options = shell.options();
  app.set_help_flag("-h,--help",
                    shell.Say({"Explain the verb", "Explica el verbo"}));
  app.set_version_flag("--version", absl::StrCat("enlace ", kVersion),
                       shell.Say({"Print the version", "Imprime la versión"}));
  app.add_option("--context", options.context,
                 shell.Say({"Context: a name, or the path of a TOML file",
                            "Contexto: un nombre, o la ruta de un archivo "
                            "TOML"}))
      ->type_name("CONTEXT");
  app.add_option("-o,--output", options.format,
                 shell.Say({"Form of the output", "Forma de la salida"}))
      ->check(CLI::IsMember({"table", "json", "yaml", "csv"}))
      ->type_name("FORMAT");
  app.add_option("--lang", options.language,
                 shell.Say({"Language of texts", "Idioma de los textos"}))
      ->check(CLI::IsMember({"en", "es"}))
      ->type_name("LANG");
  app.add_flag("--no-color", options.no_color,
               shell.Say({"Print without colours", "Imprime sin colores"}));
  app.add_flag(
      "--no-progress", options.no_progress,
      shell.Say({"Draw no progress line", "No dibuja la línea de avance"}));
  app.add_flag("-q,--quiet", options.quiet,
               shell.Say({"Print no warnings and no progress",
                          "No imprime avisos ni avance"}));
}

void AddRecordVerbs(Command app, Shell& shell) {
  AddSend(app, shell);
  AddTry(app, shell);
  AddInbox(app, shell);
  AddShow(app, shell);
  AddAck(app, shell);
  AddReply(app, shell);
  AddResend(app, shell);
  AddStatus(app, shell);
  AddReceipt(app, shell);
  AddRevoke(app, shell);
  AddAgent(app, shell);
  AddImport(app, shell);
  const Command exports = app.AddGroup(
      "export", shell.Say({"Write records and their forms for other programs",
                           "Escribe registros y sus formatos para otros "
                           "programas"}));
  AddExportTemplate(exports, shell);
  AddExportInbox(exports, shell);
  AddExportRecord(exports, shell);
}

void AddAlertVerbs(Command app, Shell& shell) {
  const Command alerts =
      app.AddGroup("alerts", shell.Say({"Work with the alerts that hold now",
                                        "Trabaja con las alertas vigentes"}));
  AddAlertsActive(alerts, shell);
  AddAlertsWatch(alerts, shell);
  AddAlertsCard(alerts, shell);
  AddAlertsHit(alerts, shell);
  AddAlertsHits(alerts, shell);
  AddAlertsAnswer(alerts, shell);
}

void AddCertsVerbs(Command app, Shell& shell) {
  const Command certs = app.AddGroup(
      "certs", shell.Say({"Enrol agencies, and look at certificates",
                          "Da de alta a autoridades y examina certificados"}));
  AddCertsInspect(certs, shell);
  AddCertsEnrol(certs, shell);
  AddCertsReview(certs, shell);
  AddCertsApprove(certs, shell);
  AddCertsCsr(certs, shell);
}

void AddReviewVerbs(Command app, Shell& shell) {
  const Command review = app.AddGroup(
      "review", shell.Say({"Decide about held records",
                           "Decide sobre los registros retenidos"}));
  AddReviewList(review, shell);
  AddReviewShow(review, shell);
  AddReviewApprove(review, shell);
  AddReviewReject(review, shell);
  AddReviewOverride(review, shell);
  AddReviewAcknowledge(review, shell);
}

void AddRegisterVerbs(Command app, Shell& shell) {
  const Command group = app.AddGroup(
      "register",
      shell.Say({"Keep assurances, authorizations and consents",
                 "Lleva garantías, autorizaciones y consentimientos"}));
  AddRegisterList(group, shell);
  AddRegisterShow(group, shell);
  AddRegisterPropose(group, shell);
  AddRegisterApprove(group, shell);
  AddRegisterRevoke(group, shell);
}

void AddSubjectVerbs(Command app, Shell& shell) {
  const Command group = app.AddGroup(
      "subject", shell.Say({"Give persons what the law gives them",
                            "Da a las personas lo que la ley les da"}));
  AddSubjectFind(group, shell);
  AddSubjectAccounting(group, shell);
  AddSubjectDispute(group, shell);
  AddSubjectCorrect(group, shell);
  AddSubjectErase(group, shell);
}

void AddSchemaVerbs(Command app, Shell& shell) {
  const Command schema =
      app.AddGroup("schema", shell.Say({"Explain the types of records",
                                        "Explica los tipos de registros"}));
  AddSchemaList(schema, shell);
  AddSchemaShow(schema, shell);
  AddSchemaTemplate(schema, shell);
  AddSchemaCrosswalk(schema, shell);
}

void AddContextVerbs(Command app, Shell& shell) {
  const Command context = app.AddGroup(
      "context", shell.Say({"Choose who you are and which node you talk to",
                            "Elige quién es usted y con qué nodo habla"}));
  AddContextAdd(context, shell);
  AddContextSelect(context, shell);
  AddContextList(context, shell);
  AddContextShow(context, shell);
  AddContextValidate(context, shell);
  AddContextRemove(context, shell);
}

void AddVerbs(Command app, Shell& shell) {
  AddRecordVerbs(app, shell);
  AddAlertVerbs(app, shell);
  AddReviewVerbs(app, shell);
  AddRegisterVerbs(app, shell);
  AddSubjectVerbs(app, shell);
  const Command node = app.AddGroup(
      "node",
      shell.Say({"Ask after the own node", "Pregunta por el nodo propio"}));
  AddNodeStatus(node, shell);
  AddNodeDoctor(node, shell);
  AddNodeMaintenance(node, shell);
  const Command link = app.AddGroup(
      "link", shell.Say({"Introduce nations to each other by link files",
                         "Presenta a las naciones con archivos de enlace"}));
  AddLinkShow(link, shell);
  AddLinkDiff(link, shell);
  AddLinkList(link, shell);
  AddLinkAccept(link, shell);
  AddLinkTest(link, shell);
  const Command audit = app.AddGroup(
      "audit",
      shell.Say({"Read and verify audit logs", "Lee y verifica bitácoras"}));
  AddAuditTransfers(audit, shell);
  AddAuditShow(audit, shell);
  AddAuditVerify(audit, shell);
  AddAuditEntry(audit, shell);
  AddAuditSearch(audit, shell);
  AddAuditTimeline(audit, shell);
  AddAuditReconcile(audit, shell);
  AddAuditSample(audit, shell);
  AddAuditDecisions(audit, shell);
  AddAuditDisclose(audit, shell);
  AddAuditDisclosed(audit, shell);
  AddAuditInspect(audit, shell);
  AddAuditReport(audit, shell);
  AddAuditApprove(audit, shell);
  AddCertsVerbs(app, shell);
  AddSchemaVerbs(app, shell);
  AddContextVerbs(app, shell);
  AddCompletion(app, shell);
  AddHelp(app, shell);
}

}  // namespace

std::unique_ptr<CLI::App> MakeCommandTree(Shell& shell) {
  auto app = std::make_unique<CLI::App>(
      shell.Say({"Exchange records between nations, under the law of each",
                 "Intercambia registros entre naciones, según la ley de cada "
                 "una"}),
      "enlace");
  // Before the verbs, which inherit both.
  app->fallthrough();
  app->formatter_fn(
      [&shell](const CLI::App* verb, const std::string&, CLI::AppFormatMode) {
        return HelpText(*verb, shell.language());
      });
  app->require_subcommand(1);
  AddOptions(*app, shell);
  AddVerbs(Command(*app), shell);
  return app;
}

}  // namespace enlace::client
