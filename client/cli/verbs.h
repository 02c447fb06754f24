// The verbs of `enlace`: each adds itself to the command line, in a file of its
// own name.

#ifndef ENLACE_CLIENT_CLI_VERBS_H_
#define ENLACE_CLIENT_CLI_VERBS_H_

#include "client/cli/command.h"

namespace enlace::client {

void AddAck(Command app, Shell& shell);
void AddAgent(Command app, Shell& shell);
void AddCompletion(Command app, Shell& shell);
void AddHelp(Command app, Shell& shell);
void AddImport(Command app, Shell& shell);
void AddInbox(Command app, Shell& shell);
void AddReceipt(Command app, Shell& shell);
void AddReply(Command app, Shell& shell);
void AddResend(Command app, Shell& shell);
void AddRevoke(Command app, Shell& shell);
void AddSend(Command app, Shell& shell);
void AddShow(Command app, Shell& shell);
void AddStatus(Command app, Shell& shell);
void AddTry(Command app, Shell& shell);

// Below `alerts`.
void AddAlertsActive(Command alerts, Shell& shell);
void AddAlertsAnswer(Command alerts, Shell& shell);
void AddAlertsCard(Command alerts, Shell& shell);
void AddAlertsHit(Command alerts, Shell& shell);
void AddAlertsHits(Command alerts, Shell& shell);
void AddAlertsWatch(Command alerts, Shell& shell);

// Below `audit`, `certs`, `context`, `export`, `link`, `node`, `register`,
// `review`, `schema` and `subject`.
void AddAuditDisclose(Command audit, Shell& shell);
void AddAuditDisclosed(Command audit, Shell& shell);
void AddAuditApprove(Command audit, Shell& shell);
void AddAuditEntry(Command audit, Shell& shell);
void AddAuditInspect(Command audit, Shell& shell);
void AddAuditReconcile(Command audit, Shell& shell);
void AddAuditReport(Command audit, Shell& shell);
void AddAuditSample(Command audit, Shell& shell);
void AddAuditSearch(Command audit, Shell& shell);
void AddAuditDecisions(Command audit, Shell& shell);
void AddAuditShow(Command audit, Shell& shell);
void AddAuditTimeline(Command audit, Shell& shell);
void AddAuditTransfers(Command audit, Shell& shell);
void AddAuditVerify(Command audit, Shell& shell);
void AddCertsApprove(Command certs, Shell& shell);
void AddCertsCsr(Command certs, Shell& shell);
void AddCertsEnrol(Command certs, Shell& shell);
void AddCertsInspect(Command certs, Shell& shell);
void AddCertsReview(Command certs, Shell& shell);
void AddContextAdd(Command context, Shell& shell);
void AddContextList(Command context, Shell& shell);
void AddContextRemove(Command context, Shell& shell);
void AddContextSelect(Command context, Shell& shell);
void AddContextShow(Command context, Shell& shell);
void AddContextValidate(Command context, Shell& shell);
void AddExportInbox(Command group, Shell& shell);
void AddExportRecord(Command group, Shell& shell);
void AddExportTemplate(Command group, Shell& shell);
void AddLinkAccept(Command link, Shell& shell);
void AddLinkDiff(Command link, Shell& shell);
void AddLinkList(Command link, Shell& shell);
void AddLinkShow(Command link, Shell& shell);
void AddLinkTest(Command link, Shell& shell);
void AddNodeDoctor(Command node, Shell& shell);
void AddNodeMaintenance(Command node, Shell& shell);
void AddNodeStatus(Command node, Shell& shell);
void AddRegisterApprove(Command group, Shell& shell);
void AddRegisterList(Command group, Shell& shell);
void AddRegisterPropose(Command group, Shell& shell);
void AddRegisterRevoke(Command group, Shell& shell);
void AddRegisterShow(Command group, Shell& shell);
void AddReviewAcknowledge(Command review, Shell& shell);
void AddReviewApprove(Command review, Shell& shell);
void AddReviewList(Command review, Shell& shell);
void AddReviewOverride(Command review, Shell& shell);
void AddReviewReject(Command review, Shell& shell);
void AddReviewShow(Command review, Shell& shell);
void AddSchemaCrosswalk(Command schema, Shell& shell);
void AddSchemaList(Command schema, Shell& shell);
void AddSchemaShow(Command schema, Shell& shell);
void AddSchemaTemplate(Command schema, Shell& shell);
void AddSubjectAccounting(Command group, Shell& shell);
void AddSubjectCorrect(Command group, Shell& shell);
void AddSubjectDispute(Command group, Shell& shell);
void AddSubjectErase(Command group, Shell& shell);
void AddSubjectFind(Command group, Shell& shell);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_VERBS_H_
