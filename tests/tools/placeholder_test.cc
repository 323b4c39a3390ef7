#include <gtest/gtest.h>
TEST(Placeholder, Passes) {}
