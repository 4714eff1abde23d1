/// Tests of Socket.IO, and servers for everybody else's.
@NullMarked
package io.chatcluster.socketio;

import org.jspecify.annotations.NullMarked;
