"""The store of saved filters by itself: versions under two writers at once."""

from concurrent.futures import ThreadPoolExecutor

from dashboard_api.saved_filters import SavedFilters, StaleFilterError


def test_of_two_who_change_one_version_one_is_told(tmp_path):
    store = SavedFilters(f"sqlite:///{tmp_path}/people.sqlite")
    store.save("op", "a", "1", 0, 1)

    def change(text):
        try:
            return store.save("op", "a", text, 1, 2).version
        except StaleFilterError as error:
            return error.version

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(change, ("2", "3"))) == [2, 2]
    assert store.find("op", "a").filter in {"2", "3"}
    assert store.remove("op", "a", 2)
    assert not store.remove("op", "a", None)
    store.close()
