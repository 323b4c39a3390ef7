#!/usr/bin/env python3
"""gaitsim report: the page that every run leaves, and one over several runs; what it shows is what
the runs wrote, also of a run that was killed; and what cannot be shown is one error."""
import html.parser
import json
import re
import subprocess
import unittest

from cli import CliTest

VOID = {"meta", "br"}


class Page(html.parser.HTMLParser):
    """Well-formed or not, sections by id with their text, tips, tables as rows of cells."""

    def __init__(self, file):
        super().__init__()
        self.open, self.sections, self.tips, self.tables = [], {}, [], {}
        self.section = self.table = None
        self.source = file.read_text()
        self.feed(self.source)
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag in VOID:
            return
        self.open.append(tag)
        if tag == "section":
            self.section = attributes["id"]
            self.sections[self.section] = ""
        if "id" in attributes:
            self.table = self.tables.setdefault(attributes["id"], [])
        if tag == "tr" and self.table is not None:
            self.table.append([])
        if tag in ("td", "th") and self.table:
            self.table[-1].append("")
        for name in ("src", "href"):
            assert not re.match("https?:|//", attributes.get(name) or ""), attributes

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, tag

    def handle_data(self, data):
        if self.section:
            self.sections[self.section] += data
        if "title" in self.open and "svg" in self.open:
            self.tips.append(data)
        if self.open and self.open[-1] in ("td", "th", "code") and self.table and self.table[-1]:
            self.table[-1][-1] += data


ALL = ["results", "learning", "alignment", "weights", "timing", "updates", "messages", "network",
       "config"]
PROBED = ("-s", "probe.backprop_alignment.every_updates=3")


class ReportTest(CliTest):
    def run_as(self, name, *arguments, code=0):
        self.call("run", self.config, "--out", self.home / name, "--quiet", "-s",
                  "run.evaluate_every_steps=10", *arguments, code=code)

    def summary(self, name):
        return json.loads((self.home / name / "summary.json").read_text())

    def report(self, *arguments):
        out, err = self.call("report", *arguments)
        self.assertEqual(err, "")
        return out


