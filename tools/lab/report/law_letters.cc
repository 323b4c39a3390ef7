#include "tools/lab/report/law_letters.h"

namespace lab {

std::map<std::string, std::string> law_letters(const std::vector<LinkRow>& links) {
  std::map<std::string, std::string> letters;
  for (const LinkRow& link : links) {
    if (letters.contains(link.law)) continue;
    std::string name;
    for (std::size_t number = letters.size() + 1; number > 0; number = (number - 1) / 26) {
      name.insert(name.begin(), static_cast<char>('a' + (number - 1) % 26));
    }
    letters[link.law] = name;
  }
  return letters;
}

}  // namespace lab
