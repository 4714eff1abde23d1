package io.chatcluster.socketchat;

import io.chatcluster.protocol.RoomId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the chat meets Socket.IO clients.
///
/// @param lobby the room that everybody enters, and that is meant where none is named; null for
///     none
/// @param requireToken whether a client without a good token gets in at all
/// @param demo whether people may say who they are, without any proof
/// @param recovery how long a client may stay away and still go on where it was
/// @param pages how many messages somebody who enters the lobby is shown
public record SocketChatSettings(
    @Nullable RoomId lobby, boolean requireToken, boolean demo, Duration recovery, int pages) {}
