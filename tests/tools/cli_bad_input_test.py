#!/usr/bin/env python3
"""Bad input: for each, one clear error on standard error, nothing on standard output, exit code 2,
and nothing written. A row is what is changed in a good config, and fragments of what is told."""
import re
import shutil
import struct
import unittest

from cli import GOLDEN, TINY, CliTest


class BadInput(CliTest):
    def refused(self, *arguments, config=None, fragments=()):
        out, err = self.call("run", config or self.config, "--out", self.out, *arguments, code=2)
        self.assertEqual(out, "")
        self.assert_one_error(err, *fragments)
        self.assertTrue(err.startswith("error:"), err)
        self.assertFalse(self.out.exists(), "something was written")
        return err

    def refused_texts(self, rows):
        """(part of the tiny config, what it is exchanged for, fragments of the error)."""
        for part, other, *fragments in rows:
            with self.subTest(other):
                self.assertIn(part, TINY)
                config = self.write("bad.textproto", TINY.replace(part, other, 1))
                self.refused(config=config, fragments=["bad.textproto", *fragments])

    def refused_overrides(self, rows):
        """(override, fragments of the error)."""
        for override, *fragments in rows:
            with self.subTest(override):
                self.refused("-s", override, fragments=fragments)


class Text(BadInput):
    def test_is_a_good_config_before_it_is_spoilt(self):
        self.call("run", self.config, "--out", self.out, "--quiet")

    def test_unknown_fields_and_names(self):
        self.refused_texts([
            ("adam {}", "adam { lerning_rate: 1 }", "lerning_rate", "did you mean learning_rate?",
             "known: learning_rate, beta1"),
            ("rule {", "rules {", "rules", "did you mean rule?", "known: name, seed, data"),
            ("gait {}", "hebb {}", "rule.hebb", "known: bp, tp, itp, gait"),
            ("quiescence", "metronome", "clock.metronome", "known: quiescence, lockstep"),
            ("run {", "precision: FLOAT16\nrun {", "FLOAT16", "allowed: FLOAT32, FLOAT64"),
            ("run {", "[ext.foo] { a: 1 }\nrun {", "9:1: [ext.foo]: extensions are not allowed"),
        ])
        self.refused("-s", "rule.gate={}", fragments=["unknown field gate", "did you mean gait?"])

    def test_wrong_types(self):
        self.refused_texts([
            ("batch: 6", 'batch: "six"', "data.batch", "whole number"),
            ("batch: 6", "batch: 6.5", "data.batch", "whole number"),
            ("gait {}", "gait { gamma: small }", "rule.gait.gamma", "expected a number"),
            ("gait {}", "gait: 3", "rule.gait", "expected a block"),
            ('"10us"', "10us", "constant", 'put it in quotes: "10us"'),
            ('"10us"', "10", "constant", 'put it in quotes, with its unit: "10us"'),
            ("epochs: 1", "epochs: 1.5", "run.epochs", "whole number from 1 to 1000000, got 1.5"),
            ("batch: 6", "batch: -6", "data.batch", "whole number from 1 to 4294967295, got -6"),
        ])

    def test_places_are_told_with_the_line_itself(self):
        config = self.write("bad.textproto", TINY.replace("batch: 6", "batch: 0"))
        err = self.refused(config=config)
        self.assertIn('bad.textproto:3:47: data.batch: must be at least 1, but is 0\n'
                      '  data { idx { directory: "tower-gait" } batch: 0 }\n', err)

    def test_missing_required_parts(self):
        for block in ("data", "network", "rule", "optimizer", "clock", "run"):
            with self.subTest(block):
                text = re.sub(rf"(?m)^{block} .*\n", "", TINY)
                self.refused(config=self.write("bad.textproto", text),
                             fragments=[f"{block}: this block is required", "hint: for example"])

    def test_an_empty_file(self):
        for text in ("", "\n\n", "# only a comment\n"):
            self.refused(config=self.write("bad.textproto", text), fragments=["bad.textproto"])

    def test_blocks_given_twice(self):
        self.refused_texts([
            ("run {", "rule { bp {} }\nrun {", "rule: is given twice", "first given on line 5"),
            ("gait {}", "gait {} bp {}", "bp cannot be given along with gait"),
            ("batch: 6", "batch: 6 batch: 6", "data.batch: is given twice"),
        ])

    def test_broken_text(self):
        self.refused_texts([
            ("run {", "run { {", "expected"),
            ("epochs: 1 }", "epochs: 1", "not closed"),
            ('"tiny"', '"tiny', "closing quote"),
        ])

    def test_files_that_are_no_text(self):
        binary = self.home / "bad.textproto"
        binary.write_bytes(bytes(range(256)) * 10)
        err = self.refused(config=binary, fragments=["bad.textproto"])
        self.assertNotRegex(err, r"[\x00-\x08\x0b-\x1f\x7f]", "a terminal would obey these")
        self.refused(config=self.home / "none.textproto", fragments=["none.textproto", "No such"])
        self.refused(config=self.home, fragments=[str(self.home)])


