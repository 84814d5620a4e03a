"""Approvals: what other slices call. An approval is for one digest, once; the files beside this one say how.

approvals_model     an approval and its votes, as they are kept
approvals_digest    what an approval is for, as one hash; what differs between two
approvals_rights    who may vote
approvals_ask       a held action becomes a request
approvals_vote      yes and no
approvals_spend     good for one effect, once
approvals_due       late, and over
approvals_remark    what would have to change
approvals_review    looked at afterwards, where one person approved alone
approvals_links     from a message to a confirmation
approvals_read      found
approvals_show      shown
"""

from __future__ import annotations

from rootward.governance.approvals_ask import open_request
from rootward.governance.approvals_digest import digest_of
from rootward.governance.approvals_due import expire_due, is_anything_due, remind_due
from rootward.governance.approvals_model import Approval, Verdict, Vote, read, votes_of
from rootward.governance.approvals_remark import ask_changes
from rootward.governance.approvals_review import review
from rootward.governance.approvals_spend import consume, usable, void
from rootward.governance.approvals_vote import vote

__all__ = [
    "Approval", "Verdict", "Vote", "ask_changes", "consume", "digest_of", "expire_due", "is_anything_due",
    "open_request", "read", "remind_due", "review", "usable", "void", "vote", "votes_of",
]  # fmt: skip
