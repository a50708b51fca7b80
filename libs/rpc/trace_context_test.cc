#include "libs/rpc/trace_context.h"

#include "gtest/gtest.h"

namespace jianbao::rpc {
namespace {

constexpr char kSample[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(TraceContextTest, AChildStaysInTheTraceAndHasASpanOfItsOwn) {
  const auto parent = TraceContext::Parse(kSample);
  ASSERT_TRUE(parent.has_value());
  EXPECT_EQ(parent->ToString(), kSample);
  const TraceContext child = parent->Child();
  EXPECT_EQ(child.trace_id, parent->trace_id);
  EXPECT_NE(child.span_id, parent->span_id);
  EXPECT_EQ(child.flags, "01");
}

TEST(TraceContextTest, WhatItMakesItCanRead) {
  const TraceContext made = TraceContext::New();
  const auto read = TraceContext::Parse(made.ToString());
  ASSERT_TRUE(read.has_value()) << made.ToString();
  EXPECT_EQ(read->trace_id, made.trace_id);
  EXPECT_NE(made.trace_id, TraceContext::New().trace_id);
}

TEST(TraceContextTest, ALaterVersionMayBeLonger) {
  EXPECT_TRUE(TraceContext::Parse("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more").has_value());
  EXPECT_FALSE(TraceContext::Parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more").has_value());
  EXPECT_FALSE(TraceContext::Parse("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x").has_value());
}

TEST(TraceContextTest, MalformedOnesAreRefused) {
  for (const char* bad : {"", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                          "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                          "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                          "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                          "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                          "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                          "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g"}) {
    EXPECT_FALSE(TraceContext::Parse(bad).has_value()) << bad;
  }
}

}  // namespace
}  // namespace jianbao::rpc
