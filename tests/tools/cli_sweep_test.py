#!/usr/bin/env python3
"""gaitsim sweep: a grid of tiny runs. What it runs, keeps, refuses, survives, and leaves behind."""
import csv
import fcntl
import html.parser
import json
import signal
import subprocess
import time
import unittest

from cli import CliTest

NOISE = """
name: "grid"
seed: 7
data { noise { units: 8 classes: 3 train: 40 } batch: 4 }
network { square { hidden_layers: 1 } }
rule { gait {} }
optimizer { sgd {} }
clock { quiescence {} }
link { match: "*" delay { constant: "10us" } }
run { steps: 3 }
study {
  axis { path: "link[0].loss" values: ["0", "0.1"] }
  axis { path: "clock" values: ["{lockstep{}}", "{lockstep{target: \\"5us\\"}}"] }
  repeats: 2
}
"""
SMALL = ("--axis", "data.batch=2,4", "--repeats", "1")


class Links(html.parser.HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.hrefs, self.cells, self.outside = [], 0, []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "a" and "href" in attributes:
            self.hrefs.append(attributes["href"])
        self.cells += attributes.get("class") == "cell"
        if tag == "link" or "src" in attributes:
            self.outside.append(tag)


class Sweep(CliTest):
    def setUp(self):
        super().setUp()
        self.config = self.write("grid.textproto", NOISE)

    def sweep(self, *arguments, code=0):
        return self.call("sweep", self.config, "--out", self.out, *arguments, code=code)

    def rows(self):
        with open(self.out / "results.csv", newline="") as file:
            return list(csv.DictReader(file))

    def started(self, err):
        """Folders of the runs that ended, from the progress lines."""
        lines = [json.loads(line) for line in err.splitlines() if line.startswith("{")]
        return [line["folder"] for line in lines if line["event"] == "run"]

    def test_a_study_block_is_run(self):
        out, err = self.sweep()
        rows = self.rows()
        self.assertEqual(len(rows), 2 * 2 * 2)
        self.assertEqual({row["ending"] for row in rows}, {"done"})
        self.assertEqual([row["seed"] for row in rows], ["7", "8"] * 4)
        self.assertEqual(rows[2]["clock"], '{lockstep{target: "5us"}}')
        for row in rows:
            summary = json.loads((self.out / row["folder"] / "summary.json").read_text())
            self.assertEqual(row["fingerprint"], summary["fingerprint"])
            self.assertEqual(int(row["missed"]), summary["updates"]["missed"])
            self.assertEqual(str(summary["seed"]), row["seed"])
            self.assertEqual(json.loads((self.out / row["folder"] / "stdout.txt").read_text()),
                             summary)
            self.assertEqual(int(row["messages"]),
                             sum(kind["messages"] for kind in summary["messages"].values()))
        self.assertEqual(len({row["fingerprint"] for row in rows}), 8)
        self.assertIn("8 done", out)
        self.assertEqual(sorted(self.started(err)), sorted(row["folder"] for row in rows))

    def test_a_run_of_the_grid_is_that_of_the_same_settings_alone(self):
        self.sweep()
        (row,) = [r for r in self.rows() if r["folder"] == "loss=0.1_clock=lockstep/seed=8"]
        self.call("run", self.config, "-s", "link[0].loss=0.1", "-s", "clock={lockstep{}}",
                  "--seed", "8", "--out", self.home / "alone", "--quiet")
        alone = json.loads((self.home / "alone/summary.json").read_text())
        self.assertEqual(row["fingerprint"], alone["fingerprint"])

    def test_the_page_has_every_cell_and_its_links_exist(self):
        self.sweep()
        page = (self.out / "index.html").read_text()
        found = Links(page)
        self.assertEqual(found.outside, [])
        self.assertEqual(found.cells, 4 * page.count("<section data-metric="))
        self.assertIn("loss=0_clock=lockstep/seed=8/", found.hrefs)
        reports = [href for href in found.hrefs if href.endswith("/report.html")]
        self.assertEqual(sorted(reports), sorted(f"{row['folder']}/report.html"
                                                 for row in self.rows()))
        for href in found.hrefs:
            self.assertTrue((self.out / href).exists(), href)

    def test_finished_runs_are_kept(self):
        self.sweep(*SMALL)
        before = (self.out / "results.csv").read_text()
        _, err = self.sweep(*SMALL)
        self.assertEqual(self.started(err), [])
        self.assertIn("2 of 2 runs were finished before", err)
        self.assertEqual((self.out / "results.csv").read_text(), before)
        (self.out / "batch=2/seed=7/summary.json").unlink()
        self.assertEqual(self.started(self.sweep(*SMALL)[1]), ["batch=2/seed=7"])

    def test_a_longer_axis_runs_what_is_new(self):
        self.sweep(*SMALL)
        _, err = self.sweep("--axis", "data.batch=2,4,5", "--repeats", "1")
        self.assertEqual(self.started(err), ["batch=5/seed=7"])

    def test_a_finished_run_of_another_config_is_never_overwritten(self):
        self.sweep(*SMALL)
        before = (self.out / "batch=2/seed=7/summary.json").read_text()
        _, err = self.sweep(*SMALL, "-s", "optimizer.sgd.learning_rate=0.5", code=2)
        self.assert_one_error(err, "out/batch=2/seed=7", '"learning_rate: 0.01"', "--out DIR")
        self.assertEqual((self.out / "batch=2/seed=7/summary.json").read_text(), before)

    def test_a_run_that_fails_does_not_stop_the_others(self):
        """Under quiescence nothing moves any more when every order is lost."""
        lost = 'link[1]={match: "clock.order.*" loss: 1},{match: "clock.order.*" loss: 0}'
        out, err = self.sweep("--axis", lost, "--repeats", "2", code=1)
        rows = self.rows()
        self.assertEqual([row["ending"] for row in rows], ["deadlock"] * 2 + ["done"] * 2)
        self.assertTrue(rows[0]["note"].startswith("nothing is in flight"), rows[0]["note"])
        self.assertIn("2 done, 2 deadlock", out)
        self.assertIn("deadlock: nothing is in flight", out)
        self.assertIn("deadlock", (self.out / "index.html").read_text())
        self.assertEqual(len(self.started(err)), 4)
        # What failed is tried again.
        self.assertEqual(len(self.started(self.sweep("--axis", lost, "--repeats", "2", code=1)[1])),
                         2)

    def test_list_runs_nothing(self):
        out, err = self.sweep("-n", "--axis", "clock={quiescence{}},{lockstep{}}")
        self.assertEqual(err, "")
        self.assertIn("to do    clock=quiescence/seed=7  -s 'clock={quiescence{}}' --seed 7\n", out)
        self.assertIn("4 runs in", out)
        self.assertFalse(self.out.exists())
        self.sweep(*SMALL)
        runs = json.loads(self.sweep("-n", *SMALL, "--json")[0])["runs"]
        self.assertEqual([run["state"] for run in runs], ["done", "done"])
        self.assertEqual(runs[1]["set"], ["data.batch=4"])

    def test_json_is_one_object(self):
        found = json.loads(self.sweep(*SMALL, "--json", "--quiet")[0])
        self.assertEqual(found["axes"], [{"path": "data.batch", "values": ["2", "4"]}])
        self.assertEqual([run["ending"] for run in found["runs"]], ["done", "done"])
        self.assertEqual(found["runs"][0]["summary"]["seed"], 7)
        plan = json.loads((self.out / "study.json").read_text())
        self.assertEqual(plan["axes"], found["axes"])
        self.assertIn("--axis data.batch=2,4 --repeats 1", plan["command"])

    def test_settings_hold_for_every_run(self):
        self.sweep(*SMALL, "--seed", "3", "--steps", "2", "-s", "rule.gait.gamma=1e-2")
        self.assertEqual([(row["seed"], row["step"]) for row in self.rows()], [("3", "2")] * 2)
        self.assertIn("gamma: 0.01", (self.out / "batch=4/seed=3/config.textproto").read_text())

    def test_bad_axes_are_found_before_anything_runs(self):
        for axis, words in (("data.batsch=2", ("batsch", "did you mean batch?")),
                            ("data.batch=2,many", ("-s data.batch=many",)),
                            ("link[0].loss=0,7", ("-s link[0].loss=7", "link[0].loss")),
                            ("data.batch", ("--axis data.batch", "PATH=VALUE")),
                            ("data.batch=2,,4", ("value 2 is empty",)),
                            ("clock={lockstep{}", ("not closed",)),
                            ("seed=1,2", ("--repeats",)),
                            ("data.batch=4,400", ("only 40 training", "in the run"))):
            with self.subTest(axis):
                self.assert_one_error(self.sweep("--axis", axis, code=2)[1], *words)
        self.assert_one_error(self.sweep("--repeats", "0", code=2)[1], "--repeats")
        self.assert_one_error(self.sweep("-j", "0", code=2)[1], "--jobs")
        self.assert_one_error(self.call("sweep", self.write("tiny", NOISE.split("study")[0]),
                                        code=2)[1], "nothing to sweep", "--axis")
        self.assertFalse(self.out.exists())


class Interrupted(CliTest):
    GRID = ("--repeats", "1", "--axis", "rule.gait.gamma=1e-3,1e-2,1e-1", "-j", "2")
    LONG = ("-s", "run={}", "--epochs", "1000000")

    def start_sweep(self, *length):
        self.config = self.write("grid.textproto", NOISE)
        process = self.start("sweep", self.config, "--out", self.out, *self.GRID, *length,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        end = time.monotonic() + 60
        while sum(path.stat().st_size > 0 for path in self.out.glob("*/*/metrics.jsonl")) < 2:
            self.assertLess(time.monotonic(), end, "no run has taken a step")
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        return process

    def test_ctrl_c_ends_every_run_at_a_settled_boundary(self):
        process = self.start_sweep(*self.LONG)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, err)
        self.assertIn("0 done, 2 interrupted, 1 not run", out)
        summaries = [json.loads(p.read_text()) for p in self.out.glob("*/*/summary.json")]
        self.assertEqual([s["ending"] for s in summaries], ["interrupted"] * 2)
        self.assertEqual([s["presented"] for s in summaries], [s["step"] for s in summaries])
        # The same command with shorter runs: what was interrupted is no obstacle.
        self.call("sweep", self.config, "--out", self.out, *self.GRID)

    def test_what_was_stopped_is_gone_on_with(self):
        length = ("-s", "run={steps: 40000 evaluate_every_steps: 100}")
        process = self.start_sweep(*length)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        before = {path: path.read_text() for path in self.out.glob("*/*/metrics.jsonl")}
        self.assertEqual(len(before), 2)
        lost = sorted(before)[0]
        before.pop(lost)
        lost.write_text("")  # that one begins anew
        again = ("sweep", self.config, *self.GRID, *length)
        self.call(*again, "--out", self.out)
        for path, metrics in before.items():
            self.assertGreater(metrics.count("\n"), 1)
            self.assertTrue(path.read_text().startswith(metrics[:metrics.rindex("{")]), path)
        self.call(*again, "--out", self.home / "whole")
        for path in [lost, *before]:
            stopped, whole = (json.loads((folder / "summary.json").read_text()) for folder in (
                path.parent, self.home / "whole" / path.parent.relative_to(self.out)))
            self.assertEqual(stopped["ending"], "done")
            self.assertEqual(stopped["fingerprint"], whole["fingerprint"])

    def test_the_runs_of_a_sweep_that_was_killed_end_too(self):
        process = self.start_sweep(*self.LONG)
        process.kill()
        end = time.monotonic() + 60
        while len(list(self.out.glob("*/*/summary.json"))) < 2:
            self.assertLess(time.monotonic(), end, "they go on")
            time.sleep(0.01)
        # They write more after that, and hold the lock until they are gone.
        with open(self.out / ".lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)

    def test_two_sweeps_do_not_share_a_folder(self):
        process = self.start_sweep(*self.LONG)
        _, err = self.call("sweep", self.config, "--out", self.out, *self.GRID, *self.LONG, code=2)
        self.assert_one_error(err, "in use", "--out DIR")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


if __name__ == "__main__":
    unittest.main()
