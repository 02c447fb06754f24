#include "certs/pem_text.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace enlace::certs {
namespace {

TEST(PemTextTest, ReadsWhatItWrote) {
  for (const size_t size : {1u, 47u, 48u, 49u, 1000u}) {
    std::string der(size, '\0');
    for (size_t i = 0; i < size; ++i) der[i] = static_cast<char>(i * 7);
    const std::string pem = PemEncode(der, "THING");
    const std::string crlf = absl::StrReplaceAll(pem, {{"\n", "\r\n"}});
    EXPECT_EQ(*PemDecodeOne(pem, "THING"), der);
    EXPECT_EQ(*PemDecodeOne(crlf, "THING"), der);
    EXPECT_EQ(PemDecode(pem + pem, "THING")->size(), 2u);
    EXPECT_EQ(PemDecode(pem + "\n" + pem, "THING")->size(), 2u);
  }
}

TEST(PemTextTest, RefusesAnythingElse) {
  const std::string pem = PemEncode("some bytes", "THING");
  std::string many;
  for (size_t i = 0; i <= kPemBlocksMax; ++i) many += pem;
  const std::string refused[] = {
      "",
      "\n",
      "some bytes",
      "comment\n" + pem,
      pem + "comment\n",
      pem.substr(0, pem.size() - 10),
      "-----BEGIN THING-----\n-----END THING-----\n",
      "-----BEGIN THING-----\n%%%%\n-----END THING-----\n",
      "-----BEGIN THING-----\nAAA\n-----END THING-----\n",
      "-----BEGIN THING-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n"
      "-----END THING-----\n",
      absl::StrCat(" ", pem),
      absl::StrReplaceAll(pem, {{"END", "FIN"}}),
      PemEncode("some bytes", "OTHER"),
      pem + PemEncode("some bytes", "OTHER"),
      many,
      PemEncode(std::string(kPemBlockSizeMax + 1, 'x'), "THING"),
      std::string(kPemBlocksMax * kPemBlockSizeMax + 1, '\n'),
  };
  for (const std::string& text : refused) {
    EXPECT_EQ(PemDecode(text, "THING").status().code(),
              absl::StatusCode::kInvalidArgument)
        << text.substr(0, 200);
  }
  EXPECT_FALSE(PemDecodeOne(pem + pem, "THING").ok());
}

}  // namespace
}  // namespace enlace::certs
