/// Nodes as processes: real ones, and stand-ins that need no servers.
@NullMarked
package io.chatcluster.local.node;

import org.jspecify.annotations.NullMarked;