class Numbers(BadInput):
    def test_durations(self):
        self.refused_overrides([
            ("clock.lockstep.infer=-5us", "clock.lockstep.infer", "negative"),
            ("clock.lockstep.infer=5", "clock.lockstep.infer", "unit is missing"),
            ("clock.lockstep.infer=0us", "clock.lockstep.infer", "at least 1ns"),
            ("clock.lockstep.infer=5 lightyears", "clock.lockstep.infer", "not a duration"),
            ("clock.lockstep.infer=nan", "clock.lockstep.infer", "not a duration"),
            ("clock.lockstep.infer=1e9s", "clock.lockstep.infer"),
            ("link[0].delay.constant=-1us", "link[0].delay.constant", "negative"),
            ("link[0].delay.exponential.mean=0us", "link[0].delay.exponential.mean"),
            ("link[0].delay.lognormal={median: \"1us\" sigma: nan}", "sigma", "nan"),
        ])

    def test_gamma(self):
        for gamma in ("0", "-0.1", "1.001", "nan", "inf"):
            for rule in ("gait", "itp"):
                self.refused("-s", f"rule.{rule}.gamma={gamma}",
                             fragments=[f"rule.{rule}.gamma", "above 0 and at most 1"])

    def test_slope_rates_and_lambda(self):
        self.refused_overrides([
            ("network.activation.leaky_relu.slope=0", "slope", "above 0 and at most 1"),
            ("network.activation.leaky_relu.slope=nan", "slope", "above 0 and at most 1"),
            ("optimizer.adam.learning_rate=0", "optimizer.adam.learning_rate", "above 0"),
            ("optimizer.adam.learning_rate=-1e-3", "optimizer.adam.learning_rate", "above 0"),
            ("optimizer.sgd.learning_rate=inf", "optimizer.sgd.learning_rate", "finite"),
            ("optimizer.sgd.momentum=1", "optimizer.sgd.momentum", "below 1"),
            ("optimizer.adam.beta2=nan", "optimizer.adam.beta2"),
            ("regularizer.lambda=-0.1", "regularizer.lambda", "0 or more"),
            ("regularizer.lambda=nan", "regularizer.lambda", "finite"),
            ("link[0].loss=1.5", "link[0].loss", "from 0 to 1"),
            ("link[0].duplicate=nan", "link[0].duplicate", "from 0 to 1"),
        ])

    def test_epochs_steps_and_seeds(self):
        self.refused_overrides([
            ("run.epochs=0", "run.epochs", "at least 1"),
            ("run.epochs=10000000", "run.epochs", "at most"),
            ("run.steps=0", "run.steps", "at least 1"),
            ("run.evaluate_every_steps=0", "run.evaluate_every_steps", "at least 1"),
            ("seed=-1", "seed", "whole number"),
            ("seed=18446744073709551616", "seed", "whole number"),
        ])

    def test_options_are_as_strict_as_overrides(self):
        for option, field in (("--epochs", "run.epochs"), ("--steps", "run.steps"),
                              ("--seed", "seed")):
            for value in ("-1", "1.5", "many", "99999999999999999999"):
                with self.subTest(f"{option} {value}"):
                    self.refused(option, value, fragments=[field, value])
        for option in ("--epochs", "--steps"):
            self.refused(option, "0", fragments=["at least 1"])

    def test_overrides_that_set_nothing(self):
        self.refused_overrides([
            ("data.batsh=3", "batsh", "did you mean batch?"),
            ("data.batch", "data.batch", "="),
            ("link[7].loss=0.1", "link[7]"),
            ("=3", "=3"),
            (" link[0].loss=7", "-s link[0].loss=7: link[0].loss: must be from 0 to 1"),
            ("li nk[0].loss=0.1", "unknown field li nk", "did you mean link?"),
            (" ", "expected PATH=VALUE"),
        ])


