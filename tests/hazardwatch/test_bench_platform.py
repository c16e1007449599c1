from hazardwatch.bench_platform import Figures, Worst, parse_figures

PAGE = """\
# TYPE hazardwatch_readings_total counter
hazardwatch_readings_total{gateway="gw1"} 100.0
hazardwatch_readings_total{gateway="gw2"} 50.0
hazardwatch_readings_total{gateway="another's"} 7.0
# TYPE hazardwatch_duplicates_total counter
hazardwatch_duplicates_total{gateway="gw1"} 4.0
# TYPE hazardwatch_refused_total counter
hazardwatch_refused_total{gateway="gw1",reason="bad_time"} 1.0
hazardwatch_refused_total{gateway="gw1",reason="unknown_tag"} 2.0
# TYPE hazardwatch_judged_readings_total counter
hazardwatch_judged_readings_total 153.0
# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total 1.5
# TYPE something_else gauge
something_else 1.0
"""


def test_only_the_loads_own_gateways_are_counted():
    figures = parse_figures(PAGE, {"gw1", "gw2"})
    assert figures == Figures(readings=150, duplicates=4, refused=3, judged=153, cpu_s=1.5)
    assert figures.taken == 146


def test_the_worst_of_several_looks_is_kept():
    worst = Worst()
    for queue, lag in ((3, 0.001), (9, 0.0), (1, 0.004)):
        worst.see(Figures(queue_frames=queue, loop_lag_s=lag, resident_bytes=1 << 20))
    assert (worst.queue_frames, worst.loop_lag_ms, worst.resident_mib) == (9, 4.0, 1.0)
