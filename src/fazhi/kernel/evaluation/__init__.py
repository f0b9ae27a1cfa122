"""Evaluation: who scores whom on what, with which weight; blind until all are in; corrected with reasons; ranked."""