class Sizes(BadInput):
    def test_pools(self):
        self.refused_overrides([("data.pool=0", "data.pool", "at least 1"),
                                ("data.pool=3", "data.pool", "3 must divide the images' sides")])

    def test_batches(self):
        self.refused_overrides([
            ("data.batch=0", "data.batch", "at least 1"),
            ("data.batch=121", "data.batch", "only 120 training images"),
        ])

    def test_widths(self):
        self.refused_overrides([
            ("network.tower.widths=[16, 10, 12]", "widths[2]", "never increase", "12 follows 10"),
            ("network.tower.widths=[16]", "at least 2 widths"),
            ("network.tower.widths=[16, 0]", "widths[1]", "at least 1"),
            ("network.tower.widths=[20, 10]", "widths[0]", "16 units (4 x 4)"),
            ("network.rectangular={widths: [20, 10]}", "network.rectangular.widths[0]",
             "16 units (4 x 4)"),
            ("network.rectangular={widths: [16, 20, 10]}", "layer 2 reads 20 units and has 10",
             "first_layer: RECTANGULAR", "transpose", "bp"),
            ("network={square {hidden_layers: 1} first_layer: RECTANGULAR}",
             "network.first_layer", "instead of square"),
        ])

    def test_kernels(self):
        conv = "network={{ conv {{ layer {{ size: {} }} {} }} }}".format
        self.refused_overrides([
            (conv("3 stride: 2", "widths: 8"), "network.conv.layer[0]", "a kernel of 3 x 3 in "
             "steps of 2 does not end with the 4 x 4 units", "with stride 2 a size of 2 or 4"),
            (conv("5", "widths: 8"), "a kernel of 5 x 5"),
            (conv("2 filters: 5", "widths: 8"), "layer[0].filters", "only 4 maps"),
            (conv("2 filters: 1", "widths: 8"), "network.conv.widths[0]", "which shows 4"),
            (conv("2", ""), "network.conv.widths", "the kernel's first position alone"),
        ])

    def test_classes(self):
        self.refused_overrides([
            ("network.tower.widths=[16, 3]", "4 classes", "3 output units"),
            ("data.glyphs.train=4000000000", "data.glyphs.train", "must be at most 2097152"),
            ("data.classes=7", "data.classes", "7 classes", "6 output units"),
            ("data.classes=3", "data.classes", "need 4 classes"),
        ])

    def test_networks_larger_than_memory(self):
        """1001 layers of 784 units fit some machines: 65536 wide inputs fit none."""
        folder = self.home / "large"
        folder.mkdir()
        pixels = 65536
        (folder / "train-images-idx3-ubyte").write_bytes(
            struct.pack(">IIII", 0x803, 1, 256, 256) + b"\1" * pixels)
        (folder / "train-labels-idx1-ubyte").write_bytes(struct.pack(">II", 0x801, 1) + b"\0")
        self.refused("--data-dir", self.home, "-s", "data={idx { directory: \"large\" } batch: 1}",
                     "-s", "network.square.hidden_layers=1000",
                     fragments=["network", "needs about", "GB of memory, the machine has"])

    def test_layers_larger_than_memory(self):
        """Few units, but they read many inputs."""
        self.refused("-s", "rule={ bp {} }",
                     "-s", "network={ rectangular { widths: [16, 3000000, 1000000, 4] } }",
                     fragments=["network", "needs about", "GB of memory, the machine has"])

    def test_link_patterns_that_match_nothing(self):
        self.refused_overrides([
            ("link[1]={match: \"feedbock.*\"}", "link[1].match", "matches no link",
             "feedforward.1", "clock.report.0"),
            ("link[1]={match: \"feedforward.9\"}", "link[1].match", "matches no link"),
        ])


