#!/usr/bin/env python3
"""Clocks in shared libraries, from the command: libraries are built here, outside of the tree, with
a compiler and the one installed header alone; and each thing that can be wrong with one is one
error that names it, with the exit code of when it could be known."""
import json
import shutil
import subprocess
import unittest

from cli import ROOT, CliTest

HEADER = ROOT / "tools" / "include" / "gaitsim" / "clock_plugin.h"
ALTERNATING = ROOT / "tools" / "examples" / "alternating.cc"
PER_LAYER = ROOT / "tests" / "tools" / "plugins" / "per_layer.c"

# A clock that does nothing, in C. Rows below change one part of it.
NOTHING = """
#include <gaitsim/clock_plugin.h>
static int state;
static void* create(const gaitsim_value* v, char* error, size_t n) {
  (void)v; (void)error; (void)n; return &state; }
static void destroy(void* c) { (void)c; }
static int32_t start(void* c, const gaitsim_host* h) { (void)c; (void)h; return 0; }
static int32_t hear(void* c, const gaitsim_host* h, const gaitsim_signal* s) {
  (void)c; (void)h; (void)s; return 0; }
static int64_t save(void* c, void* b, size_t n) { (void)c; (void)b; (void)n; return 0; }
static int32_t load(void* c, const void* s, size_t n) { (void)c; (void)s; (void)n; return 0; }
static const gaitsim_parameter parameters[] = {{"size", GAITSIM_INTEGER, "", "1", ""}};
static const gaitsim_clock_plugin plugin = {GAITSIM_CLOCK_ABI, 0, "nothing", "", parameters, 1,
  create, destroy, start, hear, save, load, 0};
const gaitsim_clock_plugin* gaitsim_clock_plugin_entry(void) { return &plugin; }
"""
START = "static int32_t start(void* c, const gaitsim_host* h) { (void)c; (void)h; return 0; }"
HEAR = "(void)c; (void)h; (void)s; return 0; }"


class PluginTest(CliTest):
    def build(self, source, *flags):
        """A library, in the folder of the test, which holds a copy of the header only."""
        include = self.home / "include" / "gaitsim"
        include.mkdir(parents=True, exist_ok=True)
        shutil.copy(HEADER, include)
        compiler = ["cc", "-std=c99", "-pedantic"] if source.suffix == ".c" else ["c++"]
        library = self.home / f"lib{source.stem}.so"
        library.unlink(missing_ok=True)  # a library that is loaded must not change
        subprocess.run([*compiler, "-Wall", "-Wextra", "-Werror", *flags, "-shared", "-fPIC", "-I",
                        self.home / "include", "-o", library, source],
                       check=True, cwd=self.home)
        return library

    def changed(self, name, *changes, language=".c"):
        text = NOTHING
        for part, other in changes:
            self.assertIn(part, text)
            text = text.replace(part, other)
        return self.build(self.write(name + language, text), "-Wno-unused")

    def run_clock(self, library, *arguments, parameters="", code=0):
        clock = f'clock={{plugin {{library: "{library}" {parameters}}}}}'
        return self.run_tiny("--quiet", "-s", clock, *arguments, code=code)

    def summary(self):
        return json.loads((self.out / "summary.json").read_text())


