"""Answers: the shape of every JSON answer, a file for each noun.

`api/described.py` tells them in the OpenAPI document.
"""
