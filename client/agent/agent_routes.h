// The agent's requests by method and path.
//
//   POST /v1/records                    SendRequest → SentRecord
//   GET  /v1/records?key=K              SentRecord
//   GET  /v1/records/ID                 RecordStatus
//   GET  /v1/records/ID/receipt?level=L2  a joint receipt's file
//   POST /v1/records/ID/revoke          RevokeRequest → RecordStatus
//   POST /v1/try                        SendRequest → TryResponse
//   GET  /v1/inbox?after=N&limit=N&all=1  Inbox
//   POST /v1/inbox/CURSOR/confirm
//   POST /v1/inbox/CURSOR/acknowledge   AcknowledgeRequest → SentRecord
//   POST /v1/inbox/CURSOR/reply         SendRequest → SentRecord
//   GET  /v1/health                     Health
//
// ID is a record id.  `?wait=SECONDS` (at most 25) says how long a sending
// waits for the node's answer.  Status 200: done, or decided whatever the
// decision; 202: signed and on disk, not answered yet.  Otherwise the body is
// {"error": ...}.

#ifndef ENLACE_CLIENT_AGENT_AGENT_ROUTES_H_
#define ENLACE_CLIENT_AGENT_AGENT_ROUTES_H_

#include "absl/status/status.h"
#include "client/agent/agent.h"
#include "client/agent/http_message.h"

namespace enlace::client {

// Thread-safe.
HttpReply HandleAgentRequest(Agent& agent, const HttpRequest& request);

// The HTTP status for an error: 400, 401, 403, 404, 409, 429, 503 or 500.
int HttpStatusOf(absl::StatusCode code);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_AGENT_AGENT_ROUTES_H_
