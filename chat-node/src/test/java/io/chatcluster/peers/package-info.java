/// Nodes that hand each other requests: real servers, real sockets, and a directory in memory.
@NullMarked
package io.chatcluster.peers;

import org.jspecify.annotations.NullMarked;
