package io.chatcluster.session;

/// One client, as the parts of its session know it.
///
/// @param session its session's id
/// @param context what all sessions of its loop share
/// @param connection how it is told
/// @param spending what it may take from the limits
/// @param inFlight which of its commands wait for their answers
/// @param refusals how it is told no
record Client(
    String session,
    SessionContext context,
    Connection connection,
    Spending spending,
    InFlight inFlight,
    Refusals refusals) {}
