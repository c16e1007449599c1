"""What stands in the README of an evidence package, in Chinese and English."""

from typing import Final

README: Final = """\
处置证据包
==========

本包是一条处置记录的全部证据，由监测预警平台导出。文件内容：

  manifest.json     记录编号、报警、时间窗口、厂区目录摘要、日志锚点、导出时发现的问题（flaws）
  record.json       处置记录的当前状态
  handling.jsonl    处置记录的每一条目，含链中序号 seq、前一条目摘要 previous、本条目摘要 digest
  handling.csv      同上，供表格软件打开，北京时间
  journal.jsonl     报警日志：本报警在处置期间的全部行，同一重大危险源其他报警在时间窗口内的行
  journal.csv       同上，供表格软件打开
  readings.csv      时间窗口内的读数
  notices.jsonl     就本报警发出的通知及其结果
  plant.json        厂区目录节选：企业、重大危险源、设备、位号及其限值
  attachments/      附件，文件名为其 SHA-256
  SHA256SUMS        以上每个文件的 SHA-256
  SHA256SUMS.sha256 封条：SHA256SUMS 自身的 SHA-256

如何校验（只需通用工具）：

  1. 解压后在该目录执行：
         sha256sum -c SHA256SUMS.sha256
         sha256sum -c SHA256SUMS
     两条命令均应全部显示 OK。
  2. 将封条（SHA256SUMS.sha256 中的 64 位十六进制数）与导出当时另处保存的封条比对。
     封条一致，则本包自导出以来未被改动；未另存封条，则只能说明包内前后一致。
  3. 与仍在运行的平台比对：manifest.json 中 anchors.journal 的 seq 与 digest，
         hazardwatch journal verify --config 配置文件 --seq SEQ --digest DIGEST
     通过，则报警日志直至该行与导出时一致。

每一行的摘要 digest，是该行各列按原顺序写成 JSON 数组（Python json.dumps 的默认格式，非 ASCII
字符转义）后的 SHA-256；不含 digest 列。报警日志中 terms 列为空时不计入。相邻两行（seq 相差 1）
中，后一行的 previous 等于前一行的 digest。

时间均为 UTC 毫秒；“北京”列为北京时间。


Evidence of a handling record
=============================

All evidence of one handling record, exported from the monitoring platform. Its files:

  manifest.json     the record's number, alarm, window, plant hashes, anchors, and what was found
                    wrong when it was made (flaws)
  record.json       the record as it stands
  handling.jsonl    every entry of the record with its seq, previous and digest in the chain
  handling.csv      the same for a spreadsheet, Beijing time
  journal.jsonl     the alarm journal: all rows of the alarm while it was handled, and of the other
                    alarms of the same hazard in the window; the same columns of the chain
  journal.csv       the same for a spreadsheet
  readings.csv      the readings in the window
  notices.jsonl     who was told of the alarm, and what became of it
  plant.json        an excerpt of the plant directory: enterprise, hazard, equipment, tags, limits
  attachments/      the attachments, named by their SHA-256
  SHA256SUMS        SHA-256 of each of these files
  SHA256SUMS.sha256 the seal: SHA-256 of SHA256SUMS itself

How to verify it, with nothing of ours:

  1. Unpack it, and in that folder run
         sha256sum -c SHA256SUMS.sha256
         sha256sum -c SHA256SUMS
     Both must say OK throughout.
  2. Compare the seal (the 64 hexadecimal digits in SHA256SUMS.sha256) with the seal that was noted
     elsewhere when the package was made. If they are one, nothing has been changed since. Without
     it, only the package's own consistency is shown.
  3. Compare with a platform that still runs: seq and digest of anchors.journal in manifest.json,
         hazardwatch journal verify --config FILE --seq SEQ --digest DIGEST
     If that finds nothing, the journal up to that row is what it was.

A row's digest is the SHA-256 over its columns in their order as a JSON array (as Python's
json.dumps writes it by default, non-ASCII characters escaped), the column digest left out; in the
journal an empty column terms is left out too. Of two neighbours (seq one apart) the later one's
previous is the earlier one's digest.

Instants are milliseconds UTC; columns named Beijing are Beijing time.
"""
