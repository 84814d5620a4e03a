from __future__ import annotations

import math

from rootward.causality.detect_parameters import limits_of


def test_ten_times_the_series_cost_as_much_as_a_tenth_of_the_false_alarms() -> None:
    assert math.isclose(limits_of(1000, 1.0).alone, limits_of(100, 0.1).alone)


def test_two_symptoms_together_need_less_each_than_one_alone() -> None:
    limits = limits_of(3000, 0.5)
    assert limits.together < limits.alone < 2 * limits.together
