#include "certs/verified_signatures.h"

#include <gtest/gtest.h>

#include <string>

#include "certs/key.h"

namespace enlace::certs {
namespace {

TEST(VerifiedSignaturesTest, KnowsWhatWasAddedAndForgetsTheOldestFirst) {
  VerifiedSignatures verified;
  const auto name = [](size_t i) {
    return VerifiedSignatures::NameOf("message", std::to_string(i));
  };
  for (size_t i = 0; i < VerifiedSignatures::kMax; ++i) {
    EXPECT_FALSE(verified.Contains(name(i)));
    verified.Add(name(i));
    verified.Add(name(i));
  }
  EXPECT_TRUE(verified.Contains(name(0)));
  verified.Add(name(VerifiedSignatures::kMax));
  EXPECT_FALSE(verified.Contains(name(0)));
  for (size_t i = 1; i <= VerifiedSignatures::kMax; ++i) {
    EXPECT_TRUE(verified.Contains(name(i))) << i;
  }
}

TEST(VerifiedSignaturesTest, WhereTheMessageEndsMakesADifference) {
  EXPECT_NE(VerifiedSignatures::NameOf("ab", "c"),
            VerifiedSignatures::NameOf("a", "bc"));
}

TEST(VerifiedSignaturesTest, WhatVerifiedOnceDoesNotLetAChangedPairPass) {
  for (const KeyType type : {KeyType::kEcdsaP256, KeyType::kEd25519}) {
    const auto key = PrivateKey::Generate(type);
    ASSERT_TRUE(key.ok());
    const auto signature = key->Sign("root");
    ASSERT_TRUE(signature.ok());
    const PublicKey mine = key->public_key();
    for (int again = 0; again < 2; ++again) {
      EXPECT_TRUE(mine.Verify("root", *signature));
      EXPECT_FALSE(mine.Verify("toor", *signature));
      for (size_t i = 0; i < signature->size(); ++i) {
        std::string changed = *signature;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_FALSE(mine.Verify("root", changed)) << i;
      }
    }
    const auto other = PrivateKey::Generate(type);
    ASSERT_TRUE(other.ok());
    EXPECT_FALSE(other->public_key().Verify("root", *signature));
  }
}

}  // namespace
}  // namespace enlace::certs