class OneRun(ReportTest):
    def test_every_run_leaves_its_page(self):
        out, _ = self.run_tiny("--quiet")
        self.assertIn(f"output     {self.out}, in pictures report.html\n", out)
        page = Page(self.out / "report.html")
        self.assertEqual(list(page.sections), [name for name in ALL if name != "alignment"])
        first = (self.out / "report.html").read_text()
        self.report("out/")
        self.assertEqual((self.out / "report.html").read_text(), first)

    def test_a_run_that_fails_leaves_its_page_too(self):
        self.run_as("failed", "-s", "link[1]={match: \"clock.order.0\" loss: 1}", code=4)
        page = Page(self.home / "failed/report.html")
        self.assertIn(["ended", "deadlock"], page.tables["results"] + page.tables["numbers"])

    def test_the_page_has_all_that_was_measured(self):
        self.run_as("one", *PROBED)
        out = self.report("one")
        self.assertEqual(out, "one: done, 2 evaluations\nreport: one/report.html\n")
        page = Page(self.home / "one/report.html")
        self.assertEqual(list(page.sections), ALL)
        summary = self.summary("one")
        numbers = dict(row for row in page.tables["numbers"] if len(row) == 2)
        self.assertEqual(numbers["fingerprint"], summary["fingerprint"])
        self.assertEqual(numbers["updates applied"], "60 (100%)")
        self.assertEqual(numbers["clock"], "quiescence (oracle)")
        self.assertIn('name: "tiny"', page.sections["config"])
        self.assertIn("All links: constant 10us", page.sections["network"])

    def test_the_first_samples_are_drawn_where_there_is_a_trace(self):
        self.run_tiny("--quiet", "--trace")
        page = (self.out / "report.html").read_text()
        self.assertIn("First samples", page)
        self.assertIn("sample 1</h3>", page)
        self.run_tiny("--quiet")
        self.assertNotIn("First samples", (self.out / "report.html").read_text())

    def test_tips_tell_values(self):
        self.run_as("one")
        page = Page(self.home / "one/report.html")
        last = json.loads((self.home / "one/metrics.jsonl").read_text().splitlines()[-1])
        self.assertIn(f"loss: 1, {last['loss']:.6g}", page.tips)
        # The clock opens a sample; the order and the activity take 10 us each.
        self.assertIn("layer 1, activity: 20 us\n20 of 20 samples", page.tips)
        self.assertIn("feedback.3\nfeedback3 -> feedback2\nconstant 10us", page.tips)
        self.assertTrue(any(tip.startswith("one, weight_transport (not local)\n42 messages")
                            for tip in page.tips), page.tips)

    def test_a_run_removes_no_page_but_that_of_a_run(self):
        self.out.mkdir()
        (self.out / "report.html").write_text("mine")
        self.assert_one_error(self.run_tiny(code=2)[1], "'report.html', but not of a run")
        self.assertEqual((self.out / "report.html").read_text(), "mine")

    def test_a_page_that_cannot_be_written_is_a_failure_of_the_run(self):
        """What was measured is there all the same."""
        process = self.start("run", self.config, "--out", self.out, "--quiet", "--epochs", "3",
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while process.poll() is None and not (self.out / "metrics.jsonl").exists():
            pass
        (self.out / "report.html").mkdir()
        _, err = process.communicate()
        self.assertEqual(process.returncode, 1, err)
        self.assert_one_error(err, "report.html: is a folder")
        self.assertEqual(self.summary("out")["ending"], "done")

    def test_another_place(self):
        self.run_as("one")
        (self.home / "one/report.html").unlink()
        self.report("one", "--out", "page.html")
        Page(self.home / "page.html")
        self.assertFalse((self.home / "one/report.html").exists())

    def test_texts_cannot_break_the_page(self):
        name = "<i>&amp;"
        self.run_as(name)
        with (self.home / name / "config.textproto").open("a") as config:
            config.write("# </pre><script>alert(1)</script> \"'\n")
        self.report(name)
        page = Page(self.home / name / "report.html")
        self.assertIn(name, page.sections["results"] + page.sections["config"])
        self.assertIn("<script>alert(1)", page.sections["config"])
        self.assertNotIn("<script>alert", page.source)

    def test_json(self):
        self.run_as("one", *PROBED)
        facts = json.loads(self.report("one", "--json"))
        self.assertEqual(facts["report"], "one/report.html")
        self.assertEqual(facts["runs"], [{"name": "one", "ending": "done", "evaluations": 2,
                                          "probes": 7, "test_accuracy": None, "remarks": []}])


class SeveralRuns(ReportTest):
    def test_stand_side_by_side(self):
        self.run_as("one")
        self.run_as("two", "--seed", "2", "-s", "rule.bp={}", *PROBED)
        self.assertIn("report: report.html\n", self.report("one", "two"))
        page = Page(self.home / "report.html")
        self.assertEqual(list(page.sections), ALL)
        numbers = page.tables["numbers"]
        self.assertEqual(numbers[0], ["", "one", "two"])
        self.assertIn(["rule", "gait", "bp"], numbers)
        self.assertIn(["fingerprint", *(self.summary(run)["fingerprint"] for run in
                                        ("one", "two"))], numbers)

    def test_what_differs_in_their_configs(self):
        self.run_as("one")
        self.run_as("two", "-s", "rule.bp={}", "-s", "link[1]={match: \"local.1\" loss: 0.5}")
        self.report("one", "two")
        page = Page(self.home / "report.html")
        self.assertEqual(page.tables["config-diff"], [
            ["field", "one", "two"],
            ["rule.gait.gamma", "0.001", "\u2013"],
            ["rule.gait.top_only", "false", "\u2013"],
            ["rule.bp", "\u2013", "{}"],
            ["link[1].match", "\u2013", '"local.1"'],
            ["link[1].loss", "\u2013", "0.5"]])

    def test_equal_configs_and_networks_are_told_once(self):
        self.run_as("one")
        self.run_as("two")
        self.report("one", "two")
        page = Page(self.home / "report.html")
        self.assertIn("All runs have the same config", page.sections["config"])
        self.assertEqual(page.source.count("network of one, two"), 1)

    def test_folders_of_one_name(self):
        self.run_as("a/run")
        self.run_as("b/run")
        self.report("a/run", "b/run")
        self.assertEqual(Page(self.home / "report.html").tables["numbers"][0],
                         ["", "a/run", "b/run"])


class Unfinished(ReportTest):
    def test_a_killed_run_shows_what_there_is(self):
        self.run_as("one", *PROBED)
        folder = self.home / "one"
        (folder / "summary.json").unlink()
        metrics = (folder / "metrics.jsonl").read_text()
        (folder / "metrics.jsonl").write_text(metrics[:-20])
        self.assertIn("killed, or still running", self.report("one"))
        page = Page(folder / "report.html")
        self.assertEqual(list(page.sections), ["results", "learning", "alignment", "weights",
                                               "network", "config"])
        self.assertIn("no summary.json", page.sections["results"])
        self.assertIn("last line of metrics.jsonl is cut", page.sections["results"])

    def test_nothing_was_evaluated(self):
        self.run_as("one")
        (self.home / "one/summary.json").unlink()
        (self.home / "one/metrics.jsonl").write_text("")
        self.report("one")
        page = Page(self.home / "one/report.html")
        self.assertEqual(list(page.sections), ["results", "network", "config"])
        self.assertIn("Nothing was evaluated", page.sections["results"])

    def test_a_run_that_is_under_way(self):
        process = self.start("run", self.config, "--out", self.out, "--epochs", "100000",
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None:
            metrics = self.out / "metrics.jsonl"
            if metrics.exists() and metrics.read_text().count("\n") > 1:
                break
        self.report("out", "--out", "now.html")
        self.assertIn("is still running", Page(self.home / "now.html").sections["results"])

    def test_a_config_of_another_version_is_shown_all_the_same(self):
        self.run_as("one")
        config = self.home / "one/config.textproto"
        config.write_text(config.read_text() + "future { field: 1 }\n")
        self.report("one")
        page = Page(self.home / "one/report.html")
        self.assertIn("cannot be drawn", page.sections["network"])
        self.assertIn("unknown field future", page.sections["network"])
        self.assertIn("future {", page.sections["config"])

    def test_no_library_is_loaded_to_draw_its_clock(self):
        self.run_as("one")
        config = self.home / "one/config.textproto"
        config.write_text(config.read_text().replace(
            "clock {\n  quiescence {\n  }\n}", 'clock { plugin { library: "./libnone.so" } }'))
        self.report("one")
        self.assertIn("constant 10us", Page(self.home / "one/report.html").sections["network"])

    def test_numbers_of_other_kinds_are_left_out(self):
        """As another version might write them: no crash, the rest is shown."""
        self.run_as("one")
        for spoilt in ({"distributions": [1, {"settled_ns": {"from": [1], "to": ["x"],
                                                             "counts": [1]}}]},
                       {"messages": [1], "updates": 3, "clock": "x"}, {"widths": ["a"], "loss": {}},
                       {"messages": {"a~/b": {"messages": 1}}, "distributions": {"a": 1}}):
            summary = self.summary("one") | spoilt
            (self.home / "one/other.json").write_text(json.dumps(summary))
            other = self.home / "other"
            subprocess.run(["cp", "-r", self.home / "one", other], check=True)
            (other / "other.json").rename(other / "summary.json")
            self.report("other")
            Page(other / "report.html")
            subprocess.run(["rm", "-r", other], check=True)


class BadInput(ReportTest):
    def refused(self, *arguments, told):
        out, err = self.call("report", *arguments, code=2)
        self.assertEqual(out, "")
        self.assert_one_error(err, *told)

    def test_folders_that_are_none_of_a_run(self):
        self.refused("none", told=("none", "no such folder"))
        self.refused(self.config, told=("tiny.textproto", "no such folder"))
        self.refused(self.home, told=("metrics.jsonl", "name the folder of a run"))
        self.run_as("one")
        self.refused("one", "none", told=("none: no such folder",))
        (self.home / "one/config.textproto").unlink()
        self.refused("one", told=("config.textproto", "name the folder of a run"))
        self.refused(told=("runs", "report --help"))

    def test_damaged_files(self):
        self.run_as("one")
        metrics = self.home / "one/metrics.jsonl"
        whole = metrics.read_text()
        for line, text in ((1, "rubbish\n" + whole), (3, whole + "{}\n"), (1, '{"epoch": \n')):
            metrics.write_text(text)
            self.refused("one", told=(f"one/metrics.jsonl:{line}: no line of metrics",))
        metrics.write_text(whole)
        for text in ("rubbish", "[]", "", '{"ending": '):
            (self.home / "one/summary.json").write_text(text)
            self.refused("one", told=("one/summary.json", "no summary of a run"))

    def test_a_page_that_cannot_be_written_is_told_before_the_work(self):
        self.run_as("one")
        (self.home / "one/metrics.jsonl").write_text("rubbish\n")
        self.refused("one", "--out", "no/such.html", told=("no/such.html", "No such file"))
        self.refused("one", "--out", "one", told=("one: is a folder",))


if __name__ == "__main__":
    unittest.main()
