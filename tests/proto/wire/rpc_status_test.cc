#include "proto/wire/rpc_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "proto/wire/problem.h"

namespace enlace::wire {
namespace {

TEST(RpcStatusTest, OkIsOk) {
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus(), "en").ok());
  EXPECT_TRUE(FromGrpcStatus(grpc::Status::OK).ok());
}

TEST(RpcStatusTest, EveryCodeGoesThereAndBack) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status status =
        Refusal(static_cast<absl::StatusCode>(code), kTooLarge, "text");
    const grpc::Status rpc = ToGrpcStatus(status, "en");
    EXPECT_EQ(static_cast<int>(rpc.error_code()), code);
    EXPECT_EQ(rpc.error_message(), "text");
    EXPECT_EQ(FromGrpcStatus(rpc), status);
  }
}

TEST(RpcStatusTest, TheDelayThatTheNodeAsksForGoesThereAndBack) {
  const absl::Status full =
      WithRetryDelay(Refusal(absl::StatusCode::kResourceExhausted, kOverloaded,
                             "the queue is full"),
                     absl::Milliseconds(1500));
  const grpc::Status rpc = ToGrpcStatus(full, "en");
  google::rpc::Status packed;
  ASSERT_TRUE(packed.ParseFromString(rpc.error_details()));
  ASSERT_EQ(packed.details_size(), 3);
  google::rpc::RetryInfo info;
  ASSERT_TRUE(packed.details(2).UnpackTo(&info));
  EXPECT_EQ(info.retry_delay().seconds(), 1);
  EXPECT_EQ(info.retry_delay().nanos(), 500'000'000);
  EXPECT_EQ(RetryDelayOf(FromGrpcStatus(rpc)), absl::Milliseconds(1500));
  EXPECT_EQ(ReasonOf(FromGrpcStatus(rpc)), kOverloaded);
  EXPECT_EQ(RetryDelayOf(absl::OkStatus()), absl::ZeroDuration());
  EXPECT_EQ(RetryDelayOf(absl::UnavailableError("t")), absl::ZeroDuration());
}

TEST(RpcStatusTest, ADelayThatMakesNoSenseIsNone) {
  for (const int64_t seconds : {int64_t{-1}, int64_t{3601}, int64_t{1} << 62}) {
    google::rpc::Status packed;
    google::rpc::ErrorInfo own;
    own.set_reason(std::string(kOverloaded));
    own.set_domain(std::string(kErrorDomain));
    packed.add_details()->PackFrom(own);
    google::rpc::RetryInfo info;
    info.mutable_retry_delay()->set_seconds(seconds);
    packed.add_details()->PackFrom(info);
    const absl::Status status = FromGrpcStatus(grpc::Status(
        grpc::RESOURCE_EXHAUSTED, "t", packed.SerializeAsString()));
    EXPECT_EQ(RetryDelayOf(status), absl::ZeroDuration()) << seconds;
    EXPECT_EQ(ReasonOf(status), kOverloaded);
  }
}

TEST(RpcStatusTest, ForeignErrorsKeepCodeAndText) {
  for (int code = 1; code <= 16; ++code) {
    const grpc::Status rpc(static_cast<grpc::StatusCode>(code), "text");
    EXPECT_EQ(FromGrpcStatus(rpc),
              absl::Status(static_cast<absl::StatusCode>(code), "text"));
  }
  EXPECT_EQ(
      FromGrpcStatus(grpc::Status(grpc::UNAVAILABLE, "t", "\xff garbage")),
      absl::UnavailableError("t"));
  for (const int code : {-1, 17, 99}) {
    EXPECT_EQ(FromGrpcStatus(
                  grpc::Status(static_cast<grpc::StatusCode>(code), "text"))
                  .code(),
              absl::StatusCode::kUnknown);
  }
}