class Good(PluginTest):
    def test_the_example_learns_everything_and_is_named(self):
        self.build(ALTERNATING)
        out, _ = self.run_clock("./libalternating.so")
        self.assertIn("clock alternating (plug-in ./libalternating.so)", out)
        summary = self.summary()
        self.assertEqual(summary["clock"]["name"], "alternating (plug-in ./libalternating.so)")
        self.assertFalse(summary["clock"]["oracle"])
        self.assertEqual(summary["updates"]["applied"], 60)
        self.assertEqual(sum(summary["updates"].values()), 60)
        self.assertEqual(summary["messages"]["order"]["messages"], 100)
        self.assertEqual(summary["messages"]["timer"]["messages"], 100)

    def test_too_short_a_time_misses(self):
        self.build(ALTERNATING)
        self.run_clock("./libalternating.so",
                       parameters='parameter { name: "target" value: "5us" }')
        self.assertGreater(self.summary()["updates"]["missed"], 0)

    def test_neither_threads_nor_encoding_nor_chance_change_a_run(self):
        for source in (ALTERNATING, PER_LAYER):
            library = self.build(source)
            found = set()
            for arguments in ([], [], ["--threads", 1], ["--threads", 2], ["--loopback"]):
                self.run_clock(library, *arguments)
                found.add(self.summary()["fingerprint"])
                self.assertEqual(self.summary()["updates"]["applied"], 60)
            self.assertEqual(len(found), 1)

    def test_the_resolved_config_runs_again(self):
        self.build(ALTERNATING)
        self.run_clock("./libalternating.so",
                       parameters='parameter { name: "infer" value: "90us" }')
        first = self.summary()
        resolved = (self.out / "config.textproto").read_text()
        self.assertIn('library: "./libalternating.so"', resolved)
        again = self.write("again.textproto", resolved)
        self.call("run", again, "--quiet", "--out", self.out)
        self.assertEqual(self.summary()["fingerprint"], first["fingerprint"])

    def test_a_library_without_a_slash_is_searched_for(self):
        self.build(ALTERNATING)
        _, err = self.run_clock("libalternating.so", code=2)
        self.assert_one_error(err, "libalternating.so", "in this folder it is ./libalternating.so")
        self.environment["LD_LIBRARY_PATH"] = str(self.home)
        self.run_clock("libalternating.so")

    def test_a_sweep_notices_that_a_library_was_rebuilt(self):
        arguments = ("sweep", self.config, "--axis", "data.batch=2,3", "--repeats", 1, "--out",
                     self.out, "-s", 'clock={plugin {library: "./libalternating.so"}}')
        self.build(ALTERNATING)
        self.call(*arguments)
        summary = self.out / "batch=2" / "seed=1" / "summary.json"
        digest = json.loads(summary.read_text())["clock"]["library_digest"]
        self.assertRegex(digest, "^[0-9a-f]{16}$")
        self.assertIn("2 of 2 runs were finished before", self.call(*arguments)[1])
        self.build(ALTERNATING, "-O1")
        _, err = self.call(*arguments, code=2)
        self.assert_one_error(err, "another build of the plug-in's library", "--out DIR")
        self.assertEqual(json.loads(summary.read_text())["clock"]["library_digest"], digest)

    def test_memory_is_what_it_keeps_in_flight(self):
        """In explain, which shows its values and defaults, too."""
        for source, memory in ((ALTERNATING, 1), (PER_LAYER, 5)):
            facts = json.loads(self.call(
                "explain", self.config, "--json", "-s",
                f'clock={{plugin {{library: "{self.build(source)}"}}}}')[0])
            self.assertEqual(facts["memory"], memory)

    def test_explain_shows_text_values_and_defaults(self):
        library = self.build(ALTERNATING)
        change = ["-s", f'clock={{plugin {{library: "{library}" parameter '
                        '{ name: "infer" value: "90us" }}}']
        out, _ = self.call("explain", self.config, *change)
        for fragment in ("alternating (plug-in", "infer 90us", "stagger 5us", "in turns"):
            self.assertIn(fragment, out)
        clock = json.loads(self.call("explain", self.config, "--json", *change)[0])["clock"]
        self.assertEqual(clock["parameters"], {"library": str(library), "infer": "90us", "target":
                         "100us", "stagger": "5us", "learn": "10us", "turn_every": "1"})

    def test_clocks_describes_a_library_like_a_shipped_one(self):
        self.build(ALTERNATING)
        out, err = self.call("clocks", "./libalternating.so")
        self.assertEqual(err, "")
        self.assertRegex(out, r"(?m)^alternating$")
        self.assertRegex(out, r"(?m)^ +stagger +duration +default 5us +from one layer")
        (clock,) = json.loads(self.call("clocks", "./libalternating.so", "--json")[0])["clocks"]
        shipped = json.loads(self.call("clocks", "lockstep", "--json")[0])["clocks"][0]
        self.assertEqual(list(clock), list(shipped))
        self.assertEqual(len(clock["parameters"]), 5)
        self.assertIn("plugin", self.call("clocks")[0])

    def test_audit_names_it(self):
        self.build(ALTERNATING)
        facts = json.loads(self.call("audit", self.config, "--json", "-s",
                                     'clock={plugin {library: "./libalternating.so"}}')[0])
        self.assertEqual(facts["clock"], "alternating (plug-in ./libalternating.so)")


