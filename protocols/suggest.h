// Help for a name that nobody knows: the nearest known name, and the list of them all.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace protocols {

// How many letters must be inserted, removed, replaced or swapped with the next, capitals aside.
std::size_t edit_distance(std::string_view left, std::string_view right);

// The known name that `wrong` most likely means, if any is near enough.
std::optional<std::string> nearest_name(std::string_view wrong,
                                        const std::vector<std::string>& known);

// "did you mean gamma? known: gamma, top_only"; `kind` is the word for "known".
std::string suggest(std::string_view wrong, const std::vector<std::string>& known,
                    std::string_view kind = "known");

}  // namespace protocols
