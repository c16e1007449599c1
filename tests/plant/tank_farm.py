"""A sound plant with every check, a mode, a gas array and an interlock with all its keys."""

TOML = """\
[park]
id = "farm"
name = "罐区"
gas_temperature_c = 20
clock_uncertainty_s = 0.5

[defaults.level]
interval_s = 5
rate = 2
rate_direction = "rising"

[[enterprise]]
id = "E"
name = "甲"

[[hazard]]
id = "Z"
enterprise = "E"
name = "苯罐区"

[[equipment]]
id = "V1"
hazard = "Z"
kind = "tank"
name = "苯储罐"
diameter_m = 20
max_flow_m3h = 500
shape = "vertical"
strapping = [[0, 0], [1, 314], [10.5, 3300]]
state = "ST1"

[equipment.defaults.level]
rate = 1
rate_window_s = 120
rate_priority = "high"

[[equipment]]
id = "P1"
hazard = "Z"
kind = "pump"
name = "苯泵"

[[voting]]
id = "V1-HH"
name = "高高液位三取二"
tags = ["L1", "L2", "L3"]
need = 2
condition = "HH"
priority = "critical"
latching = true
bypass = ["B1", "", ""]

[[interlock]]
id = "I1"
name = "高高液位停泵"
name_en = "Stop the pump at high-high level"
equipment = "V1"
need = 1
causes = [{source = "V1-HH", condition = "voted"}, {source = "L1", condition = "rate"}]
effects = [{tag = "X1", expected = 0, travel_s = 20, tolerance = 2}]
permissives = [{tag = "R1", expected = 1, tolerance = 0.4}]
bypass = "B1"
bypass_s = 28800
proof_test_due = 2026-06-30

[[gas_array]]
id = "G"
tags = ["G1", "G2"]
need = 2
condition = "HH"
window_s = 30
wind_direction = "WD"
wind_speed = "WS"
priority = "high"

[[mode]]
id = "cleaning"
name = "清罐"
equipment = "V1"
values = [3, 4]
limits = {L1 = {l = 0.6, h = 9}}
suppressed = ["L1:L", "L2:rate"]

[[rationalisation]]
sources = ["L1", "L2", "L3", "G1", "G2"]
conditions = ["HH", "LL"]
action = "紧急停车"

[[rationalisation]]
respond_within_min = 10
"""

TAGS = """\
tag,equipment,kind,unit,range_lo,range_hi,ll,l,h,hh,cas,levels,lon,lat,rate,deviation_from,\
discrepancy_from,frozen,spike,noise_lost,stel,twa,forecast,implausible,action
L1,V1,level,m,0,12,0.5,1,10,11,,,,,,L2,,standard,standard,standard,,,standard,standard,停泵
L2,V1,level,m,0,12,0.5,1,10,11,,,,,3,,,,,,,,,,停泵
L3,V1,level,m,0,12,0.5,1,10,11,,,,,none,,,,,,,,,,停泵
G1,V1,gas_toxic,mg/m3,0,20,,,,,71-43-2,GB/T 50493-2019,119.9,32.1,,,,,,,standard,standard,,,撤离
G2,V1,gas_toxic,ppm,0,20,,,,4,71-43-2,GB/T 50493-2019,119.91,32.1,,,,,,,,,,,撤离
X1,V1,valve_position,%,0,100,,,,,,,,,,,,,,,,,,,
R1,P1,pump_running,,,,,,,,,,,,,,C1,,,,,,,,
C1,P1,operating_state,,,,,,,,,,,,,,,,,,,,,,
B1,V1,bypass_state,,,,,,,,,,,,,,,,,,,,,,
ST1,V1,operating_state,,,,,,,,,,,,,,,,,,,,,,
WD,V1,wind_direction,°,0,360,,,,,,,,,,,,,,,,,,,
WS,V1,wind_speed,m/s,0,40,,,,,,,,,,,,,,,,,,,
"""


def change(text: str, old: str, new: str) -> str:
    """One change of a text that has what is to be changed."""
    assert old in text
    return text.replace(old, new, 1)
