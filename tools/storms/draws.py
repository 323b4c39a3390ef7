"""What a storm is made of: from a seed, a config, and how it is run. It runs nothing.

A draw is mostly a config that runs. Some are refused, and some break numerically: how the program
says so is tested, too.
"""
import dataclasses
import random

from clocks import PLUGIN, REMOTE


@dataclasses.dataclass
class Way:
    """How a config is run. None of this may change what happens."""
    threads: int
    loopback: bool = False
    trace: bool = False
    ranks: int = 1  # processes that share the run, where there is an mpirun

    def options(self):
        return (["--threads", str(self.threads)] + ["--loopback"] * self.loopback
                + ["--trace"] * self.trace)


@dataclasses.dataclass
class Storm:
    config: str
    faults: bool  # something may be lost: only then may a run end in a deadlock
    first: Way
    other: Way
    resumed: Way
    kills: list  # when to kill: fractions of the time that the first run took
    forks: bool  # what was killed is also forked, with nothing changed
    wall: bool  # it is run in wall time, too, where only the promises of any run hold


# Clocks that can grant a rest: those with an instance at every layer cannot.
RESTING = ("quiescence", "credit", "lockstep", "wave", "convergence", "pipelined")
RESTLESS = ("handshake", "oscillator", "free", "poisson")
OUTSIDE = {"plugin": PLUGIN, "remote": REMOTE}