class Bad(PluginTest):
    def refused(self, library, *fragments, parameters=""):
        out, err = self.run_clock(library, parameters=parameters, code=2)
        self.assertEqual(out, "")
        self.assert_one_error(err, *fragments)
        self.assertFalse(self.out.exists(), "something was written")

    def failed(self, library, *fragments):
        _, err = self.run_clock(library, code=1)
        self.assert_one_error(err, *fragments)
        self.assertEqual(self.summary()["ending"], "failed")

    def test_files_that_are_no_plug_in(self):
        self.write("libtext.so", "not a library")
        self.refused("./libnone.so", "clock.plugin.library", "./libnone.so", "No such file")
        self.refused("./libtext.so", "clock.plugin.library", "./libtext.so", "cannot be loaded")
        self.changed("empty", ("gaitsim_clock_plugin_entry", "gaitsim_clock_plugin_other"),
                     ("#include <gaitsim/clock_plugin.h>", "#include <gaitsim/clock_plugin.h>\n"
                      "const gaitsim_clock_plugin* gaitsim_clock_plugin_other(void);"))
        self.refused("./libempty.so", "./libempty.so", "gaitsim_clock_plugin_entry()")
        self.refused("", "clock.plugin.library: is missing")

    def test_the_clock_that_rows_spoil_is_good(self):
        """It presents nothing, and so ends as a deadlock."""
        self.changed("nothing")
        _, err = self.run_clock("./libnothing.so", code=4)
        self.assertIn("nothing (plug-in ./libnothing.so)", err)

    def test_descriptions_that_cannot_be(self):
        rows = (
            (("GAITSIM_CLOCK_ABI, 0", "7, 0"), "version 7 of the interface"),
            (("return &plugin", "return 0"), "no description"),
            (('"nothing"', "0"), "name of its clock"),
            (("save, load, 0", "0, load, 0"), "lacks one of the functions"),
            (("create, destroy", "0, destroy"), "lacks one of the functions"),
            (("GAITSIM_CLOCK_ABI, 0", "GAITSIM_CLOCK_ABI, 2"), "flags that are unknown"),
            (('"nothing", ""', '"noth\\ning", ""'), "name of its clock"),
            (('"nothing", ""', '"nothing", "\\x80"'), "other than ASCII"),
            (('"", "1", ""', '"\\xff", "1", ""'), "parameter 'size' in other than ASCII"),
            (("parameters, 1", "0, 1"), "does not describe its parameters"),
            (('{"size"', "{0"), "does not name its parameter 0"),
            (('"", "1", ""', '"", "x", ""'), "wrong default: parameter 'size'"),
            (("GAITSIM_INTEGER", "9"), "unknown type 9"),
        )
        for number, (change, told) in enumerate(rows):
            with self.subTest(told):
                self.changed(f"bad{number}", change)
                self.refused(f"./libbad{number}.so", f"./libbad{number}.so", told)
                self.call("clocks", f"./libbad{number}.so", code=2)

    def test_parameters_that_cannot_be(self):
        self.changed("nothing")
        for given, *told in (
                ('{ name: "siez" value: "1" }', "parameter[0].name", "did you mean size?"),
                ('{ name: "size" value: "big" }', "parameter[0].value", "whole number", "'big'"),
                ('{ name: "size" }', "parameter[0].value: is missing"),
                ('{ value: "1" }', "parameter[0].name: is missing")):
            with self.subTest(given):
                self.refused("./libnothing.so", "clock.plugin", *told,
                             parameters="parameter " + given)
        twice = 'parameter { name: "size" value: "1" } parameter { name: "size" value: "1" }'
        self.refused("./libnothing.so", "'size' is given twice", parameters=twice)
        self.changed("refusing", ("(void)v; (void)error; (void)n; return &state;",
                                  "(void)v; if (n > 3) error[0] = 'N', error[1] = 'o'; return 0;"))
        self.refused("./librefusing.so", "nothing (plug-in ./librefusing.so)", "cannot be made: No")

    def test_misbehaviour_in_the_run(self):
        """(the body of start, what is told of it); host functions that fail come first."""
        for number, (body, told) in enumerate((
                ("(void)c; h->order(h->host, 99, GAITSIM_LEARN, 0); return 0;", "unknown layer"),
                ("(void)c; h->order(h->host, 1, GAITSIM_LEARN, 5); return 3;", "never presented"),
                ("(void)c; h->present(h->host, 1); return 0;", "out of turn"),
                ("(void)c; h->token(h->host, 1, 1); return 0;", "no link"),
                ("(void)c; (void)h; return 3;", "failure 3 from start"),
                ('(void)c; h->fail(h->host, "out of\\x1b ideas"); return 3;',
                 "gave up: out of? ideas"))):
            with self.subTest(told):
                self.changed(f"start{number}", (START, START.split("{")[0] + "{" + body + " }"))
                self.failed(f"./libstart{number}.so",
                            f"nothing (plug-in ./libstart{number}.so)", told)

    THROWS = ("#include <gaitsim/clock_plugin.h>",
              "#include <gaitsim/clock_plugin.h>\n#include <stdexcept>")

    def test_a_clock_that_cannot_save_runs_without_checkpoints(self):
        library = self.changed("unsaved", ("(void)n; return 0; }", "(void)n; return -1; }"))
        _, err = self.run_clock(library, code=4)  # it presents nothing
        self.assertEqual(err.count("no checkpoint: the clock cannot save its state"), 1, err)
        self.assertFalse((self.out / "checkpoints").exists())
        before = sorted(self.out.rglob("*"))
        _, err = self.run_clock(library, "-s", "checkpoint={}", code=2)
        self.assert_one_error(err, "checkpoint", "plug-in", "its state: save returned -1",
                              "hint: without this block")
        self.assertEqual(sorted(self.out.rglob("*")), before)  # the run that was there

    def test_exceptions_before_the_run(self):
        self.changed("early", self.THROWS, ("(void)v; (void)error; (void)n; return &state;",
                                            'throw std::runtime_error("no");'), language=".cc")
        self.refused("./libearly.so", "./libearly.so", "exception in create: no")

    def test_exceptions_in_the_run(self):
        start = START.replace("return 0", "h->present(h->host, 0); return 0")
        for number, (thrown, told) in enumerate((
                ('throw std::runtime_error("too deep");', "exception in hear: too deep"),
                ("throw 5;", "exception in hear"))):
            with self.subTest(told):
                self.changed(f"throw{number}", self.THROWS, (START, start),
                             (HEAR, "(void)c; (void)h; (void)s; " + thrown + " }"), language=".cc")
                self.failed(f"./libthrow{number}.so", f"plug-in ./libthrow{number}.so", told)


if __name__ == "__main__":
    unittest.main()
