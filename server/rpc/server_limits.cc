#include "server/rpc/server_limits.h"

#include <grpcpp/resource_quota.h>

namespace enlace::rpc {
namespace {

constexpr size_t kMemoryMax = 256 << 20;
constexpr int kThreadsMax = 64;

}  // namespace

void ApplyLimits(grpc::ServerBuilder& builder, Listener listener) {
  const bool peers = listener == Listener::kPeers;
  grpc::ResourceQuota quota(peers ? "peers" : "agencies");
  quota.Resize(kMemoryMax).SetMaxThreads(kThreadsMax);
  builder.SetResourceQuota(quota);
  builder.SetMaxReceiveMessageSize(kRequestSizeMax);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, 5'000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, peers ? 128 : 64);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 4 << 10);
  // A small compressed message could otherwise inflate before its size is
  // checked.
  builder.AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, 5 * 60'000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 10 * 60'000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 30'000);
  builder.AddChannelArgument(
      GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
      peers ? 20'000 : 300'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, 2);
  // Another process of the same user must not be able to share the port.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

}  // namespace enlace::rpc
