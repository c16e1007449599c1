from simulators.physics.power_supply import Charge, PowerSupply, carry

UPS = PowerSupply(battery_s=1800)
FAILED = Charge(mains=False)


def test_instruments_live_on_the_battery_for_half_an_hour_and_no_longer() -> None:
    later = carry(UPS, FAILED, 1799)
    assert (later.instruments, later.on_battery, later.volts) == (True, True, 220.0)
    empty = carry(UPS, later, 1)
    assert (empty.instruments, empty.on_battery, empty.volts) == (False, False, 0.0)


def test_mains_that_return_feed_at_once_and_recharge_slowly() -> None:
    back = carry(UPS, Charge(mains=True, battery_s=0), 600)
    assert back.instruments
    assert back.battery_s == 60
    assert carry(UPS, back, 1e9).battery_s == 1800
