#include "tests/integration/tls_fixture.h"

#include <grpcpp/generic/generic_stub.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/file.h"

namespace enlace::certs {
namespace {

constexpr char kWhoAmIMethod[] = "/test.WhoAmI/Ask";

DevPki MakePki(const std::string& trust_domain) {
  auto pki =
      DevPki::Create({.trust_domain = trust_domain}, RealClock().TimeNow());
  CHECK_OK(pki.status());
  return *std::move(pki);
}

struct TemporaryFolder {
  std::string path;
  TemporaryFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "enlace-tls-XXXXXX").string();
    CHECK(mkdtemp(pattern.data()) != nullptr) << "no temporary folder";
    path = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

class WhoAmIReactor : public grpc::ServerGenericBidiReactor {
 public:
  explicit WhoAmIReactor(grpc::GenericCallbackServerContext* context) {
    const auto caller = PeerIdentity(*context->auth_context());
    if (!caller.ok()) {
      Finish(grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "no identity"));
      return;
    }
    const grpc::Slice slice(caller->Uri());
    answer_ = grpc::ByteBuffer(&slice, 1);
    StartWriteAndFinish(&answer_, grpc::WriteOptions(), grpc::Status::OK);
  }
  void OnDone() override { delete this; }

 private:
  grpc::ByteBuffer answer_;
};

class WhoAmIService : public grpc::CallbackGenericService {
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    return new WhoAmIReactor(context);
  }
};

}  // namespace

Identity UsIdentity(Identity::Kind kind, absl::string_view id) {
  return {"us.enlace.example", kind, std::string(id)};
}
Identity MxIdentity(Identity::Kind kind, absl::string_view id) {
  return {"mx.enlace.example", kind, std::string(id)};
}

const DevPki& UsPki() {
  static const DevPki pki = MakePki("us.enlace.example");
  return pki;
}
const DevPki& MxPki() {
  static const DevPki pki = MakePki("mx.enlace.example");
  return pki;
}

const std::string& TlsFolder() {
  static const TemporaryFolder folder;
  return folder.path;
}

TlsFiles WriteTlsFiles(absl::string_view name, const IssuedKey& issued,
                       absl::string_view root_pem) {
  const std::string stem = absl::StrCat(TlsFolder(), "/", name);
  TlsFiles files{.key_path = stem + ".key",
                 .chain_path = stem + ".pem",
                 .root_path = stem + ".root"};
  CHECK_OK(ReplaceFileDurably(files.key_path, issued.key_pem, true));
  CHECK_OK(ReplaceFileDurably(files.chain_path, issued.chain_pem));
  CHECK_OK(ReplaceFileDurably(files.root_path, root_pem));
  return files;
}

WhoAmIServer::WhoAmIServer(std::shared_ptr<grpc::ServerCredentials> credentials)
    : service_(std::make_unique<WhoAmIService>()) {
  grpc::ServerBuilder builder;
  builder.RegisterCallbackGenericService(service_.get());
  builder.AddListeningPort("127.0.0.1:0", credentials, &port_);
  server_ = builder.BuildAndStart();
  CHECK(server_ != nullptr && port_ != 0) << "server does not start";
}

WhoAmIServer::~WhoAmIServer() {
  server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(5));
}

std::string WhoAmIServer::address() const {
  return absl::StrCat("127.0.0.1:", port_);
}

absl::StatusOr<std::string> AskWhoAmI(
    const std::string& address,
    const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  const auto channel =
      grpc::CreateCustomChannel(address, credentials, SafeChannelArguments());
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(10));
  const grpc::Slice nothing;
  const grpc::ByteBuffer request(&nothing, 1);
  grpc::ByteBuffer response;
  grpc::Status status;
  absl::Notification done;
  stub.UnaryCall(&context, kWhoAmIMethod, grpc::StubOptions(), &request,
                 &response, [&](grpc::Status result) {
                   status = std::move(result);
                   done.Notify();
                 });
  done.WaitForNotification();
  if (!status.ok()) {
    return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                        status.error_message());
  }
  std::vector<grpc::Slice> slices;
  CHECK(response.Dump(&slices).ok()) << "answer cannot be read";
  std::string text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

}  // namespace enlace::certs
