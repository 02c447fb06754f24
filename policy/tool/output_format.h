// How a command tells what it found.

#ifndef ENLACE_POLICY_TOOL_OUTPUT_FORMAT_H_
#define ENLACE_POLICY_TOOL_OUTPUT_FORMAT_H_

namespace enlace::policy {

enum class Format { kText, kJson };

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_TOOL_OUTPUT_FORMAT_H_