TEST(RpcStatusTest, CarriesTheDetailsOfGoogleRpc) {
  const grpc::Status rpc =
      ToGrpcStatus(FieldInvalid("header.type", "must be a name"), "es-MX");
  google::rpc::Status packed;
  ASSERT_TRUE(packed.ParseFromString(rpc.error_details()));
  EXPECT_EQ(packed.code(), 3);
  EXPECT_EQ(packed.message(), rpc.error_message());
  ASSERT_EQ(packed.details_size(), 3);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(packed.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), kFieldInvalid);
  EXPECT_EQ(info.domain(), kErrorDomain);
  google::rpc::LocalizedMessage localized;
  ASSERT_TRUE(packed.details(1).UnpackTo(&localized));
  EXPECT_EQ(localized.locale(), "es-MX");
  EXPECT_THAT(localized.message(), testing::HasSubstr("campo"));
  EXPECT_EQ(LocalizedMessageOf(rpc), localized.message());
  google::rpc::BadRequest bad_request;
  ASSERT_TRUE(packed.details(2).UnpackTo(&bad_request));
  ASSERT_EQ(bad_request.field_violations_size(), 1);
  EXPECT_EQ(bad_request.field_violations(0).field(), "header.type");
}

TEST(RpcStatusTest, ViolationsComeBack) {
  const absl::Status status = FieldInvalid("header.type", "must be a name");
  EXPECT_EQ(FromGrpcStatus(ToGrpcStatus(status, "en")), status);
}

TEST(RpcStatusTest, ViolationsComeBackWithTheirReasonsAndInBothLanguages) {
  std::vector<v1::FieldViolation> violations(2);
  violations[0].set_field("vehicle.vin");
  violations[0].set_description("must be a VIN");
  violations[0].set_reason("CHECK_DIGIT");
  violations[0].set_description_es("debe ser un NIV");
  violations[1].set_field("vehicle.plate");
  violations[1].set_description("must be a plate");
  const absl::Status status = Refusal(absl::StatusCode::kInvalidArgument,
                                      kFieldInvalid, "two", violations);
  EXPECT_EQ(FromGrpcStatus(ToGrpcStatus(status, "es")), status);
}

TEST(RpcStatusTest, DetailsOfAnotherDomainAreNotOurs) {
  google::rpc::ErrorInfo info;
  info.set_reason("SENDER_MISMATCH");
  info.set_domain("elsewhere.example");
  google::rpc::Status packed;
  packed.add_details()->PackFrom(info);
  const grpc::Status rpc(grpc::ABORTED, "t", packed.SerializeAsString());
  EXPECT_EQ(ReasonOf(FromGrpcStatus(rpc)), "ABORTED");
}

TEST(RpcStatusTest, DetailsFitATrailer) {
  for (const size_t text : {1, 10, 50, 200, 1000}) {
    std::vector<v1::FieldViolation> violations(100);
    for (size_t i = 0; i < violations.size(); ++i) {
      violations[i].set_field(absl::StrCat("field", i));
      violations[i].set_description(std::string(text, 'x'));
    }
    const grpc::Status rpc =
        ToGrpcStatus(Refusal(absl::StatusCode::kInvalidArgument, kFieldInvalid,
                             "many", violations),
                     "en");
    EXPECT_LT(rpc.error_details().size(), kRpcDetailsSizeMax);
    const auto kept = ViolationsOf(FromGrpcStatus(rpc));
    EXPECT_GT(kept.size(), 4u);
    EXPECT_EQ(kept.size() == 100, text <= 50) << text;
    EXPECT_EQ(kept[0].field(), "field0");
  }
}

TEST(RpcStatusTest, LongTextsAreCutBetweenCharacters) {
  std::string text;
  while (text.size() < 20000) text += "ñ";
  const grpc::Status rpc = ToGrpcStatus(
      Refusal(absl::StatusCode::kInternal, kInternal, "x" + text), "en");
  EXPECT_LT(rpc.error_details().size(), kRpcDetailsSizeMax);
  EXPECT_EQ(rpc.error_message().size() % 2, 1u);
  EXPECT_LE(rpc.error_message().size(), 1000u);
}

}  // namespace
}  // namespace enlace::wire
