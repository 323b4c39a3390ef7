#!/usr/bin/env python3
"""How strongly synapses learn from targets that come late: "Strength" in docs/results.md.

usage: overlap_strength.py SWEEP DISCRETE

SWEEP is the folder of a sweep over when the target comes, whose last value is so late that nothing
is learned; DISCRETE that of one whose updates are discrete. Per layer, and as a mean over seeds,
it prints the distance of the weights from those that learned nothing, divided by that of the
discrete updates, and the straight line through what lies between 0.1 and 0.8 of T, which is the
interval of the clock in the config."""
import array
import csv
import math
import pathlib
import re
import statistics
import sys

NANOSECONDS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}


def nanoseconds(text):
    number, unit = re.fullmatch(r"([0-9.]+)(ns|us|ms|s)", text).groups()
    return float(number) * NANOSECONDS[unit]


def weights(run, layer):
    """The numbers of a .npy file of float64, in the order of the file."""
    raw = (run / "weights" / f"{layer}Lweights.npy").read_bytes()
    start = 10 + int.from_bytes(raw[8:10], "little")
    return array.array("d", raw[start:])


def distance(run, other, layer):
    return math.dist(weights(run, layer), weights(other, layer))


def runs_of(sweep):
    """Value of the axis -> seed -> folder."""
    found = {}
    with open(sweep / "results.csv", newline="") as file:
        rows = csv.DictReader(file)
        axis = rows.fieldnames[0]
        for row in rows:
            found.setdefault(row[axis], {})[row["seed"]] = sweep / row["folder"]
    return found


def strengths(sweep, discrete, layer):
    """Value of the axis -> strengths, one for each seed."""
    runs, whole = runs_of(sweep), next(iter(runs_of(discrete).values()))
    nothing = list(runs.values())[-1]

    def strength(run, seed):
        return (distance(run, nothing[seed], layer) /
                distance(whole[seed], nothing[seed], layer))

    return {value: [strength(run, seed) for seed, run in seeds.items()]
            for value, seeds in runs.items()}


def line_through(points):
    """Intercept, slope and R^2 of the least squares line."""
    x, y = zip(*points)
    slope, intercept = statistics.linear_regression(x, y)
    return intercept, slope, statistics.correlation(x, y) ** 2


def main(sweep, discrete):
    any_run = next(iter(next(iter(runs_of(sweep).values())).values()))
    stimulus = nanoseconds(re.search(r'interval: "(.*?)"',
                                     (any_run / "config.textproto").read_text())[1])
    for layer in range(len(list((any_run / "weights").glob("*Lweights.npy")))):
        found = {nanoseconds(value) / stimulus: numbers
                 for value, numbers in strengths(sweep, discrete, layer).items()}
        print(f"layer {layer + 1}")
        for part, numbers in found.items():
            print(f"  delta/T {part:<6g} strength {statistics.mean(numbers):.3f}"
                  f"  ({min(numbers):.3f} to {max(numbers):.3f})")
        intercept, slope, r2 = line_through([(part, statistics.mean(numbers))
                                             for part, numbers in found.items()
                                             if 0.1 <= part <= 0.8])
        print(f"  line through 0.1 to 0.8: {intercept:.3f} {slope:+.3f} delta/T, R^2 {r2:.5f}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*map(pathlib.Path, sys.argv[1:]))
