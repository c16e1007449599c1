"""The figures of nuisance alarms: what is shipped fits together and says where it comes from."""

from plant.nuisance_figures import (
    list_provenances,
    load_line_figures,
    load_mark_figures,
    load_trial_figures,
)


def test_the_figures_that_a_standard_gives_are_the_standards():
    marks, lines = load_mark_figures(), load_line_figures()
    assert (marks.chatters, marks.chatter_ms, marks.long_standing_ms) == (3, 60_000, 86_400_000)
    assert (lines.lines, lines.flood_ms) == (10, 600_000)


def test_every_table_says_where_it_comes_from_and_our_own_say_so():
    provenances = list_provenances()
    assert {one.trust for one in provenances.values()} == {"secondary", "proposed"}
    assert all(
        (one.standard == "hazardwatch start value") <= (one.trust == "proposed")
        for one in provenances.values()
    )


def test_the_times_are_in_the_order_that_their_words_promise():
    marks, lines = load_mark_figures(), load_line_figures()
    assert marks.fleeting_ms < marks.quiet_ms < marks.standing_ms < marks.long_standing_ms
    assert 0 < lines.reserved < lines.lines
    assert lines.normal_ms < lines.longest_ms


def test_what_is_tried_lies_on_both_sides_of_the_start_values():
    trial = load_trial_figures()
    assert min(trial.deadband_shares) < 1 < max(trial.deadband_shares)
    assert list(trial.delays_ms) == sorted(set(trial.delays_ms))
    assert 0 < trial.enough <= 1
