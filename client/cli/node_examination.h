// Looks a context's node over from here: whether it can be reached, is the one
// that the context names, and is well.

#ifndef ENLACE_CLIENT_CLI_NODE_EXAMINATION_H_
#define ENLACE_CLIENT_CLI_NODE_EXAMINATION_H_

#include "client/cli/examination.h"
#include "client/cli/shell.h"
#include "client/library/context.h"
#include "enlace/v1/node_service.pb.h"

namespace enlace::client {

// Adds the category "network", and, if the node answers, "node" and "log".
void ExamineNode(const Context& context, Shell& shell,
                 Examination& examination);

// Adds "node" and "log": what a node's own answer says of it.
void ExamineStatus(const v1::GetNodeStatusResponse& status,
                   Examination& examination);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_NODE_EXAMINATION_H_
