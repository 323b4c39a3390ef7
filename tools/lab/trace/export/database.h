// A little of SQLite: a database that is written in one transaction. It knows no trace.
#pragma once

#include <sqlite3.h>

#include <concepts>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace lab::trace {

class Database {
 public:
  // Makes a new one, and begins. Throws std::runtime_error, as everything here does.
  explicit Database(const std::filesystem::path& file);

  void run(const char* sql);
  // Before this returns, nothing is written for good. Nothing else can be done afterwards.
  void commit();

  [[noreturn]] void fail() const;
  sqlite3* handle() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  std::string name_;
  std::unique_ptr<sqlite3, Close> handle_;
};

// One row after the other into one table.
class Insertion {
 public:
  Insertion(Database& database, const char* sql);

  template <class... Values>
  void add(const Values&... values) {
    int place = 0;
    (bind(++place, values), ...);
    step();
  }

 private:
  template <std::integral Number>
  void bind(int place, Number value) {
    check(sqlite3_bind_int64(statement_.get(), place, static_cast<sqlite3_int64>(value)));
  }
  void bind(int place, double value) { check(sqlite3_bind_double(statement_.get(), place, value)); }
  void bind(int place, std::string_view value) {  // it lives until the row is added
    check(sqlite3_bind_text64(statement_.get(), place, value.data(), value.size(), SQLITE_STATIC,
                              SQLITE_UTF8));
  }
  template <class Value>
  void bind(int place, const std::optional<Value>& value) {
    if (value) return bind(place, *value);
    check(sqlite3_bind_null(statement_.get(), place));
  }

  void check(int code) const {
    if (code != SQLITE_OK) database_.fail();
  }
  void step();

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  Database& database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace lab::trace
