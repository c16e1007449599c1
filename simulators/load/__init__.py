"""A load on a broker at a set rate, and what became of it: schedule, frames, generator, figures.

``hazardwatch bench load`` runs it (:mod:`hazardwatch.bench_load`); nothing here reads a setting or
prints. The pure parts say what is due, what a frame holds and how figures are counted; the
generator and the echo are processes of their own, lest they slow what they measure.
"""
