/// Tests of the chat's form for Socket.IO; `SocketChatTest` has it on a real node.
@NullMarked
package io.chatcluster.socketchat;

import org.jspecify.annotations.NullMarked;