class Files(BadInput):
    def setUp(self):
        super().setUp()
        self.data = self.home / "data"
        shutil.copytree(GOLDEN / "tower-gait", self.data / "tower-gait")
        self.images = self.data / "tower-gait" / "train-images-idx3-ubyte"
        self.labels = self.data / "tower-gait" / "train-labels-idx1-ubyte"

    def refused_data(self, *fragments):
        return self.refused("--data-dir", self.data, fragments=fragments)

    def test_are_good_before_they_are_spoilt(self):
        self.call("run", self.config, "--out", self.out, "--quiet", "--data-dir", self.data)

    def test_missing_data(self):
        self.refused("--data-dir", self.home / "none",
                     fragments=["data.idx.directory", "none", "--data-dir", "tools/fetch-data"])
        self.images.unlink()
        self.refused_data("train-images-idx3-ubyte", "not found")

    def test_corrupt_data(self):
        good = self.images.read_bytes()
        for bad, told in ((b"\0\0\0\0" + good[4:], "magic"), (good[:-1], "1919 bytes"),
                          (good + b"x", "too long"), (b"", "0 bytes")):
            self.images.write_bytes(bad)
            self.refused_data(str(self.images), told)

    def test_labels_that_do_not_belong_to_the_images(self):
        self.labels.write_bytes(struct.pack(">II", 0x801, 3) + b"\0\1\2")
        self.refused_data("3 labels", "120 images")

    def test_a_label_beyond_the_network_is_told_with_its_place(self):
        labels = bytearray(self.labels.read_bytes())
        labels[8 + 17] = labels[8 + 30] = 200
        self.labels.write_bytes(labels)
        place = f"the largest label, 200, is that of image 17 (the first is 0) in {self.labels}"
        self.refused_data("network: there are 201 classes, but only 6 output units", place)
        self.refused("--data-dir", self.data, "-s", "data.classes=6",
                     fragments=["data.classes: the labels need 201 classes", place])

    def test_weights_of_a_wrong_shape(self):
        self.refused("--init-weights", GOLDEN / "square16-bp" / "init",
                     fragments=["1Lweights.npy", "(16, 16)", "(10, 10)"])

    def test_weights_that_are_missing_or_corrupt(self):
        self.refused("--init-weights", self.home / "none", fragments=["none"])
        weights = self.home / "weights"
        shutil.copytree(GOLDEN / "tower-gait" / "init", weights)
        (weights / "2Lbiases.npy").write_bytes(b"nothing")
        self.refused("--init-weights", weights, fragments=["2Lbiases.npy", ".npy"])

    def test_weights_of_a_deeper_network(self):
        self.refused("-s", "network.tower.widths=[16, 16]", "--init-weights",
                     GOLDEN / "tower-gait" / "init", fragments=["1Lweights.npy"])

    def test_an_output_folder_that_cannot_be_written(self):
        """Below a regular file, which refuses even root; and long before the work would be done."""
        file = self.write("file", "not a folder")
        out, err = self.call("run", self.config, "--out", file / "below", "--epochs", "1000000",
                             code=2)
        self.assertEqual(out, "")
        self.assert_one_error(err, "output folder", "cannot be written", "--out")
        self.assertNotIn('"event"', err)
        self.assertEqual(file.read_text(), "not a folder")
        self.assert_one_error(self.call("run", self.config, "--out", file, code=2)[1], str(file))


if __name__ == "__main__":
    unittest.main()
