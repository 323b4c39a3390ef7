// BadInput: what the user gave cannot be used. Its text is all that the user needs to mend it.
// The edge of the program prints it and exits with code 2; it knows nothing of files or fields.
#pragma once

#include <stdexcept>

namespace protocols {

class BadInput : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace protocols
