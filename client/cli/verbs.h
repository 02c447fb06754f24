// The verbs of `enlace`: each adds itself to the command line, in a file of its
// own name.

#ifndef ENLACE_CLIENT_CLI_VERBS_H_
#define ENLACE_CLIENT_CLI_VERBS_H_

#include <CLI/CLI.hpp>

#include "client/cli/shell.h"

namespace enlace::client {

void AddAck(CLI::App& app, Shell& shell);
void AddAgent(CLI::App& app, Shell& shell);
void AddCompletion(CLI::App& app, Shell& shell);
void AddHelp(CLI::App& app, Shell& shell);
void AddImport(CLI::App& app, Shell& shell);
void AddInbox(CLI::App& app, Shell& shell);
void AddReceipt(CLI::App& app, Shell& shell);
void AddReply(CLI::App& app, Shell& shell);
void AddResend(CLI::App& app, Shell& shell);
void AddRevoke(CLI::App& app, Shell& shell);
void AddSend(CLI::App& app, Shell& shell);
void AddShow(CLI::App& app, Shell& shell);
void AddStatus(CLI::App& app, Shell& shell);
void AddTry(CLI::App& app, Shell& shell);

// Below `alerts`.
void AddAlertsActive(CLI::App& alerts, Shell& shell);
void AddAlertsAnswer(CLI::App& alerts, Shell& shell);
void AddAlertsCard(CLI::App& alerts, Shell& shell);
void AddAlertsHit(CLI::App& alerts, Shell& shell);
void AddAlertsHits(CLI::App& alerts, Shell& shell);
void AddAlertsWatch(CLI::App& alerts, Shell& shell);

// Below `audit`, `certs`, `context`, `export`, `link`, `node`, `review` and
// `schema`.
void AddAuditShow(CLI::App& audit, Shell& shell);
void AddAuditTransfers(CLI::App& audit, Shell& shell);
void AddAuditVerify(CLI::App& audit, Shell& shell);
void AddCertsApprove(CLI::App& certs, Shell& shell);
void AddCertsCsr(CLI::App& certs, Shell& shell);
void AddCertsEnrol(CLI::App& certs, Shell& shell);
void AddCertsInspect(CLI::App& certs, Shell& shell);
void AddCertsReview(CLI::App& certs, Shell& shell);
void AddContextAdd(CLI::App& context, Shell& shell);
void AddContextList(CLI::App& context, Shell& shell);
void AddContextRemove(CLI::App& context, Shell& shell);
void AddContextSelect(CLI::App& context, Shell& shell);
void AddContextShow(CLI::App& context, Shell& shell);
void AddContextValidate(CLI::App& context, Shell& shell);
void AddExportInbox(CLI::App& group, Shell& shell);
void AddExportRecord(CLI::App& group, Shell& shell);
void AddExportTemplate(CLI::App& group, Shell& shell);
void AddLinkAccept(CLI::App& link, Shell& shell);
void AddLinkDiff(CLI::App& link, Shell& shell);
void AddLinkList(CLI::App& link, Shell& shell);
void AddLinkShow(CLI::App& link, Shell& shell);
void AddLinkTest(CLI::App& link, Shell& shell);
void AddNodeDoctor(CLI::App& node, Shell& shell);
void AddNodeStatus(CLI::App& node, Shell& shell);
void AddReviewApprove(CLI::App& review, Shell& shell);
void AddReviewList(CLI::App& review, Shell& shell);
void AddReviewReject(CLI::App& review, Shell& shell);
void AddReviewShow(CLI::App& review, Shell& shell);
void AddSchemaCrosswalk(CLI::App& schema, Shell& shell);
void AddSchemaList(CLI::App& schema, Shell& shell);
void AddSchemaShow(CLI::App& schema, Shell& shell);
void AddSchemaTemplate(CLI::App& schema, Shell& shell);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_VERBS_H_
