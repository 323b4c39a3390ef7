#include "tools/lab/trace/export/database.h"

#include <stdexcept>

namespace lab::trace {

Database::Database(const std::filesystem::path& file) : name_(file.string()) {
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(name_.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK) fail();
  // The file is given up if anything fails: neither a journal nor a wait for the disk is needed.
  run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN");
}

void Database::run(const char* sql) {
  if (sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

void Database::commit() { run("COMMIT"); }

void Database::fail() const {
  throw std::runtime_error(name_ + ": " + (handle_ ? sqlite3_errmsg(handle()) : "out of memory"));
}

Insertion::Insertion(Database& database, const char* sql) : database_(database) {
  sqlite3_stmt* statement = nullptr;
  check(sqlite3_prepare_v2(database.handle(), sql, -1, &statement, nullptr));
  statement_.reset(statement);
}

void Insertion::step() {
  if (sqlite3_step(statement_.get()) != SQLITE_DONE) database_.fail();
  check(sqlite3_reset(statement_.get()));
}

}  // namespace lab::trace
