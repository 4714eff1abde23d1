package io.chatcluster.socketchat;

import io.chatcluster.session.SessionContext;

/// What all Socket.IO clients of a loop share.
record SocketContext(
    SessionContext sessions,
    SocketChatSettings settings,
    Encodings encodings,
    Footprints footprints,
    Names names) {}