class Draws:
    def __init__(self, seed):
        self.random = random.Random(seed)  # of a text: the same on every machine
        self.scheme = self.one(*RESTING, *RESTLESS, *OUTSIDE)
        self.rests = self.scheme in RESTING and self.chance(0.3)
        self.images = self.chance(0.6)
        self.any_shape = self.chance(0.15)
        self.faults = False

    def one(self, *choices):
        return self.random.choice(choices)

    def chance(self, probability):
        return self.random.random() < probability

    def number(self, low, high):
        return self.random.randint(low, high)

    def real(self, low, high):
        return float(f"{self.random.uniform(low, high):.3g}")

    def time(self, low, high):
        return f'"{self.number(low, high)}us"'

    def storm(self):
        config = self.config()
        self.shareable = "probe {" not in config and "contract {" not in config
        other, resumed = self.way(), self.way()
        resumed.ranks = 1  # a launcher that is killed leaves processes behind for a while
        return Storm(config, self.faults, first=Way(1), other=other, resumed=resumed,
                     kills=[self.real(0, 0.9) for _ in range(self.number(1, 3))],
                     forks=self.chance(0.4), wall=self.chance(0.2))

    def way(self):
        way = Way(self.one(1, 2, 3, 8), self.chance(0.5), self.chance(0.5), self.one(1, 1, 1, 2))
        if not self.shareable or way.loopback:
            way.ranks = 1
        return way

    # ---- the config, line by line

    def config(self):
        inputs, data = self.data()
        rule = self.rule()
        lines = ['name: "storm"', f"seed: {self.number(0, 2**40)}", data, self.network(inputs),
                 rule, self.optimizer(), self.clock(),
                 f"precision: {self.one('FLOAT32', 'FLOAT64')}", self.feedback(rule),
                 self.neurons(), *self.learning(), *self.watching(), *self.links(),
                 self.schedule()]
        return "\n".join(lines) + "\n"

    def data(self):
        size = f"batch: {self.number(1, 12)} shuffle: {self.one('true', 'false')}"
        train = self.number(24, 120)
        if not self.images:
            units = self.number(10, 40)
            return units, f"data {{ noise {{ units: {units} classes: 5 train: {train} }} {size} }}"
        pool, inputs = self.one((7, 16), (4, 49))
        return inputs, (f"data {{ glyphs {{ train: {train} test: {self.number(1, 40)} }} "
                        f"pool: {pool} {size} }}")

    def network(self, inputs):
        shapes = [self.rectangular] if self.any_shape else [
            self.square, self.tower, self.tower, self.conv if self.images else self.square,
            self.tower if self.rests else self.skip]
        shape = self.one(*shapes)(inputs)
        activation = self.one("", "activation { linear {} }",
                              "activation { leaky_relu { slope: 0.3 } }")
        initial = "" if self.chance(0.7) else "initial_weights: XAVIER_NORMAL"
        return f"network {{ {shape} {activation} {initial} }}"

    def square(self, inputs):
        return f"square {{ hidden_layers: {self.number(0, 4)} }}"

    def tower(self, inputs):
        widths = [inputs] + sorted((self.number(10, max(inputs, 10)) for _ in range(
            self.number(1, 5))), reverse=True)
        first = "" if self.chance(0.7) else " first_layer: RECTANGULAR"
        return f"tower {{ widths: {widths} }}{first}"

    def rectangular(self, inputs):
        widths = [inputs] + [self.number(10, 30) for _ in range(self.number(1, 4))]
        return f"rectangular {{ widths: {widths} }}"

    def skip(self, inputs):
        even = inputs // 2 * 2
        kind = self.one("rotation { layer: 2 sine: 0.6 }", "residual { layer: 2 forced: true }",
                        "reversible { layer: 2 forced: true }")
        return f"tower {{ widths: [{inputs}, {even}, {even}] }} skip {{ {kind} }}"

    def conv(self, inputs):
        layer = "layer { size: 2 stride: 1 filters: 2 }"
        return f"conv {{ {layer} widths: [{self.number(10, 12)}] }}"

    def rule(self):
        if self.any_shape:
            return f"rule {{ {self.one('bp', 'fa', 'sign_symmetry', 'dfa')} {{}} }}"
        if self.chance(0.4):
            gamma = self.one("", "gamma: 0.1", "gamma: 0.1 top_only: true", "adaptive_gamma {}")
            return f"rule {{ gait {{ {gamma} }} }}"
        local = ("dtp", "drl", "weight_mirror") if self.rests else ("tp", "itp")
        rule = self.one("bp", "fa", "sign_symmetry", "top_layer_only", "dfa", "kolen_pollack",
                        *local)
        return f"rule {{ {rule} {{}} }}"

    def optimizer(self):
        kind = self.one("adam {}", "adam { learning_rate: 1e-2 bias_correction: false }",
                        "sgd { learning_rate: 1e-3 momentum: 0.5 }", "sgd { learning_rate: 0.1 }",
                        "sgd { learning_rate: 1e3 }" if self.chance(0.2) else "adam {}")
        schedule = "" if self.chance(0.7) else " schedule { warm_up_updates: 5 cosine_updates: 9 }"
        return f"optimizer {{ {kind}{schedule} }}"

    def feedback(self, rule):
        inverse = ""
        if any(name in rule for name in (" tp ", " itp ", " gait ")):
            inverse = "inverse { learned {} }" if self.rests and self.chance(0.5) else self.one(
                "", "", "inverse { transpose {} }", "inverse { damped { damping: 0.3 } }",
                "inverse { exact { method: REFINED residual: 1e-4 } }")
        payload = self.one("ABSOLUTE", "DIFFERENCE", "DIFFERENCE")
        return f"feedback {{ payload: {payload} {inverse} }}"

    def neurons(self):
        memory = f"memory: {self.number(1, 3)}" if self.chance(0.3) else ""
        site = "feedback_site: SHARED" if self.chance(0.15) else ""
        return f"neurons {{ {memory} {site} }}"

    def learning(self):
        out = []
        if self.chance(0.2):
            out.append(self.one("output { cross_entropy {} }", "output { squared_error {} }"))
        if self.chance(0.4):
            out.append(f"regularizer {{ form: {self.one('OFF_DIAGONAL', 'FULL')} lambda: 0.01 "
                       f"top_layer: {self.one('true', 'false')} "
                       f"every_steps: {self.one(1, 1, 3)} }}")
        if self.chance(0.2):
            out.append("orthogonality { " + self.one(
                "retraction {}", "retraction { method: QR every_steps: 3 }",
                *(("oja_rest {}", "lateral {}") if self.rests else ())) + " }")
        if self.chance(0.15):
            out.append('dynamics { leaky { tau: "9us" jitter: "200ns" } }')
        elif self.chance(0.3):
            out.append(f"dynamics {{ instant {{ processing: {self.time(0, 5)} }} }}")
        if self.chance(0.3):
            out.append("learning { mismatch: LEARN }")
        return out

    def watching(self):
        out = []
        if self.chance(0.3):
            out.append(f"probe {{ backprop_alignment {{ every_updates: {self.number(1, 9)} }} }}")
        if self.chance(0.3):
            out.append(f"contract {{ strict: {self.one('true', 'false')} }}")
        if self.chance(0.3):
            out.append(f"trace {{ payload: {self.one('NONE', 'DIGEST', 'WHOLE')} }}")
        if self.chance(0.7):
            out.append(f"checkpoint {{ every_steps: {self.number(1, 9)} }}")
        return out

    # ---- time

    def clock(self):
        if self.scheme in OUTSIDE:
            return f"clock {{ {OUTSIDE[self.scheme]} }}"
        time = self.time
        parameters = {
            "credit": self.one("", 'timeout: "3ms"'),
            "lockstep": f"infer: {time(20, 90)} target: {time(20, 90)} learn: {time(1, 20)}",
            "wave": f"infer: {time(20, 90)} target: {time(20, 90)} stagger: {time(0, 20)}",
            "convergence": f'hold: {time(1, 40)} timeout: "1ms"',
            "handshake": f'timeout: "2ms" in_flight: {self.number(1, 3)}',
            "oscillator": f"jitter: {time(0, 5)} drift_ppm: 50 frequency_error_ppm: 200 "
                          f"servo_gain: {self.real(0, 1)}",
            "free": f"interval: {time(20, 200)} target_after: {time(0, 90)}",
            "poisson": f"interval: {time(50, 300)} learn: {time(10, 90)}",
            "pipelined": f"interval: {time(20, 90)} stagger: {time(0, 9)}",
        }.get(self.scheme, "")
        rest = (f"rest {{ before: {self.number(1, 20)} every_samples: {self.number(0, 4)} "
                'timeout: "500us" }') if self.rests else ""
        return f"clock {{ {self.scheme} {{ {parameters} }} {rest} }}"

    def links(self):
        trouble = self.scheme != "quiescence" and self.chance(0.6)
        out = [f'link {{ match: "*" delay {self.delay()} }}']
        for match in ("feedforward.*", "feedback.*", "deliver.*", "clock.*"):
            if self.chance(0.4):
                out.append(f'link {{ match: "{match}" delay {self.delay()} {self.order()} '
                           f"{self.fault() if trouble else ''} }}")
        return out

    def delay(self):
        return self.one('{ constant: "0us" }', '{ constant: "10us" }', '{ constant: "3us" }',
                        '{ uniform { from: "0us" to: "30us" } }', '{ exponential { mean: "9us" } }',
                        '{ lognormal { median: "10us" sigma: 1.5 } }',
                        '{ normal { mean: "10us" sigma: "8us" } minimum: "1us" }')

    def order(self):
        return self.one("", "", "in_order: true", 'bandwidth: "100MB/s"',
                        'in_order: true bandwidth: "30MB/s"')

    def fault(self):
        self.faults = True
        start = self.number(0, 2000)
        return self.one(
            f"loss: {self.real(0, 0.2)}", f"duplicate: {self.real(0, 0.3)}",
            f"bursts {{ p_enter: {self.real(0, 0.1)} p_leave: {self.real(0.2, 1)} }}",
            f'down {{ from: "{start}us" to: "{start + self.number(1, 300)}us" }}',
            f"loss: {self.real(0, 0.1)} duplicate: {self.real(0, 0.1)}")

    def schedule(self):
        every = f" evaluate_every_steps: {self.number(1, 20)}" if self.chance(0.6) else ""
        return f"run {{ steps: {self.number(1, 40)}{every} }}"
