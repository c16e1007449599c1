"""Scoring: how well detectors do on recorded data, by one protocol that is the same for all.

Test equipment. Each data set has a reader of its own, each protocol's arithmetic a file of its own;
the plain baselines are judged by the same arithmetic in the same run. Nothing of the platform
imports it.
"""
