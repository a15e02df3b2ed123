/** Why something is a dead letter, beside the codes with which rooms refuse. */
export const FOLLOWER_CODES = {
  "follower.chain":
    "What was to be written came through eight followers already: most likely they write into one another's rooms.",
  "follower.failed":
    "The handler threw at these entries as often as `attempts` says, or was not done in time.",
  "follower.write":
    "What was to be written can be written nowhere: ops that are none, a record that this write does not name.",
  "inbox.undelivered":
    "What stayed unread could not be delivered as often as it was tried, or was refused for good.",
} as const;
