"""People, shifts, duties, ladders and a root cause for the plant of ``conftest``."""

PEOPLE = """\
[[person]]
id = "wang"
name = "王操作"
name_en = "Operator Wang"
language = "zh"
addresses = { sms = "8101", voice = "8101", mail = "wang@example.com" }

[[person]]
id = "li"
name = "李操作"
addresses = { sms = "8102", voice = "8102" }

[[person]]
id = "boss"
name = "总经理"
language = "en"
addresses = { sms = "8001", voice = "8001" }

[[person]]
id = "chief"
name = "总工程师"
addresses = { sms = "8002", voice = "8002" }

[[person]]
id = "shop"
name = "车间主任"
addresses = { sms = "8003", voice = "8003" }

[[shift]]
id = "day"
name = "白班"
name_en = "Day shift"
start = "08:00"
end = "20:00"

[[shift]]
id = "night"
name = "夜班"
start = "20:00"
end = "08:00"

[[duty]]
role = "operator"
persons = [["wang"], ["li"]]
shift = "day"
begins = 2026-01-05

[[duty]]
role = "operator"
persons = [["li"], ["wang"]]
shift = "night"
begins = 2026-01-05

[[duty]]
role = "park"
persons = ["wang", "li"]
hazards = ["chlorine"]
days = ["fri", "mon", "fri"]
ends = 2030-12-31

[[escalation]]
id = "grave"
priorities = ["high", "critical"]
steps = [
  { after_s = 0, to = ["operator"], via = ["sms"] },
  { after_s = 120, to = ["operating"], via = ["voice", "sms"] },
  { after_s = 120, to = ["technical"], via = ["sms"] },
  { after_s = 1800, to = ["principal"], via = ["sms"] },
]

[[cause]]
id = "air"
name = "仪表气源失压"
name_en = "Instrument air lost"
source = "PT-101"
condition = "HH"
affects = { hazards = ["chlorine"], equipment = ["T-201"], tags = ["TT-201"] }
window_min = 10.5
"""
