#include "tools/lab/plugin/plugin_library.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "protocols/bad_input.h"
#include "tools/lab/clock/foreign_order.h"
#include "tools/lab/plugin/plugin_values.h"

namespace lab {
namespace {

constexpr const char* kEntry = "gaitsim_clock_plugin_entry";
constexpr std::uint64_t kMostParameters = 1000;

bool is_text(const char* text) { return text != nullptr && *text != '\0'; }
bool is_name(const char* text) { return text != nullptr && is_foreign_name(text); }
bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}
std::string_view text_or_empty(const char* text) { return text == nullptr ? "" : text; }

std::string_view unit_of(const gaitsim_parameter& parameter) {
  if (is_text(parameter.unit)) return parameter.unit;
  return parameter.type == GAITSIM_DURATION ? "duration" : "";
}

// The file behind a loaded library; dlopen() may have searched for it.
std::string file_of(void* library) {
  const link_map* map = nullptr;
  return dlinfo(library, RTLD_DI_LINKMAP, &map) == 0 ? map->l_name : "";
}

}  // namespace

PluginLibrary::PluginLibrary(const std::string& file) : file_(file) {
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr) {
    const std::string why = dlerror();  // mostly begins with the file
    fail("cannot be loaded: " + (why.starts_with(file + ": ") ? why.substr(file.size() + 2) : why));
  }
  found_ = file_of(library);
  using Entry = const gaitsim_clock_plugin* (*)();
  const auto entry = reinterpret_cast<Entry>(dlsym(library, kEntry));
  if (entry == nullptr) fail(fmt::format("is no clock for gaitsim: it has no {}()", kEntry));
  try {
    plugin_ = entry();
  } catch (...) {
    fail(fmt::format("threw an exception in {}()", kEntry));
  }
  check();
}

void PluginLibrary::fail(const std::string& problem) const {
  const bool named =
      plugin_ != nullptr && plugin_->abi_version == GAITSIM_CLOCK_ABI && is_name(plugin_->name);
  throw protocols::BadInput(fmt::format("the library '{}'{} {}", file_,
                                        named ? fmt::format(" (clock '{}')", plugin_->name) : "",
                                        problem));
}

// The version first: nothing else may be looked at under another one.
void PluginLibrary::check() {
  if (plugin_ == nullptr) fail("gives no description of its clock");
  const gaitsim_clock_plugin& p = *plugin_;
  if (p.abi_version != GAITSIM_CLOCK_ABI) {
    fail(fmt::format("was built for version {} of the interface; this gaitsim has version {}",
                     p.abi_version, GAITSIM_CLOCK_ABI));
  }
  if (!is_name(p.name)) fail("does not say the name of its clock, in up to 200 ASCII letters");
  if (is_text(p.text) && !is_printable(p.text)) fail("describes its clock in other than ASCII");
  if (!p.create || !p.destroy || !p.start || !p.hear || !p.save || !p.load) {
    fail("lacks one of the functions create, destroy, start, hear, save, load");
  }
  if ((p.flags & ~std::uint32_t{GAITSIM_PER_LAYER}) != 0) fail("has flags that are unknown");
  if (p.parameter_count > kMostParameters || (p.parameter_count > 0 && !p.parameters)) {
    fail("does not describe its parameters");
  }
  for (std::uint64_t i = 0; i < p.parameter_count; ++i) {
    const gaitsim_parameter& parameter = p.parameters[i];
    if (!is_name(parameter.name)) fail(fmt::format("does not name its parameter {}", i));
    for (const char* text : {parameter.unit, parameter.fallback, parameter.text}) {
      if (is_text(text) && !is_printable(text)) {
        fail(fmt::format("describes its parameter '{}' in other than ASCII", parameter.name));
      }
    }
    try {
      parse_value(parameter, text_or_empty(parameter.fallback));
    } catch (const protocols::BadInput& problem) {
      fail(fmt::format("has a wrong default: parameter '{}' {}", parameter.name, problem.what()));
    }
    parameters_.push_back({parameter.name, unit_of(parameter), text_or_empty(parameter.fallback),
                           text_or_empty(parameter.text)});
  }
}

std::string PluginLibrary::digest() const {
  std::ifstream in(found_, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in || bytes.empty()) fail("cannot be read again");
  return fmt::format("{:016x}", XXH3_64bits(bytes.data(), bytes.size()));
}

std::string PluginLibrary::title() const {
  return fmt::format("{} (plug-in {})", plugin_->name, file_);
}

sim::ClockInfo PluginLibrary::info() const {
  return {plugin_->name,
          text_or_empty(plugin_->text),
          parameters_,
          {.per_layer = (plugin_->flags & GAITSIM_PER_LAYER) != 0}};
}

}  // namespace lab
