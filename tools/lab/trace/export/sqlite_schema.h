// The tables, indexes and views of the SQLite export (docs/trace-export.md).
#pragma once

namespace lab::trace {

inline constexpr const char* kTables = R"sql(
CREATE TABLE run (fact TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE actors (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL,
  layer INTEGER,              -- 0 is the source, L + 1 readout and teacher
  place INTEGER NOT NULL);    -- on the way of a sample
CREATE TABLE links (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, from_actor INTEGER NOT NULL,
  to_actor INTEGER NOT NULL, law TEXT NOT NULL, in_order INTEGER NOT NULL);
CREATE TABLE events (         -- messages, in the order of sending
  number INTEGER PRIMARY KEY,
  from_actor INTEGER, nth INTEGER NOT NULL,  -- NULL: from outside
  to_actor INTEGER NOT NULL,
  link INTEGER,               -- NULL: a timer, or from outside
  kind TEXT NOT NULL, detail TEXT, sample INTEGER,
  sent_ns INTEGER NOT NULL, sent_microstep INTEGER NOT NULL,
  received_ns INTEGER, received_microstep INTEGER,  -- NULL: lost, or in flight at the end
  fate TEXT NOT NULL,
  cause_actor INTEGER, cause_nth INTEGER,  -- the event whose handling sent this one
  version INTEGER NOT NULL, feedback_version INTEGER NOT NULL, bytes INTEGER NOT NULL);
CREATE TABLE notes (
  at_ns INTEGER NOT NULL, at_microstep INTEGER NOT NULL, kind TEXT NOT NULL,
  layer INTEGER NOT NULL, sample INTEGER, target_sample INTEGER, activity_sample INTEGER,
  staleness INTEGER NOT NULL, late INTEGER NOT NULL, value REAL NOT NULL, count INTEGER NOT NULL,
  during_actor INTEGER, during_nth INTEGER);  -- the event that was being handled
CREATE TABLE counters (at_ns INTEGER NOT NULL, name TEXT NOT NULL, value REAL NOT NULL);
)sql";

inline constexpr const char* kIndexes = R"sql(
CREATE UNIQUE INDEX events_by_name ON events (from_actor, nth);
CREATE INDEX events_by_cause ON events (cause_actor, cause_nth);
CREATE INDEX events_by_sample ON events (sample, sent_ns);
CREATE INDEX events_by_link ON events (link, sent_ns);
CREATE INDEX events_by_time ON events (sent_ns);
CREATE INDEX notes_by_sample ON notes (sample, at_ns);
CREATE INDEX notes_by_layer ON notes (layer, kind);
CREATE INDEX counters_by_name ON counters (name, at_ns);
)sql";

inline constexpr const char* kViews = R"sql(
CREATE VIEW latency AS        -- of what was received, per link
SELECT l.name AS link, count(*) AS messages,
  sum(e.fate IN ('lost', 'link down')) AS lost, sum(e.fate = 'duplicate') AS duplicates,
  min(e.received_ns - e.sent_ns) AS shortest_ns, avg(e.received_ns - e.sent_ns) AS mean_ns,
  max(e.received_ns - e.sent_ns) AS longest_ns
FROM events e JOIN links l ON l.id = e.link GROUP BY l.id;
CREATE VIEW updates AS        -- what came of learn orders, per layer
SELECT layer, sum(kind = 'learned') AS learned, sum(kind = 'rejected') AS rejected,
  sum(kind = 'missed') AS missed, sum(kind = 'learned' AND staleness > 0) AS stale,
  avg(CASE WHEN kind = 'learned' THEN staleness END) AS mean_staleness,
  max(CASE WHEN kind = 'learned' THEN staleness END) AS most_staleness,
  sum(kind = 'learned' AND late) AS late,
  sum(kind IN ('learned', 'rejected')
      AND (target_sample <> sample OR activity_sample <> sample)) AS mismatched
FROM notes WHERE kind IN ('learned', 'rejected', 'missed') GROUP BY layer;
CREATE VIEW life AS           -- of samples: all that was sent, received and noted, with names
SELECT e.sample AS sample, e.sent_ns AS at_ns, e.sent_microstep AS at_microstep, 'sends' AS what,
  e.kind AS kind, e.detail AS detail, f.name AS actor, t.name AS other, e.number AS number
FROM events e LEFT JOIN actors f ON f.id = e.from_actor LEFT JOIN actors t ON t.id = e.to_actor
UNION ALL
SELECT e.sample, e.received_ns, e.received_microstep, 'receives', e.kind, e.detail, t.name, f.name,
  e.number
FROM events e LEFT JOIN actors f ON f.id = e.from_actor LEFT JOIN actors t ON t.id = e.to_actor
WHERE e.received_ns IS NOT NULL
UNION ALL
SELECT n.sample, n.at_ns, n.at_microstep, 'notes', n.kind, NULL, a.name, NULL, NULL
FROM notes n LEFT JOIN actors a
  ON a.layer = n.layer AND a.role IN ('source', 'feedforward', 'readout')
ORDER BY sample, at_ns, at_microstep, number;
)sql";

}  // namespace lab::trace
